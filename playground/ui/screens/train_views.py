"""What the upper part of the Train mode shows: the loss, or how gradients, weights and gates are."""

from __future__ import annotations

from typing import ClassVar

from textual import on

from playground.ui.panels import entitle
from playground.ui.run_state import Point
from playground.ui.screens.train_time import TimeScreen
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.vitals_chart import VitalsChart
from playground.ui.widgets.vitals_curves import KINDS, Kind

BESIDE = 140
"""Columns from which on loss and vitals stand side by side, on a screen that is high."""


class ViewsScreen(TimeScreen):
    """A mode with the loss and the three charts of the vitals: one at a time, and all where there is room."""

    VIEWS: ClassVar[list[tuple[str, str]]] = [("loss", "loss"), *((kind.id, kind.short) for kind in KINDS)]

    def __init__(self) -> None:
        super().__init__()
        self.view = "all"
        """What the user wants to see; without the room for everything, that is the loss."""
        self._named: dict[str, tuple[str, str]] = {}
        self._drawn: tuple[object, ...] = ()
        """What the loss was drawn from last."""

    @property
    def roomy(self) -> bool:
        """There is room for everything."""
        return self.has_class("-high") and self.query_one("#watch").size.width >= BESIDE

    def action_view(self, by: int) -> None:
        self.query_one("#view", Choice).action_choose(by)

    @on(Choice.Changed, "#view")
    def _viewed(self, event: Choice.Changed) -> None:
        event.stop()
        self.view = event.value
        self.show_curves()

    def action_y_axis(self) -> None:
        settings = self.playground.settings
        settings.unit = "perplexity" if self.chart.data.unit == "bits" else "bits"
        self.chart.change(unit=settings.unit)
        self.show_curves()
        settings.save()

    def action_x_axis(self) -> None:
        settings = self.playground.settings
        settings.axis = "steps" if self.chart.data.axis == "time" else "time"
        self.chart.change(axis=settings.axis)
        self.show_curves()
        settings.save()

    def action_zoom(self) -> None:
        self.chart.change(zoom=not self.chart.data.zoom)
        self.show_curves()

    def show_curves(self) -> None:
        """Bring the charts in sight up to date."""
        run, past = self.run_state, self.past
        moment = Point(past.step, past.seconds, 0.0, 0.0) if past is not None else None
        if run.started is None and run.status == "preparing" and not run.train:
            self._drawn = ()
            self.chart.change(train=(), validation=(), moment=None)  # those in sight are of the run before
        elif run.started is not None:
            seconds = run.started.train.seconds or (
                run.progress.seconds + run.progress.eta if run.progress is not None else 60.0
            )
            # A chart is laid out anew whenever it is changed, which a trace alone is no reason for.
            drawn = (
                run.started,
                len(run.train),
                run.train[-1:],
                len(run.validation),
                run.validation[-1:],
                past,
            )
            if drawn != self._drawn:
                self._drawn = drawn
                self.chart.change(
                    train=tuple(run.train),
                    validation=tuple(run.validation),
                    chars_per_token=run.started.chars_per_token,
                    planned_seconds=seconds,
                    planned_steps=float(run.started.planned_steps or 1000),
                    moment=moment,
                )
        beside = self._offer_views() == "all"
        view = "loss" if self.view == "all" else self.view
        self.query_one("#curves").set_class(beside, "-beside")
        self.query_one("#vitals").display = beside
        self.query_one("#chart").display = view == "loss"
        self.query_one("#turn").display = view != "loss"
        for kind in KINDS:
            if beside:
                self._show_vitals(self.query_one(f"#of-{kind.id}", VitalsChart), kind, moment)
                self.name_panel(f"on-{kind.id}", kind.panel.title, self._about(kind))
            elif kind.id == view:
                self._show_vitals(self.query_one("#turn", VitalsChart), kind, moment)
                self.name_panel("loss", kind.panel.title, self._about(kind))
        if view == "loss":
            unit = self.chart.data.unit
            about = "bits of surprise" if unit == "bits" else "perplexity, choices it wavers between"
            self.name_panel("loss", "Loss", f"{about}; lower is better")

    def _offer_views(self) -> str:
        """Let the user choose from what there is room for; returns what is chosen."""
        choice = self.query_one("#view", Choice)
        with choice.prevent(Choice.Changed):
            choice.set_options([("all", "all"), *self.VIEWS] if self.roomy else self.VIEWS)
            choice.value = self.view if self.view in choice.options else "loss"
        return choice.value

    def _show_vitals(self, chart: VitalsChart, kind: Kind, moment: Point | None) -> None:
        data = self.chart.data
        ends = self.chart.box()[:2]
        chart.show_vitals(
            kind, self.run_state.vitals, data.axis, ends, data.across(moment) if moment is not None else None
        )

    def _about(self, kind: Kind) -> str:
        run = self.run_state
        model = run.started.model if run.started is not None else None
        return kind.about(model, run.vitals[-1].before_clipping if run.vitals else True)

    def name_panel(self, id: str, title: str, about: str) -> None:
        """Entitle a panel, if its title is another one now: it is drawn anew then."""
        if self._named.get(id) != (title, about):
            self._named[id] = (title, about)
            entitle(self.query_one(f"#{id}"), title, about)
