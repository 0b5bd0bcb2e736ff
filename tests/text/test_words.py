"""Words as tokens."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.text.normal import normalise
from playground.text.vocabulary import unknown_notice, vocabulary_from_dict
from playground.text.words import LONGEST_RUN, MOST_KINDS, WordVocabulary, common, split, split_all

TRICKY = st.text(
    st.sampled_from(
        [
            *"ab'’ \n\t.,-_19",
            "é",
            "\u0301",
            "ि",
            "न",
            "中",
            "文",
            "か",
            "\u200d",
            "👩",
            "🏽",
            "\ufe0f",
            "🇩",
            "ก",
            "ั",
        ]
    )
)


@given(st.one_of(TRICKY, st.text(st.characters())))
def test_nothing_is_lost(text: str) -> None:
    tokens = split(text)
    assert "".join(tokens) == text
    assert all(tokens)


@given(st.lists(st.one_of(TRICKY, st.text())))
def test_tokens_are_the_same_however_the_text_is_cut(pieces: list[str]) -> None:
    pieces = [normalise(piece) for piece in pieces]
    assert [token for tokens in split_all(pieces) for token in tokens] == split("".join(pieces))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Once upon a time,", ["Once", " upon", " a", " time", ","]),
        ('"I\'m here," he said.\n', ['"', "I'm", " here", ",", '"', " he", " said", ".", "\n"]),
        ("rock'n'roll 'quoted' l’été", ["rock'n'roll", " '", "quoted", "'", " l’été"]),
        ("a  b\t\tc   \n\n", ["a", " ", " b", "\t\t", "c", "   ", "\n", "\n"]),
        ("3.14 x_y well-known", ["3", ".", "14", " x", "_", "y", " well", "-", "known"]),
        ("नमस्ते दुनिया।", ["नमस्ते", " दुनिया", "।"]),
        ("क्\u200dष می\u200cخواهم", ["क्\u200dष", " می\u200cخواهم"]),
        ("从前有人，Hello世界", ["从", "前", "有", "人", "，", "Hello", "世", "界"]),
        ("かガ ラ", ["か", "ガ", " ラ"]),
        ("สวัสดี", ["ส", "วั", "ส", "ดี"]),
        ("안녕 세상", ["안녕", " 세상"]),
        ("👨\u200d👩\u200d👧👍🏽 🇩🇪🇫🇷❤️", ["👨\u200d👩\u200d👧", "👍🏽", " 🇩🇪", "🇫🇷", "❤️"]),
        ("\u0301x", ["\u0301", "x"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert split(text) == tokens


def test_a_word_without_end_is_cut() -> None:
    tokens = split("a" * 1000 + " " * 1000)
    assert max(map(len, tokens)) <= LONGEST_RUN
    chunked = list(split_all(["中" * 30_000, "b" * 30_000, "c" * 30_000]))
    assert sum(len("".join(tokens)) for tokens in chunked) == 90_000


@given(st.text(min_size=1))
def test_known_words_come_back(text: str) -> None:
    vocabulary = WordVocabulary(list(dict.fromkeys(split(normalise(text)))))
    assert vocabulary.decode(vocabulary.encode(text)) == normalise(text)


@given(st.text(), st.text())
def test_an_unknown_word_is_never_another(known: str, text: str) -> None:
    vocabulary = WordVocabulary.of(known + " again")
    ids, spans = vocabulary.encode(text).tolist(), vocabulary.spans(text)
    assert "".join(spans) == normalise(text)
    for id, span in zip(ids, spans, strict=True):
        assert vocabulary.token(id) == (span if vocabulary.id_of(span) else "<unk>")
    assert set(vocabulary.unknown_in(text)) == {span for span, id in zip(spans, ids, strict=True) if id == 0}


@given(st.text())
def test_survives_json(text: str) -> None:
    vocabulary = WordVocabulary.of(text + " and more")
    again = vocabulary_from_dict(json.loads(json.dumps(vocabulary.to_dict())))
    assert again == vocabulary
    assert isinstance(again, WordVocabulary)
    assert again.spelling_bits(" xyz") == vocabulary.spelling_bits(" xyz")


def test_the_commonest_come_first_and_those_seen_once_go() -> None:
    counts = {"the": 900, " of": 900, " rare": 1, " king": 30}
    assert common(counts) == [" of", "the", " king"]
    assert common(counts, limit=1) == [" of"]


def test_a_small_text_gives_up_no_more_than_a_twentieth() -> None:
    counts = {f"w{number}": 1 for number in range(100)}
    kept = common(counts)
    assert len(kept) == 95
    gaps = [number for number in range(100) if f"w{number}" not in kept]
    assert gaps == [0, 20, 40, 60, 80]


def test_a_vocabulary_is_bounded() -> None:
    assert len(common({f"w{number}": 2 for number in range(MOST_KINDS + 5)})) == MOST_KINDS


def test_the_word_unk_in_a_text_is_only_text() -> None:
    vocabulary = WordVocabulary.of("a <unk> b\n" * 9)
    assert "<unk>" not in vocabulary.tokens[1:]
    assert 0 not in vocabulary.encode("a <unk> b")


def test_spelling_is_a_code() -> None:
    text = "to be or not to be that is the question "
    vocabulary = WordVocabulary.of(text * 3)
    counts = Counter(text)
    # Kraft: over all words of up to two letters of this alphabet the code words fit into one.
    alphabet = list(counts)
    words = ["", *alphabet, *(first + second for first in alphabet for second in alphabet)]
    assert 0.1 < sum(2 ** -vocabulary.spelling_bits(word) for word in words) < 1
    assert vocabulary.spelling_bits(" be") < vocabulary.spelling_bits(" qu")
    assert vocabulary.spelling_bits("Ж") > vocabulary.spelling_bits("q") + 20


def test_notice_names_the_words() -> None:
    vocabulary = WordVocabulary.of("once upon a time\n" * 5)
    assert unknown_notice(vocabulary, "once upon a kumquat") == (
        "The model has never seen this word: kumquat; it is read as <unk>."
    )
