"""The hidden-state panel: which value and layer is shown, the legend, the map, and what the cursor reads."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from playground.config import ModelConfig
from playground.events import Traced
from playground.ui import palette, traces
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.heatmap import HeatMap
from playground.ui.widgets.live_text import LiveText

TITLE = "Hidden state"
EXPLANATION = "a column a character, a row a unit"
LISTED = 6
"""Layers that stand side by side to choose from; of more, only the one in sight is named."""


class HeatPanel(Vertical):
    """A panel around a :class:`HeatMap`."""

    DEFAULT_CSS = """
    HeatPanel {
        #heat-controls { height: 1; }
        #heat-value { margin-right: 2; }
        #heat-layer { display: none; }
        &.-layers #heat-layer { display: block; }
        #heat-name { width: 1fr; color: $quiet; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        #heat-legend { width: auto; color: $quiet; }
    }
    """

    def __init__(self, hint: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._hint = hint
        self._drawn_legend = Content()
        self._said = ""
        """Of the cell under the cursor, in the lower edge."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="heat-controls"):
            yield Choice([("h", "h")], "h", id="heat-value")
            yield Choice([("0", "layer 1")], "0", id="heat-layer")
            yield LiveText(id="heat-name")
            yield Static("", id="heat-legend", markup=False)
        yield HeatMap(self._hint, id="heat-map")

    def on_mount(self) -> None:
        self.query_one("#heat-controls").display = False
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self._label())

    @property
    def map(self) -> HeatMap:
        return self.query_one(HeatMap)

    def show(
        self, traced: Traced | None, model: ModelConfig | None, layers: Sequence[str] | None = None
    ) -> None:
        """Show another trace; ``layers`` are their names, numbers if not given."""
        heatmap = self.map
        heatmap.show(traced, model)
        self.query_one("#heat-controls").display = traced is not None
        self.query_one("#heat-value", Choice).set_options([(name, name) for name in heatmap.names])
        count = heatmap.layer_count
        names = layers or ["layer 1", *(str(layer + 1) for layer in range(1, count))]
        self.query_one("#heat-layer", Choice).set_options([(str(at), name) for at, name in enumerate(names)])
        self.set_class(1 < count <= LISTED, "-layers")
        self._label()

    def step_value(self, by: int) -> None:
        """The next value: h, c or a gate."""
        self.query_one("#heat-value", Choice).action_choose(by)

    def step_layer(self, by: int) -> None:
        """The next layer."""
        self.query_one("#heat-layer", Choice).action_choose(by)

    @on(Choice.Changed)
    def _chosen(self, event: Choice.Changed) -> None:
        event.stop()
        if event.choice.id == "heat-value":
            self.map.choose(value=event.value)
        else:
            self.map.choose(layer=int(event.value))
        self._label()

    @on(HeatMap.Read)
    def _read(self, event: HeatMap.Read) -> None:
        event.stop()
        if event.text != self._said:  # to set it draws the whole panel
            self._said = event.text
            self.border_subtitle = Content(event.text)

    def _label(self) -> None:
        heatmap = self.map
        name = traces.NAMES.get(heatmap.value_name, heatmap.value_name)
        if heatmap.layer_count > LISTED:
            name += f", layer {heatmap.layer_index + 1} of {heatmap.layer_count}"
        self.query_one("#heat-name", LiveText).put(name)
        legend = self._legend()
        if (legend.plain, legend.spans) != (self._drawn_legend.plain, self._drawn_legend.spans):
            self._drawn_legend = legend
            self.query_one("#heat-legend", Static).update(legend)

    def _legend(self) -> Content:
        """The scale from its lowest to its highest value, as it is drawn in the map."""
        low, high, scale = self.map.range()
        mode = self.map.mode
        content = Content(f"{low:g} ".replace("-", "−"))
        if mode == "colour":
            shades = palette.colours(scale, self.app.current_theme.dark)
            for shade in shades[::2]:
                content += Content.styled("█", shade)
        else:
            content += Content(palette.GLYPHS[scale])
        return content + Content(f" {high:+g}" if low < 0 else f" {high:g}")
