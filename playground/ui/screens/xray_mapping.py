"""The half of X-ray that shows the map: what of the text is in sight, which value, layer and order."""

from __future__ import annotations

from textual import on

from playground.ui.screens.xray_model import ExploringScreen
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.write_controls import TRAINING
from playground.ui.widgets.xray_bar import XrayBar
from playground.ui.widgets.xray_map import XrayMap
from playground.ui.widgets.xray_map_panel import MapPanel
from playground.ui.xray import reports
from playground.ui.xray.blocks import Blocks
from playground.ui.xray.columns import ZOOMS, Columns
from playground.xray.reading import Reading
from playground.xray.unit_order import ORDERS


class MappingScreen(ExploringScreen):
    """Hands what comes from the threads to the map, and asks them for what it lacks."""

    def __init__(self) -> None:
        super().__init__()
        self.reading: Reading | None = None
        self._zooms: dict[str, int] = {"char": 1, "word": 3}  # by the level of the model
        self._step: int | None = None  # of a model in training
        self._blocks: dict[tuple[str, int], Blocks] = {}

    @property
    def panel(self) -> MapPanel:
        return self.query_one(MapPanel)

    @property
    def map(self) -> XrayMap:
        return self.panel.map

    @property
    def ahead(self) -> int:
        return max(1, self.map.sight.last)

    @property
    def reading_on(self) -> bool:
        return self.reading is not None and self.reading.read < len(self.reading)

    def on_exploring_screen_told(self, event: ExploringScreen.Told) -> None:
        match event.report:
            case reports.Trouble() as trouble:
                self.trouble(trouble.text)
            case reports.Opened() as opened:
                self._opened(opened)
            case report if report.reading is not self.reading:
                return  # of a text or a model before this one
            case reports.ReadOn() as report:
                self._read_on(report)
            case reports.BlockSeen() as seen:
                self._seen(seen)
            case reports.Ordered() as ordered:
                wanted = self.panel.layer_index, self.order_name
                if (ordered.layer, ordered.order) == wanted:
                    self.map.order_units(ordered.units)
            case report:
                self.show_report(report)

    # ------------------------------------------------------------------ for the other half

    def show_report(self, report: reports.Report) -> None:
        """Something for the view in sight."""

    def trouble(self, text: str) -> None:
        """Something went wrong on a thread."""
        self.say(text, "error")

    def ask_view(self) -> None:
        """The place under the cursor, or what is shown of it, is another one."""

    def read_on_view(self) -> None:
        """More of the text was read."""

    # ------------------------------------------------------------------ a text comes

    def _opened(self, opened: reports.Opened) -> None:
        """A text is there, under another model or another state of the same."""
        before, reading = self.reading, opened.reading
        self.reading, self._step = reading, opened.step
        config = reading.model.network.config
        self.panel.offer(list(reading.names), config.layers)
        self.refresh_bindings()
        # What is a token depends on the text and on the level alone, whatever the model knows.
        same = (
            before is not None
            and before.text == reading.text
            and before.model.vocabulary.level == reading.model.vocabulary.level
        )
        ordered = same and before is not None and before.model.network.config == config
        if not ordered:
            self.map.units = self.map.units[:0]
        columns = self.map.columns
        if not same or columns.zoom != self.zoom:
            columns = Columns(reading.tokens, self.zoom)
        self._blocks = {place: blocks.renewed() for place, blocks in self._blocks.items()} if ordered else {}
        self.map.show(reading, columns, self._blocks_now())
        if not ordered:
            self.want_order()
        self.panel.label()
        self._say_reading(reading.read / max(1, len(reading)))
        self._say_of_text(opened, fresh=not same)
        self.ask_view()

    def _say_of_text(self, opened: reports.Opened, *, fresh: bool) -> None:
        """What the user should know of the text: that it is cut, or strange to the model."""
        if not len(opened.reading):
            self.say("There is nothing to read in this text.", "warning")
            return
        said = [self.passage.note] if fresh else []
        if opened.unseen is not None and (fresh or opened.step is None):
            said.append(opened.unseen)
        if any(said):
            self.say(" ".join(filter(None, said)), "warning" if opened.unseen else "information")

    def _say_reading(self, share: float) -> None:
        """What the network is made of, and how far it has read."""
        assert self.reading is not None
        step = f"step {self._step:,} · " if self._step is not None else ""
        learning = "● " if self.model == TRAINING and self.run_state.active else ""
        network = self.reading.model.network.config
        made = f"{network.layers} × {network.units} {network.cell.upper()} · "
        if self.has_class("-narrow"):
            made = ""
        count = f"{len(self.reading):,} tokens" if share >= 1 else f"reading {share:.0%}"
        self.query_one(XrayBar).say(f"{learning}{step}{made}{count}")

    def _read_on(self, report: reports.ReadOn) -> None:
        self._say_reading(report.share)
        if self.map.sight.last > self.map.known or report.share >= 1:
            self.map.lay_out()
        self.read_on_view()

    def _seen(self, seen: reports.BlockSeen) -> None:
        blocks = self._blocks.get((seen.name, seen.layer))
        if blocks is not None:
            span = blocks.span
            blocks.add(seen.index, seen.values)
            if blocks is self.map.blocks:
                self.map.lay_out()
                if blocks.span != span:
                    self.panel.label()
                    self.ask_view()

    @on(XrayMap.Wants)
    def _wants(self, event: XrayMap.Wants) -> None:
        event.stop()
        blocks = self.map.blocks
        if self.reading is not None and blocks is not None:
            self.explorer.look(self.reading, blocks.name, blocks.layer, event.blocks)

    # ------------------------------------------------------------------ what is shown of it

    def _blocks_now(self) -> Blocks:
        """What is known of the value and layer that are chosen."""
        assert self.reading is not None
        config = self.reading.model.network.config
        name, layer = self.panel.value_name, self.panel.layer_index
        blocks = self._blocks.get((name, layer))
        if blocks is None:
            blocks = self._blocks[name, layer] = Blocks(name, layer, config.units, config)
        return blocks

    @property
    def zoom(self) -> int:
        """Columns of a token; words begin with more of them than characters."""
        return self._zooms[self.reading.model.vocabulary.level if self.reading is not None else "char"]

    @property
    def order_name(self) -> str:
        return self.panel.query_one("#map-order", Choice).value

    def want_order(self) -> None:
        """Ask for the units in the order that is chosen."""
        if self.reading is not None:
            order = next(order for order in ORDERS if order == self.order_name)
            self.explorer.order(self.reading, self.panel.layer_index, order)

    @on(MapPanel.Chosen)
    def _chosen(self, event: MapPanel.Chosen) -> None:
        event.stop()
        if self.reading is None:
            return
        if event.what != "order":
            self.map.show(self.reading, self.map.columns, self._blocks_now())
            self.panel.label()
            self.ask_view()
        if event.what != "value":
            self.want_order()

    def action_value(self, by: int) -> None:
        self.panel.step("value", by)

    def action_layer(self, by: int) -> None:
        self.panel.step("layer", by)

    def action_order(self) -> None:
        self.panel.step("order")

    @on(MapPanel.Zoomed)
    def _zoomed(self, event: MapPanel.Zoomed) -> None:
        event.stop()
        self.action_zoom(event.by)

    def action_zoom(self, by: int) -> None:
        """Closer, or further away."""
        at = ZOOMS.index(self.zoom) + by
        if self.reading is None or not 0 <= at < len(ZOOMS):
            return
        self._zooms[self.reading.model.vocabulary.level] = ZOOMS[at]
        self.map.zoom_to(Columns(self.reading.tokens, self.zoom))
        self.panel.label()

    def action_map(self) -> None:
        self.map.focus()

    def begin_text(self) -> None:
        self.map.first = self.map.token = 0
