"""A list of short texts to choose from: several continuations, the branches, a second model's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from playground.text import display
from playground.ui.bindings import bindings

NUMBERED = 9
TURNING = "‹ › "
_FRONT = 3
"""Columns before a text: its number, and whether it is the one being written."""
LINE_BREAK = "⏎"


@dataclass(frozen=True, slots=True)
class Entry:
    """One text as it is listed."""

    text: str
    head: str = ""
    """A line above it that tells it from the others."""
    depth: int = 0
    """How far down a tree it hangs."""
    current: bool = False
    """It is the one being written."""
    turns: bool = False
    """There are others in its place: the two signs before its head ask for them."""


def folded(text: str, width: int, rows: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns, broken at spaces where possible; a cut shows as ``…``.

    Line ends are shown as ``⏎`` and go on in the same line. At most ``rows`` lines, at least one.
    """
    # No more than is going to be seen is looked at.
    rest = display.visible(text[: 4 * width * rows].replace("\n", LINE_BREAK), keep="")
    lines: list[str] = []
    while rest and len(lines) < rows:
        if display.width(rest) <= width:
            lines.append(rest)
            rest = ""
            break
        if len(lines) == rows - 1:
            break
        fits = display.clip(rest, width)[:-1]  # without the ellipsis
        space = fits.rfind(" ")
        end = space + 1 if space > 0 else max(1, len(fits))
        lines.append(rest[:end].rstrip())
        rest = rest[end:]
    if rest:
        lines.append(display.clip(rest + " " * width, width))
    return lines or [""]


class TextList(ScrollView, can_focus=True):
    """Texts one under the other; a click, a digit or enter picks one."""

    DEFAULT_CSS = """
    TextList {
        scrollbar-size-vertical: 1; overflow-x: hidden;
        & .texts--quiet { color: $quiet; }
        & .texts--number { color: $faint; }
        & .texts--text { color: $foreground; }
        & .texts--current { color: $accent; text-style: bold; }
        & .texts--cursor { background: $panel; }
        & .texts--hover { background: $surface; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"texts--{part}" for part in ("quiet", "number", "text", "current", "cursor", "hover")
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("texts"),
        *(Binding(str(digit), f"pick({digit})", show=False) for digit in range(2, NUMBERED + 1)),
    ]
    ALLOW_SELECT = False
    FOCUS_ON_CLICK = False
    """Whoever takes a text with the mouse goes on in the text."""

    cursor: reactive[int] = reactive(0)
    hovered: reactive[int | None] = reactive(None)

    class Picked(Message):
        """The text at ``index`` was chosen."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class Turned(Message):
        """The left or right arrow was pressed, or its sign clicked; ``by`` is -1 or 1."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entries: tuple[Entry, ...] = ()
        self.empty = ""
        """What is said when there is nothing to choose from."""
        self._most = 3
        self._rows: list[tuple[int, str, str, str]] = []  # entry, before the text, text, part

    def show(self, entries: Sequence[Entry], empty: str = "", rows: int = 3) -> None:
        """Show these texts in up to ``rows`` lines each, or the sentence ``empty`` if there are none."""
        self.entries, self.empty, self._most = tuple(entries), empty, rows
        self.cursor = min(self.cursor, max(0, len(self.entries) - 1))
        self._lay_out()

    def _lay_out(self) -> None:
        width = max(8, self.scrollable_content_region.width - _FRONT)
        self._rows = []
        if not self.entries:
            self._rows = [(-1, " ", line, "quiet") for line in folded(self.empty, width, 8)]
        for index, entry in enumerate(self.entries):
            sign = f"{index + 1:>2}" if index < NUMBERED else " ·"
            front = f"{sign}{'▸' if entry.current else ' '}"
            indent = "  " * (min(entry.depth, 6) - 1) + "└ " if entry.depth else ""
            if entry.head:
                head = TURNING * entry.turns + entry.head
                self._rows.append(
                    (index, front, display.clip(head, width), "turn" if entry.turns else "head")
                )
                front = "   "
            part = "current" if entry.current else "text"
            for number, line in enumerate(folded(entry.text, max(4, width - len(indent)), self._most)):
                self._rows.append((index, front if not number else "   ", indent + line, part))
        self.virtual_size = Size(0, len(self._rows))
        self.refresh()

    def on_resize(self) -> None:
        self._lay_out()

    def watch_cursor(self) -> None:
        self.refresh()

    def watch_hovered(self) -> None:
        self.refresh()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    # ------------------------------------------------------------------ choosing

    def pick(self, index: int) -> None:
        """Choose the text at ``index``, if there is one."""
        if 0 <= index < len(self.entries):
            self.cursor = index
            self.post_message(self.Picked(index))

    def action_pick(self, number: int) -> None:
        self.pick(number - 1)

    def action_pick_cursor(self) -> None:
        self.pick(self.cursor)

    def action_turn(self, by: int) -> None:
        self.post_message(self.Turned(by))

    def action_move(self, by: int) -> None:
        self.cursor = min(max(0, self.cursor + by), max(0, len(self.entries) - 1))
        own = [y for y, row in enumerate(self._rows) if row[0] == self.cursor]
        if own:
            low = own[-1] + 1 - self.size.height
            self.scroll_to(y=min(max(low, self.scroll_offset.y), own[0]), animate=False)

    def _entry_at(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        if offset is None:
            return None
        row = offset.y + self.scroll_offset.y
        return self._rows[row][0] if row < len(self._rows) and self._rows[row][0] >= 0 else None

    def _turn_at(self, event: events.MouseEvent) -> int:
        """Which of the two signs was clicked, -1 or 1; 0 for neither."""
        offset = event.get_content_offset(self)
        row = offset.y + self.scroll_offset.y if offset is not None else len(self._rows)
        if offset is None or row >= len(self._rows) or self._rows[row][3] != "turn":
            return 0
        at = offset.x - _FRONT
        return 0 if not 0 <= at < len(TURNING) else -1 if at < len(TURNING) // 2 else 1

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.hovered = self._entry_at(event)

    def on_leave(self) -> None:
        self.hovered = None

    def on_click(self, event: events.Click) -> None:
        index, turn = self._entry_at(event), self._turn_at(event)
        if turn:
            self.action_turn(turn)
        elif index is not None:
            self.pick(index)

    # ------------------------------------------------------------------ drawing

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self.rich_style
        row = y + self.scroll_offset.y
        if row >= len(self._rows):
            return Strip.blank(width, base)
        index, front, text, part = self._rows[row]
        if index >= 0 and index == self.cursor and self.has_focus:
            base += self._part("cursor")
        elif index >= 0 and index == self.hovered:
            base += self._part("hover")
        style = base + self._part("quiet" if part in ("head", "turn", "quiet") else part)
        pieces = [Segment(front, base + self._part("number")), Segment(text, style)]
        return Strip(pieces).adjust_cell_length(width, base)

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"texts--{name}", partial=True)
