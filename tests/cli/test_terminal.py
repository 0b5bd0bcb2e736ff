"""Numbers, tables and JSON as the commands print them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.cli.terminal import duration, json_line, plural, short, size, table
from playground.text.display import width


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (0.4, "0:00"), (59.6, "1:00"), (754, "12:34"), (3723, "1:02:03"), (-3, "0:00")],
)
def test_duration(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (950, "950"),
        (999.9, "1.0k"),
        (9_449, "9.4k"),
        (31_400, "31k"),
        (999_600, "1.0M"),
        (1.2e9, "1.2G"),
    ],
)
def test_short(number: float, shown: str) -> None:
    assert short(number) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, "0 B"), (950, "950 B"), (385_925, "386 kB"), (1_115_394, "1.1 MB"), (2e9, "2.0 GB")],
)
def test_size(count: float, shown: str) -> None:
    assert size(count) == shown


def test_plural() -> None:
    assert (plural(1, "step"), plural(1200, "step")) == ("1 step", "1,200 steps")


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), max_size=5))
def test_table_rows_stay_rows_whatever_their_cells_hold(rows: list[list[str]]) -> None:
    lines = table(("a", "b", "c"), rows, right=(1,)).split("\n")
    assert len(lines) == 1 + len(rows)
    assert all(line.isprintable() for line in lines if line.isascii())


def test_table_columns_line_up_in_every_script() -> None:
    lines = table(("name", "n"), [("中文", "1"), ("abc", "200")], right=(1,)).split("\n")
    assert {width(line) for line in lines} == {9}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_says_the_same_in_characters_that_control_nothing(value: object) -> None:
    text = json_line(value)
    assert json.loads(text) == value
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u202e\u2066" for char in text)


def test_json_keeps_scripts_readable() -> None:
    assert json_line({"text": "हिन्दी 中文"}) == '{"text": "हिन्दी 中文"}'
