"""What the app asks of its two workers, and what becomes of what they say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from playground import events
from playground.recipes import TrainRequest
from playground.ui.course import Course
from playground.ui.run_state import Client, RunState, coalesce
from playground.ui.spacing import Spacing

if TYPE_CHECKING:
    from playground.ui.app import PlaygroundApp

_CAN_WAIT = (events.Progress, events.Traced, events.Sampled, events.Vitals, events.Validated, events.Weights)
"""What is shown from time to time, all of it in one drawing; anything else is shown at once."""


class Runs:
    """The training run as it stands, its client, and the course of Lab and Shapes.

    Args:
        client: the training client, already started; none leaves training out.
        course: a client for the Lab and Shapes, started when it is first needed.
    """

    def __init__(self, app: PlaygroundApp, client: Client | None, course: Client | None) -> None:
        self._app = app
        self.client = client
        self.course = Course(course)
        self.state = RunState()
        self._waiting: list[events.Event] = []
        self._spacing = Spacing()

    def train(self, request: TrainRequest) -> None:
        """Begin a run."""
        if self.client is None:
            self._app.say("Training is not available here.", "error")
            return
        if not self.client.alive:
            self.client.start()
        self._app.fresh = None
        self.state.begin(request)
        self.client.train(request)
        for screen in self._app.mode_screens.values():
            screen.training_changed()
            screen.hush()
            screen.show_status()

    def send(self, command: events.Command) -> None:
        """Say something to the run."""
        if self.client is not None:
            self.client.send(command)

    def poll(self) -> None:
        """Fetch what the worker processes have said since the last time."""
        if self.client is not None:
            self._waiting += self.client.poll()
            pressing = any(not isinstance(event, _CAN_WAIT) for event in self._waiting)
            first = self.state.progress is None  # the first loss is what everybody waits for
            if self._waiting and (pressing or first or self._spacing.due):
                arrived, self._waiting = self._waiting, []
                self._spacing.shown()
                self.take(arrived)
        told = self.course.poll()
        for mode in dict.fromkeys(each.owner for each in told):
            self._app.mode_screens[mode].course_told([each for each in told if each.owner == mode])

    def take(self, arrived: Iterable[events.Event]) -> None:
        """Fold events into the run's state and hand them to every mode opened so far."""
        batch = coalesce(list(arrived))
        for event in batch:
            self.state.apply(event)
            for screen in self._app.mode_screens.values():
                screen.training_event(event)
            self._tell(event)
        if batch:
            for screen in self._app.mode_screens.values():
                screen.show_status()

    def _tell(self, event: events.Event) -> None:
        """Say what the user should hear of, whichever mode they are in."""
        say, name = self._app.say, self.state.name
        match event:
            case events.Notice():
                say(event.text)
            case events.RolledBack():
                say(f"{event.reason} Went back to step {event.to_step:,}, slower.", "warning")
            case events.Saved() if event.problem:
                say(event.problem, "error")
            case events.Saved() if event.reason == "asked":
                say(f"{name} is saved at step {event.step:,}.")
            case events.Finished():
                how = "stopped" if event.stopped else "has finished"
                self._app.fresh = name
                say(f"{name} {how} and is saved. Press F3 to write with it.")
            case events.Failed():
                again = " Press r to go on." if self.can_resume else ""
                say(event.text + again, "error")
            case _:
                pass
        if isinstance(event, events.Saved | events.Finished | events.Failed):
            self._app.now_saved()

    @property
    def can_resume(self) -> bool:
        """A run that ended before its plan was fulfilled has left something to go on from."""
        run = self.state
        if run.status == "failed":
            return run.saved is not None
        return run.finished is not None and run.finished.stopped

    def save_before_leaving(self) -> bool:
        """Ask a run that is going on to be saved now; False when there is nothing to wait for."""
        working = self.client is not None and self.client.alive and self.state.started is not None
        if not (working and self.state.active):
            return False
        self.send(events.Save())
        return True

    def close(self) -> None:
        """End both workers; what they train is saved."""
        self.course.close()
        if self.client is not None:
            self.client.close()
