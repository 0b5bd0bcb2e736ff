"""What is in sight of Shapes: the panels, which take turns where there is not room for all."""

from __future__ import annotations

from textual import on

from playground.ui.screens.shapes_training import TrainingShapes
from playground.ui.widgets.heat_panel import HeatPanel
from playground.ui.widgets.result_pane import ResultPane
from playground.ui.widgets.unrolled import UnrolledView

VIEWS = ("result", "states", "learning")


class ShapesViews(TrainingShapes):
    """The part of the screen that decides what is shown, and where the user looks."""

    def __init__(self) -> None:
        super().__init__()
        self.view = "result"
        """What is shown where there is not room for everything."""

    @property
    def views(self) -> tuple[str, ...]:
        """The panels that take turns, as there is room."""
        if self.has_class("-short"):
            return VIEWS
        return () if self.has_class("-high") or self.has_class("-wide") else VIEWS[1:]

    def share_room(self) -> None:
        """Show the panels there is room for."""
        views = self.views
        shown = self.view if self.view in views else views[0] if views else ""
        for name in VIEWS:
            self.query_one(f"#{name}").display = name not in views or name == shown
        lower = self.query_one("#states").display or self.query_one("#learning").display
        self.query_one("#lower").display = lower

    def on_resize(self) -> None:
        self.call_after_refresh(self.share_room)

    def action_view(self) -> None:
        """The next of the panels that take turns."""
        views = self.views
        if views:
            shown = self.view if self.view in views else views[0]
            self.view = views[(views.index(shown) + 1) % len(views)]
            self.share_room()

    def action_models(self) -> None:
        self.toggle_class("-alone")

    def action_value(self, by: int) -> None:
        self.query_one(HeatPanel).step_value(by)

    def action_layer(self, by: int) -> None:
        self.query_one(HeatPanel).step_layer(by)

    @on(UnrolledView.Moved)
    def _moved(self, event: UnrolledView.Moved) -> None:
        event.stop()
        unrolled = self.query_one(UnrolledView).unrolled
        row = event.cursor - unrolled.turn if event.looking else -1
        self.query_one(ResultPane).align(event.places, event.cursor, row)
