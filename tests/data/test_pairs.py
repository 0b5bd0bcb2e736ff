"""Pairs of texts: reading them, cutting them into tokens, putting those together again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.pairs import joined, open_pairs, source_words, target_tokens
from playground.errors import InputError
from playground.text.normal import normalise
from playground.text.reading import open_text

LINES = "I love pizza\tमुझे पिज़्ज़ा पसंद है\nHello\tनमस्ते\n"


def written(folder: Path, data: str | bytes, name: str = "pairs.tsv") -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_a_pair_a_line(tmp_path: Path) -> None:
    pairs = open_pairs(written(tmp_path, LINES))
    assert pairs.name == "pairs"
    assert [(pair.source, pair.target, pair.line) for pair in pairs.items] == [
        ("I love pizza", "मुझे पिज़्ज़ा पसंद है", 1),
        ("Hello", "नमस्ते", 2),
    ]


@pytest.mark.parametrize(
    "data",
    [
        LINES.replace("\n", "\t CC-BY 2.0 (France) #12\n"),  # a third column, as tatoeba's lists have it
        LINES.replace("\n", "\tone\ttwo\n", 1),
        "\ufeff" + LINES,
        LINES.replace("\n", "\r\n"),
        "\n" + LINES.replace("\n", "\n\n \t \n"),
        LINES.rstrip("\n"),
        LINES.replace("\t", " \t "),
        "Source\tTarget\n" + LINES,
        LINES.encode("utf-16"),
    ],
)
def test_what_is_not_a_source_or_a_target_is_left_out(tmp_path: Path, data: str | bytes) -> None:
    plain = open_pairs(written(tmp_path, LINES))
    assert [(pair.source, pair.target) for pair in open_pairs(written(tmp_path, data)).items] == [
        (pair.source, pair.target) for pair in plain.items
    ]


def test_the_hash_is_that_of_the_pairs(tmp_path: Path) -> None:
    plain = open_pairs(written(tmp_path, LINES)).sha256
    assert open_pairs(written(tmp_path, LINES.replace("\n", "\tmore\r\n"))).sha256 == plain
    assert open_pairs(written(tmp_path, LINES.replace("love", "like"))).sha256 != plain
    assert open_pairs(written(tmp_path, LINES.replace(" है", "\tहै"))).sha256 != plain


def test_another_encoding_is_read_and_told(tmp_path: Path) -> None:
    rows = "the boy eats the egg\tder Junge ißt das Ei\nthe girl drinks\tdas Mädchen trinkt früh\n" * 20
    pairs = open_pairs(written(tmp_path, rows.encode("cp1252")))
    assert pairs.items[1].target == "das Mädchen trinkt früh"
    assert "windows-1252" in pairs.notices[0]
    assert open_pairs(written(tmp_path, rows.encode("cp1252")), encoding="cp1252").notices == ()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            "a\tb\nno tab here\n",
            r"pairs.tsv, line 2: expected a text, a tab and its translation.*'no tab here'",
        ),
        ("a\tb\n\n\tb\n", r"pairs.tsv, line 3: expected a text before the tab and 'b'"),
        ("a\tb\nc\t \n", r"pairs.tsv, line 2: expected a translation after 'c'"),
        ("a\tb\nc\t\tthird\n", r"pairs.tsv, line 2: expected a translation after 'c'"),
        ("source\ttarget\n", r"pairs holds no pairs"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, data: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        open_pairs(written(tmp_path, data))


def test_shipped_pairs_are_found_by_name() -> None:
    assert len(open_pairs("english-hindi").items) >= 4000
    assert len(open_pairs("answers").items) >= 400


def test_a_table_of_pairs_is_no_plain_text_for_it(tmp_path: Path) -> None:
    path = written(tmp_path, LINES)
    assert open_text(path).read() == LINES
    assert open_pairs(path).items[1].source == "Hello"


@pytest.mark.parametrize(
    "text",
    ["I love pizza", "i love pizza", "I love pizza.", " I  love\npizza! ", "I LOVE PIZZA…", "I love pizza।"],
)
def test_case_and_a_full_stop_make_no_difference(text: str) -> None:
    assert source_words(text) == ["i", "love", "pizza"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Do you eat?", ["do", "you", "eat", "?"]),
        ("I don’t eat.", ["i", "do", "not", "eat"]),
        (".", ["."]),
        ("", []),
        ("क्या आप ठीक हैं?", ["क्या", "आप", "ठीक", "हैं", "?"]),
        ("我爱你。", ["我", "爱", "你"]),
    ],
)
def test_words_of_a_source(text: str, words: list[str]) -> None:
    assert source_words(text) == words


def test_combining_marks_stay_with_their_letters() -> None:
    text = "मुझे पिज़्ज़ा पसंद है।"
    assert target_tokens(text) == [" मुझे", " पिज़्ज़ा", " पसंद", " है", "।"]
    assert joined(target_tokens(text)) == normalise(text)


@given(st.text())
def test_tokens_of_a_target_give_it_back(text: str) -> None:
    once = " ".join(normalise(text).split())
    assert joined(target_tokens(text)) == once
    assert all(target_tokens(text))


@given(
    st.lists(st.sampled_from(["I", "don't", "eat", "पिज़्ज़ा", "中文", "?", ".", "👩‍👧", "e\u0301"]), max_size=8)
)
def test_words_of_a_source_do_not_depend_on_space_and_case(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert source_words(text.upper()) == source_words(f"  {text.lower()} ") == source_words(text)
