"""The recipe half of the Train mode: it looks at the text and the fields, and says what a run will cost."""

from __future__ import annotations

from textual import on, work
from textual.timer import Timer
from textual.worker import get_current_worker

from playground import library, places
from playground.config import Level
from playground.errors import InputError, PlaygroundError
from playground.ui import library_facts, material
from playground.ui.chart_data import Reference
from playground.ui.screens.base import ModeScreen
from playground.ui.threads import tell
from playground.ui.widgets.chart import LossChart
from playground.ui.widgets.recipe_form import RecipeForm

PATIENCE = 0.12
"""Seconds after the last change at which the recipe is looked at, and not at every letter."""


class RecipeScreen(ModeScreen):
    """A mode with a :class:`RecipeForm` and a :class:`LossChart`, and what is known of its text."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: material.Facts | None = None
        self.probe = material.USUAL_PROBE
        """The sentence whose hidden states are shown."""
        self.own_probe = False
        """The user wrote the probe; another text does not change it."""
        self._timer: Timer | None = None
        self._looking = False
        """The text is being looked at; ``_hasty``: a run was asked for meanwhile."""
        self._hasty = False

    @property
    def form(self) -> RecipeForm:
        return self.query_one(RecipeForm)

    @property
    def chart(self) -> LossChart:
        return self.query_one(LossChart)

    def text_wanted(self, source: str) -> None:
        self.form.choose(source)
        self.remove_class("-watching", "-alone")

    @on(RecipeForm.Changed)
    def _recipe_changed(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._looking = True
        self._timer = self.set_timer(PATIENCE, self._look)

    def _look(self) -> None:
        recipe = self.form.recipe()
        self.form.suggest(taken_names())
        if not recipe.source:
            self._looking = self._hasty = False
            self.form.show_problem("Choose a text to train on.")
            return
        self._examine(recipe.source, "word" if recipe.level == "word" else "char")

    @work(thread=True, exclusive=True, group="facts")
    def _examine(self, source: str, level: Level) -> None:
        worker = get_current_worker()
        try:
            facts: material.Facts | str = material.examine(source, level, material.stamp(source))
        except PlaygroundError as error:
            facts = str(error)
        if not worker.is_cancelled:
            tell(self, self._examined, facts)

    def _examined(self, facts: material.Facts | str) -> None:
        self._looking = False
        hasty, self._hasty = self._hasty, False
        if isinstance(facts, str):
            self.facts = None
            self.form.show_problem(facts)
            return
        before = self.facts
        fresh = before is None or (before.source, before.level) != (facts.source, facts.level)
        self.facts = facts
        if not self.own_probe:
            self.probe = facts.probe
        try:
            forecast, chosen = material.foresee(self.form.recipe().request(), facts)
        except InputError as error:
            self.form.show_problem(str(error))
            return
        self.form.show_chosen(chosen)
        self.form.show_forecast(forecast, facts)
        self.form.show_training(self.run_state.active)
        if self.run_state.status == "idle":
            self.chart.change(planned_seconds=forecast.seconds)
        if fresh and not self.run_state.active:
            for notice in facts.notices[:1]:
                self.playground.say(notice)
            if facts.exact:
                self.measure(facts.source, facts.level)
        if hasty:
            self.start_now()

    def wait_for_text(self) -> bool:
        """Whether a run has to wait until its text is known; it then begins by itself."""
        self._hasty = self.facts is None and self._looking
        return self._hasty

    def start_now(self) -> None:
        """Begin the run that was asked for while the text was looked at."""

    @work(thread=True, exclusive=True, group="references")
    def measure(self, source: str, level: Level) -> None:
        """Measure the reference lines in the background: it may take a few seconds."""
        worker = get_current_worker()
        found = material.references(source, material.stamp(source), level)
        if not worker.is_cancelled:
            tell(self, self._measured, found)

    @work(thread=True, exclusive=True, group="references")
    def measure_model(self, name: str) -> None:
        """Measure them for the text that a model of the library was trained on, if it can be read."""
        worker = get_current_worker()
        found: tuple[Reference, ...] = ()
        card = next((entry.card for entry in library.list_models() if entry.name == name), None)
        if card is not None and len(sources := library_facts.sources(card)) == 1:
            level: Level = "word" if library_facts.level(card) == "words" else "char"
            found = material.references(sources[0], material.stamp(sources[0]), level)
        if not worker.is_cancelled:
            tell(self, self._measured, found)

    def _measured(self, references: tuple[Reference, ...]) -> None:
        self.chart.change(references=references)


def taken_names() -> set[str]:
    """Names that models have already, shipped or the user's."""
    folders = (places.user_models(), places.shipped_models())
    return {path.stem for folder in folders for path in folder.glob("*.safetensors")}
