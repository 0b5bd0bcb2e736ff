"""How a network of Shapes learns, or was trained: its loss, and beside it how good it is."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal

from playground.events import Panel
from playground.modelfile import ModelCard
from playground.ui.lab_looks import Looks
from playground.ui.task_state import Curves, learned
from playground.ui.widgets.lab_chart import LabChart

_LOSS = Panel(id="loss", title="Loss", x="time (s)", y="loss (nats)")
_MEASURES = Panel(id="measures", title="Measures", x="time (s)", y="on unseen examples (%)")


class LearningPane(Horizontal):
    """Two charts side by side."""

    DEFAULT_CSS = """
    LearningPane LabChart { width: 1fr; }
    LearningPane #measures { margin: 0 0 0 1; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._card: ModelCard | None = None
        self._loss_looks, self._measure_looks = Looks(), Looks()

    def compose(self) -> ComposeResult:
        yield LabChart(_LOSS, id="loss")
        yield LabChart(_MEASURES, id="measures")

    def follow(self, curves: Curves) -> None:
        """The curves of the network in training, as far as they are."""
        self._card = None
        self._show(curves, "The first steps are being taken.")

    def look_back(self, card: ModelCard | None) -> None:
        """The curves of a model."""
        if card is None or card is not self._card:
            self._card = card
            self._show(learned(card), "The file holds no curve.")

    def _show(self, curves: Curves, hint: str) -> None:
        self.query_one("#loss", LabChart).show(curves.loss, self._loss_looks, hint)
        chart = self.query_one("#measures", LabChart)
        chart.panel = replace(_MEASURES, y=f"on unseen examples{' (%)' if curves.shares else ''}")
        chart.show(curves.measures, self._measure_looks, "")
