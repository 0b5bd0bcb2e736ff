"""The training half of Shapes: what starts a run, what reaches it, and what becomes of its events."""

from __future__ import annotations

from textual import on, work
from textual.widgets import Button

from playground import events
from playground.events import Request
from playground.recipes import TrainRequest
from playground.task_recipes import TaskRequest
from playground.ui.course import Told
from playground.ui.examples.example import Example
from playground.ui.examples.offers import MANY_TO_ONE, ONE_TO_ONE, Offer, shape_of
from playground.ui.screens.ask import AskChoice
from playground.ui.screens.shapes_live import LiveShapes
from playground.ui.screens.task_form import TaskForm
from playground.ui.task_state import TaskState


class TrainingShapes(LiveShapes):
    """A screen that trains one network at a time and lets it answer while it learns."""

    def __init__(self) -> None:
        super().__init__()
        self.state = TaskState()
        self._before = ""
        """Name of the model that was in sight when the training began."""

    # ------------------------------------------------------------------ starting and steering

    @on(Button.Pressed, "#train")
    @work
    async def action_train(self) -> None:
        """Ask what to train, and train it."""
        if self.state.active:
            self.say(f"{self.state.name} is being trained; one network at a time.", "warning")
            return
        if not self.playground.course.available:
            self.say("Training is not available here.", "error")
            return
        settings = self.playground.settings
        offer = self.offer
        task = offer.task if offer is not None else "classify"
        shape = offer.shape if offer is not None else MANY_TO_ONE
        form = TaskForm(task, shape.title, folder=settings.folder, alone=shape is ONE_TO_ONE)
        request = await self.app.push_screen_wait(form)
        if form.folder != settings.folder:
            settings.folder = form.folder
            settings.save()
        if request is not None and await self._free():
            self.begin(request)

    async def _free(self) -> bool:
        """The worker has nothing else to do, or is to leave it."""
        if not self.playground.course.busy:
            return True
        answer = await self.app.push_screen_wait(
            AskChoice(
                "An experiment of the Lab is still running",
                "Only one can run at a time. What has been shown so far stays.",
                (("stop", "Stop it and train"), ("none", "Cancel")),
            )
        )
        return answer == "stop"

    def begin(self, request: Request) -> None:
        """Train what is asked for."""
        assert isinstance(request, TaskRequest | TrainRequest)
        course, before = self.playground.course, self.offer
        self.state.begin(request)
        self.weights = None
        if course.busy:
            course.instead(request, self.MODE)
        else:
            course.start(request, self.MODE)
            self._watch(on=True)
        self.hush()
        self.action_leave_field()
        now = self.training_offer()
        self._before = before.name if before is not None else ""
        if before is not None and now is not None and before.key in self.typed:  # what was typed stays
            self.typed.add(now.key)
            self.examples[now.key] = self.examples.get(before.key, Example())
        self.choose(now)
        self.show_learning(now=True)
        self.look_for_models()

    @on(Button.Pressed, "#shapes-stop")
    def action_stop(self) -> None:
        course, request = self.playground.course, self.state.request
        if request is None or not self.state.active:
            return
        if course.request is request:
            course.send(events.Stop())
            self.say(f"Stopping {self.state.name}: it is judged and saved.")
        else:  # it still waits for its turn
            course.forget(request)
            self.state.apply(events.Finished(step=0, seconds=0.0, stopped=True, loss=None))
            self._ended()

    @on(Button.Pressed, "#shapes-pause")
    def action_pause(self) -> None:
        if self.state.active:
            paused = self.state.run.status == "paused"
            self.playground.course.send(events.GoOn() if paused else events.Pause())

    def training_offer(self) -> Offer | None:
        request = self.state.request
        if request is None or not self.state.active:
            return None
        if isinstance(request, TrainRequest):
            return Offer(shape_of("language"), request.name, "language", None)
        recurrent = bool(request.model.get("recurrent", True))
        return Offer(
            shape_of(request.task, recurrent=recurrent),
            request.name,
            request.task,
            None,
            sources=request.sources,
        )

    def another_chosen(self) -> None:
        """What went wrong has been read."""
        if self.state.run.status == "failed":
            self.state = TaskState()

    def on_screen_suspend(self) -> None:
        self._watch(on=False)

    def _watch(self, *, on: bool) -> None:
        """Have the network sent while it learns, or no longer."""
        if self.state.active and self.playground.course.request is self.state.request:
            self.playground.course.send(events.WatchWeights(on=on))

    # ------------------------------------------------------------------ what is told

    def course_told(self, told: list[Told]) -> None:
        for each in told:
            if each.request is self.state.request:
                self.state.apply(each.event)
                self._heard(each.event)
        self.show_learning()

    def _heard(self, event: events.Event) -> None:
        match event:
            case events.Started():
                self._watch(on=self.is_current)
            case events.Weights():
                self.weights = event
                if self.offer is not None and self.offer.path is None:
                    self.thinker.use(self.offer, event)
            case events.Notice():
                self.playground.say(event.text)
            case events.RolledBack():
                self.playground.say(f"{event.reason} Went back to step {event.to_step:,}, slower.", "warning")
            case events.Saved() if event.problem:
                self.playground.say(event.problem, "error")
            case events.Finished():
                self._ended()
                self._tell_end(event)
            case events.Failed():
                self._ended()
                self.playground.say(f"{self.state.name}: {event.text}", "error")
            case _:
                pass

    def _tell_end(self, event: events.Finished) -> None:
        how = "stopped" if event.stopped else "done"
        figures = f": {self.state.figures}" if self.state.figures else ""
        here = self.playground.current_mode_screen() is self
        where = "" if here else " Press F6 to try it."
        self.playground.say(f"{self.state.name} is {how} and saved{figures}.{where}")

    def _ended(self) -> None:
        """The run is over: the model it has left, if any, takes the place of the one in training."""
        self.weights = None
        offer = self.offer
        if offer is not None and offer.path is None:
            if offer.key in self.examples:
                self.examples[offer.saved_key] = self.examples[offer.key]
            if offer.key in self.typed:
                self.typed.add(offer.saved_key)
            self.want(self.state.name, self._before)
        else:
            self.look_for_models()

    def show_learning(self, *, now: bool = False) -> None:
        """How the training stands; ``now`` if it has just begun."""
