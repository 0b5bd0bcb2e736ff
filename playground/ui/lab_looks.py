"""How the curves of an experiment are told apart: a colour for each cell, and a letter for each curve.

The letter stands on the curve and in the legend, so that nothing is lost without colour.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

CELLS = ("rnn", "gru", "lstm")
SHADES = 4
"""Curves of one cell that have a colour of their own."""
OTHERS = 4
"""Colours for curves of no cell."""

TONES: tuple[str, ...] = (
    *(f"{cell}-{shade}" for cell in CELLS for shade in range(SHADES)),
    *(f"other-{number}" for number in range(OTHERS)),
)
"""Every tone there is; each is a colour of the themes, ``$curve-NAME``."""


@dataclass(frozen=True, slots=True)
class Look:
    """One curve's."""

    mark: str
    """A letter or a digit."""
    tone: str
    """One of :data:`TONES`."""


class Looks:
    """Gives each curve its look when it is first seen; it keeps it in every chart of the experiment."""

    def __init__(self) -> None:
        self._known: dict[str, Look] = {}
        self._used: dict[str, set[str]] = {}
        """Curves by chart."""

    def of(self, series: str, panel: str = "") -> Look:
        """A curve's look; a new one gets a tone that its cell has not yet, or has least, in this chart."""
        used = self._used.setdefault(panel, set())
        if series not in self._known:
            self._known[series] = Look(self._mark(series), self._tone(series, used))
        if panel:
            used.add(series)
        return self._known[series]

    def _tone(self, series: str, beside: set[str]) -> str:
        cell = cell_of(series) or "other"
        everywhere = [look.tone for look in self._known.values()]
        used = [self._known[name].tone for name in beside]
        tones = [tone for tone in TONES if tone.startswith(f"{cell}-")]
        return min(tones, key=lambda tone: (used.count(tone), everywhere.count(tone)))

    def _mark(self, series: str) -> str:
        """The first letter, else what tells the curve from others of its cell, else anything that is free."""
        taken = {look.mark for look in self._known.values()}
        if cell_of(series) is None:
            taken |= {cell[0].upper() for cell in CELLS}  # theirs, whoever comes first
        words = re.findall(r"[A-Za-z]+|[0-9]+", series)
        first = next((word[0] for word in words if word.isalpha()), "a")
        telling = [word for word in words[1:] if len(word) == 1] + [word[0].lower() for word in words[1:]]
        letters = [char.lower() for word in words for char in word]
        wanted = [first.upper(), first.lower(), *telling, *letters, *string.ascii_letters, *string.digits]
        return next((mark for mark in wanted if mark not in taken), "•")


def cell_of(series: str) -> str | None:
    """``rnn``, ``gru`` or ``lstm`` where a series is of one: its name begins with it."""
    word = series.split(maxsplit=1)[0].strip(",:;").lower() if series.strip() else ""
    return word if word in CELLS else None
