"""Two small dialogs: one asks for a line of text, the other to choose between a few things."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from playground.ui.bindings import bindings
from playground.ui.panels import hints
from playground.ui.widgets.text_field import TextField

_CSS = """
    align: center middle; background: $background 60%;
    .ask-box { width: 64; max-width: 94%; height: auto; background: $surface; border: round $border;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $quiet; padding: 1 2; }
    .ask-about { color: $quiet; height: auto; margin: 0 0 1 0; }
    #ask-input { background: $panel; padding: 0 1; }
    .ask-buttons { height: auto; }
    .ask-buttons Button { margin: 0 1 0 0; min-width: 10; width: auto; background: $control; border: none;
        height: 3; content-align: center middle; color: $foreground; }
    .ask-buttons Button:focus, .ask-buttons Button:hover {
        background: $accent; color: $block-cursor-foreground;
    }
"""


class AskText(ModalScreen[str | None]):
    """One line of text; enter takes it, escape leaves everything as it was."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("ask")
    DEFAULT_CSS = "AskText {" + _CSS + "}"

    def __init__(self, title: str, about: str, value: str) -> None:
        super().__init__()
        self._title, self._text, self._value = title, about, value

    def compose(self) -> ComposeResult:
        with Vertical(classes="ask-box") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = hints(("Enter", "takes it", "take"), ("Esc", "cancels", "close"))
            yield Static(Content(self._text), classes="ask-about")
            yield TextField(self._value, id="ask-input", max_length=200, compact=True)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_take()

    def action_take(self) -> None:
        self.dismiss(self.query_one(Input).value)

    def action_close(self) -> None:
        self.dismiss(None)


class AskChoice(ModalScreen[str | None]):
    """A sentence and a few buttons."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("ask")
    DEFAULT_CSS = "AskChoice {" + _CSS + "}"

    def __init__(self, title: str, about: str, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self._title, self._text, self._choices = title, about, choices

    def compose(self) -> ComposeResult:
        with Vertical(classes="ask-box") as box:
            box.border_title = Content(self._title)
            box.border_subtitle = Content("Tab and Enter choose · ") + hints(("Esc", "cancels", "close"))
            yield Static(Content(self._text), classes="ask-about")
            with Horizontal(classes="ask-buttons"):
                for value, label in self._choices:
                    yield Button(Content(label), id=f"ask-{value}")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss((event.button.id or "").removeprefix("ask-"))

    def action_close(self) -> None:
        self.dismiss(None)
