"""What the loss chart shows, as plain values: the curves, what to compare them with, and the axes."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from playground.ui.plot import count_label, time_label
from playground.ui.run_state import Point


@dataclass(frozen=True, slots=True)
class Reference:
    """A loss to compare with."""

    label: str
    bits: float
    """Per character."""


@dataclass(frozen=True, slots=True)
class ChartData:
    """Everything a chart shows. ``chars_per_token`` turns bits a character into perplexity a token."""

    train: tuple[Point, ...] = ()
    validation: tuple[Point, ...] = ()
    references: tuple[Reference, ...] = ()
    chars_per_token: float = 1.0
    planned_seconds: float = 60.0
    planned_steps: float = 1000.0
    unit: str = "bits"
    """``bits`` (a character) or ``perplexity`` (a token)."""
    axis: str = "time"
    """``time`` or ``steps``."""
    zoom: bool = False
    """Only the second half of the run, as large as it goes."""
    hint: str = ""
    """Shown in the middle while there is no curve."""
    moment: Point | None = None
    """A moment of the past that is looked at; marked, and the curves are read there."""

    def height(self, point: Point) -> float:
        """Where a point stands: bits a character, or bits a token (the logarithm of its perplexity)."""
        return point.bits if self.unit == "bits" else point.nats / math.log(2)

    def across(self, point: Point) -> float:
        return point.seconds if self.axis == "time" else float(point.step)

    def curve(self, points: Sequence[Point]) -> tuple[list[float], list[float]]:
        """:meth:`across` and :meth:`height` of many points; there are thousands of them in a long run."""
        timed, in_bits, ln_2 = self.axis == "time", self.unit == "bits", math.log(2)
        xs = [each.seconds for each in points] if timed else [float(each.step) for each in points]
        ys = [each.bits for each in points] if in_bits else [each.nats / ln_2 for each in points]
        return xs, ys

    def at_moment(self, points: Sequence[Point]) -> Point | None:
        """Of a curve's points the one to read: the last, or the last up to the moment looked at, if any."""
        if self.moment is not None:
            points = points[: bisect_right(points, self.moment.step, key=lambda point: point.step)]
        return points[-1] if points else None

    def measured_at(self, point: Point) -> str:
        """When a point was measured, where that is earlier than what else is read; else nothing.

        Validations are far apart: without this an old figure would pass for one of the network as it is.
        """
        newest = self.at_moment(self.train)
        if newest is None or point.step >= newest.step:
            return ""
        if self.axis == "time":
            return f" at {time_label(round(point.seconds))}"
        return f" at step {point.step:,}"

    def reading(self, point: Point) -> str:
        """A point's value as a number in the chart's unit."""
        return f"{point.bits:.2f}" if self.unit == "bits" else value_label(math.exp(min(point.nats, 30.0)))


def value_label(value: float) -> str:
    """A perplexity in few columns: ``4.21``, ``38.5``, ``312``, ``1.2k``."""
    if value >= 1000:
        return count_label(value)
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:.0f}"
