"""Where tokens stand on a line, and texts as lines of tokens: whatever the text."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.ui.anchoring import columns as width
from playground.ui.xray.columns import ZOOMS, Columns, zoom_words
from playground.ui.xray.flow import flow, shown

HOSTILE = st.text(
    st.one_of(
        st.characters(codec="utf-8"), st.sampled_from("\x1b\x00\n\t\u200d\u202e\u0301漢é🇩🇪👩\u0915\u093f")
    ),
    max_size=60,
)
WORDS = st.lists(st.sampled_from(["one", " two", " 漢字", ",", "\n", " a-long-word-that-is-long", "\x1b["]))


@settings(deadline=None)
@given(st.one_of(HOSTILE.map(list), WORDS), st.sampled_from(ZOOMS), st.integers(0, 70), st.integers(1, 40))
def test_what_is_in_sight_lies_side_by_side_and_fits(
    tokens: list[str], zoom: int, first: int, room: int
) -> None:
    columns = Columns(tuple(tokens), zoom)
    sight = columns.sight(min(first, len(tokens)), room)
    assert len(sight.edges) == sight.count + 1
    assert sight.edges[-1] <= room
    assert (np.diff(sight.edges) >= 1).all()
    assert (sight.firsts[1:] == sight.lasts[:-1]).all()
    for cell in range(sight.count):
        label = columns.at(cell, sight)
        assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in label)
        for token in range(int(sight.firsts[cell]), int(sight.lasts[cell])):
            assert sight.cell_of(token) == cell
        assert sight.cell_at(int(sight.edges[cell])) == cell
    assert sight.cell_at(room + 1) is None


@settings(deadline=None)
@given(WORDS.filter(bool), st.sampled_from(ZOOMS), st.integers(0, 70), st.integers(0, 70), st.integers(9, 40))
def test_a_token_is_brought_into_sight(
    tokens: list[str], zoom: int, first: int, token: int, room: int
) -> None:
    columns = Columns(tuple(tokens), zoom)
    first, token = first % len(tokens), token % len(tokens)
    shown_from = columns.first_to_show(token, first, room)
    sight = columns.sight(shown_from, room)
    assert sight.first <= token < sight.last
    last = columns.sight(columns.latest(room), room)
    assert last.last == len(tokens)


def test_wide_letters_and_marks_have_columns_of_their_own() -> None:
    columns = Columns(tuple("a漢\u0301\x1b\n"))
    sight = columns.sight(0, 40)
    assert np.diff(sight.edges).tolist() == [1, 2, 1, 1, 1]
    assert [columns.at(cell, sight) for cell in range(5)] == ["a", "漢", "◌́", "␛", "⏎"]


def test_words_have_as_much_room_as_the_zoom_gives() -> None:
    tokens = ("Once", " upon", " a", " tremendously")
    narrow, wide = Columns(tokens, 1), Columns(tokens, 6)
    assert np.diff(narrow.sight(0, 80).edges).tolist() == [5, 5, 3, 5]
    assert np.diff(wide.sight(0, 80).edges).tolist() == [5, 6, 3, 14]
    assert zoom_words(1, single=False) == "up to 4 columns a word"
    assert zoom_words(-4, single=False) == "4 tokens a column"
    assert zoom_words(3, single=True) == "3 columns a token"


def test_several_tokens_share_a_column_when_zoomed_out() -> None:
    columns = Columns(tuple("abcdefghij"), -4)
    sight = columns.sight(5, 80)
    assert sight.firsts.tolist() == [4, 8]
    assert sight.lasts.tolist() == [8, 10]
    assert sight.edges.tolist() == [0, 1, 2]
    assert columns.sight(0, 2).last == 8
    assert columns.latest(2) == 4


def test_dragging_moves_by_columns() -> None:
    columns = Columns(tuple("abcdefghij"), 2)
    assert columns.shifted(4, 4) == 6
    assert columns.shifted(4, -6) == 1
    assert columns.shifted(4, -60) == 0
    assert Columns(tuple("abcdefghij"), -2).shifted(4, 2) == 8


@settings(deadline=None)
@given(st.one_of(HOSTILE.map(list), WORDS), st.integers(2, 40))
def test_every_token_is_on_one_line_and_every_line_fits(tokens: list[str], room: int) -> None:
    rows = flow(tokens, 0, len(tokens), room)
    pieces = [piece for row in rows for piece in row]
    assert [piece.token for piece in pieces] == list(range(len(tokens)))
    for row in rows:
        at = 0
        for piece in row:
            assert piece.start == at
            assert piece.wide == width(piece.text)
            at += piece.wide
        assert at <= room
    text = "".join(piece.text for piece in pieces)
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in text)


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("one two three", 9, ["one two ", "three"]),
        ("one\ntwo", 20, ["one⏎", "two"]),
        ("unbreakable", 5, ["unbr", "eaka", "ble"]),
        ("a [b]c[/b]", 20, ["a [b]c[/b]"]),
    ],
)
def test_lines_break_between_words(text: str, room: int, expected: list[str]) -> None:
    rows = flow(tuple(text), 0, len(text), room)
    assert ["".join(piece.text for piece in row) for row in rows] == expected


def test_words_keep_their_space_before_them() -> None:
    tokens = ("Once", " upon", " a", " time")
    rows = flow(tokens, 0, 4, 11)
    assert ["".join(piece.text for piece in row) for row in rows] == ["Once upon", " a time"]
    assert shown("\x1b[31m") == "␛[31m"
