"""The view of X-ray that looks for units which follow a property of the text."""

from __future__ import annotations

import math

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Select, Static

from playground.text import display
from playground.ui.panels import put
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.text_field import TextField
from playground.ui.widgets.xray_view import GoTable, XrayView
from playground.ui.xray.reports import FoundUnits
from playground.xray.properties import PROPERTIES

_FIRST = "quotes"
_AUC = "AUC: how often the unit is higher there (lower, if it falls); 0.5 is chance, 1 always."
_HALVES = "The order is from the first half, the figures from the second."


class FindView(XrayView):
    """A property of the list or a regular expression, and the units that follow it best."""

    TITLE = "Find"
    ABOUT = "which units follow something that is in the text?"
    DEFAULT_CSS = """
    FindView {
        #find-row { height: 1; }
        #find-property { width: 20; margin: 0 1 0 0; }
        #find-property > SelectCurrent { border: none; background: $panel; padding: 0 1; }
        #find-property:focus > SelectCurrent {
            border: none; background: $accent; color: $block-cursor-foreground;
        }
        #find-property:focus #label, #find-property:focus .arrow { color: $block-cursor-foreground; }
        #find-regex { width: 1fr; background: $panel; padding: 0 1; }
        #find-regex:focus { background: $accent 20%; }
        #find-when { margin: 0 0 0 1; }
        #find-go { width: auto; min-width: 8; margin: 0 0 0 1; background: $control; color: $foreground;
            text-style: none; }
        #find-go:hover, #find-go:focus { background: $accent; color: $block-cursor-foreground; }
        #find-said { height: auto; max-height: 3; color: $quiet; }
        GoTable { height: 1fr; }
    }
    """

    class Asked(Message):
        """Look for units: the name of a property or a regular expression."""

        def __init__(self, wanted: str, *, ahead: bool) -> None:
            super().__init__()
            self.wanted = wanted
            self.ahead = ahead

    class Went(Message):
        """The user chose a unit."""

        def __init__(self, value: str, layer: int, unit: int, *, done: bool) -> None:
            super().__init__()
            self.value = value
            self.layer = layer
            self.unit = unit
            self.done = done

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.found: FoundUnits | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="find-row"):
            options = [(Content(name.replace("-", " ")), name) for name in PROPERTIES]
            choice: Select[str] = Select(
                options, value=_FIRST, allow_blank=False, id="find-property", compact=True
            )
            choice.tooltip = "What the units should follow."
            yield choice
            yield TextField(placeholder="or a pattern (regex)", id="find-regex", compact=True, max_length=200)
            when = Choice((("now", "now"), ("next", "next token")), "now", id="find-when")
            when.tooltip = (
                "Whether it holds at the token just read, or at the next one, which is not read yet."
            )
            yield when
            yield Button("Find", id="find-go", compact=True)
        yield Static("", id="find-said", markup=False)
        yield GoTable(id="found")

    def on_mount(self) -> None:
        self._about()

    def open_field(self) -> None:
        """Begin to type a pattern; Enter without one looks for the property of the list."""
        # At once: a key typed right after the one that led here belongs to this field.
        self.screen.set_focus(self.query_one("#find-regex"))

    @property
    def wanted(self) -> str:
        """The regular expression, or where none is typed the property of the list."""
        typed = self.query_one("#find-regex", Input).value
        value = self.query_one("#find-property", Select).value
        return typed or (value if isinstance(value, str) else _FIRST)

    def _about(self) -> None:
        """Say what is looked for."""
        wanted = self.wanted
        known = PROPERTIES.get(wanted)
        about = f"{known.about}." if known is not None else f"the character is inside a match of {wanted}."
        text = f"{about[0].upper()}{about[1:]} Enter or Find looks for the units that follow it."
        put(self.query_one("#find-said", Static), Content(display.visible(text, keep="")))

    @on(Select.Changed)
    def _chosen(self, event: Select.Changed) -> None:
        event.stop()
        if self.query_one("#find-property").has_focus:
            with self.prevent(Input.Changed):
                self.query_one("#find-regex", Input).value = ""
            self._ask()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._about()

    @on(Input.Submitted)
    @on(Button.Pressed)
    def _go(self, event: Input.Submitted | Button.Pressed) -> None:
        event.stop()
        self._ask()

    @on(Choice.Changed)
    def _when(self, event: Choice.Changed) -> None:
        event.stop()
        if self.found is not None:
            self._ask()

    def _ask(self) -> None:
        self._about()
        ahead = self.query_one("#find-when", Choice).value == "next"
        self.post_message(self.Asked(self.wanted, ahead=ahead))

    def sampling(self, share: float) -> None:
        """Say how far the sample is read."""
        put(self.query_one("#find-said", Static), Content(f"Reading the sample: {share:.0%}"))

    def trouble(self, text: str) -> None:
        """Say why nothing was found."""
        put(self.query_one("#find-said", Static), Content(display.visible(text, keep="")))
        self.found = None
        self.query_one(GoTable).fill((("", "left"),), (), 20)

    def show(self, found: FoundUnits) -> None:
        """List the units."""
        other, self.found = found is not self.found, found
        finding = found.finding
        table = self.query_one(GoTable)
        if finding.problem is not None:
            self.trouble(finding.problem)
            return
        numeric = finding.measure == "correlation"
        what = f"{finding.property.name}{' (next token)' if finding.ahead else ''}"
        tokens = f"{finding.tokens:,} tokens ({found.about})"
        about = (
            f"{what} is measured on {tokens}. {_HALVES}"
            if numeric
            else f"{what} holds at {finding.positives:,} of {tokens}. {_HALVES} {_AUC}"
        )
        put(self.query_one("#find-said", Static), Content(display.visible(about, keep="")))
        layers = found.reading.model.network.config.layers
        rows = []
        for each in finding.found:
            place = f"{each.value} of unit {each.unit}" + (f", layer {each.layer + 1}" if layers > 1 else "")
            cells = [place, "rises" if each.sign > 0 else "falls", _number(each.correlation, sign=True)]
            if not numeric:
                cells.insert(1, _number(each.auc))
                cells.insert(2, _bar(each.auc))
            rows.append((f"{each.value}/{each.layer}/{each.unit}", cells, ""))
        columns: list[tuple[str, str]] = [
            ("unit", "left"),
            ("where it holds", "left"),
            ("correlation", "right"),
        ]
        if not numeric:
            columns[1:1] = [("AUC", "right"), ("", "left")]
        table.fill(columns, rows, table.size.width)
        if other:
            table.to_top()

    def on_resize(self) -> None:
        if self.found is not None:
            self.call_after_refresh(self.show, self.found)

    @on(GoTable.Went)
    def _went(self, event: GoTable.Went) -> None:
        event.stop()
        value, layer, unit = event.key.split("/")
        self.post_message(self.Went(value, int(layer), int(unit), done=event.done))


def _number(value: float, *, sign: bool = False) -> str:
    if not math.isfinite(value):
        return "none"
    return (f"{value:+.2f}" if sign else f"{value:.3f}").replace("-", "−")


def _bar(auc: float) -> str:
    """How far the AUC is from chance, as ten cells."""
    return "█" * round(max(0.0, auc - 0.5) * 20)
