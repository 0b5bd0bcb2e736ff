"""The panel of the map: which value, layer and order are shown, the map, its scale, what the cursor reads."""

from __future__ import annotations

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from playground.ui import traces
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.live_text import LiveText
from playground.ui.widgets.xray_map import XrayMap
from playground.ui.xray import legend
from playground.ui.xray.columns import zoom_words
from playground.xray.unit_order import ORDERS

FIRST_ORDER = "strength"
"""The units that do most come first: a network numbers its units by chance."""
HINT = "Here a network will be seen reading."


class ZoomEnd(Static):
    """The − or + of the zoom."""

    ALLOW_SELECT = False

    def __init__(self, by: int) -> None:
        super().__init__("−" if by < 0 else "+", markup=False, classes="zoom-end")
        self._by = by

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(MapPanel.Zoomed(self._by))


class MapPanel(Vertical):
    """A frame around an :class:`XrayMap`."""

    DEFAULT_CSS = """
    MapPanel {
        #map-controls { height: 1; }
        #map-value { margin-right: 2; }
        #map-layer { display: none; margin-right: 2; }
        &.-layers #map-layer { display: block; }
        .map-caption { width: auto; color: $faint; }
        #map-about { width: 1fr; color: $quiet; padding: 0 1; text-align: right; text-wrap: nowrap;
            text-overflow: ellipsis; }
        .zoom-end { width: 3; content-align: center middle; color: $accent; background: $panel; }
        .zoom-end:hover { background: $accent; color: $block-cursor-foreground; }
        #zoom { width: 4; content-align: center middle; text-align: center; color: $quiet; }
    }
    """

    class Chosen(Message):
        """Another value, layer or order is to be shown."""

        def __init__(self, what: str, value: str) -> None:
            super().__init__()
            self.what = what
            """``value``, ``layer`` or ``order``."""
            self.value = value

    class Zoomed(Message):
        """Closer, or further away."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def compose(self) -> ComposeResult:
        with Horizontal(id="map-controls"):
            yield Choice([("h", "h")], "h", id="map-value")
            yield Choice([("0", "1")], "0", id="map-layer")
            yield Static("units by ", classes="map-caption", markup=False)
            yield Choice([(order, order) for order in ORDERS], FIRST_ORDER, id="map-order")
            yield LiveText(id="map-about")
            yield ZoomEnd(-1)
            yield LiveText(id="zoom")
            yield ZoomEnd(1)
        yield XrayMap(HINT, id="map")

    def on_mount(self) -> None:
        self.query_one("#map-controls").display = False
        self.border_title = "The map"
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.label())

    @property
    def map(self) -> XrayMap:
        return self.query_one(XrayMap)

    def offer(self, names: list[str], layers: int) -> None:
        """The values and layers there are."""
        self.query_one("#map-controls").display = True
        self.query_one("#map-value", Choice).set_options([(name, name) for name in names])
        offered = [(str(layer), f"layer {layer + 1}") for layer in range(layers)]
        self.query_one("#map-layer", Choice).set_options(offered)
        self.set_class(layers > 1, "-layers")

    @property
    def value_name(self) -> str:
        return self.query_one("#map-value", Choice).value

    @property
    def layer_index(self) -> int:
        return int(self.query_one("#map-layer", Choice).value)

    def choose(self, what: str, value: str) -> None:
        """Choose a value, layer or order as a click would."""
        choice = self.query_one(f"#map-{what}", Choice)
        if value in choice.options:
            choice.value = value

    def step(self, what: str, by: int = 1) -> None:
        """The next value, layer or order."""
        self.query_one(f"#map-{what}", Choice).action_choose(by)

    @on(Choice.Changed)
    def _chosen(self, event: Choice.Changed) -> None:
        event.stop()
        self.post_message(self.Chosen((event.choice.id or "").removeprefix("map-"), event.value))

    @on(XrayMap.Pointed)
    def _pointed(self, event: XrayMap.Pointed) -> None:
        event.stop()
        self.border_subtitle = Content(event.text)

    def label(self) -> None:
        """Bring title, scale and zoom up to date."""
        map = self.map
        if map.blocks is None:
            return
        name = traces.NAMES.get(map.blocks.name, map.blocks.name)
        self.border_title = Content.assemble(
            f"{name[0].upper()}{name[1:]}", Content.styled("  ", "not bold"), self._scale(),
            Content.styled("  columns: tokens · rows: units", "not bold $quiet"),
        )  # fmt: skip
        zoom = map.columns.zoom
        self.query_one("#zoom", LiveText).put(f"1/{-zoom}" if zoom < 0 else f"{zoom}×")
        about = zoom_words(zoom, single=map.columns.single)
        self.query_one("#map-about", LiveText).put(about if self.app.size.width >= 100 else "")

    def _scale(self) -> Content:
        """The scale from its lowest to its highest value, as it is drawn in the map."""
        map = self.map
        assert map.blocks is not None
        low, high, kind = map.blocks.span
        ends = (legend.signed(low), legend.signed(high)) if low < 0 else (f"{low:g}", f"{high:g}")
        return legend.scale(*ends, kind, map.mode, dark=self.app.current_theme.dark)
