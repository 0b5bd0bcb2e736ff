"""The app: it owns the modes, the workers' clients and the themes, and routes; the screens do the work.

Nothing here imports NumPy, nor the events of a run: the header is drawn before they are loaded.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.command import Provider
from textual.driver import Driver
from textual.events import Event, Key
from textual.screen import Screen

from playground.errors import InputError
from playground.ui import collecting, tiny_lists
from playground.ui.anchoring import anchoring
from playground.ui.bindings import bindings, check_keymap
from playground.ui.collecting import Collector
from playground.ui.job_control import under_a_shell
from playground.ui.modes import MODES
from playground.ui.pacing import PacedApp, pacing
from playground.ui.palette_commands import RowCommands
from playground.ui.screens.base import ModeScreen
from playground.ui.screens.opening import Opening
from playground.ui.settings import Settings
from playground.ui.themes import DARK, LIGHT, THEMES, extra_variables, plainer
from playground.ui.widgets.notice import Severity

if TYPE_CHECKING:
    from playground import events
    from playground.recipes import TrainRequest
    from playground.ui.course import Course
    from playground.ui.run_state import Client, RunState
    from playground.ui.runs import Runs

POLL_SECONDS = 0.1
LEAVE_SECONDS = 20.0
"""How long leaving waits for the run to be saved."""
WELCOME = "Type, and a network goes on: Tab takes it. F2 trains your own, F1 explains."
WELCOME_TRAIN = "Press t, and a network learns this text while you watch. F1 explains it all."
"""One line at the very first start, whole even on 80 columns."""


Clients = Callable[[], "tuple[Client | None, Client | None]"]
"""Makes the clients of the two workers, the first one started."""


def _writes(model: str) -> bool:
    """Whether a model is one to write with; one that cannot be read is left to those who will say so."""
    from playground import library, modelfile

    try:
        return modelfile.read_card(library.find(model)).model.task == "language"
    except InputError:
        return True


class PlaygroundApp(PacedApp):
    """rnn-playground.

    Args:
        text: a file, folder or corpus to train on; the app then opens in Train.
        model: a model to write with; the app then opens in Write with it.
        client: the training client, already started; none leaves training out (Train says so).
        course: a client of its own for the Lab and Shapes, started when it is first needed.
        clients: makes both of them, once the header is on the screen; in place of ``client`` and ``course``.
        settings: the user's settings; loaded from their file when not given.
        mode: the mode to open in, if not the one that follows from ``text`` and ``model``.
        welcome: say what one can do, if that was never said before.
    """

    TITLE = "rnn-playground"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {RowCommands}
    BINDINGS: ClassVar[list[BindingType]] = bindings("app")
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {**MODES}

    def __init__(
        self,
        text: str | None = None,
        model: str | None = None,
        *,
        client: Client | None = None,
        course: Client | None = None,
        clients: Clients | None = None,
        settings: Settings | None = None,
        mode: str | None = None,
        welcome: bool = False,
    ) -> None:
        tiny_lists.mend()
        super().__init__()
        self.text = text
        self.model = model
        self._header_first = clients is not None
        self._clients: Clients = clients or (lambda: (client, course))
        self.settings = settings if settings is not None else Settings.load()
        self.mode_screens: dict[str, ModeScreen] = {}
        """The modes opened so far."""
        self._start_mode = mode or ("train" if text is not None and model is None else "write")
        self._leaving = False
        self._collector = Collector()
        self._welcome = welcome
        self.fresh: str | None = None
        """The model of a run that has ended, until the user has written with it or with another."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.settings.theme if self.settings.theme in self.available_themes else DARK

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our own colour variables for themes that lack them."""
        return extra_variables(self.current_theme.to_color_system().generate())

    def get_css_variables(self) -> dict[str, str]:
        """The theme's colours; where there are only 16, lines that would be black on black are grey."""
        variables = super().get_css_variables()
        if self.console.color_system in ("standard", "windows"):
            variables = self.theme_variables = plainer(variables, dark=self.current_theme.dark)
        return variables

    async def on_mount(self) -> None:
        keymap, problems = check_keymap(self.settings.keys)
        self.set_keymap(keymap)
        if self._header_first:
            self.call_after_refresh(self._begin, problems)
        else:
            await self._begin(problems)

    def get_default_screen(self) -> Screen[Any]:
        """What is seen until the first mode is there."""
        return Opening(self._start_mode)

    async def _begin(self, problems: list[str]) -> None:
        """Open the first mode."""
        if self._start_mode == "write" and self.model is not None and not _writes(self.model):
            await self.open_shape(self.model)
        else:
            await self.switch_mode(self._start_mode)
        if self.client is not None or self.course.available:
            self.set_interval(POLL_SECONDS, self.poll)
        for problem in [self.settings.problem, *problems]:
            if problem is not None:
                self.say(problem, "warning")
        if self._welcome and not self.settings.welcomed:
            self.settings.welcomed = True
            self.settings.save()
            self.say(WELCOME_TRAIN if self._start_mode == "train" else WELCOME, seconds=60.0)
        if self._header_first:
            self.call_after_refresh(gc.freeze)  # what is here now stays
            self.set_interval(collecting.SECONDS, self._collect)

    def _collect(self) -> None:
        self._collector.collect()

    async def on_event(self, event: Event) -> None:
        if isinstance(event, Key):
            self._collector.pressed = time.monotonic()
        await super().on_event(event)

    def get_driver_class(self) -> type[Driver]:
        """The driver of this platform, with columns that stay in place and frames that a slow line drops."""
        return anchoring(pacing(super().get_driver_class()))

    # Modes

    async def action_mode(self, mode: str) -> None:
        """Go to a mode, from wherever the user is. Write is with the model of a run that has just ended."""
        if mode == "write" and self.fresh is not None:
            await self.open_model(self.fresh)
        else:
            await self._go(mode)

    async def _go(self, mode: str) -> None:
        while isinstance(self.screen, Screen) and self.screen.is_modal:
            await self.pop_screen()
        await self.switch_mode(mode)

    async def open_model(self, name: str) -> None:
        """Write with this model: its name or path."""
        self.model, self.fresh = name, None
        known = self.mode_screens.get("write")
        await self._go("write")
        if known is not None:  # a screen made just now reads app.model itself
            known.model_wanted(name)

    async def open_shape(self, name: str) -> None:
        """See the model of this name, one of a task other than writing, at work in Shapes."""
        await self._go("shapes")
        if (screen := self.current_mode_screen()) is not None:
            screen.model_wanted(name)

    async def open_text(self, source: str) -> None:
        """Train on this text: a path or the name of a corpus."""
        self.text = source
        known = self.mode_screens.get("train")
        await self.action_mode("train")
        if known is not None:
            known.text_wanted(source)

    def current_mode_screen(self) -> ModeScreen | None:
        """The mode in sight, also when a dialog lies over it."""
        return next(
            (screen for screen in reversed(self.screen_stack) if isinstance(screen, ModeScreen)), None
        )

    def say(self, text: str, severity: Severity = "information", seconds: float | None = None) -> None:
        """Show one sentence in the notice line of the mode in sight, for as long as is usual or said."""
        if (screen := self.current_mode_screen()) is not None:
            screen.say(text, severity, seconds)

    # Training

    @cached_property
    def runs(self) -> Runs:
        """The training run and the course. NumPy is loaded with it."""
        from playground.ui.runs import Runs

        return Runs(self, *self._clients())

    @property
    def client(self) -> Client | None:
        return self.runs.client

    @property
    def course(self) -> Course:
        return self.runs.course

    @property
    def run_state(self) -> RunState:
        """The training run as it stands."""
        return self.runs.state

    def train(self, request: TrainRequest) -> None:
        """Begin a run."""
        self.runs.train(request)

    def send(self, command: events.Command) -> None:
        """Say something to the run."""
        self.runs.send(command)

    def poll(self) -> None:
        """Fetch what the worker processes have said since the last time."""
        self.runs.poll()

    def take(self, arrived: Iterable[events.Event]) -> None:
        """Take in what a run has said."""
        self.runs.take(arrived)

    @property
    def can_resume(self) -> bool:
        """A run that ended before its plan was fulfilled has left something to go on from."""
        return self.runs.can_resume

    # Leaving

    def action_suspend(self) -> None:
        """Sleep, until the shell's ``fg``; a run in training goes on."""
        if under_a_shell():
            self.action_suspend_process()
        else:
            self.say("There is no shell here that could wake the app again.")

    def action_leave(self) -> None:
        """Quit; a run that is going on is saved first. Asked a second time, quit at once."""
        if self._leaving or not self.runs.save_before_leaving():
            self._leave_now()
            return
        self._leaving = True
        self.say(f"Saving {self.run_state.name} before leaving; ctrl+q again leaves at once.")
        self.set_timer(LEAVE_SECONDS, self._leave_now)

    def now_saved(self) -> None:
        """The run was saved, or is over: whoever waits for that to leave need not wait any longer."""
        if self._leaving:
            self._leave_now()

    def _leave_now(self) -> None:
        run = self.run_state
        message = None
        if run.active and run.saved is not None:
            message = (
                f"{run.name} is saved at step {run.saved.step:,}. "
                "Give it the same name in the app to go on training it, or write with it: "
                f'rnn-playground complete {run.name} "Once upon a"'
            )
        self.exit(message=message)

    def close_workers(self) -> None:
        """End the worker processes, if there are any; called when the app is gone from the screen."""
        if "runs" in self.__dict__:
            self.runs.close()

    # Looks

    def action_toggle_dark(self) -> None:
        """Change between a dark and a light theme."""
        self.theme = LIGHT if self.current_theme.dark else DARK

    def _watch_theme(self, theme_name: str) -> None:
        super()._watch_theme(theme_name)
        if self.settings.theme != theme_name:
            self.settings.theme = theme_name
            self.settings.save()

    def action_help(self) -> None:
        """Show every key and what is on this screen."""
        from playground.ui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen) and (screen := self.current_mode_screen()) is not None:
            self.push_screen(HelpScreen(screen))


def _start_clients() -> tuple[Client, Client]:
    from playground.training.client import TrainingClient

    client, course = TrainingClient(), TrainingClient()
    client.start()
    return client, course


def run(text: str | None = None, model: str | None = None) -> int:
    """Open the app and return its exit code."""
    app = PlaygroundApp(text, model, clients=_start_clients, welcome=True)
    try:
        app.run()
    finally:
        app.close_workers()
    return app.return_code or 0
