"""What a forecast is measured with, and what it is measured against: naive forecasts that need no network.

The naive forecast says that the next value will be as the last one; the seasonal naive one, as the one a
season ago (Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd edition, section 5.2).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LONGEST_SEASON = 400
"""Steps; a year of days is a season, and no longer one is looked for."""
_LEAST_LIKENESS = 0.3
_AS_GOOD = 0.9


class Errors(NamedTuple):
    """How far predictions are from the truth, in the unit of the data."""

    rmse: float
    """Root of the mean squared error."""
    mae: float
    """Mean absolute error."""


def errors(truth: NDArray[Any], predicted: NDArray[Any]) -> Errors:
    """Errors of ``predicted`` (N,), N at least 1, beside ``truth`` (N,)."""
    difference = np.asarray(predicted, np.float64) - np.asarray(truth, np.float64)
    return Errors(float(np.sqrt(np.mean(difference**2))), float(np.mean(np.abs(difference))))


def naive_forecast(values: NDArray[Any], steps: int, season: int = 1) -> Floats:
    """The next ``steps`` values as they were a ``season`` before: the last value (season 1) or season again.

    ``values`` (N,) with N at least ``season``.
    """
    last = np.asarray(values, np.float64)[-season:]
    return np.resize(last, steps)


def naive_errors(values: NDArray[Any], begin: int, season: int = 1) -> Errors:
    """Errors of the one-step naive forecast of ``values[begin:]``, each from the value a ``season`` before.

    ``season <= begin < N``.
    """
    values = np.asarray(values, np.float64)
    return errors(values[begin:], values[begin - season : len(values) - season])


def find_season(values: NDArray[Any]) -> int | None:
    """The length of the season of ``values`` (N,) in steps, or None where none stands out.

    It is the shortest lag, from 2 to a third of N, that is a peak of the autocorrelation of the differences
    between neighbours (which have no trend) and nearly as high as the highest one.
    """
    values = np.asarray(values, np.float64)
    steps = np.diff(values / max(float(np.abs(values).max()), np.finfo(np.float64).tiny))
    longest = min(LONGEST_SEASON, len(steps) // 3)
    if longest < 2:
        return None
    steps = steps - steps.mean()
    power = np.abs(np.fft.rfft(steps, 2 * len(steps))) ** 2  # twice as long: no wrapping round
    likeness = np.fft.irfft(power)[: longest + 2]
    if likeness[0] <= 1e-24 * len(steps):
        return None  # a straight line
    likeness = likeness / likeness[0]
    peaks = [
        lag
        for lag in range(2, longest + 1)
        if likeness[lag] > likeness[lag - 1] and likeness[lag] >= likeness[lag + 1]
    ]
    highest = max((likeness[lag] for lag in peaks), default=0.0)
    if highest < _LEAST_LIKENESS:
        return None
    return next(lag for lag in peaks if likeness[lag] >= _AS_GOOD * highest)
