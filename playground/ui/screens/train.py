"""The Train mode: a recipe on the left, and on the right a network learning before your eyes."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from playground import events
from playground.ui.bindings import bindings
from playground.ui.panels import entitle
from playground.ui.screens.train_recipe import taken_names
from playground.ui.screens.train_steering import SteeringScreen
from playground.ui.widgets.chart import LossChart
from playground.ui.widgets.dream import Dream
from playground.ui.widgets.heat_panel import HeatPanel
from playground.ui.widgets.progress import RunBar
from playground.ui.widgets.recipe_form import RecipeForm

_GOING = frozenset({"pause", "stop", "save", "rate"})
"""Actions that need a run."""
_CHANGING = ("pause", "stop", "start", "resume", "write_with", "layer", "value")
"""Actions that come and go with a run; each of ``_GOING`` does as one of these."""


class TrainScreen(SteeringScreen):
    """Choose a text and a recipe, train, and watch."""

    MODE = "train"
    CSS_PATH = "train.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("train")
    ABOUT = (
        "Choose a text, press Train, and a recurrent network learns to write like it.\n\n"
        "Loss: how surprised the network is by the next character, in bits; every bit less halves the "
        "surprise. Training is the text it learns from, validation a part it never sees. The dashed lines "
        "are what simple methods reach on the same text: guessing (uniform), counting (n-gram) and file "
        "compressors (gzip, xz).\n\n"
        "Hidden state: what the network has in mind while it reads the probe sentence, one column a "
        "character, one row a unit. Blue is negative, orange positive. Below, how many bits each character "
        "surprised it.\n\n"
        "Dream: what the network writes by itself at this moment."
    )

    def __init__(self) -> None:
        super().__init__()
        self._advanced: bool | None = None
        """Whether the user wants the advanced fields; as there is room, until they say."""
        self._possible: list[bool | None] = []
        """Which of the actions that come and go are possible, as the key bar was told last."""

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="columns"):
            yield RecipeForm(self.playground.text, id="recipe", classes="panel")
            with Vertical(id="watch"):
                with Vertical(id="loss", classes="panel"):
                    yield LossChart(id="chart")
                yield HeatPanel(
                    "Here its units light up as it reads a sentence.", id="states", classes="panel"
                )
                yield Dream("Here it writes by itself, every few seconds.", id="dream", classes="panel")
        yield RunBar()

    def on_mount(self) -> None:
        entitle(self.query_one("#recipe"), "Recipe", "what to train, on what")
        self._entitle_loss()
        entitle(self.query_one("#states"), "Hidden state", "a column a character, a row a unit")
        entitle(self.query_one("#dream"), "Dream", "what it writes by itself now")
        settings = self.playground.settings
        self.chart.change(
            unit=settings.unit, axis=settings.axis, hint="Press Train, and the curve appears here."
        )
        if self.run_state.status != "idle":
            self.add_class("-watching")
        self.show_status()

    def on_screen_resume(self) -> None:
        self.form.refresh_corpora()
        self.form.suggest(taken_names())
        self.show_status()

    def on_resize(self) -> None:
        if self._advanced is None:
            self.form.show_advanced(self.app.size.height >= 48)

    @property
    def _states(self) -> HeatPanel:
        return self.query_one(HeatPanel)

    # Looking

    def action_recipe(self) -> None:
        self.toggle_class("-watching" if self.has_class("-narrow") else "-alone")

    def action_advanced(self) -> None:
        self._advanced = not self.form.has_class("-advanced")
        self.form.show_advanced(self._advanced)

    def action_leave_field(self) -> None:
        self.set_focus(None)

    def action_value(self, by: int) -> None:
        self._states.step_value(by)

    def action_layer(self, by: int) -> None:
        self._states.step_layer(by)

    def action_y_axis(self) -> None:
        settings = self.playground.settings
        settings.unit = "perplexity" if self.chart.data.unit == "bits" else "bits"
        self._entitle_loss()
        self.chart.change(unit=settings.unit)
        settings.save()

    def _entitle_loss(self) -> None:
        unit = self.playground.settings.unit
        about = "bits of surprise" if unit == "bits" else "perplexity, choices it wavers between"
        entitle(self.query_one("#loss"), "Loss", f"{about}; lower is better")

    def action_x_axis(self) -> None:
        settings = self.playground.settings
        settings.axis = "steps" if self.chart.data.axis == "time" else "time"
        self.chart.change(axis=settings.axis)
        settings.save()

    def action_zoom(self) -> None:
        self.chart.change(zoom=not self.chart.data.zoom)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that make no sense now are not shown."""
        run = self.playground.run_state
        if action in _GOING:
            return run.status in ("running", "paused") or (action == "stop" and run.status == "preparing")
        if action == "start":
            return not run.active
        if action == "resume":
            return self.playground.can_resume
        if action == "write_with":
            return run.status in ("running", "paused", "finished")
        if action == "layer":
            return run.traced is not None and run.traced.values["h"].shape[1] > 1
        if action == "value":
            return run.traced is not None
        if action == "leave_field":
            return isinstance(self.focused, Widget)
        return True

    # The run

    def training_event(self, event: events.Event) -> None:
        if isinstance(event, events.Started):
            self._peak = event.train.learning_rate
            if self.run_state.request is not None and not self.run_state.request.sources:
                self.measure_model(event.name)  # another text, maybe, than the one in the form
            elif self.facts is not None and not self.facts.exact:
                self.measure(self.facts.source, self.facts.level)
        elif isinstance(event, events.RolledBack):
            self._peak = event.learning_rate
        elif isinstance(event, events.Finished):
            self.form.suggest(taken_names())

    def training_changed(self) -> None:
        """A run begins, started here or from the Library: the curves are what to look at now."""
        self.add_class("-watching")
        self.set_focus(None)
        self.chart.change(hint="The first steps are being taken.")

    def show_status(self) -> None:
        super().show_status()
        if not self.is_mounted or self.playground.current_mode_screen() is not self:
            return
        run = self.run_state
        self.query_one(RunBar).show(run, self.playground.can_resume)
        self.form.show_training(run.active)
        self.query_one(Dream).show(run.samples)
        model = run.started.model if run.started is not None else None
        if run.traced is not self._states.map.traced:
            self._states.show(run.traced, model)
            kind = "character" if self._states.map.single else "word"
            entitle(self._states, "Hidden state", f"a column a {kind}, a row a unit")
        if run.started is not None:
            seconds = run.started.train.seconds or (
                run.progress.seconds + run.progress.eta if run.progress is not None else 60.0
            )
            self.chart.change(
                train=tuple(run.train),
                validation=tuple(run.validation),
                chars_per_token=run.started.chars_per_token,
                planned_seconds=seconds,
                planned_steps=float(run.started.planned_steps or 1000),
            )
        possible = [self.check_action(action, ()) for action in _CHANGING]
        if possible != self._possible:
            self._possible = possible
            self.refresh_bindings()
