"""The two scales of an axis, linear and logarithmic: where a value stands, and which values to write."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from playground.ui.plot import count_label, ticks

DECADES = 30
"""A logarithmic axis reaches so far below its largest value; what is smaller, or zero, stands at its foot."""
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``low`` to ``high`` in the axis's own numbers: the values, or their base-10 logarithms."""

    low: float
    high: float
    log: bool = False

    def places(self, values: Sequence[float]) -> NDArray[np.float64]:
        """Where values stand in the axis's own numbers; NaN and infinity stay what they are."""
        found = np.asarray(values, dtype=np.float64)
        if not self.log:
            return found
        with np.errstate(divide="ignore", invalid="ignore"):
            logs = np.log10(np.where(found <= 0, 0.0, found))
        return np.where(np.isneginf(logs), self.low, np.where(logs < self.low, self.low, logs))

    @overload
    def share(self, place: float) -> float: ...
    @overload
    def share(self, place: NDArray[np.float64]) -> NDArray[np.float64]: ...
    def share(self, place: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
        """How far along the axis, 0 to 1."""
        return (place - self.low) / (self.high - self.low)

    def value(self, share: float) -> float:
        """The value that stands this far along the axis."""
        place = self.low + share * (self.high - self.low)
        return 10.0**place if self.log else place

    def marks(self, wanted: int) -> list[tuple[float, str]]:
        """About ``wanted`` round values: how far along the axis each stands, and how it is written."""
        if self.log:
            return [(self.share(math.log10(value)), short(value)) for value in self._powers(wanted)]
        found = ticks(self.low, self.high, wanted)
        step = found[1] - found[0] if len(found) > 1 else 1.0
        return [(self.share(value), tick_label(value, step)) for value in found]

    def _powers(self, wanted: int) -> list[float]:
        """Powers of ten, every so many; between few of them also twice and five times one."""
        first, last = math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9)
        powers = list(range(first, last + 1))
        if len(powers) > wanted:
            every = next((n for n in (2, 3, 5, 10, 20, 50) if len(powers) / n <= wanted), 100)
            return [10.0**power for power in powers if power % every == 0]
        if len(powers) * 3 <= wanted + 3:
            near = range(first - 1, last + 1)
            fine = [factor * 10.0**power for power in near for factor in (1, 2, 5)]
            return [value for value in fine if self.low - 1e-9 <= math.log10(value) <= self.high + 1e-9]
        return [10.0**power for power in powers]


def fit(values: Sequence[float], *, log: bool = False, pad: float = 0.0) -> Axis:
    """An axis on which every finite value has a place, with ``pad`` of its length free at either end.

    A logarithmic one reaches at most :data:`DECADES` below its largest value.
    """
    found = np.asarray(values, dtype=np.float64)
    found = found[np.isfinite(found)]
    if log:
        found = np.log10(found[found > 0])
    if not len(found):
        return Axis(0.0, 1.0, log)
    low, high = float(found.min()), float(found.max())
    if log:
        low = max(low, high - DECADES)
    if high - low < (0.05 if log else 1e-12 + 1e-9 * abs(high)):
        room = 0.5 if log else max(0.5 * abs(high), 0.5)
        low, high = low - room, high + room
    free = pad * (high - low)
    return Axis(low - free, high + free, log)


def tick_label(value: float, step: float) -> str:
    """A value on a linear axis, with as many decimals as tell it from its neighbours."""
    if abs(value) >= 10_000:
        return ("-" if value < 0 else "") + count_label(abs(value))
    if 0 < step < 1e-3:
        return short(value)
    places = max(0, min(3, math.ceil(-math.log10(step) - 1e-9))) if step > 0 else 0
    return f"{value:.{places}f}"


def reading(value: float) -> str:
    """A value that was measured, with three digits: ``2.00``, ``0.0130``, otherwise as :func:`short`."""
    return f"{value:#.3g}" if 0.00995 <= abs(value) < 99.95 else short(value)


def short(value: float) -> str:
    """A value in few columns: ``0.012``, ``1.25``, ``340``, ``12k``, ``3.1·10⁻⁷``, ``10⁻¹²``."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    size, sign = abs(value), "-" if value < 0 else ""
    if size == 0:
        return "0"
    if 0.00995 <= size < 999_500:
        if size >= 9_999.5:
            return sign + count_label(round(size))
        if size >= 99.95:
            return f"{sign}{size:.0f}"
        return sign + f"{size:.3g}"
    power = math.floor(math.log10(size))
    lead = size / 10.0**power if power > -300 else size * 1e300 / 10.0 ** (power + 300)
    if round(lead, 1) >= 10:
        lead, power = 1.0, power + 1
    raised = "10" + str(power).translate(_RAISED)
    return sign + raised if round(lead, 1) == 1.0 else f"{sign}{lead:.1f}·{raised}"
