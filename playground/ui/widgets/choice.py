"""A few alternatives on one line, one of them chosen: ``rnn  gru [lstm]``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from playground.ui.bindings import bindings


class Choice(Widget, can_focus=True):
    """Left and right arrow choose, and so does a click."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("choice")
    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Choice { height: 1; width: auto; color: $quiet; }
    Choice:focus { background: $panel; }
    """

    value: reactive[str] = reactive("", init=False)

    class Changed(Message):
        """Another alternative was chosen."""

        def __init__(self, choice: Choice, value: str) -> None:
            super().__init__()
            self.choice = choice
            self.value = value

        @property
        def control(self) -> Choice:
            return self.choice

    def __init__(self, options: Sequence[tuple[str, str]], value: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._options = list(options)
        self.set_reactive(Choice.value, value)
        self._zones: list[tuple[int, int, str]] = []

    @property
    def options(self) -> list[str]:
        """The values to choose from."""
        return [value for value, _ in self._options]

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer other alternatives, (value, label) each; the value stays where it can."""
        if list(options) != self._options:
            self._options = list(options)
            if self._options and self.value not in self.options:
                self.set_reactive(Choice.value, self.options[0])
            self.refresh(layout=True)

    def render(self) -> Content:
        theme = self.app.theme_variables
        chosen = Style.parse(f"bold {theme['block-cursor-foreground']} on {theme['accent']}")
        content = Content("")
        self._zones = []
        for value, label in self._options:
            start = content.cell_length
            content += Content.styled(f" {label} ", chosen) if value == self.value else Content(f" {label} ")
            self._zones.append((start, content.cell_length, value))
        return content

    def watch_value(self, value: str) -> None:
        self.post_message(self.Changed(self, value))

    def action_choose(self, by: int) -> None:
        if self._options:
            at = self.options.index(self.value) if self.value in self.options else 0
            self.value = self.options[(at + by) % len(self._options)]

    def on_click(self, event: Click) -> None:
        for start, end, value in self._zones:
            if start <= event.x < end:
                self.value = value
