"""A text of any length, each token on a ground that says how much of something it has.

Only a page around what is in sight is laid out. Where there are no colours a row of glyphs under each line
says what the grounds would.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from playground.ui import palette
from playground.ui.anchoring import padded
from playground.ui.bindings import bindings
from playground.ui.xray.blocks import UNKNOWN
from playground.ui.xray.flow import Row, flow

Levels = NDArray[np.uint8]
_SEARCHED = 400
"""Tokens that are looked through for a line end at which a page can begin."""


class TintedText(Widget, can_focus=True):
    """Keys and a click go to a token, which is told (:class:`Picked`); the wheel scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("tinted")
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tinted--text",
        "tinted--faint",
        "tinted--cursor",
        "tinted--hint",
    }
    DEFAULT_CSS = """
    TintedText {
        height: 1fr; min-height: 1;
        .tinted--text { color: $foreground; }
        .tinted--faint { color: $faint; }
        .tinted--cursor { color: $block-cursor-foreground; background: $accent; text-style: bold; }
        .tinted--hint { color: $quiet; text-style: italic; }
    }
    """

    class Picked(Message):
        """The user went to another token."""

        def __init__(self, view: TintedText, token: int) -> None:
            super().__init__()
            self.view = view
            self.token = token

        @property
        def control(self) -> TintedText:
            return self.view

    class Paged(Message):
        """Tokens ``first`` to ``last - 1`` are laid out now, and their levels are wanted."""

        def __init__(self, view: TintedText, first: int, last: int) -> None:
            super().__init__()
            self.view = view
            self.first = first
            self.last = last

        @property
        def control(self) -> TintedText:
            return self.view

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.tokens: Sequence[str] = ()
        self.token = 0
        """The token that is marked."""
        self.faint_from: int | None = None
        """From this token on the text is of no concern, and drawn faint."""
        self.page = (0, 0)
        """The tokens that are laid out."""
        self.scale: palette.Scale = "sequential"
        self._levels: Levels = np.zeros(0, np.uint8)
        self._rows: list[Row] = []
        self._top = 0

    # What is shown

    def show(self, tokens: Sequence[str], token: int, scale: palette.Scale) -> None:
        """Show a text, ``token`` marked and in sight."""
        if tokens is not self.tokens or scale != self.scale:
            self.tokens, self.scale = tokens, scale
            self._set_page(token, token)
        self.go(token)

    def go(self, token: int) -> None:
        """Mark another token, and bring it in sight."""
        self.token = max(0, min(token, len(self.tokens) - 1))
        first, last = self.page
        if not first <= self.token < last:
            self._set_page(self.token, self.token)
        row = self._row_of(self.token)
        if (row < 2 and first > 0) or (row > len(self._rows) - 3 and last < len(self.tokens)):
            self._set_page(self.token, self.token)
            row = self._row_of(self.token)
        margin = min(2, self.shown // 3)  # what stands before it is in sight as well
        if row < self._top + margin or row >= self._top + self.shown - margin:
            self._top = row - self.shown // 2
        self._clamp()
        self.refresh()

    def tint(self, first: int, levels: Levels) -> None:
        """Give tokens from ``first`` on their levels; those of other pages are left out."""
        start, end = self.page
        low, high = max(first, start), min(first + len(levels), end)
        if low < high:
            self._levels[low - start : high - start] = levels[low - first : high - first]
            self.refresh()

    def untint(self) -> None:
        """Forget the levels of the page, which are asked for anew."""
        self._levels[:] = UNKNOWN
        if len(self.tokens):
            self.post_message(self.Paged(self, *self.page))
        self.refresh()

    @property
    def mode(self) -> palette.Mode:
        return palette.mode_for(self.app.no_color, self.app.console.color_system)

    @property
    def tall(self) -> int:
        """Lines of the terminal for a line of text: with glyphs below it, two."""
        return 1 if self.mode == "colour" else 2

    @property
    def shown(self) -> int:
        """Rows of text in sight."""
        return max(1, self.size.height // self.tall)

    def row(self, number: int) -> Row:
        """A row in sight, from the top."""
        return self._rows[self._top + number]

    def _set_page(self, token: int, keep: int) -> None:
        """Lay out what is around ``token``; ``keep`` stays on the line where it stands."""
        line = self._row_of(keep) - self._top if self._rows else self.shown // 2
        size = max(400, self.shown * self.size.width)
        first, last = max(0, token - size), min(len(self.tokens), token + size)
        for at in range(first, max(0, first - _SEARCHED), -1):
            if "\n" in self.tokens[at - 1]:
                first = at
                break
        self.page = (first, last)
        self._levels = np.full(last - first, UNKNOWN, np.uint8)
        self._rows = flow(self.tokens, first, last, self.size.width)
        self._top = self._row_of(keep) - line
        self._clamp()
        if last > first:
            self.post_message(self.Paged(self, first, last))

    def _row_of(self, token: int) -> int:
        """The row that holds a token; the first, or last, for one of another page."""
        low, high = 0, len(self._rows) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._rows[middle][0].token <= token else (low, middle - 1)
        return low

    def _clamp(self) -> None:
        self._top = max(0, min(self._top, len(self._rows) - self.shown))

    def on_resize(self) -> None:
        if self.tokens:
            self._rows = []
            self._set_page(self.token, self.token)
            self.go(self.token)

    # Drawing

    def render_line(self, y: int) -> Strip:
        width, plain = self.size.width, self.rich_style
        number = self._top + y // self.tall
        if number >= len(self._rows) or y // self.tall >= self.shown:
            return Strip.blank(width, plain)
        row = self._rows[number]
        parts = self._glyphs(row) if y % self.tall else self._text(row)
        return Strip(parts).adjust_cell_length(width, plain)

    def _level(self, token: int) -> int:
        return int(self._levels[token - self.page[0]])

    def _text(self, row: Row) -> list[Segment]:
        dark = self.app.current_theme.dark
        text = self.get_component_rich_style("tinted--text")
        faint = self.get_component_rich_style("tinted--faint")
        parts = []
        for piece in row:
            level = self._level(piece.token)
            style: Style
            if piece.token == self.token:
                style = self.get_component_rich_style("tinted--cursor")
            elif self.faint_from is not None and piece.token >= self.faint_from:
                style = faint
            elif self.mode == "colour" and level != UNKNOWN:
                style = palette.filled(self.scale, dark, level)
            else:
                style = faint if piece.text in "⏎⇥" else text
            parts.append(Segment(padded(piece.text, piece.wide), style))
        return parts

    def _glyphs(self, row: Row) -> list[Segment]:
        parts = []
        for piece in row:
            level = self._level(piece.token)
            known = level != UNKNOWN and (self.faint_from is None or piece.token < self.faint_from)
            if known:
                parts.append(
                    Segment(
                        palette.glyph(self.scale, level) * piece.wide,
                        palette.ink(self.scale, self.mode, level),
                    )
                )
            else:
                parts.append(Segment(" " * piece.wide, self.rich_style))
        return parts

    # Keys and mouse

    def _pick(self, token: int) -> None:
        if self.tokens:
            self.go(token)
            self.post_message(self.Picked(self, self.token))

    def action_move(self, by: int) -> None:
        self._pick(self.token + by)

    def action_row(self, by: int) -> None:
        if not self._rows:
            return
        at = self._row_of(self.token)
        row = self._rows[max(0, min(at + by, len(self._rows) - 1))]
        column = next((piece.start for piece in self._rows[at] if piece.token == self.token), 0)
        self._pick(
            max((piece for piece in row if piece.start <= column), key=lambda piece: piece.start).token
        )

    def action_page(self, by: int) -> None:
        self.action_row(by * max(1, self.shown - 1))

    def action_ends(self, end: int) -> None:
        self._pick(0 if end < 0 else len(self.tokens) - 1)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        number = self._top + offset.y // self.tall
        if number < len(self._rows):
            for piece in self._rows[number]:
                if piece.start <= offset.x < piece.start + piece.wide:
                    self._pick(piece.token)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-3)

    def _scroll(self, rows: int) -> None:
        if not self._rows:
            return
        self._top += rows
        self._clamp()
        first, last = self.page
        near_top = self._top == 0 and first > 0
        near_end = self._top >= len(self._rows) - self.shown and last < len(self.tokens)
        if near_top or near_end:
            middle = self._rows[min(self._top + self.shown // 2, len(self._rows) - 1)][0].token
            self._set_page(middle, middle)
        self.refresh()
