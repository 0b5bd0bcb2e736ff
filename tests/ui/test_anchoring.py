"""Columns stay in place on terminals that disagree about the width of letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.drivers.headless_driver import HeadlessDriver
from wcwidth import wcwidth

from playground.ui.anchoring import anchored, anchoring, columns, padded
from playground.ui.app import PlaygroundApp

_STEP = re.compile(r"\x1b\[(\d+);(\d+)H|\x1b\[(\d+)G|\x1b([78])|\x1b\[[\d;]*m|(.)", re.DOTALL)
WORDS = ("मुझे", "पिज़्ज़ा", "क्या", "स्त्री", "धोएँगे", "தமிழ்", "pizza", "漢字", "é")


def one_each(char: str) -> int:
    """Widths as most terminals count them: a spacing vowel sign takes a column of its own."""
    return 1 if unicodedata.category(char) == "Mc" else max(0, wcwidth(char))


def joined(char: str) -> int:
    """Widths as on a terminal that draws every mark on the letter before it."""
    return 0 if unicodedata.category(char).startswith("M") else max(0, wcwidth(char))


def screen(data: str, width: Callable[[str], int]) -> dict[int, str]:
    """One line of a terminal that counts so: what stands in each column."""
    at, saved = 0, 0
    cells: dict[int, str] = {}
    for step in _STEP.finditer(data):
        if step[2] is not None:
            at = int(step[2]) - 1
        elif step[3] is not None:
            at = int(step[3]) - 1
        elif step[4] == "7":
            saved = at
        elif step[4] == "8":
            at = saved
        elif step[5] is not None:
            if width(step[5]) == 0:
                cells[at - 1] = cells.get(at - 1, "") + step[5]
            else:
                cells[at] = step[5]
            at += width(step[5])
    return cells


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5), st.integers(0, 9))
def test_what_follows_a_padded_label_stands_where_it_should(words: list[str], start: int) -> None:
    line = f"\x1b[3;{start + 1}H" + "".join(padded(word) + " " for word in words) + "│"
    end = start + sum(columns(word) + 1 for word in words)
    for width in (one_each, joined):
        cells = screen(anchored(line), width)
        assert cells[end] == "│"
        assert [column for column, char in cells.items() if char == "│"] == [end]
        shown = "".join(cells[column] for column in sorted(cells))
        assert shown.replace(" ", "") == "".join(words) + "│"


def test_a_sentence_keeps_its_letters_and_the_frame_its_place() -> None:
    line = "\x1b[1;1H│\x1b[1mक्या सीता ख़ुश है?\x1b[0m" + " " * 12 + "│"
    end = cell_len("│क्या सीता ख़ुश है?") + 12
    for width in (one_each, joined):
        cells = screen(anchored(line), width)
        assert cells[end] == "│"
        assert "क्या सीता ख़ुश है?" in "".join(cells[column] for column in sorted(cells))


def test_a_frame_right_behind_the_letters_stands_in_its_place() -> None:
    line = "\x1b[1;1Hक्या\x1b[31m│ok"
    for width in (one_each, joined):
        assert screen(anchored(line), width)[cell_len("क्या")] == "│"


@pytest.mark.parametrize(
    "data", ["", "plain", "\x1b[2;5Hpizza │ 漢字\x1b[0m", "\x1b[?25l", "क्या without a place", "\x1b]0;क\x07"]
)
def test_nothing_else_is_touched(data: str) -> None:
    assert anchored(data) == data


def test_the_most_columns() -> None:
    assert columns("pizza") == 5
    assert columns("漢字") == 4
    assert columns("पिज़्ज़ा") == 5
    assert cell_len(padded("पिज़्ज़ा", 8)) == 8
    assert padded("pizza", 3) == "pizza"


def test_a_driver_that_anchors(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda _self, data: written.append(data))
    driver = object.__new__(anchoring(HeadlessDriver))
    driver.write("\x1b[1;1Hक्या  |")
    assert written == [anchored("\x1b[1;1Hक्या  |")]
    assert written != ["\x1b[1;1Hक्या  |"]
    assert PlaygroundApp(mode="shapes").driver_class.__name__.startswith("Anchoring")
