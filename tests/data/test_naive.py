"""Naive forecasts and their errors, beside what can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.naive import errors, find_season, naive_errors, naive_forecast
from playground.data.series import read_series
from playground.places import shipped_corpora


def test_errors() -> None:
    found = errors(np.array([1.0, 2, 3]), np.array([1.0, 5, -1]))
    assert found.mae == pytest.approx(7 / 3)
    assert found.rmse == pytest.approx(np.sqrt(25 / 3))


def test_the_naive_forecast_repeats_the_last_value_and_the_seasonal_one_the_last_season() -> None:
    values = np.arange(10.0)
    assert naive_forecast(values, 3).tolist() == [9, 9, 9]
    assert naive_forecast(values, 5, 3).tolist() == [7, 8, 9, 7, 8]


def test_naive_errors_compare_each_value_with_the_one_a_season_before() -> None:
    values = np.array([1.0, 4, 2, 9, 3])
    assert naive_errors(values, 3) == errors(values[3:], values[2:4])
    assert naive_errors(values, 2, 2) == errors(values[2:], values[:3])


@given(st.integers(2, 30), st.integers(0, 1000))
def test_a_repeated_pattern_is_found_in_spite_of_trend_and_noise(season: int, seed: int) -> None:
    generator = np.random.default_rng(seed)
    pattern = np.roll(np.arange(season) * 10.0, generator.integers(season))  # has no shorter season in it
    values = np.tile(pattern, 12) + np.arange(12 * season) * 0.3 + generator.normal(0, 0.2, 12 * season)
    assert find_season(values) == season


@pytest.mark.parametrize("seed", range(5))
def test_noise_and_a_random_walk_have_no_season(seed: int) -> None:
    noise = np.random.default_rng(seed).normal(size=600)
    assert find_season(noise) is None
    assert find_season(np.cumsum(noise)) is None


@pytest.mark.parametrize("values", [[1, 2], [5] * 40, range(40), [1e9 + 0.1 * at for at in range(50)]])
def test_what_is_too_short_or_straight_has_no_season(values: list[float]) -> None:
    assert find_season(np.array(values, float)) is None


def test_the_museum_has_a_week() -> None:
    assert find_season(read_series([shipped_corpora() / "series.csv"]).values) == 7
