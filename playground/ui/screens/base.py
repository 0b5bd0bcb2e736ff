"""What every mode's screen shares: the header, a body, a line for notices and the bar of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.css.query import NoMatches
from textual.screen import Screen

from playground.ui.sparing import SparingCompositor
from playground.ui.widgets.header import AppHeader
from playground.ui.widgets.key_bar import KeyBar
from playground.ui.widgets.notice import NoticeBar, Severity

if TYPE_CHECKING:
    from playground.events import Event
    from playground.ui.app import PlaygroundApp
    from playground.ui.course import Told
    from playground.ui.run_state import RunState


class ModeScreen(Screen[None]):
    """A mode. Subclasses set :attr:`MODE`, give their bindings and fill :meth:`compose_body`.

    A screen is made when its mode is first opened. It reads how the run stands from :attr:`run_state` when
    it is mounted, and hears of every later event by :meth:`training_event`.
    """

    MODE: ClassVar[str] = ""
    ABOUT: ClassVar[str] = ""
    """A few plain sentences for the help screen: what is on this screen and what it means."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (160, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (30, "-medium"), (48, "-high")]  # noqa: RUF012
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._compositor = SparingCompositor()

    @property
    def playground(self) -> PlaygroundApp:
        """The app, with its own type."""
        from playground.ui.app import PlaygroundApp

        assert isinstance(self.app, PlaygroundApp)
        return self.app

    @property
    def run_state(self) -> RunState:
        """The training run as it stands."""
        return self.playground.run_state

    def compose(self) -> ComposeResult:
        yield AppHeader(self.MODE)
        with Container(id="body"):
            yield from self.compose_body()
        yield NoticeBar()
        yield KeyBar()

    def compose_body(self) -> ComposeResult:
        """Everything between the header and the notices."""
        yield from ()

    def training_event(self, event: Event) -> None:
        """One event of the run, already folded into :attr:`run_state`; for every mode opened, seen or not."""

    def course_told(self, told: list[Told]) -> None:
        """What the course's worker said about a request of this mode, seen or not, oldest first."""

    def training_changed(self) -> None:
        """The run as a whole is another one now: it was begun, or its client was restarted."""

    def model_wanted(self, name: str) -> None:
        """Somewhere else the user asked to write with this model (the Write mode answers)."""

    def text_wanted(self, source: str) -> None:
        """Somewhere else the user asked to train on this text (the Train mode answers)."""

    def on_mount(self) -> None:
        self.playground.mode_screens[self.MODE] = self
        self.show_status()

    def show_status(self) -> None:
        """Bring the header up to date."""
        try:
            self.query_one(AppHeader).show(self.run_state)
        except NoMatches:  # not composed yet
            return

    def hush(self) -> None:
        """Take the notice away."""
        for bar in self.query(NoticeBar):
            bar.quiet()

    def say(self, text: str, severity: Severity = "information", seconds: float | None = None) -> None:
        """Show a sentence in this screen's line for notices; from elsewhere use ``app.say``."""
        for bar in self.query(NoticeBar):
            bar.say(text, severity, seconds)
