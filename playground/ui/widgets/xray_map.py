"""The map of X-ray: a text of any length from left to right, the units of a layer from top to bottom.

What is in sight stands in ``xray_map_sight.py``, how it is drawn in ``xray_map_lines.py``.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.strip import Strip

from playground.ui.bindings import bindings
from playground.ui.widgets import xray_map_lines as lines
from playground.ui.widgets.xray_map_sight import GUTTER, SightMap


class XrayMap(SightMap, can_focus=True):
    """Keys and a click move the cursor; the wheel and dragging scroll."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("xraymap")
    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "xraymap--axis", "xraymap--number", "xraymap--cursor", "xraymap--bar", "xraymap--hint",
        "xraymap--thumb",
    }  # fmt: skip
    DEFAULT_CSS = """
    XrayMap {
        height: 1fr; min-height: 3;
        .xraymap--axis { color: $foreground; }
        .xraymap--number { color: $faint; }
        .xraymap--cursor { color: $block-cursor-foreground; background: $accent; text-style: bold; }
        .xraymap--bar { color: $quiet; }
        .xraymap--hint { color: $quiet; text-style: italic; }
        .xraymap--thumb { color: $accent; }
    }
    """

    def __init__(self, hint: str = "", *, id: str | None = None) -> None:
        super().__init__(hint, id=id)
        self._pressed: tuple[events.MouseDown, int, int] | None = None
        self._dragged = False

    # Drawing

    def render_line(self, y: int) -> Strip:
        return lines.draw(self, y)

    # Keys

    def action_move(self, tokens: int, units: int) -> None:
        self._hovered = None
        token = self.token
        if tokens:
            group = max(1, -self.columns.zoom)
            token = self.columns.snapped(token) + tokens * group if group > 1 else token + tokens
        place = max(0, min(self.place(self.unit) + units, len(self.units) - 1))
        if len(self.units):
            self.go(token, int(self.units[place]))

    def action_page(self, pages: int) -> None:
        self.action_move(0, pages * max(1, self.rows * self.per_row - 1))

    def action_turn(self, pages: int) -> None:
        """Move by as many tokens as are in sight."""
        self._hovered = None
        by = pages * max(1, self.sight.last - self.sight.first)
        self.first = max(0, self.first + by)
        self.go(self.token + by, self.unit)

    def action_ends(self, end: int) -> None:
        self._hovered = None
        self.go(0 if end < 0 else self.count - 1, self.unit)

    def scroll_cells(self, cells: int) -> None:
        """Scroll along the text; the cursor stays where it is."""
        self.first += cells * max(1, -self.columns.zoom)
        self.lay_out()

    def scroll_units(self, units: int) -> None:
        """Scroll through the units."""
        self.top += units
        self.lay_out()

    # The mouse

    def _cell(self, event: events.MouseEvent) -> tuple[int, int] | None:
        """Token and unit under the mouse; below the units, the unit of the cursor."""
        offset = event.get_content_offset(self)
        if offset is None or self.blocks is None:
            return None
        cell = self.sight.cell_at(offset.x - GUTTER)
        if cell is None:
            return None
        token = int(self.sight.firsts[cell])
        if offset.y >= self.rows:
            return (token, self.unit) if offset.y < self.rows + 1 + self.has_bits else None
        place = self.top + offset.y * self.per_row
        return (token, int(self.units[place])) if place < len(self.units) else None

    def _on_line(self, event: events.MouseEvent) -> bool:
        """The mouse is on the line that shows where one is."""
        offset = event.get_content_offset(self)
        return self.scrolls and offset is not None and offset.y == self.rows + 1 + self.has_bits

    def _jump(self, event: events.MouseEvent) -> None:
        """Show the part of the text that the line stands for at the mouse."""
        offset = event.get_content_offset_capture(self)
        share = max(0.0, min(1.0, (offset.x - GUTTER) / max(1, self.room - 1)))
        self.first = round(share * self.count) - (self.sight.last - self.sight.first) // 2
        self.lay_out()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button == 1 and self.reading is not None:
            self.capture_mouse()
            self._pressed, self._dragged = (event, self.first, self.top), False
            if self._on_line(event):
                self._dragged = True
                self._jump(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._pressed is None:
            self._hovered = self._cell(event)
            self.tell()
            return
        start, first, top = self._pressed
        across, down = event.screen_x - start.screen_x, event.screen_y - start.screen_y
        if self._on_line(start):
            self._jump(event)
        elif across or down or self._dragged:
            self._dragged = True
            self.first, self.top = self.columns.shifted(first, -across), top - down * self.per_row
            self.lay_out()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._pressed is None:
            return
        self.release_mouse()
        self._pressed = None
        cell = self._cell(event)
        if not self._dragged and cell is not None:
            self._hovered = None
            self.go(*cell)

    def on_leave(self, _event: events.Leave) -> None:
        self._hovered = None
        self.tell()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        event.stop()
        self.scroll_cells(4)

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        event.stop()
        self.scroll_cells(-4)

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        """The wheel scrolls through the units; with shift or ctrl, or below the units, along the text."""
        event.stop()
        offset = event.get_content_offset(self)
        if event.shift or event.ctrl or (offset is not None and offset.y >= self.rows):
            self.scroll_cells(by * 8)
        else:
            self.scroll_units(by * 2 * self.per_row)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()
