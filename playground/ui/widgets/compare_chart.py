"""The validation curves of several models in one chart, each in a colour and with its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual.strip import Strip

from playground.text import display
from playground.ui.plot import Dots, ticks, time_label, time_ticks
from playground.ui.run_state import Point
from playground.ui.widgets.line_chart import LineChart

CURVES = 6
"""Models that can be told apart by colour."""
_MARGIN = 6
_MARKS = "●▲■◆○□"


@dataclass(frozen=True, slots=True)
class Curve:
    """One model's validation loss over the time it was trained."""

    name: str
    points: tuple[Point, ...]


class CompareChart(LineChart):
    """Bits a character over seconds of training."""

    PREFIX = "compare"

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "compare--axis",
        "compare--label",
        *(f"compare--curve-{number}" for number in range(CURVES)),
    }
    DEFAULT_CSS = """
    CompareChart {
        height: 1fr; min-height: 5;
        .compare--axis { color: $line; }
        .compare--label { color: $quiet; }
        .compare--curve-0 { color: #4f9fe8; }
        .compare--curve-1 { color: #e08a2e; }
        .compare--curve-2 { color: #3fae7c; }
        .compare--curve-3 { color: #c678b4; }
        .compare--curve-4 { color: #b3a131; }
        .compare--curve-5 { color: #8d93a1; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.curves: tuple[Curve, ...] = ()

    def show(self, curves: Sequence[Curve]) -> None:
        """Draw these curves, the first ``CURVES`` of them."""
        self.curves = tuple(curves[:CURVES])
        self.redraw()

    def draw(self, width: int, height: int) -> list[Strip]:
        legend = self._legend(width)
        columns, rows = width - _MARGIN, height - len(legend) - 2
        points = [point for curve in self.curves for point in curve.points]
        if not points or rows < 2 or columns < 12:
            return legend
        right = max(point.seconds for point in points) or 1.0
        low, high = min(point.bits for point in points), max(point.bits for point in points)
        pad = max(0.06 * (high - low), 0.02)
        box = (0.0, right, max(0.0, low - pad), high + pad)
        grid = Dots(columns, rows)
        for number, curve in enumerate(self.curves):
            grid.curve([p.seconds for p in curve.points], [p.bits for p in curve.points], box, number)
        labels = {
            round((box[3] - value) / (box[3] - box[2]) * (rows * 4 - 1)) // 4: f"{value:.2f}"
            for value in ticks(box[2], box[3], max(2, rows // 3))
        }
        return [
            *legend,
            *(self._row(grid, row, labels.get(row), width) for row in range(rows)),
            *self._axis(right, columns, width),
        ]

    def _legend(self, width: int) -> list[Strip]:
        """The names, as many a line as fit."""
        lines: list[list[Segment]] = [[Segment("bits/char", self.part("label"))]]
        used = 9
        for number, curve in enumerate(self.curves):
            last = f" {curve.points[-1].bits:.2f}" if curve.points else " no curve"
            name = display.clip(curve.name, 28)
            size = 3 + 2 + display.width(name) + len(last)
            if used + size > width:
                lines.append([])
                used = -3
            gap = "   " if lines[-1] else ""
            lines[-1] += [
                Segment(f"{gap}{_MARKS[number]} ", self.part(f"curve-{number}")),
                Segment(name + last, self.part("label")),
            ]
            used += size
        return [Strip(line).adjust_cell_length(width, self.rich_style) for line in lines]

    def _row(self, grid: Dots, row: int, label: str | None, width: int) -> Strip:
        parts = self.edge(label, _MARGIN)
        for char, owner in zip(grid.line(row), grid.owner[row].tolist(), strict=True):
            parts.append(Segment(char, self.part(f"curve-{owner}") if owner >= 0 else self.rich_style))
        return Strip(parts).simplify().adjust_cell_length(width, self.rich_style)

    def _axis(self, right: float, columns: int, width: int) -> list[Strip]:
        marks = [
            (round(value / right * (columns - 1)), time_label(value))
            for value in time_ticks(right, max(2, columns // 14))
        ]
        return self.x_axis(marks, columns, _MARGIN, width)
