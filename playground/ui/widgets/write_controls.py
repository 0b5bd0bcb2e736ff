"""The line above the text: which model writes, how far its ghost reaches, and the stream."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Select, Static

from playground.text import display
from playground.ui.ghost import TOKENS_LIMIT, GhostLength, LengthKind
from playground.ui.widgets.number_field import NumberField, Spec

TRAINING = "\0training"
"""The value that stands for the model in training; no file can be called so."""
LENGTHS: tuple[tuple[str, LengthKind], ...] = (
    ("a word", "word"),
    ("a sentence", "sentence"),
    ("tokens", "tokens"),
)
NO_MODELS = [("none yet", "")]
COUNT = Spec("count", "tokens", "How many tokens the ghost shows.", 5, 1, TOKENS_LIMIT, whole=True)
SPEED = Spec("speed", "speed", "Tokens a second that a stream writes.", 5, 1, 1000, whole=True)


class WriteControls(Horizontal):
    """Model, ghost length, speed, and the two buttons."""

    class ModelChosen(Message):
        """``value`` is the name or path of a model, or ``TRAINING``."""

        def __init__(self, value: str) -> None:
            super().__init__()
            self.value = value

    class ModelsClosed(Message):
        """The list of models, opened by its key, was closed."""

    class LengthChosen(Message):
        def __init__(self, length: GhostLength) -> None:
            super().__init__()
            self.length = length

    class SpeedChosen(Message):
        def __init__(self, speed: float) -> None:
            super().__init__()
            self.speed = speed

    def __init__(self, length: GhostLength, speed: int, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._length = length
        self._speed = speed
        self._opened = False  # the list of models, by its key
        self.models: list[tuple[str, str]] = []
        """Label and value of each model on offer."""

    def compose(self) -> ComposeResult:
        yield Static("model", id="model-caption", classes="caption")
        model: Select[str] = Select(NO_MODELS, allow_blank=False, id="model", compact=True)
        model.tooltip = "The model that writes: any of the library, or the one in training."
        yield model
        yield Static("ghost", id="ghost-caption", classes="caption")
        length: Select[str] = Select(
            LENGTHS,
            value=self._length.kind,
            allow_blank=False,
            id="length",
            compact=True,
            type_to_search=False,
        )
        length.tooltip = "How far the suggestion reaches."
        yield length
        yield NumberField(COUNT, self._length.count, id="count")
        yield Static("speed", classes="caption")
        yield NumberField(SPEED, self._speed, id="speed")
        stream = Button("▶ Stream", id="stream", compact=True)
        stream.tooltip = "Let the model write on and on (ctrl+g)."
        yield stream
        step = Button("Step", id="step", compact=True)
        step.tooltip = "Write one token (ctrl+n)."
        yield step

    def on_mount(self) -> None:
        self._show_count()
        self.watch(self.query_one("#model", Select), "expanded", self._models_open, init=False)

    def _models_open(self, expanded: bool) -> None:
        """Whoever opened the list by its key is back in the text once it is closed."""
        if not expanded and self._opened:
            self._opened = False
            self.call_after_refresh(self.post_message, self.ModelsClosed())

    def show_models(self, names: Sequence[str], training: str | None, chosen: str | None) -> None:
        """Offer these models, the one in training (its name) first, and mark the one that writes."""
        models = [(f"● {training}, training now", TRAINING)] if training is not None else []
        models += [(name, name) for name in names]
        if chosen is not None and chosen not in [value for _, value in models]:
            models.append((chosen, chosen))
        select = self.query_one("#model", Select)
        with self.prevent(Select.Changed):
            if models != self.models:
                self.models = models
                shown = [(Content(display.clip(label, 48)), value) for label, value in models]
                select.set_options(shown or NO_MODELS)
            if chosen is not None:
                select.value = chosen

    def show_streaming(self, streaming: bool) -> None:
        """The button says what a press does now."""
        self.query_one("#stream", Button).label = Content("■ Stop  " if streaming else "▶ Stream")

    def open_models(self) -> None:
        """Drop the list of models down."""
        select = self.query_one("#model", Select)
        select.focus()
        self._opened = True
        select.action_show_overlay()

    def next_length(self) -> None:
        """The next of word, sentence and tokens."""
        kinds = [kind for _, kind in LENGTHS]
        select = self.query_one("#length", Select)
        select.value = kinds[(kinds.index(self._length.kind) + 1) % len(kinds)]

    def change_speed(self, by: int) -> None:
        self.query_one("#speed", NumberField).step(by)

    @on(Select.Changed, "#model")
    def _model(self, event: Select.Changed) -> None:
        event.stop()
        if isinstance(event.value, str) and event.value:
            self.post_message(self.ModelChosen(event.value))

    @on(Select.Changed, "#length")
    def _kind(self, event: Select.Changed) -> None:
        event.stop()
        kind = next(kind for _, kind in LENGTHS if kind == event.value)
        if kind != self._length.kind:
            self._length = GhostLength(kind, self._length.count)
            self._show_count()
            self.post_message(self.LengthChosen(self._length))

    @on(NumberField.Changed)
    def _number(self, event: NumberField.Changed) -> None:
        event.stop()
        if event.value is None:
            return
        if event.field.id == "speed":
            self.post_message(self.SpeedChosen(float(event.value)))
        else:
            self._length = GhostLength(self._length.kind, int(event.value))
            self.post_message(self.LengthChosen(self._length))

    def _show_count(self) -> None:
        self.set_class(self._length.kind == "tokens", "-counting")
