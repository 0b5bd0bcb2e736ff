"""The unrolled network, filled with an example: inputs below, states in the middle, outputs above."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from playground.ui.bindings import bindings
from playground.ui.examples.unrolling import Places, Unrolled, places
from playground.ui.lab_looks import TONES
from playground.ui.widgets.unrolled_lines import GUTTER, UnrolledLines

__all__ = ["GUTTER", "UnrolledView"]


class UnrolledView(UnrolledLines, can_focus=True):
    """Draws an :class:`Unrolled`; the arrow keys move from step to step, and what is too long scrolls."""

    PREFIX = "unrolled"
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = bindings("unrolled")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "unrolled--axis",
        "unrolled--label",
        "unrolled--letter",
        "unrolled--box",
        "unrolled--input",
        "unrolled--fed",
        "unrolled--unknown",
        "unrolled--output",
        "unrolled--cursor",
        "unrolled--hint",
        *(f"unrolled--{tone}" for tone in TONES),
    }
    DEFAULT_CSS = (
        """
    UnrolledView {
        height: 1fr; min-height: 3;
        .unrolled--axis { color: $quiet; }
        .unrolled--label { color: $quiet; }
        .unrolled--letter { color: $accent; text-style: bold; }
        .unrolled--box { color: $quiet; }
        .unrolled--input { color: $foreground; }
        .unrolled--fed { color: $quiet; text-style: italic; }
        .unrolled--unknown { color: $text-warning; text-style: underline; }
        .unrolled--output { color: $foreground; text-style: bold; }
        .unrolled--cursor { color: $block-cursor-foreground; background: $accent; text-style: bold; }
        .unrolled--hint { color: $quiet; text-style: italic; }
    """
        + "\n".join(f".unrolled--{tone} {{ color: $curve-{tone}; text-style: bold; }}" for tone in TONES)
        + "}"
    )

    class Moved(Message):
        """Another part is in sight, or the cursor is on another step."""

        def __init__(self, places: Places, cursor: int, *, looking: bool) -> None:
            super().__init__()
            self.places = places
            self.cursor = cursor
            self.looking = looking
            """The user has moved there."""

    def show(self, unrolled: Unrolled) -> None:
        """Draw another example; the cursor goes where it is to be looked at first, unless it was moved."""
        moved = self.has_focus and self.cursor != self._first(self.unrolled)
        self.unrolled = unrolled
        self.cursor = min(self.cursor, len(unrolled.steps) - 1) if moved else self._first(unrolled)
        self.cursor = max(0, self.cursor)
        self._arrange()

    @staticmethod
    def _first(unrolled: Unrolled) -> int:
        return unrolled.look if unrolled.look is not None else max(0, len(unrolled.steps) - 1)

    def _arrange(self) -> None:
        self.places = places(self.unrolled, self.size.width - GUTTER, self.cursor)
        self.redraw()
        self.post_message(self.Moved(self.places, self.cursor, looking=self.has_focus))

    def on_resize(self) -> None:
        super().on_resize()
        self._arrange()

    # Keys and mouse

    def go(self, step: int) -> None:
        """Move to a step."""
        self.cursor = max(0, min(step, len(self.unrolled.steps) - 1))
        self._arrange()

    def action_move(self, by: int) -> None:
        self.go(self.cursor + by)

    def action_ends(self, by: int) -> None:
        self.go(0 if by < 0 else len(self.unrolled.steps) - 1)

    def on_click(self, event: events.Click) -> None:
        step = self.places.at(event.x - GUTTER)
        if step is not None:
            self.go(step)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-1)

    def on_focus(self) -> None:
        self._arrange()

    def on_blur(self) -> None:
        self._arrange()
