"""The live loss chart: training and validation as lines of dots, what other methods reach as dashed lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from textual.strip import Strip

from playground.ui.chart_data import ChartData, Reference, value_label
from playground.ui.palette import runs
from playground.ui.plot import Dots, count_label, growing, power_ticks, ticks, time_label, time_ticks
from playground.ui.run_state import Point
from playground.ui.widgets.line_chart import LineChart

TRAIN, VALIDATION, _MOMENT = 0, 1, 2
_LABELS = 6
"""Columns left of the plot: a number of four columns, a space, the axis."""
_JOINTS = dict(zip(
    ("left right", "left right down", "left right up", "left right up down", "left down", "left up",
     "left up down", "right down", "right up", "right up down", "up down"),
    "─┬┴┼┐┘┤┌└├│", strict=True,
))  # fmt: skip
"""The sign that goes in these directions."""


class LossChart(LineChart):
    """Draws :class:`ChartData` line by line; it is laid out anew only when the data or the size change."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "chart--axis",
        "chart--label",
        "chart--reference",
        "chart--train",
        "chart--validation",
        "chart--moment",
        "chart--hint",
    }
    DEFAULT_CSS = """
    LossChart {
        height: 1fr; min-height: 4;
        .chart--axis { color: $line; }
        .chart--label { color: $quiet; }
        .chart--reference { color: $faint; }
        .chart--train { color: $train-line; }
        .chart--validation { color: $validation-line; }
        .chart--moment { color: $warning; }
        .chart--hint { color: $quiet; text-style: italic; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.data = ChartData()

    def change(self, **values: object) -> None:
        """Replace fields of the data and draw again."""
        self.data = replace(self.data, **values)  # type: ignore[arg-type]
        self.redraw()

    # Laying out

    def box(self) -> tuple[float, float, float, float]:
        """Left, right, bottom and top of the plot, in the data's own numbers."""
        data = self.data
        xs, ys = (np.asarray(each) for each in data.curve([*data.train, *data.validation]))
        planned = data.planned_seconds if data.axis == "time" else data.planned_steps
        newest = float(xs.max(initial=0.0))
        left, right = 0.0, growing(newest, planned) if newest > 0 else planned
        if data.zoom and newest > 0:
            left, right = newest / 2, newest
        heights = ys[(xs >= left) & np.isfinite(ys)].tolist()
        shown = [self._reference_height(reference) for reference in data.references]
        if not data.zoom or not heights:
            heights += shown
        if not heights:
            return left, right, 0.0, 8.0
        low, high = min(heights), max(heights)
        pad = max(0.06 * (high - low), 0.02)
        return left, right, max(0.0, low - pad), high + pad

    def _reference_height(self, reference: Reference) -> float:
        return reference.bits * (1.0 if self.data.unit == "bits" else self.data.chars_per_token)

    def draw(self, width: int, height: int) -> list[Strip]:
        if width < 24 or height < 5:
            return [Strip.blank(width, self.rich_style) for _ in range(height)]
        data, box = self.data, self.box()
        names = [reference.label for reference in data.references]
        right = max((len(name) for name in names), default=0) + 8 if names and width >= 56 else 0
        columns = width - _LABELS - right
        rows = height - (3 if height >= 9 else 2)  # a low chart does without the line of the axis
        grid = Dots(columns, rows)
        for owner, points in ((VALIDATION, data.validation), (TRAIN, data.train)):
            grid.curve(*data.curve(points), box, owner)
        marks = self._marks(box, columns, rows)
        moment = self._moment_column(box, columns)
        y_labels, placed = self._y_labels(box, rows), self._reference_rows(box, rows)
        joints = _joints([(line, row) for _, line, row in placed])
        dashes = {line for _, line, _ in placed}
        r_labels = {row: f"{'╌' if row in dashes else ' '}{joint}" for row, joint in joints.items()}
        for reference, _, row in placed:
            r_labels[row] = f"{r_labels.get(row, ' ')} {reference.label} {self._reference_value(reference)}"
        hint = data.hint if not data.train and not data.validation else ""
        lines = [self._legend(width)]
        for row in range(rows):
            lines.append(
                self._row(
                    grid,
                    row,
                    y_labels.get(row),
                    row in dashes,
                    r_labels.get(row, ""),
                    right,
                    hint,
                    marks[row],
                    moment,
                )
            )
        return [*lines, *self._x_axis(box, columns, width)[len(lines) - height :]]

    def _marks(self, box: tuple[float, float, float, float], columns: int, rows: int) -> list[set[int]]:
        """For each row the columns of validations; of more than there is room for, the last one only."""
        marks: list[set[int]] = [set() for _ in range(rows)]
        points = [point for point in self.data.validation if box[0] <= self.data.across(point) <= box[1]]
        for point in points if len(points) <= columns // 3 else points[-1:]:
            height = self.data.height(point)
            if math.isfinite(height):
                column = (
                    round((self.data.across(point) - box[0]) / (box[1] - box[0]) * (columns * 2 - 1)) // 2
                )
                marks[max(0, min(rows - 1, self._row_of(height, box, rows)))].add(column)
        return marks

    def _moment_column(self, box: tuple[float, float, float, float], columns: int) -> int | None:
        """Where the moment that is looked at stands."""
        if self.data.moment is None or not box[0] <= (x := self.data.across(self.data.moment)) <= box[1]:
            return None
        return round((x - box[0]) / (box[1] - box[0]) * (columns * 2 - 1)) // 2

    def _row_of(self, height: float, box: tuple[float, float, float, float], rows: int) -> int:
        return round((box[3] - height) / (box[3] - box[2]) * (rows * 4 - 1)) // 4

    def _y_labels(self, box: tuple[float, float, float, float], rows: int) -> dict[int, str]:
        wanted = max(3, min(8, rows // 2 + 1))
        if self.data.unit == "bits":
            values = ticks(box[2], box[3], wanted)
            places = 1 if all(abs(value * 10 - round(value * 10)) < 1e-6 for value in values) else 2
            return {self._row_of(value, box, rows): f"{value:.{places}f}" for value in values}
        marks = power_ticks(box[2], box[3], wanted)
        return {
            self._row_of(math.log2(value), box, rows): f"{value:g}" if value < 1000 else count_label(value)
            for value in marks
            if value > 0
        }

    def _reference_value(self, reference: Reference) -> str:
        if self.data.unit == "bits":
            return f"{reference.bits:.2f}"
        return value_label(2.0 ** min(self._reference_height(reference), 40.0))

    def _reference_rows(
        self, box: tuple[float, float, float, float], rows: int
    ) -> list[tuple[Reference, int, int]]:
        """Each reference in sight, the row of its line and that of its label; labels that would share a row
        move apart.
        """
        found = sorted(self.data.references, key=lambda reference: -reference.bits)
        found = [reference for reference in found if box[2] <= self._reference_height(reference) <= box[3]][
            :rows
        ]
        lines = [self._row_of(self._reference_height(reference), box, rows) for reference in found]
        placed = list(lines)
        for at in range(1, len(placed)):
            placed[at] = max(placed[at], placed[at - 1] + 1)
        for at in reversed(range(len(placed))):
            placed[at] = min(placed[at], rows - len(placed) + at)
        return list(zip(found, lines, placed, strict=True))

    # Drawing

    def _legend(self, width: int) -> Strip:
        data = self.data
        unit = "bits/char" if data.unit == "bits" else "perplexity"
        parts = [Segment(f"{unit}", self.part("label"))]
        curves: list[tuple[str, str, str, Sequence[Point]]] = [
            ("train", "━━", "training", data.train),
            ("validation", "●", "validation", data.validation),
        ]
        short = width < 48  # the whole words need as much
        for style, mark, whole, points in curves:
            point = data.at_moment(points)
            if point is not None:
                name = whole[:5] if short else whole
                said = f"{name} {data.reading(point)}{'' if short else data.measured_at(point)}"
                parts.append(Segment(f"   {mark} ", self.part(style)))
                parts.append(Segment(said, self.part("label")))
        return Strip(parts).adjust_cell_length(width, self.rich_style)

    def _row(
        self,
        grid: Dots,
        row: int,
        label: str | None,
        dashed: bool,
        name: str,
        right: int,
        hint: str,
        marks: set[int],
        moment: int | None,
    ) -> Strip:
        parts = self.edge(label, _LABELS)
        middle = max(0, (grid.columns - len(hint)) // 2) if hint and row == grid.rows // 2 else -1
        if middle >= 0 and len(hint) <= grid.columns:
            parts.append(Segment(" " * middle, self.rich_style))
            parts.append(Segment(hint, self.part("hint")))
            parts.append(Segment(" " * (grid.columns - middle - len(hint)), self.rich_style))
        else:
            parts += self._cells(grid, row, "╌" if dashed else " ", marks, moment)
        if right:
            parts.append(Segment(f"{name:<{right}}"[:right], self.part("label")))
        return Strip(parts).adjust_cell_length(self.size.width, self.rich_style)

    def _cells(self, grid: Dots, row: int, ground: str, marks: set[int], moment: int | None) -> list[Segment]:
        """A row of the plot: its curves on ``ground``, validations, and the moment of the past."""
        owner = grid.owner[row].astype(np.intp)
        text = grid.line(row)
        if ground != " ":
            text = text.replace(" ", ground)
        if marks or moment is not None:
            chars = list(text)
            if moment is not None:
                chars[moment] = "┃" if owner[moment] < 0 else chars[moment]
                owner[moment] = _MOMENT
            for column in marks:
                chars[column], owner[column] = "●", VALIDATION
            text = "".join(chars)
        styles = {
            TRAIN: self.part("train"),
            VALIDATION: self.part("validation"),
            _MOMENT: self.part("moment"),
            -1: self.part("reference"),
        }
        return [Segment(text[start:end], styles[int(owner[start])]) for start, end in runs(owner)]

    def _x_axis(self, box: tuple[float, float, float, float], columns: int, width: int) -> list[Strip]:
        left, right = box[0], box[1]
        wanted = max(2, columns // 14)
        timed = self.data.axis == "time"
        values = time_ticks(right, wanted) if timed else ticks(0, right, wanted)
        marks = [
            (
                round((value - left) / (right - left) * (columns - 1)),
                time_label(value) if timed else count_label(value),
            )
            for value in values
            if value >= left
        ]
        return self.x_axis(marks, columns, _LABELS, width)


def _joints(labels: list[tuple[int, int]]) -> dict[int, str]:
    """What joins lines to labels that had to move away from them, by row: each label is given as the row of
    its line and its own.
    """
    arms: dict[int, set[str]] = {}
    for line, row in labels:
        if row == line:
            continue
        ends = (row, line) if row < line else (line, row)
        for at in range(ends[0], ends[1] + 1):
            arms.setdefault(at, set()).update(
                {"down"} if at < ends[1] else (), {"up"} if at > ends[0] else ()
            )
    for line, row in labels:
        if line in arms:
            arms[line].add("left")
        if row in arms:
            arms[row].add("right")
    order = ("left", "right", "up", "down")
    return {at: _JOINTS[" ".join(arm for arm in order if arm in found)] for at, found in arms.items()}
