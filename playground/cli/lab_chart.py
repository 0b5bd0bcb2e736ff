"""Curves of an experiment as charts of plain letters, for a terminal, a pipe or a mail."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.events import Panel
from playground.text.display import visible, width
from playground.ui.lab_looks import Looks
from playground.ui.lab_state import Series
from playground.ui.scales import Axis, fit

_COLUMNS, _ROWS = 66, 12
_LABELS = 9
"""Columns for what is written along the vertical axis."""

Grid = list[list[str]]


def text_chart(panel: Panel, curves: dict[str, Series], looks: Looks) -> str:
    """The panel's curves, each drawn with its letter, and a legend; empty where nothing was measured."""
    drawn = {name: series for name, series in curves.items() if np.isfinite(series.ys).any()}
    if not drawn:
        return ""
    x, y = axes(panel, drawn)
    grid: Grid = [[" "] * _COLUMNS for _ in range(_ROWS)]
    for name, series in drawn.items():
        finite = np.isfinite(series.ys)
        across = (_COLUMNS - 1) * _shares(x, series.xs)[finite]
        down = (_ROWS - 1) * (1 - _shares(y, series.ys)[finite])
        _draw(grid, across, down, looks.of(name, panel.id).mark)
        if not finite.all():
            broke = (_COLUMNS - 1) * _shares(x, [float(np.asarray(series.xs)[~finite][0])])[0]
            grid[round(down[-1])][round(broke)] = "*"
    marks = {round((_ROWS - 1) * (1 - share)): words for share, words in y.marks(5)}
    lines = [f"{panel.title}: {panel.y}"]
    lines += [f"{marks.get(row, ''):>{_LABELS}} |{''.join(cells)}" for row, cells in enumerate(grid)]
    lines.append(" " * _LABELS + " +" + "-" * _COLUMNS)
    lines.append(" " * (_LABELS + 2) + _foot(x))
    lines.append(" " * (_LABELS + 2) + panel.x)
    legend = [f"{looks.of(name, panel.id).mark} {name}" for name in drawn]
    if not all(np.isfinite(series.ys).all() for series in drawn.values()):
        legend.append("* NaN from here on")
    return "\n".join(visible(line, keep="").rstrip() for line in [*lines, *_wrapped(legend)])


def axes(panel: Panel, curves: dict[str, Series]) -> tuple[Axis, Axis]:
    """Axes on which every point of the curves has a place."""
    xs = [value for series in curves.values() for value in series.xs]
    ys = [value for series in curves.values() for value in series.ys]
    return fit(xs, log=panel.log_x), fit(ys, log=panel.log_y, pad=0.02)


def _shares(axis: Axis, values: Sequence[float]) -> NDArray[np.float64]:
    """How far along the axis each value is, 0 to 1; NaN stays NaN."""
    return (axis.places(values) - axis.low) / (axis.high - axis.low)


def _draw(grid: Grid, across: NDArray[np.float64], down: NDArray[np.float64], mark: str) -> None:
    """Put ``mark`` into every column from the first point to the last, at the height of the line there."""
    order = np.argsort(across, kind="stable")
    across, down = across[order], down[order]
    for column in range(round(across[0]), round(across[-1]) + 1):
        row = round(float(np.interp(column, across, down)))
        grid[min(max(row, 0), _ROWS - 1)][column] = mark


def _foot(axis: Axis) -> str:
    """What is written under the horizontal axis; what would run into what is left of it is left out."""
    line = ""
    for share, words in axis.marks(6):
        begin = max(0, round(share * (_COLUMNS - 1)) - width(words) // 2)
        if begin == 0 or begin > width(line):
            line += " " * (begin - width(line)) + words
    return line


def _wrapped(items: Sequence[str]) -> list[str]:
    """The legend in lines no wider than the chart."""
    lines = [""]
    for item in items:
        if lines[-1] and width(lines[-1]) + width(item) + 3 > _COLUMNS + _LABELS:
            lines.append("")
        lines[-1] += ("   " if lines[-1] else "  ") + item
    return lines
