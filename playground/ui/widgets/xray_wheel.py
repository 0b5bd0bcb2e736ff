"""The view of X-ray that holds a unit, or pushes it, and lets the network write with and without."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Static

from playground.config import SampleConfig
from playground.errors import InputError
from playground.inference.clamped import Hold
from playground.text import display
from playground.ui.bindings import bindings
from playground.ui.panels import put
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.number_field import NumberField, Spec
from playground.ui.widgets.xray_view import XrayView
from playground.ui.xray.reports import Written

VALUE = Spec("value", "value", "What h of the unit is set to, or what is added to it.", 0.25, -10, 10)
SEED = Spec("seed", "seed", "The same seed draws the same numbers for both texts.", 1, 0, 10**9, whole=True)
HEAT = Spec("heat", "temperature", "Low keeps to the likeliest, high wanders.", 0.1, 0, 5)
TOKENS = {"char": 240, "word": 60}
_BEFORE = 40
"""Characters of the text before that are shown."""


class WheelView(XrayView):
    """The same seed twice: the network as it is, and with the unit under the cursor held."""

    TITLE = "Hold"
    ABOUT = "hold one unit, and see what the network writes then"
    BINDINGS: ClassVar[list[BindingType]] = bindings("xraywheel")
    DEFAULT_CSS = """
    WheelView {
        #wheel-row { height: 1; }
        #wheel-unit { width: auto; margin: 0 1 0 0; color: $accent; text-style: bold; }
        #wheel-how { margin: 0 1 0 0; }
        .wheel-caption { width: auto; color: $quiet; margin: 0 1 0 0; }
        NumberField {
            width: 13; height: 1; grid-size: 1; grid-columns: 1fr; grid-rows: 1; margin: 0 2 0 0;
            & .name, & .about { display: none; }
            & .step { width: 2; }
            & .control { width: 13; align-horizontal: left; }
            & Input { width: 8; max-width: 9; }
        }
        #wheel-write {
            width: auto; min-width: 7; background: $control; color: $foreground; text-style: none;
        }
        #wheel-write:hover, #wheel-write:focus { background: $accent; color: $block-cursor-foreground; }
        #wheel-hint { height: auto; color: $quiet; }
        #wheel-texts { height: 1fr; layout: horizontal; }
        #wheel-texts > Vertical { width: 1fr; height: 1fr; }
        #wheel-texts > #wheel-right { margin: 0 0 0 2; }
        .wheel-title { height: 1; color: $quiet; }
        #wheel-texts VerticalScroll { height: 1fr; scrollbar-size-vertical: 1; }
        .wheel-text { height: auto; }
    }
    """

    class Asked(Message):
        """Write with this hold and these settings."""

        def __init__(self, hold: Hold, config: SampleConfig) -> None:
            super().__init__()
            self.hold = hold
            self.config = config

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.place = (0, 0)
        """Layer and unit."""
        self.written: Written | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="wheel-row"):
            yield Static("", id="wheel-unit", markup=False)
            yield Choice((("set", "h ="), ("add", "h +")), "set", id="wheel-how")
            yield NumberField(VALUE, 1.0, id="wheel-value")
            yield Static("temp", classes="wheel-caption", markup=False)
            yield NumberField(HEAT, 0.6, id="wheel-heat")
            yield Static("seed", classes="wheel-caption", markup=False)
            yield NumberField(SEED, 1, id="wheel-seed")
            yield Button("Write", id="wheel-write", compact=True)
        yield Static("", id="wheel-hint", markup=False)
        with Horizontal(id="wheel-texts"):
            with Vertical():
                yield Static("as it is", classes="wheel-title", markup=False)
                with VerticalScroll():
                    yield Static("", id="wheel-free", classes="wheel-text", markup=False)
            with Vertical(id="wheel-right"):
                yield Static("held", id="wheel-held-title", classes="wheel-title", markup=False)
                with VerticalScroll():
                    yield Static("", id="wheel-held", classes="wheel-text", markup=False)

    def turn(self, layer: int, unit: int, layers: int) -> None:
        """Another unit is under the cursor."""
        self.place = (layer, unit)
        put(self.query_one("#wheel-unit", Static), Content(f"unit {unit}"))
        if self.written is None:
            of = f" of layer {layer + 1}" if layers > 1 else ""
            text = (
                "Write (Enter in a field) goes on from the token under the cursor: once freely, "
                f"once with this unit{of} held."
            )
            put(self.query_one("#wheel-hint", Static), Content(text))

    @property
    def hold(self) -> Hold:
        value = self.query_one("#wheel-value", NumberField).value
        nudge = self.query_one("#wheel-how", Choice).value == "add"
        return Hold(*self.place, float(value or 0.0), nudge)

    def open_field(self) -> None:
        """Begin with the value that the unit is held at."""
        # At once: a key typed right after the one that led here belongs to this field.
        self.screen.set_focus(self.query_one("#wheel-value", NumberField).input)

    @on(Button.Pressed)
    def _write(self, event: Button.Pressed) -> None:
        event.stop()
        self.ask()

    async def action_write(self) -> None:
        """Write, unless the field that is typed in holds what cannot be; it then says so."""
        for field in self.query(NumberField):
            if field.input.has_focus:
                try:
                    value = field.spec.parse(field.input.value)
                except InputError:
                    await field.input.action_submit()
                    return
                field.set_value(value)
        self.ask()

    @on(Choice.Changed)
    @on(NumberField.Changed)
    def _changed(self, event: Choice.Changed | NumberField.Changed) -> None:
        event.stop()
        if self.written is not None:
            self.ask()

    def ask(self) -> None:
        """Write."""
        heat = self.query_one("#wheel-heat", NumberField).value
        seed = self.query_one("#wheel-seed", NumberField).value
        config = SampleConfig(temperature=float(heat or 0.0), seed=int(seed or 0))
        self.post_message(self.Asked(self.hold, config))

    def show(self, written: Written) -> None:
        """Show both texts; what they share is quiet, what differs is not."""
        self.written = written
        put(self.query_one("#wheel-hint", Static), Content(""))
        self.query_one("#wheel-hint").display = False
        tokens = written.reading.tokens
        before = "".join(tokens[max(0, written.token + 1 - _BEFORE) : written.token + 1])[-_BEFORE:]
        pairs = zip(written.free, written.held, strict=False)
        same = next((at for at, (one, other) in enumerate(pairs) if one != other), None)
        shared = min(len(written.free), len(written.held)) if same is None else same
        for name, text, colour in (("free", written.free, "$foreground"), ("held", written.held, "$accent")):
            put(
                self.query_one(f"#wheel-{name}", Static),
                Content.assemble(
                    (_shown(before), "$faint"),
                    (_shown("".join(text[:shared])), "$quiet"),
                    (_shown("".join(text[shared:])), colour),
                ),
            )
        hold = written.hold
        number = f"{hold.value:+g}".replace("-", "−")
        of = f" of layer {hold.layer + 1}" if written.reading.model.network.config.layers > 1 else ""
        what = f"h of unit {hold.unit}{of} {'pushed by' if hold.nudge else 'held at'} {number}"
        tail = " · no difference" if same is None and written.done else ""
        put(self.query_one("#wheel-held-title", Static), Content(what + tail))


def _shown(text: str) -> str:
    return display.visible(text)
