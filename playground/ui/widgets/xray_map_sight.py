"""What of a text and of the units of a layer is in sight, and where the cursor is: the map of X-ray but its
drawing, its keys and the mouse (``xray_map.py``).

It knows only what is in sight, and asks for the rest (:class:`SightMap.Wants`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from textual.message import Message
from textual.widget import Widget

from playground.text import display
from playground.ui import palette
from playground.ui.xray.blocks import Blocks
from playground.ui.xray.columns import NOTHING, Columns, Sight
from playground.xray.reading import Reading

GUTTER = 5
"""Columns for the numbers of the units."""
_PREFETCH = 256
"""Tokens before and after what is in sight that are asked for as well."""


class SightMap(Widget):
    """Tokens from left to right, units from top to bottom."""

    class Moved(Message):
        """The cursor is on another token or unit."""

        def __init__(self, token: int, unit: int) -> None:
            super().__init__()
            self.token = token
            self.unit = unit

    class Pointed(Message):
        """The cell under the mouse, or else under the cursor, in words."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Wants(Message):
        """These blocks of the text are to be shown and not known yet, the most wanted first."""

        def __init__(self, blocks: list[int]) -> None:
            super().__init__()
            self.blocks = blocks

    def __init__(self, hint: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.hint = hint
        self.reading: Reading | None = None
        self.blocks: Blocks | None = None
        self.columns = Columns(())
        self.units: NDArray[np.intp] = np.zeros(0, np.intp)
        """The units as they stand, from top to bottom."""
        self.token, self.unit = 0, 0
        """The cursor."""
        self.known = 0
        """How many tokens were read when it was last laid out."""
        self.first, self.top = 0, 0
        """The first token in sight, and how many units are above what is in sight."""
        self.sight: Sight = NOTHING
        self.levels: NDArray[np.uint8] = np.zeros((0, 0), np.uint8)
        self._places: NDArray[np.intp] = np.zeros(0, np.intp)  # where each unit stands
        self._hovered: tuple[int, int] | None = None
        self._chosen = False  # the user went to a unit

    # What is shown

    def show(self, reading: Reading | None, columns: Columns, blocks: Blocks | None) -> None:
        """Show another reading; the cursor and what is in sight stay where they can."""
        self.reading, self.columns, self.blocks = reading, columns, blocks
        if blocks is not None and len(self.units) != blocks.units:
            self.order_units(np.arange(blocks.units))
        if reading is not None and blocks is not None:
            self.token = max(0, min(self.token, len(reading) - 1))
            self.unit = max(0, min(self.unit, blocks.units - 1))
        self.lay_out()

    def order_units(self, units: NDArray[np.intp]) -> None:
        """Let the units stand in this order, and keep the one under the cursor in sight.

        While the cursor was not moved to any unit, it goes to the first.
        """
        self.units = units
        self._places = np.argsort(units)
        if not self._chosen and len(units) and self.unit != units[0]:
            self.unit, self.top = int(units[0]), 0
            self.post_message(self.Moved(self.token, self.unit))
        self._reveal()
        self.lay_out()

    def zoom_to(self, columns: Columns) -> None:
        """Show the text at another zoom; the token under the cursor stays in sight."""
        before = self.sight.cell_of(self.token)
        column = int(self.sight.edges[before]) if before is not None else self.room // 2
        self.columns = columns
        self.first = columns.before(min(self.token + 1, len(columns.tokens)), column + 1) if self.count else 0
        self._reveal()
        self.lay_out()

    @property
    def count(self) -> int:
        """Tokens of the text."""
        return len(self.columns.tokens)

    @property
    def mode(self) -> palette.Mode:
        return palette.mode_for(self.app.no_color, self.app.console.color_system)

    @property
    def per_row(self) -> int:
        """Units in one row of the terminal: two as half blocks, where there is colour and they are many."""
        few = self.blocks is not None and self.blocks.units <= self._height
        return 1 if few or self.mode != "colour" else 2

    @property
    def room(self) -> int:
        """Columns for the text."""
        return max(1, self.size.width - GUTTER)

    @property
    def scrolls(self) -> bool:
        """The text is longer than what is in sight, so a line shows where one is."""
        return self.size.height >= 6 and self.count > 0 and self.columns.sight(0, self.room).last < self.count

    @property
    def has_bits(self) -> bool:
        """There is room for the surprise of each token."""
        return self.size.height >= 5

    @property
    def rows(self) -> int:
        """Rows of units: as many as they need, and there is room for."""
        units = self.blocks.units if self.blocks is not None else 0
        return min(self._height, -(-units // self.per_row))

    @property
    def _height(self) -> int:
        """What the tokens, their surprise and the scroll line leave for the units."""
        return max(0, self.size.height - 1 - self.has_bits - self.scrolls)

    def place(self, unit: int) -> int:
        """Where a unit stands."""
        return int(self._places[unit]) if unit < len(self._places) else 0

    def lay_out(self) -> None:
        """Lay out what is in sight, ask for what of it is not known, and draw."""
        if self.reading is None or self.blocks is None or not self.size.width:
            self.sight, self.levels = NOTHING, np.zeros((0, 0), np.uint8)
            self.refresh()
            return
        self.first = max(0, min(self.columns.snapped(self.first), self.columns.latest(self.room)))
        self.top = max(0, min(self.top, self.blocks.units - self.rows * self.per_row))
        self.sight = self.columns.sight(self.first, self.room)
        self.levels = self.blocks.levels(self.sight, self.units)
        self.known = read = self.reading.read
        near = max(0, self.sight.first - _PREFETCH), min(read, self.sight.last + _PREFETCH)
        wanted = self.blocks.missing(self.sight.first, min(read, self.sight.last))
        wanted += [at for at in self.blocks.missing(*near) if at not in wanted]
        if wanted:
            self.post_message(self.Wants(wanted))
        self.refresh()
        self.tell()

    def on_resize(self) -> None:
        self._reveal()
        self.lay_out()

    # Reading

    def tell(self) -> None:
        """Say what is under the mouse, or else under the cursor."""
        token, unit = self._hovered or (self.token, self.unit)
        self.post_message(self.Pointed(self.said(token, unit)))

    def said(self, token: int, unit: int) -> str:
        """One cell in words: ``unit 17 at “u” (5 of 26) · h = −0.83 · 3.1 bits``."""
        if self.reading is None or self.blocks is None or not 0 <= token < self.count:
            return ""
        value = self.blocks.value(token, unit)
        sign = "+" if self.blocks.span[0] < 0 else ""
        number = "not read yet" if value is None else f"{value:{sign}.2f}" if math.isfinite(value) else "none"
        said = (
            f"unit {unit} at {display.label(self.columns.tokens[token], 16)} "
            f"({token + 1:,} of {self.count:,}) · {self.blocks.name} = {number}"
        )
        bits = float(self.reading.surprise[token])
        if token == 0:
            said += " · bits not counted"
        elif math.isfinite(bits):
            said += f" · {bits:.1f} bits"
        return said.replace("-", "−")

    # Moving

    def go(self, token: int, unit: int) -> None:
        """Move the cursor, and what is in sight with it."""
        if self.reading is None or self.blocks is None or not self.count:
            return
        before = self.token, self.unit
        self.token = max(0, min(token, self.count - 1))
        self.unit = max(0, min(unit, self.blocks.units - 1))
        self._reveal()
        self.lay_out()
        self._chosen = self._chosen or self.unit != before[1]
        if (self.token, self.unit) != before:
            self.post_message(self.Moved(self.token, self.unit))

    def _reveal(self) -> None:
        """Scroll as little as is needed for the cursor to be in sight."""
        if not self.count:
            return
        self.first = self.columns.first_to_show(self.token, self.first, self.room)
        place, shown = self.place(self.unit), max(1, self.rows) * self.per_row
        if place < self.top:
            self.top = place // self.per_row * self.per_row
        elif place >= self.top + shown:
            self.top = (place - shown + self.per_row) // self.per_row * self.per_row
