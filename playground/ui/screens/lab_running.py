"""The half of the Lab that runs: it asks the course's worker for experiments and takes in what comes back."""

from __future__ import annotations

from textual import on, work
from textual.timer import Timer
from textual.widgets import Button

from playground import events
from playground.lab.catalogue import EXPERIMENTS
from playground.ui.course import Told
from playground.ui.lab_page import VERDICTS
from playground.ui.lab_state import LabState
from playground.ui.screens.ask import AskChoice
from playground.ui.screens.base import ModeScreen
from playground.ui.widgets.lab_form import LabForm

PACE = 0.25
"""Seconds from one drawing of the curves to the next: the worker needs the processor more than eyes do."""
_AT_ONCE = (
    events.LabStarted, events.Paused, events.Resumed, events.Verdict, events.Finished, events.Failed,
)  # fmt: skip


class RunningScreen(ModeScreen):
    """A mode with a state for every experiment, one of them chosen and its settings in a :class:`LabForm`."""

    def __init__(self) -> None:
        super().__init__()
        self.states = {experiment.name: LabState(experiment) for experiment in EXPERIMENTS}
        self.chosen = EXPERIMENTS[0].name
        self._timer: Timer | None = None

    @property
    def state(self) -> LabState:
        """The experiment in sight."""
        return self.states[self.chosen]

    @property
    def form(self) -> LabForm:
        """Of the experiment in sight."""
        return self.query_one(f"#forms > #on-{self.chosen}", LabForm)

    @property
    def running(self) -> LabState | None:
        """The experiment that is being run or waits to be; the one in sight, if it is one of them."""
        active = [state for state in (self.state, *self.states.values()) if state.active]
        return active[0] if active else None

    def show_lab(self) -> None:
        """Bring everything that is in sight up to date."""

    # What happens

    def course_told(self, told: list[Told]) -> None:
        for each in told:
            state = next((state for state in self.states.values() if state.request is each.request), None)
            if state is not None:
                state.apply(each.event)
                self._tell(state, each.event)
        if any(isinstance(each.event, _AT_ONCE) for each in told):
            self._draw()
        elif told and self._timer is None:
            self._timer = self.set_timer(PACE, self._draw)

    def _draw(self) -> None:
        """Show what has come, now."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.show_lab()

    def _tell(self, state: LabState, event: events.Event) -> None:
        """Say what the user should hear of; the end of an experiment only where it cannot be seen."""
        here = self.playground.current_mode_screen() is self and state is self.state
        title = state.experiment.title
        match event:
            case events.Notice():
                self.playground.say(event.text)
            case events.Failed():
                self.playground.say(f"{title}: {event.text}", "error")
            case events.Finished() if not here and not event.stopped and state.verdict is not None:
                where = "" if self.playground.current_mode_screen() is self else " Press F5 to see it."
                self.playground.say(f"{title} is done: {VERDICTS[state.verdict.holds]}.{where}")
            case _:
                pass

    # Running

    @on(LabForm.Wanted)
    @on(Button.Pressed, "#lab-run")
    def action_run(self) -> None:
        """Run the experiment in sight; ask first if something else is being run."""
        problem = next(iter(self.form.problems.values()), "")
        if problem:
            self.say(problem[:1].upper() + problem[1:], "error")
        elif not self.playground.course.available:
            self.say("Experiments are not available here.", "error")
        elif self.playground.course.busy:
            self._ask_instead()
        else:
            self._begin(instead=False)

    def _begin(self, *, instead: bool) -> None:
        course, state = self.playground.course, self.state
        request = events.LabRequest(name=state.experiment.name, settings=self.form.changed)
        state.begin(request)
        if instead:
            course.instead(request, self.MODE)
        else:
            course.start(request, self.MODE)
        self.hush()
        self.set_focus(None)
        self.add_class("-watching")
        self.show_lab()

    @work
    async def _ask_instead(self) -> None:
        """Something else is being run: wait for it, or stop it."""
        running = self.running
        what = "A network in Shapes" if running is None else running.experiment.title
        answer = await self.app.push_screen_wait(
            AskChoice(
                f"{what} is still running",
                "Only one can run at a time. What has been shown so far stays.",
                (("stop", "Stop it and run this"), ("none", "Cancel")),
            )
        )
        if answer == "stop":
            self._begin(instead=True)

    @on(Button.Pressed, "#lab-stop")
    def action_stop(self) -> None:
        running = self.running
        if running is not None and running.request is not None:
            self.playground.course.stop(running.request)

    @on(Button.Pressed, "#lab-pause")
    def action_pause(self) -> None:
        running = self.running
        if running is not None:
            paused = running.status == "paused"
            self.playground.course.send(events.GoOn() if paused else events.Pause())
