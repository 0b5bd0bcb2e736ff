"""The time machine of the Train mode: going back through the run, playing it as a film, and saving that."""

from __future__ import annotations

from pathlib import Path

from textual import on, work
from textual.timer import Timer
from textual.widgets import Button

from playground import places
from playground.errors import PlaygroundError
from playground.files import write_whole
from playground.places import tidy
from playground.ui.cast import Reel, cast
from playground.ui.screens.ask import AskText
from playground.ui.screens.train_steering import SteeringScreen
from playground.ui.threads import tell
from playground.ui.time_machine import Snapshot
from playground.ui.widgets.heat_panel import HeatPanel
from playground.ui.widgets.time_line import TimeLine

FILM_SECONDS = 24.0
"""How long a run takes as a film, if there are enough snapshots of it."""
FASTEST, SLOWEST = 0.1, 0.5
"""Seconds between two snapshots of a film."""


class TimeScreen(SteeringScreen):
    """A mode in which any moment of the run can be seen again."""

    def __init__(self) -> None:
        super().__init__()
        self.past: Snapshot | None = None
        """The moment that is looked at, if it is not the present."""
        self._player: Timer | None = None

    @property
    def playing(self) -> bool:
        """A film is being shown."""
        return self._player is not None

    def check_time(self, action: str) -> bool | None:
        """Whether an action of the time machine makes sense now; None for any other action."""
        if action in ("live", "forth"):
            return self.past is not None
        if action in ("back", "beginning", "play", "film"):
            return self.run_state.film.plays
        return None

    def visit(self, shot: Snapshot | None) -> None:
        """Look at a moment of the past, or at the present."""
        if shot is not self.past:
            self.past = shot
            self.show_status()
            self.refresh_bindings()

    def halt(self) -> None:
        """End the film where it is."""
        if self._player is not None:
            self._player.stop()
            self._player = None
            self.show_status()

    # Going

    def action_back(self, by: int) -> None:
        """Go back by so many snapshots, or forth; the present comes after the newest."""
        self.halt()
        self._go(by)

    def action_forth(self, by: int = 1) -> None:
        self.action_back(-by)

    def _go(self, by: int) -> None:
        film = self.run_state.film
        if not film.plays or (by < 0 and self.past is None):
            return
        at = film.index(self.past.step) if self.past is not None else len(film)
        if self.past is None:  # what is newest is what is seen already
            at = len(film) - 1
        there = max(0, at - by)
        self.visit(film.shots[there] if there < len(film) else None)

    def action_beginning(self) -> None:
        """Go to the first moment of the run."""
        self.halt()
        if self.run_state.film.plays:
            self.visit(self.run_state.film.shots[0])

    def action_live(self) -> None:
        """Back to the present."""
        self.halt()
        self.visit(None)

    @on(TimeLine.Sought)
    def _sought(self, event: TimeLine.Sought) -> None:
        event.stop()
        film, progress = self.run_state.film, self.run_state.progress
        if film.plays and progress is not None:
            self.halt()
            self.visit(film.shots[film.index(event.share * progress.step)])

    @on(TimeLine.Wanted)
    async def _wanted(self, event: TimeLine.Wanted) -> None:
        event.stop()
        await self.run_action(event.action)

    # The film

    @on(Button.Pressed, "#replay")
    def _replay(self) -> None:
        self.action_play()

    def action_play(self) -> None:
        """Play from the moment in sight, from the present all of it; or halt."""
        if self.playing:
            self.halt()
            return
        film = self.run_state.film
        if not film.plays:
            return
        if self.past is None:
            self.visit(film.shots[0])
        self._player = self.set_interval(self.pace(len(film)), self._next)
        self.show_status()

    @staticmethod
    def pace(count: int) -> float:
        """Seconds between two of ``count`` snapshots of a film."""
        return min(SLOWEST, max(FASTEST, FILM_SECONDS / max(1, count)))

    def _next(self) -> None:
        """The next snapshot; the film ends in the present."""
        film = self.run_state.film
        at = film.index(self.past.step) if film.plays and self.past is not None else len(film)
        if at + 1 < len(film):
            self.visit(film.shots[at + 1])
        else:
            self.action_live()

    def action_film(self) -> None:
        """Write the film to a file, after asking where."""
        self.halt()
        start = tidy(Path.cwd() / f"film-{self.run_state.name}.cast")
        about = "The file to write: a recording for a terminal, as asciinema plays."
        # Pushed here and now, not by a worker a moment later: letters typed at once are for the dialog.
        self.app.push_screen(AskText("Save this film", about, start), self._film_named)

    def _film_named(self, where: str | None) -> None:
        if not where or not where.strip():
            return
        path = places.expand(where.strip())
        if not path.suffix:
            path = path.with_name(f"{path.name}.cast")
        if path.exists():
            self.say(f"{tidy(path)} is there already; choose another name.", "error")
            return
        run = self.run_state
        heatmap = self.query_one(HeatPanel).map
        reel = Reel(
            name=run.name,
            shots=tuple(run.film.shots),
            curve=tuple(run.train),
            model=run.started.model if run.started is not None else None,
            value=heatmap.value_name,
            layer=heatmap.layer_index,
            pace=self.pace(len(run.film)),
        )
        self.say(f"Writing {len(reel.shots)} pictures to {tidy(path)}.")
        self._write(path, reel)

    @work(thread=True, group="film")
    def _write(self, path: Path, reel: Reel) -> None:
        try:
            write_whole(path, (line.encode() for line in cast(reel)))
        except PlaygroundError as error:
            tell(self, self.playground.say, str(error), "error")
        else:
            tell(self, self.playground.say, f"The film is in {tidy(path)}.")
