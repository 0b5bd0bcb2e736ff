"""A chart of the network's vitals over the run, on the same time as the loss beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from rich.segment import Segment
from textual.strip import Strip

from playground.events import Vitals
from playground.ui.lab_legend import Entry, legend
from playground.ui.lab_state import Series
from playground.ui.plot import time_label, time_ticks
from playground.ui.scales import Axis
from playground.ui.widgets.lab_chart import LabChart
from playground.ui.widgets.vitals_curves import KINDS, Kind, VitalsLooks, curves, panel


class TimeAxis(Axis):
    """Seconds, labelled as those of the loss are."""

    def marks(self, wanted: int) -> list[tuple[float, str]]:
        found = time_ticks(self.high, wanted)
        return [(self.share(value), time_label(value)) for value in found if value >= self.low]


_LOOKS = VitalsLooks()
_POINTED, _MOMENT = "┊", "┃"


class VitalsChart(LabChart):
    """One of ``vitals_curves.KINDS``; it is drawn anew when there is more to draw."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lab--moment"}
    DEFAULT_CSS = "VitalsChart { .lab--moment { color: $warning; } }"

    def __init__(self, kind: Kind = KINDS[0], *, id: str | None = None) -> None:
        super().__init__(kind.panel, id=id)
        self.kind = kind
        self._ends = (0.0, 1.0)
        self._timed = True
        self._drawn: tuple[object, ...] = ()
        self._moment: float | None = None

    def show_vitals(
        self, kind: Kind, vitals: Sequence[Vitals], axis: str, ends: tuple[float, float], moment: float | None
    ) -> None:
        """Draw the run so far.

        Args:
            axis: ``time`` or ``steps``.
            ends: of the x axis.
            moment: where on it the values are read, when that is not the newest.
        """
        drawn = (kind.id, len(vitals), vitals[-1:], axis, ends)
        if drawn != self._drawn or moment != self._moment:
            self._drawn, self._moment = drawn, moment
            self.kind, self.panel, self._ends = kind, panel(kind, axis), ends
            self._timed = axis == "time"
            hint = "The first measurement comes within seconds."
            self.show(curves(kind, vitals, axis, ends[0]), _LOOKS, hint)

    @property
    def cursor(self) -> float | None:
        """The x that is being read: under the mouse, or the moment of the past."""
        pointed = super().cursor
        return pointed if pointed is not None else self._moment

    def draw(self, width: int, height: int) -> list[Strip]:
        lines = super().draw(width, height)
        frame, moment = self._frame, self._moment
        if frame is None or moment is None or not self.curves or not frame.x.low <= moment <= frame.x.high:
            return lines
        column = frame.margin + frame.across(frame.x.places([moment]))[0]
        mark = Strip([Segment(_MOMENT, self.part("moment"))])
        for row, line in enumerate(lines):
            in_plot = line.text[frame.margin - 1] in "│┤"
            if in_plot and line.text[column] in f" {_POINTED}":
                lines[row] = Strip.join([line.crop(0, column), mark, line.crop(column + 1)])
        return lines

    def _across(self) -> Axis:
        """The x axis is that of the loss."""
        return (TimeAxis if self._timed else Axis)(*self._ends)

    def _upright(self) -> Axis:
        """Shares have all of their scale; the rest fit."""
        return Axis(0.0, 100.0) if self.kind.id == "gates" else super()._upright()

    def _legend(self, width: int, height: int, x: Axis) -> list[Strip]:
        """Names and values; where one reads, only under the mouse: a moment of the past is said elsewhere."""
        entries = [
            Entry(_LOOKS.of(name).mark, _LOOKS.of(name).tone, name, self._value(series, x))
            for name, series in self.curves.items()
        ]
        at = super().cursor
        head = f"{self.panel.x} {at:,.0f}" if at is not None else ""
        return [
            Strip([Segment(text, self.part(style)) for text, style in line]).adjust_cell_length(
                width, self.rich_style
            )
            for line in legend(head, entries, width, 2 if height >= 7 else 1)
        ]

    def _value(self, series: Series, x: Axis) -> str:  # noqa: ARG002
        """The value where one reads, or the last."""
        at, newest = self.cursor, len(series.xs) - 1
        nearest = newest if at is None else int(np.argmin(np.abs(np.asarray(series.xs) - at)))
        return self.kind.write(series.ys[nearest])
