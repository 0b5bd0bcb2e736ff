"""The X-ray mode: a text under a network, unit by unit, and what can be asked of it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.widgets import ContentSwitcher

from playground.ui.bindings import bindings
from playground.ui.panels import entitle
from playground.ui.screens.xray_saving import SavingScreen
from playground.ui.screens.xray_views import VIEWS
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.xray_bar import XrayBar
from playground.ui.widgets.xray_map_panel import MapPanel
from playground.ui.widgets.xray_view import XrayView


class XrayScreen(SavingScreen):
    """The map of a text above or beside the view that is chosen."""

    MODE = "xray"
    CSS_PATH = "xray.tcss"
    AUTO_FOCUS = "#map"
    BINDINGS: ClassVar[list[BindingType]] = bindings("xray")
    ABOUT = (
        "A network reads a text, and this is what it has in its head while it does. In the map every column "
        "is a token and every row a unit: blue is negative, orange positive, and under it stand the text and "
        "how many bits each token surprised the network by. Move with the arrow keys or click, and drag or "
        "hold Shift with the wheel to go along a long text. A network in training can be chosen as well: it "
        "is looked into again every few seconds, while it learns.\n\n"
        "Below or beside the map is a view of the place under the cursor. Step writes the equations out with "
        "their numbers. Leaned on shows which earlier tokens led to the one at the cursor, by gradient or by "
        "leaving each out. Surprise marks what was hard to predict. Unit reads the text in the colours of one"
        " unit. Find looks for units that follow a property, such as being inside quotation marks. Hold "
        "grips a unit, and lets the network write with it held."
    )

    def compose_body(self) -> ComposeResult:
        yield XrayBar(id="xray-bar")
        with Container(id="xray"):
            yield MapPanel(id="map-panel", classes="panel")
            with Vertical(id="view-panel", classes="panel"):
                yield Choice([(name, view.TITLE) for name, view in VIEWS.items()], "step", id="views")
                with ContentSwitcher(initial="step", id="view"):
                    for name, view in VIEWS.items():
                        yield view(id=name)

    def on_mount(self) -> None:
        self.label_view()
        self.first_model()

    def label_view(self) -> None:
        """The title of the view in sight, with what it shows in a few words."""
        panel, view = self.query_one("#view-panel"), self.query_one(f"#{self.view_name}", XrayView)
        entitle(panel, view.TITLE, view.ABOUT)
        panel.border_subtitle = view.legend()

    @on(Choice.Changed, "#views")
    def _view_chosen(self, event: Choice.Changed) -> None:
        event.stop()
        self.action_show(event.value)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that make no sense now are not shown."""
        if action == "layer":
            return self.reading is not None and self.reading.model.network.config.layers > 1
        return True
