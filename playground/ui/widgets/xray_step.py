"""The view of X-ray that writes out the step at the cursor."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.widgets import Static

from playground.ui.panels import put
from playground.ui.widgets.xray_view import XrayView
from playground.ui.xray import step_text
from playground.ui.xray.reports import Stepped

BESIDE = 112
"""Columns from which on the prediction stands beside the equations."""


class StepView(XrayView):
    """Equations on the left, the prediction on the right or below."""

    TITLE = "Step"
    ABOUT = "what one token does; equations and weights are always the same"
    DEFAULT_CSS = """
    StepView {
        #step-scroll { height: 1fr; scrollbar-size-vertical: 1; }
        #step-parts { height: auto; layout: vertical; }
        #step-parts.-beside { layout: horizontal; }
        #step-left { width: 1fr; height: auto; }
        #step-left Static { height: auto; }
        #step-weights { margin: 1 0 0 0; }
        #step-right { width: 1fr; height: auto; margin: 1 0 0 0; }
        .-beside #step-right { width: 36; margin: 0 0 0 2; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.told: Stepped | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="step-scroll"), Container(id="step-parts"):
            with Vertical(id="step-left"):
                yield Static("", id="step-head", markup=False)
                yield Static("", id="step-equations", markup=False)
                yield Static("", id="step-weights", markup=False)
            yield Static("", id="step-right", markup=False)

    def show(self, told: Stepped | None) -> None:
        """Write out this step."""
        self.told = told
        if told is None or not self.is_mounted:
            return
        width = self.query_one("#step-scroll").scrollable_content_region.width
        beside = width >= BESIDE
        self.query_one("#step-parts").set_class(beside, "-beside")
        left = width - 38 if beside else width
        put(self.query_one("#step-head", Static), step_text.head(told, len(told.reading)))
        put(self.query_one("#step-equations", Static), step_text.equations(told.step, left))
        put(self.query_one("#step-weights", Static), step_text.weights(told.step))
        right = 36 if beside else width
        room = max(3, self.size.height - 3) if beside else 10
        put(self.query_one("#step-right", Static), step_text.prediction(told, right, min(12, room)))

    def on_resize(self) -> None:
        self.show(self.told)
