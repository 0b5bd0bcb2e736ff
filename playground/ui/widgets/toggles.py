"""One or several of some alternatives, on as many lines as they need: ``■ RNN  □ GRU  ■ LSTM``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from playground.text import display
from playground.ui.bindings import bindings

SEVERAL, ONE = "■□", "●○"
"""Signs of what is in and what is not."""


class Toggles(Widget, can_focus=True):
    """The arrow keys move, space takes in or leaves out, and so does a click. At least one stays in; with
    ``single`` never more than one.
    """

    BINDINGS: ClassVar[list[BindingType]] = bindings("toggles")
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Toggles { height: auto; width: 1fr; color: $quiet; }
    """

    class Changed(Message):
        """Others are in now."""

        def __init__(self, toggles: Toggles, values: tuple[str, ...]) -> None:
            super().__init__()
            self.toggles = toggles
            self.values = values

        @property
        def control(self) -> Toggles:
            return self.toggles

    def __init__(
        self, options: Sequence[str], values: Sequence[str], *, single: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.single = single
        self._options = tuple(options)
        self._in = set(values)
        self._at = 0

    @property
    def values(self) -> tuple[str, ...]:
        """Those that are in, in the order of the options."""
        return tuple(option for option in self._options if option in self._in)

    def set_values(self, values: Sequence[str]) -> None:
        """Take in exactly these, without telling anyone."""
        self._in = set(values)
        self.refresh()

    def _places(self, width: int) -> list[tuple[int, int, int]]:
        """Line, first column and end of each option."""
        found, line, column = [], 0, 0
        for option in self._options:
            size = 2 + display.width(option)
            if column and column + size > width:
                line, column = line + 1, 0
            found.append((line, column, column + size))
            column += size + 2
        return found

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return self._places(width)[-1][0] + 1 if self._options else 1

    def render(self) -> Content:
        theme = self.app.theme_variables
        chosen = Style.parse(theme["foreground"])
        here = Style.parse(f"{theme['block-cursor-foreground']} on {theme['accent']}")
        sign = Style.parse(theme["accent"])
        content = Content("")
        signs = ONE if self.single else SEVERAL
        line = end = 0
        places = self._places(self.content_size.width)
        for number, (option, (row, start, stop)) in enumerate(zip(self._options, places, strict=True)):
            content += Content("\n" * (row - line) if row > line else " " * (start - end))
            inside = option in self._in
            mark = Content.styled(f"{signs[0] if inside else signs[1]} ", sign)
            text = Content.styled(display.visible(option, keep=""), chosen if inside else Style())
            whole = mark + text
            content += Content(whole.plain).stylize(here) if self.has_focus and number == self._at else whole
            line, end = row, stop
        return content

    def action_move(self, by: int) -> None:
        self._at = (self._at + by) % max(1, len(self._options))
        self.refresh()

    def action_switch(self) -> None:
        if self._options:
            self._toggle(self._at)

    def _toggle(self, number: int) -> None:
        option = self._options[number]
        self._at = number
        if self._in != {option}:
            self._in = {option} if self.single else self._in ^ {option}
            self.post_message(self.Changed(self, self.values))
        self.refresh()

    def on_click(self, event: Click) -> None:
        for number, (row, start, end) in enumerate(self._places(self.content_size.width)):
            if event.y == row and start <= event.x < end:
                self._toggle(number)
