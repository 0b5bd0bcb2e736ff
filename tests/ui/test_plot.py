"""Ticks, labels and dots."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.plot import Dots, count_label, growing, power_ticks, ticks, time_label, time_ticks

numbers = st.floats(-1e6, 1e6, allow_nan=False)


@given(numbers, st.floats(1e-3, 1e6), st.integers(1, 12))
def test_ticks_lie_inside_and_are_evenly_spaced(low: float, span: float, wanted: int) -> None:
    found = ticks(low, low + span, wanted)
    slack = 1e-6 * max(1.0, abs(low), span)
    assert all(low - slack <= tick <= low + span + slack for tick in found)
    assert len(found) <= wanted + 1
    if len(found) > 2:
        steps = np.diff(found)
        assert np.allclose(steps, steps[0], rtol=1e-3, atol=1e-6)


def test_ticks_are_round_numbers() -> None:
    assert ticks(1.7, 6.1, 5) == [2.0, 3.0, 4.0, 5.0, 6.0]
    assert ticks(0, 900, 4) == [0.0, 500.0]


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0), (math.nan, 1.0), (0.0, math.inf)])
def test_no_ticks_where_there_is_no_range(low: float, high: float) -> None:
    assert ticks(low, high, 5) == []


def test_perplexities_are_1_2_5_steps() -> None:
    assert power_ticks(math.log2(3), math.log2(120), 6) == [5, 10, 20, 50, 100]
    assert power_ticks(math.log2(3), math.log2(120), 3) == [10, 100]
    assert len(power_ticks(math.log2(2.1), math.log2(2.9), 4)) >= 2


def test_times() -> None:
    assert [time_label(value) for value in (0, 45, 90, 3900)] == ["0 s", "45 s", "1:30", "1:05:00"]
    assert time_ticks(60, 4) == [0, 20, 40, 60]
    assert time_ticks(3 * 86400, 4) == [0, 86400, 172800, 259200]


def test_counts_take_few_columns() -> None:
    shown = [count_label(value) for value in (0, 999, 1200, 34_000, 999_960, 1_500_000, 2e9)]
    assert shown == ["0", "999", "1.2k", "34k", "1.0M", "1.5M", "2G"]


@given(st.integers(0, 10**12))
def test_count_labels_stay_short(count: int) -> None:
    assert len(count_label(count)) <= 5


@given(st.floats(0.001, 1e7), st.floats(0.1, 1e6))
def test_a_growing_axis_holds_the_value(value: float, planned: float) -> None:
    end = growing(value, planned)
    assert end >= value
    assert end <= max(2 * value, planned)


def test_a_growing_axis_moves_in_halves_of_the_plan() -> None:
    assert [growing(value, 60) for value in (5, 10, 29, 31, 60, 61)] == [7.5, 15, 30, 60, 60, 120]


def lit(grid: Dots) -> list[str]:
    return [grid.line(row) for row in range(grid.rows)]


def test_a_falling_line_runs_from_corner_to_corner() -> None:
    grid = Dots(3, 2)
    grid.curve([0, 1], [1, 0], (0, 1, 0, 1), 0)
    assert lit(grid)[0][0] != " "
    assert lit(grid)[1][2] != " "
    assert lit(grid)[1][0] == " "
    assert lit(grid)[0][2] == " "


def test_a_flat_line_is_one_row_of_dots_without_gaps() -> None:
    grid = Dots(20, 4)
    grid.curve([0, 0.4, 1], [0.5, 0.5, 0.5], (0, 1, 0, 1), 0)
    rows = [row for row in lit(grid) if row.strip()]
    assert len(rows) == 1
    assert " " not in rows[0]


def test_a_spike_between_two_columns_stays_in_sight() -> None:
    quiet = [0.0] * 10_000
    quiet[5_000] = 1.0
    grid = Dots(10, 5)
    grid.curve(list(range(10_000)), quiet, (0, 9_999, 0, 1), 0)
    assert lit(grid)[0].strip()


def test_numbers_that_are_none_are_left_out() -> None:
    grid = Dots(10, 5)
    grid.curve([0, 0.5, 1], [0.5, math.nan, math.inf], (0, 1, 0, 1), 0)
    assert sum(char != " " for row in lit(grid) for char in row) == 1


@given(
    st.lists(st.tuples(st.floats(-2, 3), st.floats(-1e3, 1e3)), max_size=60),
    st.integers(0, 12),
    st.integers(0, 6),
)
def test_any_points_can_be_drawn(points: list[tuple[float, float]], columns: int, rows: int) -> None:
    grid = Dots(columns, rows)
    ordered = sorted(points)
    grid.curve([x for x, _ in ordered], [y for _, y in ordered], (0, 1, 0, 1), 0)
    assert grid.bits.shape == (rows, columns)


def test_the_later_curve_owns_shared_cells() -> None:
    grid = Dots(4, 2)
    for owner in (1, 0):
        grid.curve([0, 1], [0.5, 0.5], (0, 1, 0, 1), owner)
    assert set(grid.owner[grid.bits > 0].tolist()) == {0}
