"""The unrolled network as plain data: its steps, and where each of them stands on a line of the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.text import display
from playground.ui.anchoring import columns

Floats = NDArray[np.float32]

LONGEST = 16
"""Columns a label may have."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the network: what goes in, the state, what comes out."""

    below: str = ""
    """What goes in; empty for nothing."""
    above: str = ""
    """What comes out."""
    h: Floats | None = field(default=None, repr=False, compare=False)
    """The state (of the last layer), (H,)."""
    back: Floats | None = field(default=None, repr=False, compare=False)
    """The state of the layer that reads backwards."""
    tone: str = ""
    """A colour for what comes out: one of ``lab_looks.TONES``."""
    fed: bool = False
    """What goes in is what came out of the step before."""
    unknown: bool = False
    """The network never saw in training what goes in."""
    decoder: bool = False
    """A step of the second network, which writes."""


@dataclass(frozen=True, slots=True)
class Unrolled:
    """The network over a whole example."""

    steps: tuple[Step, ...]
    begin: str = "0"
    """What the first state is made from: zeros, or a picture."""
    recurrent: bool = True
    """An arrow from each state to the next."""
    pooled: bool = False
    """What comes out at the end is read from the mean of all states."""
    bridge: str = ""
    """What the second network is given of the first."""
    look: int | None = None
    """The step to look at first; the last one where not given."""
    low: float = -1.0
    """The least value a state can have, or has."""
    high: float = 1.0

    @property
    def both_ways(self) -> bool:
        """There is a layer that reads backwards."""
        return any(step.back is not None for step in self.steps)

    @property
    def one_answer(self) -> bool:
        """Something comes out only at the end."""
        return not any(step.above for step in self.steps[:-1])

    @property
    def turn(self) -> int:
        """The first step of the second network; the number of steps where there is only one."""
        return next((at for at, step in enumerate(self.steps) if step.decoder), len(self.steps))

    @property
    def letters(self) -> str:
        """What the letters at the arrows stand for."""
        back = " W″" if self.both_ways else ""
        if not self.recurrent:
            return "U and V: the same weights at every step; no W: no past"
        if 0 < self.turn < len(self.steps):
            return f"U W{back} encoder, U′ W′ V decoder: same at every step"
        return f"U, W, V: the same weights at every step{f';{back} back' if back else ''}"


NOTHING = Unrolled(())

_SPREADS = ((12, 10), (10, 7), (8, 6), (7, 5), (6, 4), (4, 4), (4, 3), (3, 2))
"""Least columns of a state, and columns of an arrow: the first that fits is taken."""
_LEAST = 2
"""Columns of a state clipped by the right edge: those of its frame."""
_SCROLLED = 5
"""The spread where nothing fits (a place in the list)."""
_ELLIPSIS = 4
"""Columns before the first step where others are scrolled away."""
_AHEAD = 3
"""Steps after the one looked at that stay in sight, if there are so many."""
_BRIDGE = 3
"""More columns for the arrow from one network to the other."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where each step in sight stands: ``starts`` and ``widths`` in columns of the plot."""

    first: int = 0
    """The step at the left edge; those before it are scrolled away."""
    starts: tuple[int, ...] = ()
    widths: tuple[int, ...] = ()
    more: bool = False
    """There are steps beyond the right edge."""

    @property
    def last(self) -> int:
        """One after the last step in sight."""
        return self.first + len(self.starts)

    @property
    def end(self) -> int:
        """The column after the last step in sight."""
        return self.starts[-1] + self.widths[-1] if self.starts else 0

    def middle(self, step: int) -> int:
        """The middle column of a step in sight."""
        at = step - self.first
        return self.starts[at] + (self.widths[at] - 1) // 2

    def at(self, column: int) -> int | None:
        """The step that covers a column."""
        for index, (start, width) in enumerate(zip(self.starts, self.widths, strict=True)):
            if start <= column < start + width:
                return self.first + index
        return None


def label(text: str) -> str:
    """What goes in or out as it is shown: one character as a picture of it, a word whole or clipped."""
    if not text:
        return ""
    return display.cell(text) if len(text) == 1 else display.label(text, LONGEST)


def places(unrolled: Unrolled, room: int, cursor: int) -> Places:
    """Lay the steps out in ``room`` columns, as airily as they fit; else the part around ``cursor``.

    No step is in sight where there is no room for a single one.
    """
    steps = unrolled.steps
    if not steps or room < 8:
        return Places()
    labels = [_widest(step, unrolled.one_answer) for step in steps]
    lead = display.width(unrolled.begin) + 1
    for box, arrow in _SPREADS:
        widths = [max(box, width) for width in labels]
        gaps = _gaps(unrolled, arrow, lead)
        if sum(widths) + sum(gaps) <= room:
            return _placed(0, widths, gaps, room)
    box, arrow = _SPREADS[-1 if max(labels) <= 1 else _SCROLLED]
    widths = [max(box, width) for width in labels]
    gaps = _gaps(unrolled, arrow, lead)
    goal = min(len(steps) - 1, cursor + _AHEAD)
    first = 0
    while (
        first < cursor and _ELLIPSIS + sum(widths[first : goal + 1]) + sum(gaps[first + 1 : goal + 1]) > room
    ):
        first += 1
    if first:
        gaps[first] = _ELLIPSIS
    if room - gaps[first] < _LEAST:
        return Places()
    return _placed(first, widths, gaps, room)


def _widest(step: Step, one_answer: bool) -> int:
    return max(columns(label(step.below)), 0 if one_answer else columns(label(step.above)))


def _gaps(unrolled: Unrolled, arrow: int, lead: int) -> list[int]:
    """Columns before each step."""
    gaps = [arrow] * len(unrolled.steps)
    gaps[0] = lead + 2 if unrolled.recurrent else 0
    if 0 < unrolled.turn < len(gaps):
        gaps[unrolled.turn] += _BRIDGE
    return gaps


def _placed(first: int, widths: Sequence[int], gaps: Sequence[int], room: int) -> Places:
    starts: list[int] = []
    shown: list[int] = []
    at = 0
    for gap, width in zip(gaps[first:], widths[first:], strict=True):
        if at + gap + width > room and starts:
            break
        starts.append(at + gap)
        shown.append(min(width, room - at - gap))
        at += gap + width
    return Places(first, tuple(starts), tuple(shown), first + len(starts) < len(widths))
