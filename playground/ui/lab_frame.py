"""Where the curves of an experiment and their letters stand in a chart of so many columns and rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.ui.lab_state import Series
from playground.ui.plot import Dots
from playground.ui.scales import Axis

SPACING = 20
"""Columns from one letter of a long curve to the next."""
SPARSE = 4
"""Columns between the points of a curve, on average, from which on each point has its letter."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How a chart is laid out: both axes, the plot's size, and how far from the left it begins."""

    x: Axis
    y: Axis
    columns: int
    rows: int
    margin: int

    def across(self, places: NDArray[np.float64]) -> list[int]:
        """Columns of places on the x axis."""
        shares = np.clip(self.x.share(places), 0.0, 1.0)
        return [int(column) for column in np.rint(shares * (self.columns - 1))]

    def down(self, places: NDArray[np.float64]) -> list[int]:
        """Rows of places on the y axis; as the dots of the curves fall."""
        shares = np.clip(self.y.share(places), 0.0, 1.0)
        return [int(dot) // 4 for dot in np.rint((1 - shares) * (self.rows * 4 - 1))]


def xs(frame: Frame, series: Series) -> NDArray[np.float64]:
    """Where a curve's points stand on the x axis."""
    return frame.x.places(series.xs)


def pieces(frame: Frame, series: Series) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
    """The stretches of a curve between which it is no number, on the axes."""
    across, up = xs(frame, series), frame.y.places(series.ys)
    good = np.isfinite(across) & np.isfinite(up)
    for piece in np.split(np.arange(len(across)), np.flatnonzero(np.diff(good)) + 1):
        if len(piece) and good[piece[0]]:
            yield across[piece], up[piece]


def drawn(frame: Frame, curves: Sequence[Series]) -> Dots:
    """The curves as dots. Cells that several of them share belong to each in turn, from column to column."""
    grid = Dots(frame.columns, frame.rows)
    if not curves:
        return grid
    layers = []
    for series in curves:
        layer = Dots(frame.columns, frame.rows)
        for across, up in pieces(frame, series):
            box = (frame.x.low, frame.x.high, frame.y.low, frame.y.high)
            layer.curve(across.tolist(), up.tolist(), box, 0)
        layers.append(layer.bits)
    bits = np.stack(layers)
    place = (bits > 0).cumsum(axis=0)  # of each curve among those in its cell, from 1
    turn = np.arange(frame.columns) // 2 % np.maximum(place[-1], 1) + 1
    grid.owner = np.where(place[-1] > 0, np.argmax(place == turn, axis=0), -1).astype(np.int8)
    grid.bits = np.bitwise_or.reduce(bits, axis=0)
    return grid


def spots(frame: Frame, series: Series, offset: int) -> Iterator[tuple[int, int]]:
    """Cells (row, column) for a curve's letter."""
    cells: dict[int, int] = {}
    for across, up in pieces(frame, series):
        cells |= zip(frame.across(across), frame.down(up), strict=True)
    columns = sorted(cells)
    if len(columns) > 3 and columns[-1] - columns[0] < SPARSE * (len(columns) - 1):
        columns = columns[offset::SPACING] or columns[-1:]
    return ((cells[column], column) for column in columns)


def breaking(frame: Frame, series: Series) -> tuple[int, int] | None:
    """The cell where a curve that is broken was last a number."""
    if series.broke_at is None:
        return None
    at = next(n for n, y in enumerate(series.ys) if not math.isfinite(y))
    last = max(at - 1, 0)
    column = frame.across(frame.x.places(series.xs[last : last + 1]))[0]
    return (frame.down(frame.y.places(series.ys[last : last + 1]))[0] if at else 0), column
