"""The Train mode: a recipe on the left, and on the right a network learning before your eyes."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from playground import events
from playground.ui.bindings import bindings
from playground.ui.screens.train_recipe import taken_names
from playground.ui.screens.train_views import ViewsScreen
from playground.ui.time_machine import Snapshot
from playground.ui.widgets.chart import LossChart
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.dream import Dream
from playground.ui.widgets.heat_panel import HeatPanel
from playground.ui.widgets.next_panel import NextPanel
from playground.ui.widgets.progress import RunBar
from playground.ui.widgets.recipe_form import RecipeForm
from playground.ui.widgets.vitals_chart import VitalsChart
from playground.ui.widgets.vitals_curves import KINDS

_GOING = frozenset({"pause", "stop", "save", "rate"})
"""Actions that need a run."""
_CHANGING = ("pause", "stop", "start", "resume", "write_with", "layer", "value", "back", "live")
"""Actions that come and go with a run; each of ``_GOING`` does as one of these."""


class TrainScreen(ViewsScreen):
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
        "Gradients and weights (v): how long the vector of all gradients, or weights, of each part of the "
        "network is, from the embedding to the head. Gradients that shrink from layer to layer vanish, "
        "gradients that leap explode; longer ones than the limit are clipped. Gates: how many values of a "
        "gate are at an end of its range, where it hardly learns any more but remembers well. A sigmoid "
        "counts below 0.1 and above 0.9, a tanh beyond 0.9 either way, on the sentence shown below. Clipped "
        "is the share of steps whose gradient was shortened.\n\n"
        "Hidden state: what the network has in mind while it reads the probe sentence, one column a "
        "character, one row a unit. Blue is negative, orange positive. Below, how many bits each character "
        "surprised it.\n\n"
        "Dream: what the network writes by itself at this moment. Next: what it expects after the same "
        "beginning, with the probability of each.\n\n"
        "The time machine: every moment of the run is kept, or as many as there is room for, evenly spread. "
        "Go back (,) and forth (.), click on the progress bar or drag along it, play it all (space), save it "
        "as a film (f), and return to the present (n). Orange frames mean the past; training goes on."
    )

    def __init__(self) -> None:
        super().__init__()
        self._advanced: bool | None = None
        """Whether the user wants the advanced fields; as there is room, until they say."""
        self._possible: list[bool | None] = []
        """Which of the actions that come and go are possible, as the key bar was told last."""
        self._shown: Snapshot | None = None
        """The moment of the past that the panels show."""

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="columns"):
            yield RecipeForm(self.playground.text, id="recipe", classes="panel")
            with Vertical(id="watch"):
                with Horizontal(id="curves"):
                    with Vertical(id="loss", classes="panel"):
                        yield Choice(self.VIEWS, "loss", id="view")
                        yield LossChart(id="chart")
                        yield VitalsChart(id="turn")
                    with Vertical(id="vitals"):
                        for kind in KINDS:
                            with Vertical(id=f"on-{kind.id}", classes="panel"):
                                yield VitalsChart(kind, id=f"of-{kind.id}")
                yield HeatPanel(
                    "Here its units light up as it reads a sentence.", id="states", classes="panel"
                )
                with Horizontal(id="words"):
                    yield Dream("Here it writes by itself, every few seconds.", id="dream", classes="panel")
                    yield NextPanel(id="next", classes="panel")
        yield RunBar()

    def on_mount(self) -> None:
        self.name_panel("recipe", "Recipe", "what to train, on what")
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
        self.call_after_refresh(self.show_status)

    @property
    def _states(self) -> HeatPanel:
        return self.query_one(HeatPanel)

    # Looking

    def action_recipe(self) -> None:
        self.toggle_class("-watching" if self.has_class("-narrow") else "-alone")
        self.call_after_refresh(self.show_curves)

    def action_advanced(self) -> None:
        self._advanced = not self.form.has_class("-advanced")
        self.form.show_advanced(self._advanced)

    def action_leave_field(self) -> None:
        self.set_focus(None)

    def action_value(self, by: int) -> None:
        self._states.step_value(by)

    def action_layer(self, by: int) -> None:
        self._states.step_layer(by)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Keys that make no sense now are not shown."""
        run = self.playground.run_state
        in_time = self.check_time(action)
        if in_time is not None:
            return in_time
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
        self.action_live()
        self.add_class("-watching")
        self.set_focus(None)
        self.chart.change(hint="The first steps are being taken.")

    def show_status(self) -> None:
        super().show_status()
        if not self.is_mounted or self.playground.current_mode_screen() is not self:
            return
        run = self.run_state
        self.query_one(RunBar).show(run, self.playground.can_resume, self.past, self.playing)
        self.form.show_training(run.active)
        self._show_moment(self.past)
        self.show_curves()
        possible = [self.check_action(action, ()) for action in _CHANGING]
        if possible != self._possible:
            self._possible = possible
            self.refresh_bindings()

    def _show_moment(self, past: Snapshot | None) -> None:
        """States, sample and candidates, of the present or as they were."""
        run = self.run_state
        if past is None:
            traced, samples = run.traced, run.samples
        else:
            traced = past.traced if past is not self._shown else self._states.map.traced
            samples = run.film.samples(past.step, run.KEPT_SAMPLES)
        self._shown = past
        self.query_one(Dream).show(samples)
        if traced is not self._states.map.traced:
            self._states.show(traced, run.started.model if run.started is not None else None)
        expected, prompt = (traced.expected, traced.prompt) if traced is not None else ((), "")
        self.query_one(NextPanel).show(expected, prompt)
        for id in ("states", "dream", "next"):
            self.query_one(f"#{id}").set_class(past is not None, "-past")
        kind = "character" if self._states.map.single else "word"
        when = f"as at step {past.step:,}" if past is not None else ""
        self.name_panel("states", "Hidden state", when or f"a column a {kind}, a row a unit")
        self.name_panel("dream", "Dream", when or "what it writes by itself now")
