"""Axes: where values stand and how they are written."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.scales import DECADES, Axis, fit, reading, short, tick_label

finite = st.floats(-1e9, 1e9, allow_nan=False)
positive = st.floats(1e-25, 1e25, allow_nan=False)


@given(st.lists(finite, min_size=1, max_size=20), st.integers(2, 10))
def test_every_value_has_a_place_and_every_mark_too(values: list[float], wanted: int) -> None:
    axis = fit(values, pad=0.05)
    shares = [axis.share(place) for place in axis.places(values)]
    assert all(-1e-6 <= share <= 1 + 1e-6 for share in shares)
    marks = axis.marks(wanted)
    assert all(-1e-6 <= share <= 1 + 1e-6 for share, _ in marks)
    assert [share for share, _ in marks] == sorted(share for share, _ in marks)


@given(st.lists(positive, min_size=1, max_size=20), st.integers(2, 10))
def test_a_logarithmic_axis_keeps_the_order_and_reaches_no_further_than_it_may(
    values: list[float], wanted: int
) -> None:
    axis = fit(values, log=True)
    places = axis.places(sorted(values))
    assert all(np.diff(places) >= 0)
    assert axis.low <= places[0] <= places[-1] <= axis.high + 1e-9
    assert axis.high - axis.low <= DECADES + 1
    assert all(-1e-6 <= share <= 1 + 1e-6 for share, _ in axis.marks(wanted))


@given(positive)
def test_the_place_of_a_value_leads_back_to_it(value: float) -> None:
    axis = fit([value, 7 * value], log=True)
    assert axis.value(axis.share(float(axis.places([value])[0]))) == pytest.approx(value, rel=1e-6)


def test_what_cannot_stand_on_a_logarithmic_axis() -> None:
    axis = fit([1.0, 1e-3, 0.0, math.nan, math.inf], log=True)
    places = axis.places([1.0, 0.0, -2.0, 1e-9, math.nan, math.inf])
    assert (axis.low, axis.high) == (-3.0, 0.0)
    assert list(places[:4]) == [0.0, -3.0, -3.0, -3.0]
    assert math.isnan(places[4])
    assert math.isinf(places[5])


@pytest.mark.parametrize(
    ("low", "high", "wanted", "labels"),
    [
        (0, 3, 4, ["1", "10", "100", "1000"]),
        (1, 3, 8, ["10", "20", "50", "100", "200", "500", "1000"]),
        (-30, 0, 4, ["10⁻³⁰", "10⁻²⁰", "10⁻¹⁰", "1"]),
        (-2, 1, 4, ["0.01", "0.1", "1", "10"]),
    ],
)
def test_marks_of_a_logarithmic_axis(low: float, high: float, wanted: int, labels: list[str]) -> None:
    assert [text for _, text in Axis(low, high, log=True).marks(wanted)] == labels


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0, 1000, ["0", "200", "400", "600", "800", "1000"]),
        (-2, 2, ["-2", "-1", "0", "1", "2"]),
        (0, 50_000, ["0", "10k", "20k", "30k", "40k", "50k"]),
        (0, 0.005, ["0.000", "0.001", "0.002", "0.003", "0.004", "0.005"]),
    ],
)
def test_marks_of_a_linear_axis(low: float, high: float, labels: list[str]) -> None:
    assert [text for _, text in Axis(low, high).marks(5)] == labels


def test_one_value_alone_stands_in_the_middle() -> None:
    for axis in (fit([3.0]), fit([0.0]), fit([5.0], log=True)):
        value = axis.value(0.5)
        assert axis.low < axis.high
        assert axis.share(float(axis.places([value])[0])) == pytest.approx(0.5)
    assert fit([]).low < fit([]).high
    assert fit([math.nan, math.inf]).low < fit([math.nan]).high


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (0.012, "0.012"), (1.25, "1.25"), (-0.5, "-0.5"), (340.4, "340"), (1000.0, "1000"),
        (12_345.0, "12.3k"), (9_999.7, "10k"), (3.1e-7, "3.1·10⁻⁷"), (1e-12, "10⁻¹²"), (9.97e-5, "10⁻⁴"),
        (5e-324, "4.9·10⁻³²⁴"), (1e300, "10³⁰⁰"), (-2e-9, "-2.0·10⁻⁹"), (math.nan, "NaN"), (math.inf, "∞"),
        (-math.inf, "-∞"),
    ],
)  # fmt: skip
def test_values_in_few_columns(value: float, text: str) -> None:
    assert short(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.004, "2.00"), (-0.013, "-0.0130"), (99.9, "99.9"), (100.0, "100"), (0.0, "0"), (1e-9, "10⁻⁹")],
)
def test_what_was_measured_has_three_digits(value: float, text: str) -> None:
    assert reading(value) == text


def test_labels_tell_neighbours_apart() -> None:
    assert [tick_label(value, 0.05) for value in (0.0, 0.05, -0.1)] == ["0.00", "0.05", "-0.10"]
    assert tick_label(-12_000, 1000) == "-12k"
