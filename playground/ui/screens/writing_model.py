"""Which model writes: any of the library, or the one in training, as it learns."""

from __future__ import annotations

from textual import on
from textual.message import Message

from playground import events, library
from playground.errors import InputError
from playground.ui import thoughts
from playground.ui.completer import Completer
from playground.ui.screens.base import ModeScreen
from playground.ui.threads import tell
from playground.ui.widgets.candidates import CandidateList
from playground.ui.widgets.ghost_editor import GhostEditor
from playground.ui.widgets.write_controls import TRAINING, WriteControls

FIRST_MODEL = "fairy-tales"
"""Writes at the start, if it is there."""
NO_MODEL = "No model is loaded yet. Train one (F2), or choose one above (ctrl+o)."


class WritingModel(ModeScreen):
    """The part of the Write screen that owns the completer's thread and its model."""

    class Thought(Message):
        """Something the completer's thread has to say."""

        def __init__(self, report: thoughts.Report) -> None:
            super().__init__()
            self.report = report

    def __init__(self) -> None:
        super().__init__()
        self.completer = Completer(lambda report: self.post_message(self.Thought(report)))
        self.loaded = False
        """A model is ready to write."""
        self.model: str | None = None
        """The name or path of the one that was chosen, or ``TRAINING``."""

    def on_unmount(self) -> None:
        self.completer.close()

    def on_screen_resume(self) -> None:
        self._list_models()
        if self.model == TRAINING:
            self.playground.send(events.WatchWeights(on=True))

    def on_screen_suspend(self) -> None:
        if self.model == TRAINING:
            self.playground.send(events.WatchWeights(on=False))

    def stop_stream(self) -> None:
        """End the stream, if there is one."""

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
        """Write with this model from now on."""
        self.stop_stream()
        self.playground.fresh = None
        if TRAINING in (name, self.model) and name != self.model:
            self.playground.send(events.WatchWeights(on=name == TRAINING))
        self.model = name
        if name != TRAINING:
            self.completer.use(name)
        elif self.run_state.weights is not None:
            self.completer.use(self.run_state.weights)
        else:
            self.say("The first predictions come as soon as the run sends its weights.")

    def model_wanted(self, name: str) -> None:
        self.choose(name)
        self._list_models()

    @on(WriteControls.ModelChosen)
    def _model_chosen(self, event: WriteControls.ModelChosen) -> None:
        if event.value != self.model:
            self.choose(event.value)
        self.query_one(GhostEditor).focus()

    # ------------------------------------------------------------------ the run

    def training_changed(self) -> None:
        self._list_models()

    def training_event(self, event: events.Event) -> None:
        match event:
            case events.Weights() if self.model == TRAINING:
                self.completer.use(event)
            case events.Finished() if self.model == TRAINING:
                self.model_wanted(self.run_state.name)
            case events.Started() | events.Finished() | events.Failed() | events.Saved():
                self._list_models()

    # ------------------------------------------------------------------ the list

    def _list_models(self) -> None:
        """Look through the library off the key path, and offer what is there."""
        self.run_worker(self._look, thread=True, exclusive=True, group="models")

    def _look(self) -> None:
        names = [
            entry.name
            for entry in library.list_models()
            if entry.card is not None and entry.card.model.task == "language"
        ]
        tell(self, self._offer_models, names)

    def _offer_models(self, names: list[str]) -> None:
        if not self.is_mounted:
            return
        if self.model is None and names:
            self.choose(names[0])
        elif self.model is None:
            self.query_one(CandidateList).show((), NO_MODEL)
        training = self.run_state.name if self.run_state.active else None
        self.query_one(WriteControls).show_models(names, training, self.model)
