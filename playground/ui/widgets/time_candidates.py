"""The likeliest next tokens after the prompt at a moment of the run, as bars."""

from __future__ import annotations

import math

from rich.segment import Segment
from textual.strip import Strip

from playground.text import display
from playground.ui.anchoring import columns, padded
from playground.ui.widgets.candidates import percent
from playground.ui.widgets.line_chart import LineChart

LEAST_CELL = 12
"""Columns of a candidate with its share."""
_LONGEST = 12
_EIGHTHS = " ▏▎▍▌▋▊▉█"


class NextTokens(LineChart):
    """As many candidates as there is room for, the likeliest first, down and then across."""

    PREFIX = "next"
    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"next--label", "next--bar", "next--share", "next--hint"}  # noqa: RUF012
    DEFAULT_CSS = """
    NextTokens {
        height: 1fr; width: 1fr;
        .next--label { color: $foreground; text-style: bold; }
        .next--bar { color: $secondary; }
        .next--share { color: $quiet; }
        .next--hint { color: $quiet; text-style: italic; }
    }
    """

    def __init__(self, hint: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._hint = hint
        self._tokens: tuple[tuple[str, float], ...] = ()
        self._longest = 0
        """Columns of the longest label, where it has room."""

    def show(self, tokens: tuple[tuple[str, float], ...]) -> None:
        """Show these tokens with their probabilities, the likeliest first."""
        if tokens != self._tokens:
            self._tokens = tokens
            self._longest = max((columns(display.label(each, _LONGEST)) for each, _ in tokens), default=0)
            self.redraw()

    def draw(self, width: int, height: int) -> list[Strip]:
        base = self.rich_style
        if not self._tokens:
            hint = self._hint if len(self._hint) <= width else ""
            return [Strip([Segment(hint, self.part("hint"))]).adjust_cell_length(width, base)]
        across = max(1, min(math.ceil(len(self._tokens) / max(1, height)), width // LEAST_CELL))
        cell = (width + 2) // across - 2
        lines = []
        for y in range(height):
            parts: list[Segment] = []
            for token, share in self._tokens[y : height * across : height]:
                parts += [Segment("  ", base)] if parts else []
                parts += self._cell(token, share, cell)
            lines.append(Strip(parts).adjust_cell_length(width, base))
        return lines

    def _cell(self, token: str, share: float, width: int) -> list[Segment]:
        room = max(1, min(self._longest, width - 7))
        label = padded(display.label(token, room), room)
        bar = max(0, width - room - 8)
        # A share of all, not of the likeliest: what is sure is as long as the line.
        eighths = max(1, round(share * bar * 8)) if bar else 0
        drawn = "█" * (eighths // 8) + (_EIGHTHS[eighths % 8] if eighths % 8 else "")
        blank = self.rich_style
        tail = f"{percent(share):>{max(0, width - room - 1 - bar)}}"
        return [
            Segment(label, self.part("label")),
            Segment(" ", blank),
            Segment(drawn, self.part("bar")),
            Segment(" " * (bar - len(drawn)), blank),
            Segment(tail, self.part("share")),
        ]
