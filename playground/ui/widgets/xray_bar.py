"""The line above the map of X-ray: which model is looked into, and what it reads."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Select, Static

from playground.text import display
from playground.ui.widgets.write_controls import NO_MODELS, TRAINING


class XrayBar(Horizontal):
    """A list of models, and buttons for the text and for saving."""

    DEFAULT_CSS = """
    XrayBar {
        height: 1; padding: 0 1; background: $surface;
        & .caption { width: auto; color: $quiet; padding: 0 1 0 0; }
        & Select { width: 32; margin: 0 3 0 0; }
        & Select #label { text-wrap: nowrap; text-overflow: ellipsis; }
        & Select > SelectCurrent { border: none; background: $panel; padding: 0 1; }
        & Select:focus > SelectCurrent { border: none; background: $accent; color: $block-cursor-foreground; }
        & Select:focus #label, & Select:focus .arrow { color: $block-cursor-foreground; }
        & Button { width: auto; min-width: 6; background: $panel; color: $accent; margin: 0 1 0 0; }
        & Button:hover, & Button:focus {
            background: $accent; color: $block-cursor-foreground; text-style: bold;
        }
        & #xray-said { width: 1fr; color: $quiet; padding: 0 1; text-align: right;
            text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    class ModelChosen(Message):
        """``value`` is the name or path of a model, or ``TRAINING``."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.models: list[tuple[str, str]] = []
        """Label and value of each model on offer."""

    def compose(self) -> ComposeResult:
        yield Static("model", classes="caption")
        model: Select[str] = Select(NO_MODELS, allow_blank=False, id="xray-model", compact=True)
        model.tooltip = "The model that is looked into: any of the library, or the one in training."
        yield model
        yield Static("reads", classes="caption")
        text = Button("a short passage", id="xray-text", compact=True)
        text.tooltip = "Choose another text (t): type or paste it, or take a text of the library or a file."
        yield text
        save = Button("Save", id="xray-save", compact=True)
        save.tooltip = "Write a picture or the numbers to a file (ctrl+s)."
        yield save
        yield Static("", id="xray-said", markup=False)

    def show_models(self, names: Sequence[str], training: str | None, chosen: str | None) -> None:
        """Offer these models, the one in training (its name) first, and mark the one that is chosen."""
        models = [(f"● {training}, training now", TRAINING)] if training is not None else []
        models += [(name, name) for name in names]
        if chosen is not None and chosen not in [value for _, value in models]:
            models.append((chosen, chosen))
        select = self.query_one("#xray-model", Select)
        with self.prevent(Select.Changed):
            if models != self.models:
                self.models = models
                shown = [(Content(display.clip(label, 48)), value) for label, value in models]
                select.set_options(shown or NO_MODELS)
            if chosen is not None:
                select.value = chosen

    def show_text(self, name: str) -> None:
        """Say what is read."""
        room = 22 if self.screen.has_class("-narrow") else 48
        button = self.query_one("#xray-text", Button)
        button.label = Content(display.clip(name, room))
        button.refresh(layout=True)

    def say(self, text: str) -> None:
        """A few words at the right end."""
        said = self.query_one("#xray-said", Static)
        if said.content != text:
            said.update(Content(display.visible(text, keep="")))

    def open_models(self) -> None:
        """Drop the list of models down."""
        select = self.query_one("#xray-model", Select)
        select.focus()
        select.action_show_overlay()

    @on(Select.Changed, "#xray-model")
    def _model(self, event: Select.Changed) -> None:
        event.stop()
        if isinstance(event.value, str) and event.value:
            self.post_message(self.ModelChosen(event.value))
