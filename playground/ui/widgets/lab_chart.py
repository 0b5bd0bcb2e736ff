"""A chart of an experiment: several curves on linear or logarithmic axes, told apart by colour and letter."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.strip import Strip

from playground.events import Panel
from playground.ui.bindings import bindings
from playground.ui.lab_frame import SPACING, Frame, breaking, drawn, spots, xs
from playground.ui.lab_legend import Entry, legend
from playground.ui.lab_looks import TONES, Look, Looks
from playground.ui.lab_state import Series
from playground.ui.plot import Dots
from playground.ui.scales import Axis, fit, reading, short
from playground.ui.widgets.line_chart import LineChart

BROKEN = "×"
"""Where a curve is no longer a number."""


class LabChart(LineChart, can_focus=True):
    """One panel of an experiment. The arrow keys or the mouse move a cursor that reads the values."""

    PREFIX = "lab"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings("labchart")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "lab--axis",
        "lab--label",
        "lab--hint",
        *(f"lab--{tone}" for tone in TONES),
    }
    DEFAULT_CSS = (
        """
    LabChart {
        height: 1fr; min-height: 5;
        .lab--axis { color: $line; }
        .lab--label { color: $quiet; }
        .lab--hint { color: $quiet; text-style: italic; }
    """
        + "\n".join(f".lab--{tone} {{ color: $curve-{tone}; text-style: bold; }}" for tone in TONES)
        + "}"
    )

    def __init__(self, panel: Panel, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.panel = panel
        self.curves: Mapping[str, Series] = {}
        self.hint = ""
        """Shown in the middle while there is no curve."""
        self.brief = False
        """The names of the curves stand elsewhere, and values only where they are read."""
        self._looks = Looks()
        self._cursor: int | None = None
        self._frame: Frame | None = None

    def show(self, curves: Mapping[str, Series], looks: Looks, hint: str = "") -> None:
        """Draw these curves."""
        self.curves, self._looks, self.hint = curves, looks, hint
        self.redraw()

    def as_text(self, width: int, height: int) -> str:
        """The chart in characters, so many columns wide and lines high."""
        frame, cursor, self._cursor = self._frame, self._cursor, None
        lines = self.draw(width, height)
        self._frame, self._cursor = frame, cursor
        return "\n".join(line.text.rstrip() for line in lines)

    # The cursor

    @property
    def cursor(self) -> float | None:
        """The x that is being read."""
        if self._cursor is None or self._frame is None or not self.curves:
            return None
        return self._frame.x.value(self._cursor / max(1, self._frame.columns - 1))

    def _point_to(self, column: int | None) -> None:
        if column != self._cursor:
            self._cursor = column
            self.redraw()

    def action_read(self, by: int) -> None:
        """Move to the next point; where they are as dense as the columns, to the next column."""
        frame = self._frame
        if frame is None:
            return
        stops = sorted(
            {column for series in self.curves.values() for column in frame.across(xs(frame, series))}
        )
        if len(stops) > frame.columns // 2:
            stops = list(range(frame.columns))
        at = self._cursor if self._cursor is not None else (-1 if by > 0 else frame.columns)
        further = [stop for stop in stops if (stop > at if by > 0 else stop < at)]
        if further:
            self._point_to(further[0] if by > 0 else further[-1])

    def action_ends(self, by: int) -> None:
        """Move to the first or the last column."""
        if self._frame is not None:
            self._point_to(0 if by < 0 else self._frame.columns - 1)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        frame = self._frame
        if frame is not None and frame.margin <= event.x < frame.margin + frame.columns:
            self._point_to(event.x - frame.margin)

    def on_leave(self) -> None:
        if not self.has_focus:
            self._point_to(None)

    def on_blur(self) -> None:
        self._point_to(None)

    # Laying out

    def draw(self, width: int, height: int) -> list[Strip]:
        if width < 24 or height < 5:
            self._frame = None
            return []
        x = self._across()
        y = self._upright()
        head = self._legend(width, height, x)
        axis_lines = 2 if height - len(head) >= 6 else 1  # a low chart does without the line of the axis
        rows = height - len(head) - axis_lines
        marks = y.marks(max(2, min(8, rows // 2))) if self.curves else []
        margin = max([4, *(len(text) for _, text in marks)]) + 2
        frame = self._frame = Frame(x, y, width - margin, rows, margin)
        grid = drawn(frame, list(self.curves.values()))
        letters = self._letters(frame)
        labels = {round((1 - share) * (rows * 4 - 1)) // 4: text for share, text in marks if 0 <= share <= 1}
        inks = [self.part(self._looks.of(name).tone) for name in self.curves]
        lines = [self._row(frame, grid, row, labels.get(row), letters, inks) for row in range(rows)]
        ends = x.marks(max(2, frame.columns // 9)) if self.curves else []
        stops = [(round(share * (frame.columns - 1)), text) for share, text in ends]
        return [*head, *lines, *self.x_axis(stops, frame.columns, margin, width)[2 - axis_lines :]]

    def _across(self) -> Axis:
        """The x axis; what is never negative has none below zero."""
        values = [x for series in self.curves.values() for x in series.xs]
        axis = fit(values, log=self.panel.log_x)
        negative = self.panel.log_x or min(values, default=0.0) < 0
        return axis if negative else Axis(max(axis.low, 0.0), axis.high)

    def _upright(self) -> Axis:
        """The y axis. A linear one begins at zero where that is not far below what it shows."""
        log = self.panel.log_y
        values = [y for series in self.curves.values() for y in series.ys]
        finite = [y for y in values if math.isfinite(y)]
        if not log and finite and 0 < min(finite) <= 0.4 * max(finite):
            values.append(0.0)
        axis = fit(values, log=log, pad=0.03)
        return Axis(0.0, axis.high) if not log and finite and min(finite) >= 0 > axis.low else axis

    def _letters(self, frame: Frame) -> dict[tuple[int, int], tuple[str, Look]]:
        """What stands on the curves: at each point of a short one, now and then on a long one, and where one
        broke. Where several curves want the same cell, they take turns.
        """
        wanted: dict[tuple[int, int], list[str]] = {}
        count = max(1, len(self.curves))
        for number, (name, series) in enumerate(self.curves.items()):
            offset = number * SPACING // count
            for cell in spots(frame, series, offset):
                wanted.setdefault(cell, []).append(name)
        taken = dict.fromkeys(self.curves, 0)
        found: dict[tuple[int, int], tuple[str, Look]] = {}
        for cell, names in sorted(wanted.items(), key=lambda item: (len(item[1]), item[0][1])):
            name = min(names, key=lambda each: taken[each])
            taken[name] += 1
            look = self._looks.of(name)
            found[cell] = look.mark, look
        for name, series in self.curves.items():
            if (end := breaking(frame, series)) is not None:
                found[end] = BROKEN, self._looks.of(name)
        return found

    # Drawing

    def _legend(self, width: int, height: int, x: Axis) -> list[Strip]:
        most = max(2, (height - 2) // 4) if height >= 8 else 1
        at = self.cursor
        head = self.panel.y if at is None else f"{self.panel.x.partition('(')[0].strip()} {short(at)}"
        entries: list[Entry] = []
        for name, series in self.curves.items() if at is not None or not self.brief else ():
            look = self._looks.of(name)
            entries.append(Entry(look.mark, look.tone, name, self._value(series, x)))
        return [
            Strip([Segment(text, self.part(style)) for text, style in line]).adjust_cell_length(
                width, self.rich_style
            )
            for line in legend(head, entries, width, most, named=not self.brief)
        ]

    def _value(self, series: Series, x: Axis) -> str:
        """The value at the cursor, or the last one; what broke says where."""
        if not series.xs:
            return ""
        at = self.cursor
        if at is None:
            broke = series.broke_at
            return reading(series.ys[-1]) if broke is None else f"{BROKEN} at {short(broke)}"
        places = x.places(series.xs)
        nearest = int(np.argmin(np.abs(places - x.places([at])[0])))
        return reading(series.ys[nearest])

    def _row(
        self,
        frame: Frame,
        grid: Dots,
        row: int,
        label: str | None,
        letters: Mapping[tuple[int, int], tuple[str, Look]],
        inks: Sequence[Style],
    ) -> Strip:
        parts = self.edge(label, frame.margin)
        if not inks and row == grid.rows // 2 and len(self.hint) <= grid.columns:
            parts.append(Segment(f"{self.hint:^{grid.columns}}", self.part("hint")))
            return Strip(parts)
        blank = self.part("axis")
        pointed = self._cursor if inks else None
        run, style = "", blank
        for column, (char, owner) in enumerate(zip(grid.line(row), grid.owner[row].tolist(), strict=True)):
            ink = inks[owner] if owner >= 0 else blank
            if (letter := letters.get((row, column))) is not None:
                char, ink = letter[0], self.part(letter[1].tone)
            elif column == pointed and owner < 0:
                char = "┊"
            if ink is not style:
                parts.append(Segment(run, style))
                run = ""
            run, style = run + char, ink
        parts.append(Segment(run, style))
        return Strip(parts).adjust_cell_length(frame.margin + frame.columns, self.rich_style)
