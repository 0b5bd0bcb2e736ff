"""Which model X-ray looks into and which text it reads; a model in training is looked into as it learns."""

from __future__ import annotations

import time

from textual import on, work
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Button

from playground import events, library
from playground.errors import InputError, PlaygroundError
from playground.ui.screens.base import ModeScreen
from playground.ui.screens.file_picker import FilePicker
from playground.ui.screens.writing_model import FIRST_MODEL
from playground.ui.screens.xray_text import TextScreen
from playground.ui.threads import tell
from playground.ui.widgets.write_controls import TRAINING
from playground.ui.widgets.xray_bar import XrayBar
from playground.ui.xray import passages, reports
from playground.ui.xray.explorer import Explorer
from playground.ui.xray.passages import Passage

PACE = 3.0
"""Seconds from one look at a network in training to the next."""


class ExploringScreen(ModeScreen):
    """The part of X-ray that owns the explorer, its model and its text."""

    class Told(Message):
        """Something the explorer has to say."""

        def __init__(self, report: reports.Report) -> None:
            super().__init__()
            self.report = report

    def __init__(self) -> None:
        super().__init__()
        self.explorer = Explorer(lambda report: self.post_message(self.Told(report)))
        self.model: str | None = None
        """The name or path of the one that was chosen, or ``TRAINING``."""
        self.passage: Passage = passages.FIRST
        self._weights: events.Weights | None = None  # the newest, waiting for their turn
        self._opened_at = 0.0
        self._turn: Timer | None = None

    @property
    def ahead(self) -> int:
        """How many tokens must be read for what is in sight to be shown."""
        return 1

    @property
    def reading_on(self) -> bool:
        """The text is still being read."""
        return False

    def on_unmount(self) -> None:
        self.explorer.close()

    def on_screen_resume(self) -> None:
        self._list_models()
        if self.model == TRAINING:
            self.playground.send(events.WatchWeights(on=True))

    def on_screen_suspend(self) -> None:
        if self.model == TRAINING:
            self.playground.send(events.WatchWeights(on=False))

    # ------------------------------------------------------------------ the model

    def first_model(self) -> None:
        """Choose the model to begin with: the one asked for, the usual one, or whichever there is."""
        if self.playground.model is not None:
            self.choose(self.playground.model)
            return
        try:
            library.find(FIRST_MODEL)
        except InputError:
            return  # the first of the list is taken when the list is there
        self.choose(FIRST_MODEL)

    def choose(self, name: str) -> None:
        """Look into this model from now on."""
        if TRAINING in (name, self.model) and name != self.model:
            self.playground.send(events.WatchWeights(on=name == TRAINING))
        self.model = name
        self._weights = None
        if name != TRAINING:
            self._open(name)
        elif self.run_state.weights is not None:
            self._open(self.run_state.weights)
        else:
            self.say("The first look is possible as soon as the run sends its weights.")

    def model_wanted(self, name: str) -> None:
        self.choose(name)
        self._list_models()

    def _open(self, model: str | events.Weights) -> None:
        self._opened_at = time.monotonic()
        sources: tuple[str, ...] = ()
        if isinstance(model, events.Weights) and self.run_state.request is not None:
            sources = tuple(map(str, self.run_state.request.sources))
        self.explorer.open(model, self.passage.text, self.ahead, sources)

    @on(XrayBar.ModelChosen)
    def _model_chosen(self, event: XrayBar.ModelChosen) -> None:
        if event.value != self.model:
            self.choose(event.value)
        self.action_map()

    def action_map(self) -> None:
        """Bring the focus back to the map."""

    def action_model(self) -> None:
        self.query_one(XrayBar).open_models()

    # ------------------------------------------------------------------ the run

    def training_changed(self) -> None:
        self._list_models()

    def training_event(self, event: events.Event) -> None:
        match event:
            case events.Weights() if self.model == TRAINING:
                self._weights = event
                self._look_again()
            case events.Finished() if self.model == TRAINING:
                self.model_wanted(self.run_state.name)
            case events.Started() | events.Finished() | events.Failed() | events.Saved():
                self._list_models()

    def _look_again(self) -> None:
        """Read the text with the newest weights, if it is time and the last reading is done."""
        if self._weights is None or self.model != TRAINING:
            return
        wait = self._opened_at + PACE - time.monotonic()
        if wait > 0 or self.reading_on:
            if self._turn is None:
                self._turn = self.set_timer(max(wait, 0.5), self._turn_come)
            return
        weights, self._weights = self._weights, None
        self._open(weights)

    def _turn_come(self) -> None:
        self._turn = None
        self._look_again()

    # ------------------------------------------------------------------ the list

    def _list_models(self) -> None:
        """Look through the library off the key path, and offer what is there."""
        self.run_worker(self._look_for_models, thread=True, exclusive=True, group="models")

    def _look_for_models(self) -> None:
        names = [
            entry.name
            for entry in library.list_models()
            if entry.card is not None and entry.card.model.task == "language"
        ]
        tell(self, self._offer_models, names)

    def _offer_models(self, names: list[str]) -> None:
        if not self.is_mounted:
            return
        training = self.run_state.name if self.run_state.active else None
        if self.model is None and (names or training):
            self.choose(names[0] if names else TRAINING)
        self.query_one(XrayBar).show_models(names, training, self.model)

    # ------------------------------------------------------------------ the text

    @on(Button.Pressed, "#xray-text")
    @work
    async def action_text(self) -> None:
        """Ask what is to be read."""
        answer = await self.app.push_screen_wait(TextScreen(self.passage))
        if answer is None:
            return
        if isinstance(answer, Passage):
            self.read(answer)
            return
        source = answer
        if source == TextScreen.FILE:
            settings = self.playground.settings
            picked = await self.app.push_screen_wait(FilePicker(settings.folder))
            if picked is None:
                return
            source = picked
        self.run_worker(lambda: self._take(source), thread=True, exclusive=True, group="text")

    def _take(self, source: str) -> None:
        try:
            passage = passages.take(source)
        except PlaygroundError as error:
            tell(self, self.say, str(error), "error")
        else:
            tell(self, self.read, passage)

    def read(self, passage: Passage) -> None:
        """Read this text from now on."""
        self.passage = passage
        self.hush()
        self.query_one(XrayBar).show_text(passage.name)
        self.begin_text()
        if self.model is not None:
            model = self.run_state.weights if self.model == TRAINING else self.model
            if model is not None:
                self._open(model)

    def begin_text(self) -> None:
        """Another text comes: go to its beginning."""
