"""The shipped pairs: made by the committed grammar, and grammatical where a rule can be stated."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from playground.data.pairs import open_pairs, source_words
from playground.text.normal import normalise

MAKE = Path(__file__).parents[2] / "corpora" / "make" / "english_hindi.py"
PAIRS = {pair.source: pair.target for pair in open_pairs("english-hindi").items}


def test_the_file_is_what_the_grammar_writes() -> None:
    done = subprocess.run([sys.executable, str(MAKE), "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_enough_of_it_and_nothing_twice() -> None:
    items = open_pairs("english-hindi").items
    assert len(items) == len(PAIRS) >= 4000
    lengths = {len(source.split()) for source in PAIRS}
    assert lengths == set(range(1, 15))
    read = Counter(" ".join(source_words(source)) for source in PAIRS)
    targets: dict[str, set[str]] = {}
    for source, target in PAIRS.items():
        targets.setdefault(" ".join(source_words(source)), set()).add(target)
    assert max(map(len, targets.values())) == 1, "one and the same source has one translation"
    assert sum(read.values()) == len(PAIRS)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("I love pizza", "मुझे पिज़्ज़ा बहुत पसंद है"),
        ("I love to eat pizza", "मुझे पिज़्ज़ा खाना बहुत पसंद है"),
    ],
)
def test_sentences_that_must_be_there(source: str, target: str) -> None:
    assert PAIRS[source] == normalise(target)


def test_questions_are_marked_in_both() -> None:
    for source, target in PAIRS.items():
        assert source.endswith("?") == target.endswith("?")
        assert target == normalise(target)
        assert target.split() == target.split(" ")


def test_ne_goes_with_a_perfective_only() -> None:
    """A subject with ने has a verb in the past or the perfect, never in the present or the future."""
    for target in PAIRS.values():
        for clause in target.rstrip("?").replace(" लेकिन ", " और ").replace(" क्योंकि ", " और ").split(" और "):
            words = clause.split(" कि ")[-1].split()
            if {"ने", "मैंने", "आपने", "उसने", "हमने", "उन्होंने", "किसने"} & set(words):
                assert not words[-1].endswith(("गा", "गे", "गी", "ता", "ते", "ती", "तीं")), clause
                assert words[-1] not in ("हूँ", "था", "थे", "थी", "थीं"), clause


def test_the_speaker_is_first_person_and_male() -> None:
    for source, target in PAIRS.items():
        if source.startswith(("I am ", "I will ")) and " and " not in source and " but " not in source:
            clause = target.split(" क्योंकि ")[0]
            assert clause.endswith("हूँ" if source.startswith("I am ") else "गा"), target


def test_oblique_before_a_postposition() -> None:
    """No masculine noun in -ा stands unchanged before से, को, की, के, में or पर."""
    direct = {"पिज़्ज़ा", "केला", "संतरा", "अंडा", "कुत्ता", "घोड़ा", "जूता", "कमरा", "लड़का", "गाना", "दरवाज़ा"}
    direct = {normalise(word) for word in direct}
    for target in PAIRS.values():
        words = target.rstrip("?").split()
        for word, after in pairwise(words):
            assert not (word in direct and after in ("से", "को", "की", "के", "में", "पर", "ने")), target
