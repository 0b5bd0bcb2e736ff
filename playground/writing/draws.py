"""One draw from a distribution, and how to show it: tokens laid end to end, and a point that falls on one.

The tokens lie in the order of their probability, the likeliest first, each as wide as it is likely; together
they reach from 0 to 1. A random number from 0 to 1 falls on one of them, and that one is written (inverse
transform sampling, Devroye 1986, section III.2.1). So the bar on the screen is the draw itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_WORD = (1 << 64) - 1
_FIRST = 64
"""Tokens that are put in order before all are: the point almost always falls on one of them."""
SHOWN = 12
"""Tokens of a bar that are told apart."""


def chance(seed: int, place: int) -> float:
    """A number from 0 to 1 (1 excluded) for one place of a text: SplitMix64 (Steele et al. 2014)."""
    z = (seed + (place + 1) * 0x9E3779B97F4A7C15) & _WORD
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _WORD
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _WORD
    return ((z ^ (z >> 31)) >> 11) * 2.0**-53


def draw(weights: NDArray[np.float64], point: float) -> int:
    """The token (an index) on which ``point``, from 0 to 1, falls; weights (V,) sum to one."""
    ids = _likeliest(weights, _FIRST)
    sums = weights[ids].cumsum()
    if point >= sums[-1]:
        ids = _likeliest(weights, len(weights))
        sums = weights[ids].cumsum()
        point *= sums[-1]  # what rounding left out of the sum is given to all alike
    return int(ids[min(int(sums.searchsorted(point, "right")), _last(weights[ids]))])


def _last(weights: NDArray[np.float64]) -> int:
    """The last place that holds any weight."""
    return int(np.count_nonzero(weights)) - 1


def _likeliest(weights: NDArray[np.float64], k: int) -> NDArray[np.intp]:
    """Indices of the k largest, the largest first, of equal ones the lower index."""
    if k >= len(weights):
        return np.argsort(-weights, kind="stable")
    border = np.partition(weights, -k)[-k]
    ids = np.flatnonzero(weights >= border)
    return ids[np.argsort(-weights[ids], kind="stable")][:k]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the bar."""

    token: str
    """Empty for all tokens that are not told apart."""
    low: float
    high: float
    drawn: bool
    """The point fell here."""


@dataclass(frozen=True, slots=True)
class Draw:
    """How a token was drawn."""

    point: float
    """The random number."""
    token: str
    """What it fell on."""
    chance: float
    """Its probability after the sampling settings."""
    seed: int
    parts: tuple[Part, ...]
    """From 0 to 1 without a gap."""


def show_draw(weights: NDArray[np.float64], point: float, seed: int, text_of: Callable[[int], str]) -> Draw:
    """The draw of :func:`draw` with the same weights and point, for the screen."""
    chosen = draw(weights, point)
    ids = _likeliest(weights, len(weights))
    sums = np.concatenate([[0.0], weights[ids].cumsum()])
    place = int(np.flatnonzero(ids == chosen)[0])
    parts = [_part(at, place, ids, sums, text_of) for at in range(min(SHOWN, _last(weights[ids]) + 1))]
    if place >= len(parts):
        middle = _part(place, place, ids, sums, text_of)
        parts += [Part("", parts[-1].high, middle.low, False), middle]
    if parts[-1].high < 1:
        parts.append(Part("", parts[-1].high, 1.0, False))
    kept = tuple(part for part in parts if part.high > part.low)
    return Draw(point, text_of(chosen), float(weights[chosen]), seed, kept)


def _part(
    at: int,
    place: int,
    ids: NDArray[np.intp],
    sums: NDArray[np.float64],
    text_of: Callable[[int], str],
) -> Part:
    return Part(text_of(int(ids[at])), float(sums[at]), min(1.0, float(sums[at + 1])), at == place)
