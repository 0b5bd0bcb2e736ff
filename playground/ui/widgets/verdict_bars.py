"""How likely each label is after every word: a bar a word, under the steps of the unrolled network."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from rich.style import Style
from textual.strip import Strip

from playground.text import display
from playground.ui.anchoring import columns
from playground.ui.examples.answer import Verdicts, percent
from playground.ui.examples.unrolling import Places
from playground.ui.lab_looks import TONES
from playground.ui.pieces import Line, centred
from playground.ui.widgets.line_chart import LineChart
from playground.ui.widgets.unrolled import GUTTER

_BARS = " ▁▂▃▄▅▆▇█"
_EIGHTHS = 8
_LOOKED_AT = Style(bold=True, underline=True)


class VerdictBars(LineChart):
    """A row of bars for each label, the likeliest labels where there is no room for all."""

    PREFIX = "verdicts"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "verdicts--axis",
        "verdicts--label",
        "verdicts--best",
        *(f"verdicts--{tone}" for tone in TONES),
    }
    DEFAULT_CSS = (
        """
    VerdictBars {
        height: 1fr; min-height: 2;
        .verdicts--axis { color: $line; }
        .verdicts--label { color: $quiet; }
        .verdicts--best { color: $foreground; text-style: bold; }
    """
        + "\n".join(f".verdicts--{tone} {{ color: $curve-{tone}; }}" for tone in TONES)
        + "}"
    )

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.verdicts: Verdicts | None = None
        self._places = Places()
        self._cursor = 0

    def show(self, verdicts: Verdicts) -> None:
        """Draw these."""
        self.verdicts = verdicts
        self.redraw()

    def align(self, places: Places, cursor: int) -> None:
        """Stand under these steps; ``cursor`` is the one that is looked at."""
        if (places, cursor) != (self._places, self._cursor):
            self._places, self._cursor = places, cursor
            self.redraw()

    def draw(self, width: int, height: int) -> list[Strip]:
        verdicts, places = self.verdicts, self._places
        if verdicts is None or not places.starts or places.last > len(verdicts.words):
            return []
        at = min(self._cursor, len(verdicts.words) - 1)
        weight = verdicts.probabilities.max(0) if verdicts.each else verdicts.probabilities[-1]
        order = np.argsort(-weight, kind="stable").tolist()
        rows = max(1, height - 1)
        shown = sorted(order[:rows]) if len(order) > rows else list(range(len(order)))
        each = max(1, min(5, rows // len(shown)))
        lines: list[Strip] = []
        for index in shown:
            lines += self._label(verdicts, index, each, at, width)
        if height > len(lines):
            lines.append(self._best(verdicts, width))
        return lines

    def _label(self, verdicts: Verdicts, index: int, each: int, at: int, width: int) -> list[Strip]:
        """The bars of one label, ``each`` lines high, with its name and its share at the cursor."""
        places, axis = self._places, self.part("axis")
        best = int(verdicts.probabilities[at].argmax()) == index
        ink = self.part(verdicts.tone(index))
        lines = [Line() for _ in range(each)]
        name = display.clip(verdicts.labels[index], GUTTER - 1)
        share = percent(float(verdicts.probabilities[at, index]))
        if each == 1:
            name = display.clip(verdicts.labels[index], GUTTER - 1)
            if columns(name) + len(share) + 2 <= GUTTER:
                lines[0].put(GUTTER - 1 - len(share), share, self.part("label"))
            lines[0].put(0, name, self.part("best" if best else "label"))
        else:
            lines[-2].put(0, name, self.part("best" if best else "label"))
            lines[-1].put(0, share, self.part("best" if best else "label"))
        for step in range(places.first, places.last):
            start = GUTTER + places.starts[step - places.first]
            wide = places.widths[step - places.first]
            eighths = round(float(verdicts.probabilities[step, index]) * each * _EIGHTHS)
            for row, line in enumerate(lines):
                level = max(0, min(_EIGHTHS, eighths - (each - 1 - row) * _EIGHTHS))
                if level:
                    line.put(start, _BARS[level] * wide, ink)
                elif row == each - 1:
                    line.put(start, "▁" * wide, axis)
        return [line.strip(width, self.rich_style) for line in lines]

    def _best(self, verdicts: Verdicts, width: int) -> Strip:
        """The likeliest label after each word, as far as it can be named."""
        line = Line()
        line.put(0, "likeliest", self.part("label"))
        places = self._places
        for step in range(places.first, places.last):
            index = int(verdicts.probabilities[step].argmax())
            wide = places.widths[step - places.first] + 2
            share = percent(float(verdicts.probabilities[step, index]))
            name = display.visible(verdicts.labels[index], keep="")
            text = next((text for text in (f"{name} {share}", name) if columns(text) <= wide), share)
            style = self.part(verdicts.tone(index))
            if step == self._cursor:
                style += _LOOKED_AT
            line.put(centred(text, GUTTER + places.middle(step), GUTTER, width), text, style)
        return line.strip(width, self.rich_style)
