"""A line of the terminal put together from pieces that each know their column."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from playground.ui.anchoring import columns, padded


class Line:
    """Pieces of text at columns of their own; where two overlap the one further left wins."""

    def __init__(self) -> None:
        self._pieces: list[tuple[int, str, Style]] = []

    def put(self, column: int, text: str, style: Style) -> None:
        """Place ``text``, which has been made safe to show, with blanks behind it where it may need them."""
        if text:
            self._pieces.append((column, padded(text), style))

    def strip(self, width: int, blank: Style) -> Strip:
        """The line, ``width`` columns wide, ``blank`` between the pieces."""
        segments: list[Segment] = []
        at = 0
        for column, text, style in sorted(self._pieces, key=lambda piece: piece[0]):
            if column < at:
                continue
            if column > at:
                segments.append(Segment(" " * (column - at), blank))
            segments.append(Segment(text, style))
            at = column + cell_len(text)
        return Strip(segments).adjust_cell_length(width, blank)


def centred(text: str, middle: int, low: int, high: int) -> int:
    """Where ``text`` begins so that its middle is at the column ``middle``, kept from ``low`` to ``high``."""
    wide = columns(text)
    return max(low, min(middle - (wide - 1) // 2, high - wide))
