"""A draw, and the bar that shows it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.writing.draws import SHOWN, chance, draw, show_draw


def weights_of(values: list[float]) -> np.ndarray:
    array = np.array(values, np.float64)
    return array / array.sum()


WEIGHTS = st.lists(st.floats(0, 1), min_size=1, max_size=150).filter(lambda values: sum(values) > 0.01)
POINT = st.floats(0, 1, exclude_max=True)


@given(WEIGHTS, POINT)
def test_the_point_falls_on_what_is_drawn(values: list[float], point: float) -> None:
    weights = weights_of(values)
    chosen = draw(weights, point)
    assert weights[chosen] > 0
    shown = show_draw(weights, point, 7, str)
    part = next(part for part in shown.parts if part.drawn)
    assert (shown.token, shown.point, shown.seed) == (str(chosen), point, 7)
    assert part.token == str(chosen)
    assert part.low - 1e-9 <= point <= part.high + 1e-9


@given(WEIGHTS, POINT)
def test_the_bar_has_no_gap_and_is_in_order(values: list[float], point: float) -> None:
    parts = show_draw(weights_of(values), point, 7, str).parts
    assert parts[0].low == 0
    assert abs(parts[-1].high - 1) < 1e-9
    assert all(abs(one.high - other.low) < 1e-9 for one, other in pairwise(parts))
    sizes = [part.high - part.low for part in parts if part.token][:SHOWN]
    assert all(one >= other - 1e-9 for one, other in pairwise(sizes))
    assert len(parts) <= SHOWN + 3


def test_draws_follow_the_weights() -> None:
    weights = weights_of([1, 2, 3, 4])
    drawn = np.bincount([draw(weights, chance(5, place)) for place in range(20_000)], minlength=4)
    assert np.abs(drawn / 20_000 - weights).max() < 0.015


def test_rare_tokens_beyond_the_first_are_drawn_too() -> None:
    weights = weights_of([1.0] * 500)
    assert draw(weights, 0.0) == 0
    assert draw(weights, 0.9999999) == 499
    assert {draw(weights, (number + 0.5) / 500) for number in range(500)} == set(range(500))


def test_one_token_that_is_certain() -> None:
    shown = show_draw(weights_of([0, 0, 1, 0]), 0.93, 1, "abcd".__getitem__)
    assert [(part.token, part.low, part.high, part.drawn) for part in shown.parts] == [("c", 0.0, 1.0, True)]
