"""The shapes, and under each the models that have it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from playground.text import display
from playground.ui.examples.offers import SHAPES, Offer

_ROOM = 20
"""Columns from which on it is said whose a model is."""


class ShapesList(Widget):
    """A click chooses a model."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "ShapesList { height: auto; }"

    class Chosen(Message):
        """The user wants to see this one."""

        def __init__(self, offer: Offer) -> None:
            super().__init__()
            self.offer = offer

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._offers: Sequence[Offer] = ()
        self._chosen: Offer | None = None
        self._rows: list[tuple[str, Offer | None]] = []
        """Heading or model of each line."""

    def show(self, offers: Sequence[Offer], chosen: Offer | None) -> None:
        """List these; a shape without a model is listed all the same."""
        moved = chosen != self._chosen
        self._offers, self._chosen = offers, chosen
        self._rows = []
        for shape in SHAPES:
            self._rows.append((shape.title, None))
            mine = [offer for offer in offers if offer.shape is shape]
            self._rows += [("", offer) for offer in mine] or [("none yet", None)]
        self.refresh(layout=True)
        if moved:
            self.call_after_refresh(self._reveal)

    def _reveal(self) -> None:
        """Scroll to the model that is chosen."""
        at = next((at for at, (_, offer) in enumerate(self._rows) if offer == self._chosen), None)
        if at is not None and self.parent is not None:
            self.scroll_visible_line(at)

    def scroll_visible_line(self, line: int) -> None:
        """Bring a line, and its heading, into sight."""
        parent = self.parent
        if isinstance(parent, Widget):
            parent.scroll_to_region(Region(0, max(0, line - 1), 1, 3), animate=False)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return len(self._rows)

    def render(self) -> Content:
        width = self.content_size.width
        theme = self.app.theme_variables
        here = Style.parse(f"bold {theme['block-cursor-foreground']} on {theme['accent']}")
        heading = Style.parse(f"bold {theme['foreground']}")
        quiet = Style.parse(theme["quiet"])
        lines = []
        for title, offer in self._rows:
            if offer is None:
                none = title == "none yet"
                lines.append(Content.styled("  – " + title if none else title, quiet if none else heading))
                continue
            sign = "●" if offer.path is None else " "
            mark = "" if offer.shipped or offer.path is None or width < _ROOM else "yours"
            room = max(4, width - 2 - (len(mark) + 1 if mark else 0))
            name = display.clip(offer.name, room)
            gap = " " * max(0, width - 2 - display.width(name) - len(mark))
            if offer == self._chosen:
                lines.append(Content.styled(f"{sign} {name}{gap}{mark}", here))
            else:
                lines.append(Content.assemble(f"{sign} {name}{gap}", Content.styled(mark, quiet)))
        return Content("\n").join(lines)

    def on_click(self, event: Click) -> None:
        if 0 <= event.y < len(self._rows) and (offer := self._rows[event.y][1]) is not None:
            self.post_message(self.Chosen(offer))
