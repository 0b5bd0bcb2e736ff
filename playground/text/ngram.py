"""A character n-gram model with interpolated Kneser-Ney smoothing, counted and queried as sorted arrays.

An n-gram is one 64-bit number whose most significant digit is its last character, then the one before it, and
so on. Sorted that way, the n-grams that share their last k characters stand together for every k at once: one
sort serves all orders.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HIGHEST_ORDER = 10
_LEAST_DISCOUNT = 0.1
"""Something is always left for what was never seen."""
Keys = NDArray[np.int64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Smoothed:
    """Counts of the n-grams of one order, ready for interpolation (Chen and Goodman 1999, eq. 13-17)."""

    grams: Keys
    discounted: NDArray[np.float64]
    """Count of each gram, less its discount."""
    contexts: Keys
    totals: NDArray[np.float64]
    given_up: NDArray[np.float64]
    """What the discounts of each context's grams come to."""

    @classmethod
    def of(cls, grams: Keys, counts: Counts, base: int, order: int) -> _Smoothed:
        once, twice, thrice, four = (float(np.count_nonzero(counts == times)) for times in (1, 2, 3, 4))
        rate = once / (once + 2 * twice) if once else 0.5
        discounts = np.array(
            [
                0.0,
                1 - 2 * rate * twice / once if once and twice else rate,
                2 - 3 * rate * thrice / twice if twice and thrice else rate,
                3 - 4 * rate * four / thrice if thrice and four else rate,
            ]
        )
        discount = np.clip(discounts, _LEAST_DISCOUNT, [1, 1, 2, 3])[np.minimum(counts, 3)]
        before = grams % base ** (order - 1)  # the characters before the last one
        sorting = np.argsort(before, kind="stable")
        before = before[sorting]
        starts = np.flatnonzero(np.diff(before, prepend=-1))
        return cls(
            grams=grams,
            discounted=counts - discount,
            contexts=before[starts],
            totals=np.add.reduceat(counts[sorting].astype(np.float64), starts),
            given_up=np.add.reduceat(discount[sorting], starts),
        )

    def interpolate(
        self, keys: Keys, base: int, order: int, lower: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """p(last character | those before it), (T,), given the probabilities of the order below."""
        where, known = _find(self.grams, keys)
        share = np.where(known, self.discounted[where], 0.0)
        where, known = _find(self.contexts, keys % base ** (order - 1))
        mixed = (share + self.given_up[where] * lower) / self.totals[where]
        return np.where(known, mixed, lower)


def _find(table: Keys, keys: Keys) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Place of each key in a sorted table, and whether it is there."""
    where = np.minimum(np.searchsorted(table, keys), len(table) - 1)
    return where, table[where] == keys


def _keys(codes: NDArray[np.int64], start: int, base: int, order: int) -> Keys:
    """The n-grams that end at each of ``codes[start:]``; ``start`` is at least ``order`` - 1."""
    keys = np.zeros(len(codes) - start, np.int64)
    for back in range(order):
        keys += codes[start - back : len(codes) - back] * base ** (order - 1 - back)
    return keys


def highest_order(kinds: int) -> int:
    """The longest n-gram of ``kinds`` different characters that one 64-bit number holds."""
    return max(1, min(HIGHEST_ORDER, int(62 / math.log2(max(kinds, 2)))))


def bits_by_order(
    train: NDArray[np.int64], test: NDArray[np.int64], kinds: int, orders: int | None = None
) -> list[float]:
    """Bits a character on ``test`` of the models of order 1, 2, ... up to ``orders``, counted on ``train``.

    Both are codes from 0 to ``kinds`` - 1. Each character of ``test`` is predicted from those before it, the
    end of ``train`` included. The order below the first is uniform over ``kinds``.
    """
    return [float(-np.log2(shares).mean()) for shares in _by_order(train, test, kinds, orders)]


def bits_of_each(
    train: NDArray[np.int64], test: NDArray[np.int64], kinds: int, order: int
) -> NDArray[np.float64]:
    """Bits of every character of ``test``, (characters,), by the model of ``order``; else as above."""
    *_, shares = _by_order(train, test, kinds, order)
    bits: NDArray[np.float64] = -np.log2(shares)
    return bits


def _by_order(
    train: NDArray[np.int64], test: NDArray[np.int64], kinds: int, orders: int | None
) -> Iterator[NDArray[np.float64]]:
    """Probabilities of the characters of ``test`` by the models of order 1, 2, ..."""
    most = min(highest_order(kinds) if orders is None else orders, len(train))
    grams, times = np.unique(_keys(train, most - 1, kinds, most), return_counts=True)
    joined = np.concatenate([train[len(train) - (most - 1) :], test])
    keys = _keys(joined, most - 1, kinds, most)
    lower = np.full(len(test), 1.0 / kinds)
    for order in range(1, most + 1):
        cut = kinds ** (most - order)
        starts = np.flatnonzero(np.diff(grams // cut, prepend=-1))
        here = grams[starts] // cut
        wanted = keys // cut
        # Of the order asked for, how often; of those under it, after how many different characters.
        often = _Smoothed.of(here, np.add.reduceat(times, starts), kinds, order)
        yield often.interpolate(wanted, kinds, order, lower)
        if order < most:
            longer = np.flatnonzero(np.diff(grams // (cut // kinds), prepend=-1))
            variety = np.diff(np.searchsorted(longer, np.append(starts, len(grams))))
            lower = _Smoothed.of(here, variety, kinds, order).interpolate(wanted, kinds, order, lower)
