"""A number with a name, a one-line explanation and two ends to click: ``temperature  − 0.8 +``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from playground.errors import InputError
from playground.text import display
from playground.ui.bindings import bindings
from playground.ui.widgets.text_field import TextField

Number = int | float | None


@dataclass(frozen=True, slots=True)
class Spec:
    """What a field holds."""

    name: str
    label: str
    about: str
    """One short sentence for a newcomer."""
    step: float
    """By how much an arrow or a click changes it."""
    low: float
    high: float
    whole: bool = False
    nothing: str | None = None
    """What an empty field is called, where it may be empty."""

    def text(self, value: Number) -> str:
        if value is None:
            return ""
        return f"{value:d}" if isinstance(value, int) else f"{value:.6g}"

    def parse(self, text: str) -> Number:
        """What was typed as a number. Raises InputError if it is none, or cannot be here."""
        text = text.strip()
        if not text and self.nothing is not None:
            return None
        kind = "a whole number" if self.whole else "a number"
        said = f"{self.label.capitalize()} must be {kind} from {self.low:g} to {self.high:,g}"
        try:
            value: int | float = int(text) if self.whole else float(text)
        except ValueError:
            shown = f"“{display.clip(text, 24)}” was given" if text else "nothing was given"
            raise InputError(f"{said}, but {shown}.") from None
        if not self.low <= value <= self.high:
            raise InputError(f"{said}, but {display.clip(text, 24)} was given.")
        return value

    def stepped(self, value: Number, by: int) -> Number:
        """The value ``by`` steps on, kept within the limits."""
        if value is None:
            return int(self.low) if self.whole else self.low
        moved = min(max(round(value + by * self.step, 6), self.low), self.high)
        return int(moved) if self.whole else moved


class StepEnd(Static):
    """The − or + of a field."""

    ALLOW_SELECT = False

    def __init__(self, by: int) -> None:
        super().__init__("−" if by < 0 else "+", markup=False, classes="step")
        self._by = by

    def on_click(self, event: events.Click) -> None:
        event.stop()
        field = self.query_ancestor(NumberField)
        field.step(self._by)


class NumberInput(TextField):
    """The value itself, as typed."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("number")

    def action_step(self, by: int) -> None:
        self.query_ancestor(NumberField).step(by)


class NumberField(Widget):
    """One number. Applied as soon as what is typed is a valid one; anything else is marked, and refused on
    enter or on leaving the field, which then shows the value still in force.

    ``check`` may refuse a value that is within the limits, by raising InputError.
    """

    DEFAULT_CSS = """
    NumberField {
        height: auto; width: 1fr; layout: grid; grid-size: 2; grid-columns: 1fr 16; grid-rows: 1 auto;
        & .name { color: $quiet; }
        & .control { height: 1; width: 1fr; align-horizontal: right; }
        & .step { width: 3; content-align: center middle; color: $accent; background: $panel; }
        & .step:hover { background: $accent; color: $block-cursor-foreground; }
        & Input { width: 1fr; max-width: 10; text-align: center; background: $surface; }
        & Input:focus { background: $panel; }
        & .about { column-span: 2; color: $quiet; height: auto; }
        &.-wrong Input { color: $text-error; background: $error 20%; }
        &:focus-within .name { color: $accent; }
    }
    """

    class Changed(Message):
        """A valid value is in force now."""

        def __init__(self, field: NumberField, value: Number) -> None:
            super().__init__()
            self.field = field
            self.value = value

        @property
        def control(self) -> NumberField:
            return self.field

    class Refused(Message):
        """What was typed cannot be; ``text`` says why."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Regarded(Message):
        """The user looks at this field (it has the focus or the mouse is on it)."""

        def __init__(self, spec: Spec) -> None:
            super().__init__()
            self.spec = spec

    def __init__(
        self,
        spec: Spec,
        value: Number,
        check: Callable[[Number], object] | None = None,
        *,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.spec = spec
        self.value = value
        self._check = check
        self.tooltip = spec.about

    def compose(self) -> ComposeResult:
        yield Static(self.spec.label, markup=False, classes="name")
        with Horizontal(classes="control"):
            yield StepEnd(-1)
            yield NumberInput(self.spec.text(self.value), placeholder=self.spec.nothing or "", compact=True)
            yield StepEnd(1)
        yield Static(Content(self.spec.about), classes="about")

    @property
    def input(self) -> Input:
        return self.query_one(NumberInput)

    def set_value(self, value: Number) -> None:
        """Show and hold ``value`` without telling anyone."""
        self.value = value
        self.remove_class("-wrong")
        with self.prevent(Input.Changed):
            self.input.value = self.spec.text(value)

    def step(self, by: int) -> None:
        """Move the value by whole steps."""
        self._accept(self.spec.text(self.spec.stepped(self.value, by)), final=True)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._accept(event.value, final=False)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._accept(event.value, final=True)

    def on_descendant_focus(self) -> None:
        self.post_message(self.Regarded(self.spec))

    def on_enter(self) -> None:
        self.post_message(self.Regarded(self.spec))

    def on_descendant_blur(self) -> None:
        if self.is_mounted and self.app.screen_stack:  # no screen is left while the app ends
            self._accept(self.input.value, final=True)

    def _accept(self, text: str, *, final: bool) -> None:
        try:
            value = self.spec.parse(text)
            if self._check is not None:
                self._check(value)
        except InputError as error:
            self.add_class("-wrong")
            if final:
                self.set_value(self.value)
                self.post_message(self.Refused(f"{error} It stays {self._shown(self.value)}."))
            return
        changed = value != self.value
        if final:
            self.set_value(value)
        self.value = value
        self.remove_class("-wrong")
        if changed:
            self.post_message(self.Changed(self, value))

    def _shown(self, value: Number) -> str:
        return self.spec.text(value) or self.spec.nothing or "empty"
