"""The half of X-ray that shows one of the views, and asks for what it shows of the place under the cursor."""

from __future__ import annotations

from typing import Final

from textual import on
from textual.timer import Timer
from textual.widgets import ContentSwitcher

from playground.ui.screens.xray_mapping import MappingScreen
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.write_controls import TRAINING
from playground.ui.widgets.xray_find import FindView
from playground.ui.widgets.xray_leaned import LeanedView
from playground.ui.widgets.xray_map import XrayMap
from playground.ui.widgets.xray_step import StepView
from playground.ui.widgets.xray_surprise import SurpriseView
from playground.ui.widgets.xray_tinted import TintedText
from playground.ui.widgets.xray_unit import UnitView
from playground.ui.widgets.xray_view import XrayView
from playground.ui.widgets.xray_wheel import TOKENS, WheelView
from playground.ui.xray import reports
from playground.ui.xray.surprises import hard_token
from playground.ui.xray.thinker import Thinker

VIEWS: Final[dict[str, type[XrayView]]] = {
    "step": StepView,
    "leaned": LeanedView,
    "surprise": SurpriseView,
    "unit": UnitView,
    "find": FindView,
    "wheel": WheelView,
}
"""The views by name, in the order of the tabs."""
SETTLE = 0.15
"""Seconds that the cursor rests before what takes longer is asked for."""
_ROOMS = ("", "-view-only", "-map-only")


