"""The geometry of a line chart on a terminal: ticks, labels and a grid of braille dots. No styles here."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DOTS_ACROSS, DOTS_DOWN = 2, 4
"""Braille dots in one cell."""

_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], dtype=np.uint8)
"""Bit of the dot at (row, column) of a cell, as Unicode numbers them from U+2800."""
_UTF_32 = f"utf-32-{'le' if sys.byteorder == 'little' else 'be'}"


def ticks(low: float, high: float, wanted: int) -> list[float]:
    """About ``wanted`` round numbers (1, 2 or 5 times a power of ten) from ``low`` to ``high``."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low or wanted < 1:
        return []
    rough = (high - low) / wanted
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999), power * 10)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(index * step, 12) for index in range(first, last + 1)]


def power_ticks(low: float, high: float, wanted: int) -> list[float]:
    """Round perplexities (1, 2, 5, 10, 20, 50 ...) whose base-2 logarithm lies from ``low`` to ``high``."""
    choices = [factor * 10**power for power in range(13) for factor in (1, 2, 5)]
    inside = [value for value in choices if low - 1e-9 <= math.log2(value) <= high + 1e-9]
    if len(inside) > max(2, wanted):
        inside = [value for value in inside if str(value)[0] == "1"] or inside
    if len(inside) < 2:
        inside = [round(value, 2) for value in ticks(2**low, 2**high, wanted)]
    return [float(value) for value in inside]


def time_ticks(high: float, wanted: int) -> list[float]:
    """Round times (seconds) from 0 to ``high``: steps of 1, 5, 10, 30 s, 1, 5, 10, 30 min, hours."""
    steps = (0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800, 86400)
    step = next((step for step in steps if high / step <= wanted), 86400.0 * math.ceil(high / 86400 / wanted))
    return [index * step for index in range(int(high / step + 1e-9) + 1)]


def time_label(seconds: float) -> str:
    """``0 s``, ``45 s``, ``2:30``, ``1:05:00``."""
    if seconds < 60:
        return f"{seconds:g} s"
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def count_label(count: float) -> str:
    """``850``, ``1.2k``, ``34k``, ``1.5M``: a number in at most five columns."""
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if count >= size * 0.9995:
            value = count / size
            return f"{value:.0f}{unit}" if value >= 99.95 or value == round(value) else f"{value:.1f}{unit}"
    return f"{count:.0f}"


def growing(value: float, planned: float) -> float:
    """The end of a calm axis: the planned length halved as often as ``value`` still fits, or doubled."""
    if planned <= 0 or not math.isfinite(planned):
        planned = 1.0
    end = planned
    while end < value:
        end *= 2
    while end / 2 >= value and end / 2 >= planned / 64:
        end /= 2
    return end


class Dots:
    """A grid of braille dots that curves are drawn into; later curves own the cells they share."""

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = max(0, columns), max(0, rows)
        self.bits: NDArray[np.uint8] = np.zeros((self.rows, self.columns), dtype=np.uint8)
        self.owner: NDArray[np.int8] = np.full((self.rows, self.columns), -1, dtype=np.int8)
        """Number of the curve that owns each cell, -1 for none."""

    def curve(
        self, xs: Sequence[float], ys: Sequence[float], box: tuple[float, float, float, float], owner: int
    ) -> None:
        """Draw a line through the points; ``box`` is (left, right, bottom, top) in the points' own numbers.

        Points that share a column of dots become one stroke from their lowest to their highest, so that
        however long a run is, its noise and its spikes stay in sight and drawing costs no more.
        """
        left, right, bottom, top = box
        wide, high = self.columns * DOTS_ACROSS, self.rows * DOTS_DOWN
        x, y = np.asarray(xs, dtype=float), np.asarray(ys, dtype=float)
        keep = np.isfinite(x) & np.isfinite(y) & (x >= left) & (x <= right)
        x, y = x[keep], y[keep]
        if not len(x) or not wide or not high or right <= left or top <= bottom:
            return
        across = np.rint((x - left) / (right - left) * (wide - 1)).astype(int)
        down = np.rint((top - y) / (top - bottom) * (high - 1))
        columns, upper, lower = _strokes(across, down)
        rows = np.arange(high)[:, None]
        dots = np.zeros((high, wide), dtype=bool)
        dots[:, columns] = (rows >= np.floor(upper + 0.5)) & (rows <= np.floor(lower + 0.5))
        cells = dots.reshape(self.rows, DOTS_DOWN, self.columns, DOTS_ACROSS)
        bits = (cells * _BITS[:, None, :]).sum(axis=(1, 3), dtype=np.uint8)
        self.bits |= bits
        self.owner[bits > 0] = owner

    def line(self, row: int) -> str:
        """What stands in a row of cells: braille characters, and spaces."""
        bits = self.bits[row]
        return np.where(bits > 0, bits + np.uint32(0x2800), np.uint32(ord(" "))).tobytes().decode(_UTF_32)


def _strokes(
    across: NDArray[np.int64], down: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """The stroke in each column of dots, from the first to the last that has a point: (columns, upper ends,
    lower ends), rows counted from above.

    A column with points is a stroke from the highest to the lowest of them; one without lies on the straight
    line between its neighbours'. Each reaches halfway back to the one before it, so that nothing is torn.
    """
    starts = np.flatnonzero(np.r_[True, np.diff(across) != 0])
    ends = np.r_[starts[1:], len(across)] - 1
    measured, first, last = across[starts], down[starts], down[ends]
    columns = np.arange(measured[0], measured[-1] + 1)
    here = np.searchsorted(measured, columns, side="right") - 1
    there = np.minimum(here + 1, len(measured) - 1)
    since, span = columns - measured[here], np.maximum(measured[there] - measured[here], 1)
    leaving = last[here] + (first[there] - last[here]) * since / span
    has_points = since == 0
    entering = np.where(has_points, first[here], leaving)
    upper = np.where(has_points, np.minimum.reduceat(down, starts)[here], leaving)
    lower = np.where(has_points, np.maximum.reduceat(down, starts)[here], leaving)
    halfway = (leaving[:-1] + entering[1:]) / 2
    upper[1:], lower[1:] = np.minimum(upper[1:], halfway), np.maximum(lower[1:], halfway)
    return columns, upper, lower
