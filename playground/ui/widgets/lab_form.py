"""The settings of one experiment, a line each, and the button that runs it."""

from __future__ import annotations

import math
from typing import Any

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Static

from playground.errors import InputError
from playground.lab.experiment import Experiment, Setting
from playground.text.display import visible
from playground.ui.lab_state import duration
from playground.ui.widgets.number_field import NumberField, Spec
from playground.ui.widgets.text_field import TextField
from playground.ui.widgets.toggles import Toggles

_LARGEST = 1e12
"""Where a setting has no end of its own."""


class LabForm(Vertical):
    """Holds the values; ``values`` are always such as the experiment takes."""

    class Wanted(Message):
        """The button was pressed."""

    def __init__(self, experiment: Experiment, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.experiment = experiment
        self.values: dict[str, Any] = {setting.name: setting.default for setting in experiment.settings}
        self.problems: dict[str, str] = {}
        """By setting: why what is typed there cannot be."""
        self._regarded = ""

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="lab-fields", can_focus=False):
            for setting in self.experiment.settings:
                with Horizontal(classes="row"):
                    yield Label(Content(setting.label))
                    yield _field(setting)
        yield Static(classes="hint lab-hint", markup=False)
        yield Button("Run", classes="lab-run", variant="primary")

    def on_mount(self) -> None:
        for setting in self.experiment.settings:
            self._widget(setting.name).tooltip = visible(setting.help, keep="")
        self._show_hint()

    def _widget(self, name: str) -> Widget:
        return self.query_one(f"#set-{name}")

    @property
    def changed(self) -> dict[str, Any]:
        """What differs from the defaults."""
        defaults = {setting.name: setting.default for setting in self.experiment.settings}
        return {name: value for name, value in self.values.items() if value != defaults[name]}

    def show_running(self, active: bool) -> None:
        """The button while the experiment is run."""
        button = self.query_one(".lab-run", Button)
        label = Content("Running …" if active else "Run")
        if button.label != label:
            button.label = label
        self.set_class(active, "-running")

    def reset(self) -> None:
        """Every setting back to its default."""
        self.problems = {}
        for setting in self.experiment.settings:
            self.values[setting.name] = setting.default
            match self._widget(setting.name):
                case NumberField() as field:
                    field.set_value(setting.default)
                case Toggles() as toggles:
                    toggles.set_values((setting.default,) if toggles.single else setting.default)
                case Input() as box:
                    box.remove_class("-wrong")
                    box.value = written(setting, setting.default)
        self._show_hint()

    def _set(self, name: str | None, value: object) -> None:
        """Take a value, or what was typed, over; what cannot be is said and marked."""
        setting = self.experiment.setting((name or "").removeprefix("set-"))
        try:
            self.values[setting.name] = (
                setting.parse(value) if isinstance(value, str) else setting.check(value)
            )
            self.problems.pop(setting.name, None)
        except InputError as error:
            self.problems[setting.name] = str(error)
        self._widget(setting.name).set_class(setting.name in self.problems, "-wrong")
        self._show_hint()

    def _show_hint(self) -> None:
        """What is wrong, else what the field in use is for, else how long it takes."""
        hint = self.query_one(".lab-hint", Static)
        setting = next((each for each in self.experiment.settings if each.name == self._regarded), None)
        problem = self.problems.get(self._regarded) or next(iter(self.problems.values()), "")
        hint.set_class(bool(problem), "-problem")
        if problem:
            hint.update(Content(visible(problem[:1].upper() + problem[1:], keep="")))
        elif setting is not None:
            hint.update(Content(visible(setting.help, keep="")))
        else:
            time = duration(self.experiment.seconds)
            hint.update(Content(f"The defaults take about {time} on two idle cores."))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Wanted())

    @on(NumberField.Changed)
    def _number(self, event: NumberField.Changed) -> None:
        event.stop()
        self._set(event.field.id, event.value)

    @on(NumberField.Regarded)
    def _number_regarded(self, event: NumberField.Regarded) -> None:
        event.stop()
        self._regarded = event.spec.name
        self._show_hint()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._set(event.input.id, event.value)

    @on(Toggles.Changed)
    def _toggled(self, event: Toggles.Changed) -> None:
        event.stop()
        self._set(event.toggles.id, event.values[0] if event.toggles.single else event.values)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        id = event.widget.id or ""
        if id.startswith("set-"):
            self._regarded = id.removeprefix("set-")
            self._show_hint()

    def on_descendant_blur(self, _event: events.DescendantBlur) -> None:
        self._regarded = ""
        self._show_hint()


def _field(setting: Setting) -> Widget:
    """The widget for a setting, with its default in it."""
    id = f"set-{setting.name}"
    match setting.kind:
        case "int" | "float":
            return NumberField(_spec(setting), setting.default, id=id)
        case "choice":
            return Toggles(setting.choices, (setting.default,), single=True, id=id)
        case "choices":
            return Toggles(setting.choices, setting.default, id=id)
        case _:
            return TextField(written(setting, setting.default), compact=True, id=id)


def written(setting: Setting, value: Any) -> str:
    """A value as it is typed: numbers of a list are parted by spaces."""
    return setting.show(value).replace(",", " ") if setting.kind == "ints" else setting.show(value)


def _spec(setting: Setting) -> Spec:
    """A number field for the setting; a step is a tenth of the default, rounded to one digit."""
    whole = setting.kind == "int"
    size = abs(float(setting.default)) / 10
    step = round(size, -math.floor(math.log10(size))) if size > 0 else (1.0 if whole else 0.1)
    return Spec(
        name=setting.name,
        label=setting.label,
        about=setting.help,
        step=max(1.0, step) if whole else step,
        low=max(setting.low, -_LARGEST),
        high=min(setting.high, _LARGEST),
        whole=whole,
    )
