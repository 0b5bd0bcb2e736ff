"""Nothing that a corpus or a model writes may control the terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from playground.text import display

ANY_TEXT = st.text(st.characters())  # lone surrogates and control characters included
CONTROLS = [
    *map(chr, range(0x20)),
    *map(chr, range(0x7F, 0xA0)),
    "\u202e",
    "\u2066",
    "\u200f",
    "\ud800",
    "\ufeff",
]


@given(ANY_TEXT)
def test_visible_lets_no_control_character_through(text: str) -> None:
    shown = display.visible(text)
    assert not set(shown) & (set(CONTROLS) - {"\n"})
    assert shown.count("\n") == text.count("\n")
    shown.encode()  # lone surrogates are gone


@given(ANY_TEXT)
def test_labels_are_never_empty_nor_dangerous(text: str) -> None:
    shown = display.label(text)
    assert shown
    assert not set(shown) & set(CONTROLS)
    assert display.width(shown) >= 1


@given(st.characters())
def test_a_cell_is_one_or_two_columns_wide(char: str) -> None:
    shown = display.cell(char)
    assert not set(shown) & set(CONTROLS)
    assert 1 <= wcswidth(shown) <= 2


@given(ANY_TEXT, st.integers(0, 30))
def test_clip_keeps_within_its_columns_and_on_one_line(text: str, columns: int) -> None:
    shown = display.clip(text, columns)
    assert display.width(shown) <= columns
    assert "\n" not in shown
    if display.width(text) <= columns:
        assert shown == display.visible(text, keep="")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text\nof two lines", "plain text\nof two lines"),
        ("\x1b[31mred", "␛[31mred"),
        ("\0\t\r\x7f", "␀␉␍␡"),
        ("\x9b1m", "<U+009B>1m"),
        ("abc\u202edef", "abc<U+202E>def"),
        ("[bold]not markup[/]", "[bold]not markup[/]"),
        ("नमस्ते 👨‍👩‍👧", "नमस्ते 👨‍👩‍👧"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert display.visible(text) == shown


def test_visible_keeps_what_it_is_told_to() -> None:
    assert display.visible("a\tb\nc", keep="\t") == "a\tb␊c"


@pytest.mark.parametrize(
    ("char", "shown"),
    [(" ", "␣"), ("\n", "⏎"), ("\t", "⇥"), ("x", "x"), ("中", "中"), ("\x1b", "␛"), ("\u0301", "◌\u0301")],
)
def test_cell(char: str, shown: str) -> None:
    assert display.cell(char) == shown


def test_labels_show_spaces() -> None:
    assert display.label(" time") == "␣time"
    assert display.label("\n") == "⏎"
    assert display.label("") == "∅"
    assert display.label("extraordinarily", 6) == "extra…"


def test_clip_never_cuts_between_a_letter_and_its_marks() -> None:
    assert display.clip("e\u0301e\u0301e\u0301", 2) == "e\u0301…"
    assert display.clip("中文字", 4) == "中…"


def test_width_counts_what_is_shown() -> None:
    assert display.width("中a") == 3
    assert display.width("\x1b") == 1
    assert display.width("\u202e") == len("<U+202E>")
