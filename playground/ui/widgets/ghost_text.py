"""A text area that draws a ghost behind the end of its text.

Textual's own ``TextArea.suggestion`` is left empty: it draws in the middle of a line after the cursor moved
left, neither wraps nor breaks lines, and stays after a deletion. Here the ghost stands only behind the end of
the text, while the cursor is there, wrapped as one text with it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.document._document import Document, EditResult, Location, Selection
from textual.document._document_navigator import DocumentNavigator
from textual.document._edit import Edit
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widgets import TextArea

from playground.text import display
from playground.ui.ghost import Ghost
from playground.ui.widgets.tail_wrap import TailWrap

LINE_BREAK = "⏎"
TAIL_ROOM = 3
"""Blank rows kept under the text, so that a ghost that comes and goes at the lower edge does not scroll."""


def clean(text: str) -> str:
    """Text as the editor holds it: line ends as ``\\n``, control characters as visible pictures."""
    if text.isprintable():
        return text
    for line_end in ("\r\n", "\r", "\u2028", "\u2029"):
        text = text.replace(line_end, "\n")
    return display.visible(text, keep="\n\t")


class GhostText(TextArea):
    """The ghost as a part of the text area: what it is, where it stands, how it is drawn."""

    DEFAULT_CSS = """
    GhostText {
        border: none; padding: 0; background: $background;
        &:focus { border: none; }
        & .ghost-text--ghost { color: $quiet; text-style: italic; }
        & .ghost-text--marked {
            background: $accent; color: $block-cursor-foreground; text-style: bold underline;
        }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"ghost-text--ghost", "ghost-text--marked"}

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        self._ghost = Ghost()
        self._dismissed = False
        self._marked: tuple[Location, Location] | None = None
        self._base: Style | None = None
        super().__init__(clean(text), id=id, highlight_cursor_line=False)

    # ------------------------------------------------------------------ the ghost

    @property
    def ghost(self) -> Ghost:
        """What is offered and shown now; empty while the cursor is not at the end."""
        return self._ghost if self.ghost_possible else Ghost()

    @property
    def ghost_possible(self) -> bool:
        """The cursor is at the end of the text and nothing is selected."""
        return self.selection.is_empty and self.cursor_at_end_of_text

    @property
    def dismissed(self) -> bool:
        """The ghost was sent away; no other one is wanted until the text changes."""
        return self._dismissed

    @property
    def before_cursor(self) -> str:
        """The text the model is to go on with."""
        return self.get_text_range((0, 0), self.cursor_location)

    def offer(self, ghost: Ghost) -> None:
        """Show ``ghost`` behind the end of the text, in place of the one that is there."""
        if self._dismissed:
            return
        self._ghost = Ghost(tuple(clean(token) for token in ghost.tokens))
        self._refit()

    def dismiss(self) -> None:
        """Send the ghost away until the text changes."""
        self._dismissed = True
        self._ghost = Ghost()
        self._refit()

    def revive(self) -> None:
        """A ghost is welcome again, though one was dismissed."""
        self._dismissed = False

    def mark(self, start: Location, end: Location) -> None:
        """Make a stretch of the text stand out, until the text changes."""
        self._marked = start, end
        self.refresh()

    def unmark(self) -> None:
        """Nothing stands out."""
        if self._marked is not None:
            self._marked = None
            self.refresh()

    # ------------------------------------------------------------------ what a change does to it

    def edit(self, edit: Edit) -> EditResult:
        edit.text = clean(edit.text)
        at_end = self.ghost_possible and edit.top == edit.bottom == self.document.end
        self._dismissed = False
        self._marked = None
        self._ghost = self._ghost.typed(edit.text) if at_end else Ghost()
        self._tail.ghost = self._ghost.text
        result = super().edit(edit)
        self._refit()
        return result

    def undo(self) -> None:
        self._forget()
        super().undo()

    def redo(self) -> None:
        self._forget()
        super().redo()

    def _forget(self) -> None:
        self._dismissed = False
        self._marked = None
        self._ghost = Ghost()
        self._tail.show("")

    def _watch_selection(self, previous_selection: Selection, selection: Selection) -> None:
        self._tail.show(self.ghost.text)
        super()._watch_selection(previous_selection, selection)

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """None: prose has no use for it, and looking would go through the whole text at every key."""
        del bracket, search_from
        return None

    # ------------------------------------------------------------------ layout

    @property
    def _tail(self) -> TailWrap:
        wrapped = self.wrapped_document
        assert isinstance(wrapped, TailWrap)
        return wrapped

    def _set_document(self, text: str, language: str | None) -> None:
        del language
        self._ghost = Ghost()
        self._highlight_query = None
        self.document: Document = Document(clean(text))
        self.wrapped_document = TailWrap(self.document, tab_width=self.indent_width)
        self.navigator = DocumentNavigator(self.wrapped_document)
        self._build_highlight_map()
        self.move_cursor((0, 0))
        self._rewrap_and_refresh_virtual_size()

    def _refit(self) -> None:
        self._tail.show(self.ghost.text)
        self._cursor_offset = self.wrapped_document.location_to_offset(self.cursor_location)
        self._refresh_size()
        self.refresh()
        if not self.is_mounted:
            return
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset
        rows = len(self._tail.ghost_rows)
        if rows > 1:
            _, y = self._cursor_offset
            height = min(rows, self.scrollable_content_region.height)
            self.scroll_to_region(Region(0, y, 1, height), animate=False, force=True)

    def on_resize(self) -> None:
        """The cursor stays in sight, whatever takes rows or columns from the text."""
        self.call_after_refresh(self.scroll_cursor_visible)

    def _refresh_size(self) -> None:
        extra = max(len(self._tail.ghost_rows) - 1, TAIL_ROOM if self.wrapped_document.height > 1 else 0)
        self.virtual_size = Size(0, self.wrapped_document.height + extra)
        self._refresh_scrollbars()

    def get_target_document_location(self, event: events.MouseEvent) -> Location:
        # A click into the ghost goes to the end of the text.
        _, scroll_y = self.scroll_offset
        if event.y + scroll_y - self.gutter.top >= self.wrapped_document.height:
            return self.document.end
        return super().get_target_document_location(event)

    # ------------------------------------------------------------------ drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        self._base = self.rich_style  # once for all lines: it costs more than drawing one of them
        try:
            return super().render_lines(crop)
        finally:
            self._base = None

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self._base or self.rich_style
        row = y + self.scroll_offset.y
        rows = self._tail._offset_to_line_info
        pieces: list[Segment] = []
        if row < len(rows):
            pieces = self._text_pieces(*rows[row], base)
        ghost_row = row - len(rows) + 1
        ghost_rows = self._tail.ghost_rows
        if 0 <= ghost_row < len(ghost_rows):
            pieces += self._ghost_pieces(ghost_rows[ghost_row], base, with_cursor=ghost_row == 0)
        strip = Strip(pieces)
        return strip.adjust_cell_length(width, base).simplify() if strip.cell_length != width else strip

    def _text_pieces(self, line_index: int, section: int, base: Style) -> list[Segment]:
        line = self.document.get_line(line_index)
        borders = [0, *self._tail.get_offsets(line_index), len(line)]
        start, end = borders[section], borders[section + 1]
        last_section = section == len(borders) - 2
        end_shown = (
            end + 1 if last_section else end
        )  # one cell behind the line: the cursor, or a chosen line end
        cursor, chosen = self._cursor_column(line_index), self._chosen(line_index, len(line))
        marked = _columns_of(self._marked, line_index, len(line))
        places = (*cursor, *chosen, *marked)
        cuts = sorted({start, end_shown, *(min(max(c, start), end_shown) for c in places)})
        tabs = self._tail.get_tab_widths(line_index)[line[:start].count("\t") :]
        theme = self._theme
        pieces: list[Segment] = []
        for a, b in pairwise(cuts):
            style = base
            if marked and marked[0] <= a < marked[1]:
                style += self.get_component_rich_style("ghost-text--marked", partial=True)
            if chosen and chosen[0] <= a < chosen[1]:
                style += theme.selection_style or Style(reverse=True)
            if cursor and cursor[0] <= a < cursor[1]:
                style += theme.cursor_style or Style(reverse=True)
            text = line[a : min(b, end)]
            while "\t" in text:
                text = text.replace("\t", " " * (tabs.pop(0) if tabs else self.indent_width), 1)
            if b > end and (style != base or not self._tail.ghost_rows):
                text += " "
            if text:
                pieces.append(Segment(text, style))
        return pieces

    def _ghost_pieces(self, row: str, base: Style, *, with_cursor: bool) -> list[Segment]:
        style = base + self.get_component_rich_style("ghost-text--ghost", partial=True)
        text = row.replace("\n", LINE_BREAK)
        if with_cursor and self._draw_cursor and text:
            cursor = base + (self._theme.cursor_style or Style(reverse=True))
            return [Segment(text[0], cursor), Segment(text[1:], style)]
        return [Segment(text, style)]

    def _cursor_column(self, line_index: int) -> tuple[int, ...]:
        row, column = self.cursor_location
        if row != line_index or not self._draw_cursor or self._tail.ghost_rows:
            return ()
        return (column, column + 1)

    def _chosen(self, line_index: int, length: int) -> tuple[int, ...]:
        if self.selection.is_empty:
            return ()
        top, bottom = sorted(self.selection)
        return _columns_of((top, bottom), line_index, length)


def _columns_of(stretch: tuple[Location, Location] | None, line_index: int, length: int) -> tuple[int, ...]:
    """Where a stretch of the text begins and ends in a line; its line end is one column."""
    if stretch is None:
        return ()
    (top, left), (bottom, right) = stretch
    if not top <= line_index <= bottom:
        return ()
    return (left if line_index == top else 0, right if line_index == bottom else length + 1)
