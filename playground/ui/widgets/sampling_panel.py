"""The sampling settings: how the next token is drawn from the predicted probabilities."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from playground.config import SampleConfig
from playground.ui.panels import put
from playground.ui.widgets.number_field import Number, NumberField, Spec
from playground.ui.widgets.write_rules import RuleLine

SPECS: tuple[Spec, ...] = (
    Spec("temperature", "temperature", "Below 1 is safer, above 1 wilder; 0 takes the top one.", 0.1, 0, 100),
    Spec(
        "top_k", "top-k", "Draw from the k likeliest tokens only; 0 keeps them all.", 1, 0, 10**7, whole=True
    ),
    Spec("top_p", "top-p", "Draw from the likeliest tokens that add up to this share.", 0.05, 0.01, 1),
    Spec("min_p", "min-p", "Cut tokens less likely than this share of the first one.", 0.05, 0, 1),
    Spec("repetition_penalty", "repetition", "Above 1, tokens used lately get less likely.", 0.05, 0.01, 100),
    Spec(
        "seed", "seed", "The same number draws the same text; empty draws anew.", 1, 0, 2**63 - 1, True, "any"
    ),
)
ABOUT = "↑ ↓ or a click on − + changes a value; the bars above show what it does."


class SamplingPanel(Container):
    """Six numbers in a row, the one in use explained; with the class ``-column`` one under the other."""

    DEFAULT_CSS = """
    SamplingPanel {
        & #sampling-fields { layout: grid; grid-size: 6; grid-gutter: 0 1; height: 2; }
        & #sampling-about { height: auto; color: $quiet; }
        & #sampling-about.-problem { color: $text-error; }
        & NumberField { height: 2; grid-size: 1; grid-columns: 1fr; grid-rows: 1 1; }
        & NumberField .about { display: none; }
        & NumberField .step { width: 2; }
        & NumberField .control { align-horizontal: left; }
        &.-column {
            & #sampling-fields { layout: vertical; height: auto; }
            & #sampling-about { display: none; }
            & #sampling-about.-problem { display: block; }
            & NumberField {
                height: auto; grid-size: 2; grid-columns: 1fr 16; grid-rows: 1 auto; margin: 0 0 1 0;
            }
            & NumberField .about { display: block; }
            & NumberField .step { width: 3; }
            & NumberField .control { align-horizontal: right; }
        }
    }
    """

    class Changed(Message):
        """Other settings are in force."""

        def __init__(self, config: SampleConfig) -> None:
            super().__init__()
            self.config = config

    def __init__(self, config: SampleConfig, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.config = config
        self._about = ABOUT
        self._problem = ""

    def compose(self) -> ComposeResult:
        with Container(id="sampling-fields"):
            for spec in SPECS:
                value = getattr(self.config, spec.name)
                yield NumberField(spec, value, partial(self._with, spec), id=spec.name)
        yield RuleLine(id="rules")
        yield Static(Content(ABOUT), id="sampling-about")

    def set_config(self, config: SampleConfig) -> None:
        """Show these settings without telling anyone."""
        self.config = config
        for field in self.query(NumberField):
            field.set_value(getattr(config, field.spec.name))

    @on(NumberField.Changed)
    def _changed(self, event: NumberField.Changed) -> None:
        event.stop()
        self.config = self._with(event.field.spec, event.value)
        self.post_message(self.Changed(self.config))

    @on(NumberField.Regarded)
    def _regarded(self, event: NumberField.Regarded) -> None:
        event.stop()
        self._about = event.spec.about
        self._show_about()

    def on_descendant_blur(self) -> None:
        self._about = ABOUT
        self._show_about()

    def show_problem(self, text: str) -> None:
        """Say under the rule what is wrong with it; an empty text takes that away."""
        self._problem = text
        self._show_about()

    def _show_about(self) -> None:
        line = self.query_one("#sampling-about", Static)
        line.set_class(bool(self._problem), "-problem")
        put(line, Content(self._problem or self._about))

    def _with(self, spec: Spec, value: Number) -> SampleConfig:
        changes: dict[str, Any] = {spec.name: value}
        return dataclasses.replace(self.config, **changes)
