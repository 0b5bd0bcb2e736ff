"""The steering half of the Train mode: what starts a run, and what reaches it while it goes on."""

from __future__ import annotations

from dataclasses import replace

from textual import on, work
from textual.widgets import Button

from playground import events, places
from playground.errors import InputError
from playground.recipes import TrainRequest
from playground.ui import material
from playground.ui.screens.ask import AskChoice, AskText
from playground.ui.screens.file_picker import FilePicker
from playground.ui.screens.train_recipe import RecipeScreen
from playground.ui.widgets.recipe_form import RecipeForm
from playground.ui.widgets.write_controls import TRAINING

TRACE_SECONDS, SAMPLE_SECONDS = 0.25, 3.0
"""How often the hidden states and a sample are asked for; a slow machine gives them less often."""


class SteeringScreen(RecipeScreen):
    """A mode that starts, pauses, ends and changes runs."""

    def __init__(self) -> None:
        super().__init__()
        self._peak = 0.0
        """Of the learning rate's schedule."""

    @on(RecipeForm.Wanted)
    def action_start(self) -> None:
        """Train what the recipe says; ask first where a model of that name exists."""
        if self.wait_for_text():
            self.say("The run begins as soon as the text is looked at.")
            return
        recipe = self.form.recipe()
        try:
            request = recipe.request(
                probe=self.probe,
                prompt=self.facts.prompt if self.facts is not None else "",
                trace_seconds=TRACE_SECONDS,
                sample_seconds=SAMPLE_SECONDS,
            )
            if self.facts is not None:
                material.foresee(request, self.facts)
        except InputError as error:
            text = str(error)
            self.playground.say(text[:1].upper() + text[1:], "error")
            return
        if (places.user_models() / f"{request.name}.safetensors").exists():
            self._ask_about_name(request)
        else:
            self._begin(request)

    @work
    async def _ask_about_name(self, request: TrainRequest) -> None:
        answer = await self.app.push_screen_wait(
            AskChoice(
                f"There is a model called {request.name}",
                "Go on training it, or replace it by a new one?",
                (("resume", "Go on"), ("overwrite", "Replace"), ("none", "Cancel")),
            )
        )
        if answer == "resume":
            self._begin(replace(request, resume=True))
        elif answer == "overwrite":
            self._begin(replace(request, overwrite=True))

    def start_now(self) -> None:
        self.action_start()

    def _begin(self, request: TrainRequest) -> None:
        self.playground.train(request)

    @on(Button.Pressed, "#resume")
    def action_resume(self) -> None:
        request = self.run_state.request
        if request is not None:
            self._begin(replace(request, resume=True, overwrite=False))

    @on(Button.Pressed, "#pause")
    def action_pause(self) -> None:
        paused = self.run_state.status == "paused"
        self.playground.send(events.GoOn() if paused else events.Pause())

    @on(Button.Pressed, "#stop")
    def action_stop(self) -> None:
        self.playground.send(events.Stop())
        self.say(f"Stopping {self.run_state.name}: it is validated and saved.")

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        self.playground.send(events.Save())

    @on(Button.Pressed, "#slower")
    def _slower(self) -> None:
        self.action_rate(-1)

    @on(Button.Pressed, "#faster")
    def _faster(self) -> None:
        self.action_rate(1)

    def action_rate(self, by: int) -> None:
        """Another peak of the learning rate; where the run is in its schedule stays."""
        self._peak = float(f"{self._peak * (1.25 if by > 0 else 0.8):.3g}")
        self.playground.send(events.SetLearningRate(value=self._peak))
        self.say(f"Learning rate: the peak of its schedule is now {self._peak:g}.")

    def action_probe(self) -> None:
        # Pushed here and now, not by a worker a moment later: letters typed at once are for the dialog.
        about = "The network reads it every moment, and its hidden states are shown."
        self.app.push_screen(AskText("Probe sentence", about, self.probe), self._probe_chosen)

    def _probe_chosen(self, text: str | None) -> None:
        if text:
            self.probe, self.own_probe = text, True
            self.playground.send(events.SetProbe(text=text))

    @on(RecipeForm.Browse)
    def _browse(self) -> None:
        self.action_open()

    @work
    async def action_open(self) -> None:
        settings = self.playground.settings
        path = await self.app.push_screen_wait(FilePicker(settings.folder))
        if path is not None:
            settings.folder = path.rpartition("/")[0] or path
            settings.save()
            self.text_wanted(path)

    @on(Button.Pressed, "#write-with")
    async def action_write_with(self) -> None:
        """Write with what was trained, or with what is learning just now."""
        await self.playground.open_model(TRAINING if self.run_state.active else self.run_state.name)
