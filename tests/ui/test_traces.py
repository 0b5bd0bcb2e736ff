"""Values, ranges and the columns of tokens."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.config import ModelConfig
from playground.text import display
from playground.ui.traces import columns, span, value_names
from tests.ui import fakes


@pytest.mark.parametrize(
    ("cell", "names"),
    [("lstm", ["h", "c", "i", "f", "g", "o"]), ("gru", ["h", "r", "z", "n"]), ("rnn", ["h", "a"])],
)
def test_values_come_in_reading_order(cell: str, names: list[str]) -> None:
    assert value_names(fakes.traced(100, fakes.model(cell))) == names


def test_ranges() -> None:
    values = np.array([[0.2, -2.7]], dtype=np.float32)
    lstm = fakes.model()
    assert span("f", values, lstm) == (0.0, 1.0, "sequential")
    assert span("h", values, lstm) == (-1.0, 1.0, "diverging")
    assert span("c", values, lstm) == (-4.0, 4.0, "diverging")
    relu = ModelConfig(vocabulary=9, cell="rnn", nonlinearity="relu")
    assert span("h", values, relu) == (-4.0, 4.0, "diverging")
    assert span("c", np.array([np.inf, np.nan], dtype=np.float32), lstm)[1] == 1.0


def test_characters_share_the_room_evenly() -> None:
    found = columns(tuple("abcd"), 20)
    assert found.widths == (5, 5, 5, 5)
    assert found.starts == (0, 5, 10, 15)
    assert columns(tuple("abcd"), 7).widths == (1, 1, 1, 1)


def test_wide_characters_keep_their_columns() -> None:
    found = columns(tuple("a漢b"), 4)
    assert found.widths == (1, 2, 1)
    assert found.starts == (0, 1, 3)
    assert found.token_at(2) == 1
    assert found.token_at(3) == 2


def test_words_have_a_space_between_them() -> None:
    found = columns((" once", " upon"), 40)
    assert found.labels == ("␣once", "␣upon")
    assert found.starts == (0, 6)


def test_the_part_around_the_cursor_is_shown() -> None:
    tokens = tuple("x" * 100)
    assert columns(tokens, 30).first == 0
    late = columns(tokens, 30, cursor=99)
    assert late.first == 70
    assert late.last == 100
    assert late.token_at(0) == 70


@given(st.lists(st.text(min_size=1, max_size=9), max_size=30), st.integers(1, 60), st.integers(0, 40))
def test_columns_never_leave_the_room_nor_overlap(tokens: list[str], room: int, cursor: int) -> None:
    found = columns(tuple(tokens), room, min(cursor, max(0, len(tokens) - 1)))
    end = 0
    for label, start, width in zip(found.labels, found.starts, found.widths, strict=True):
        assert start == end
        assert width >= display.width(label)
        end = start + width
    assert end <= room