class ViewingScreen(MappingScreen):
    """One view at a time; only what it shows is computed."""

    def __init__(self) -> None:
        super().__init__()
        self.view_name = "step"
        self._settling: Timer | None = None
        self._waiting = False  # for the place under the cursor to be read

    @property
    def thinker(self) -> Thinker:
        """What takes longer is asked of it."""
        return self.explorer.thinker

    # ------------------------------------------------------------------ which one

    def label_view(self) -> None:
        """Say what the view in sight shows, and what its colours mean."""

    def action_view(self, by: int) -> None:
        """The next view."""
        names = list(VIEWS)
        self.action_show(names[(names.index(self.view_name) + by) % len(names)])

    def action_show(self, name: str) -> None:
        """Show the view of this name."""
        self.view_name = name
        choice = self.query_one("#views", Choice)
        with self.prevent(Choice.Changed):
            choice.value = name
        self.query_one("#view", ContentSwitcher).current = name
        self.remove_class("-map-only")
        self.label_view()
        self.call_after_refresh(self.ask_view)  # once the view knows how large it is

    def action_find(self) -> None:
        """Look for units."""
        self.action_show("find")
        self.query_one(FindView).open_field()

    def action_hold(self) -> None:
        """Hold the unit under the cursor."""
        self.action_show("wheel")
        self.query_one(WheelView).open_field()

    def action_room(self) -> None:
        """All the room for the view, or for the map, or shared."""
        now = next((name for name in _ROOMS[1:] if self.has_class(name)), "")
        after = _ROOMS[(_ROOMS.index(now) + 1) % len(_ROOMS)]
        for name in _ROOMS[1:]:
            self.set_class(name == after, name)

    # ------------------------------------------------------------------ asking

    @on(XrayMap.Moved)
    def _moved(self, event: XrayMap.Moved) -> None:
        event.stop()
        self.ask_view()

    def ask_view(self) -> None:
        """Ask for what the view in sight shows of the place under the cursor."""
        reading, token, unit = self.reading, self.map.token, self.map.unit
        if reading is None or not len(reading):
            return
        self._waiting = token >= reading.read
        if self._waiting:
            self.query_one("#view-panel").border_subtitle = "this part of the text is still being read"
            return
        layer, name = self.panel.layer_index, self.panel.value_name
        match self.view_name:
            case "step":
                self.explorer.step(reading, token, layer, unit)
            case "leaned":
                self.query_one(LeanedView).turn(reading.tokens, token)
                self._soon()
            case "surprise":
                view = self.query_one(SurpriseView)
                view.turn(reading, token)
                if view.spotted is None or view.spotted.reading is not reading:
                    self.thinker.spots(reading)
            case "unit":
                assert self.map.blocks is not None
                if self.query_one(UnitView).turn(reading, name, layer, unit, token, self.map.blocks.span):
                    self._soon()
            case "wheel":
                self.query_one(WheelView).turn(layer, unit, reading.model.network.config.layers)
        self.label_view()

    def _soon(self) -> None:
        """Ask for what takes longer once the cursor rests."""
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SETTLE, self._settled)

    def _settled(self) -> None:
        reading, token = self.reading, self.map.token
        if reading is None or token >= reading.read:
            return
        if self.view_name == "leaned":
            self.thinker.lean(reading, token, self.query_one(LeanedView).method)
        elif self.view_name == "unit" and not (self.model == TRAINING and self.run_state.active):
            value = self.panel.value_name if self.panel.value_name in ("h", "c") else "h"
            self.thinker.contexts(reading, value, self.panel.layer_index, self.map.unit)

    def read_on_view(self) -> None:
        if self._waiting:
            self.ask_view()
        if self.view_name == "surprise" and self.reading is not None:
            self.query_one(SurpriseView).read_on()
            if not self.reading_on:
                self.thinker.spots(self.reading)

    @on(LeanedView.Asked)
    def _other_method(self, event: LeanedView.Asked) -> None:
        event.stop()
        self.ask_view()

    @on(UnitView.Asked)
    def _unit_asked(self, event: UnitView.Asked) -> None:
        event.stop()
        if self.reading is not None:
            place = self.panel.value_name, self.panel.layer_index, self.map.unit
            self.explorer.unit(self.reading, *place, event.first, event.last)

    @on(FindView.Asked)
    def _find_asked(self, event: FindView.Asked) -> None:
        event.stop()
        self.hush()  # what was wrong with the last pattern is no news of this one
        if self.reading is not None:
            self.thinker.find(self.reading, event.wanted, ahead=event.ahead)

    @on(WheelView.Asked)
    def _write_asked(self, event: WheelView.Asked) -> None:
        event.stop()
        if self.reading is not None and self.map.token < self.reading.read:
            count = TOKENS[self.reading.model.vocabulary.level]
            self.thinker.write(self.reading, self.map.token, event.hold, event.config, count)

    @on(NumberField.Refused)
    def _refused(self, event: NumberField.Refused) -> None:
        event.stop()
        self.say(event.text, "warning")

    # ------------------------------------------------------------------ showing

    def show_report(self, report: reports.Report) -> None:
        match report:
            case reports.Stepped() if report.token == self.map.token:
                self.query_one(StepView).show(report)
            case reports.Leaned() if report.token == self.map.token:
                self.query_one(LeanedView).show(report)
            case reports.Spotted():
                self.query_one(SurpriseView).show(report)
            case reports.UnitSeen():
                self.query_one(UnitView).show(report)
            case reports.InContext() if report.unit == self.map.unit:
                self.query_one(UnitView).show_contexts(report)
            case reports.Sampling() if self.view_name == "find":
                self.query_one(FindView).sampling(report.share)
            case reports.Sampling():
                self.query_one(UnitView).sampling(report.share)
            case reports.FoundUnits():
                self.query_one(FindView).show(report)
            case reports.Written():
                self.query_one(WheelView).show(report)
            case _:
                return
        self.label_view()

    def trouble(self, text: str) -> None:
        if self.view_name == "find":
            self.query_one(FindView).trouble(text)
        super().trouble(text)

    # ------------------------------------------------------------------ going

    @on(TintedText.Picked)
    def _picked(self, event: TintedText.Picked) -> None:
        event.stop()
        self.map.go(event.token, self.map.unit)

    @on(SurpriseView.Went)
    def _went_to_spot(self, event: SurpriseView.Went) -> None:
        event.stop()
        self.map.go(event.token, self.map.unit)
        if event.done:
            self.action_map()

    @on(FindView.Went)
    def _went_to_unit(self, event: FindView.Went) -> None:
        event.stop()
        self.panel.choose("value", event.value)
        self.panel.choose("layer", str(event.layer))
        self.map.go(self.map.token, event.unit)
        if event.done:
            self.action_show("unit")
            self.action_map()

    def action_hard(self, by: int) -> None:
        """The next token, or the one before, that surprised the network."""
        reading = self.reading
        if reading is None or not reading.read:
            return
        token = hard_token(reading, self.map.token, by)
        if token is None:
            self.say("No token further on surprised it by much." if by > 0 else "None before this one did.")
        else:
            self.map.go(token, self.map.unit)
