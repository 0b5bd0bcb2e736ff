"""Frames are dropped where the terminal is slower than the app; keys never wait for one.

Textual hands every frame to a thread that writes it, and stands still once thirty of them are waiting: over a
slow line, or in a window that does not read for a while, no key would be answered. Here no frame is written
while one is still on its way; what it would have changed is drawn, as it is by then, when that one is out.
"""

from __future__ import annotations

from typing import IO, Any

from rich.console import RenderableType
from textual._compositor import ChopsUpdate
from textual.app import App
from textual.driver import Driver
from textual.geometry import Region
from textual.screen import Screen

LOOK_AGAIN_SECONDS = 0.01
"""How often it is looked whether the frame is out."""


class Outlet:
    """The file that a driver's thread writes to, which knows whether it is at it."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.busy = False

    def write(self, text: str) -> int:
        self.busy = True
        return self._file.write(text)

    def flush(self) -> None:
        """Textual's thread flushes when nothing is waiting any more."""
        self._file.flush()
        self.busy = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def pacing(driver: type[Driver]) -> type[Driver]:
    """``driver``, which knows whether the terminal keeps up and never waits for it."""

    def start_application_mode(self: Any) -> None:
        if hasattr(self, "_writer_thread") and not isinstance(self._file, Outlet):
            self._file = Outlet(self._file)
        driver.start_application_mode(self)
        if (thread := getattr(self, "_writer_thread", None)) is not None:
            thread._queue.maxsize = 0  # frames are bounded here; the rest is a few bytes for a user's doing

    return type("Pacing" + driver.__name__, (driver,), {"start_application_mode": start_application_mode})


def keeps_up(driver: object) -> bool:
    """Whether all that was drawn so far is out."""
    thread, file = getattr(driver, "_writer_thread", None), getattr(driver, "_file", None)
    return thread is None or not isinstance(file, Outlet) or (thread._queue.empty() and not file.busy)


class PacedApp(App[None]):
    """An app that draws no faster than its terminal shows."""

    def __init__(self) -> None:
        super().__init__()
        self._owed: set[Region] = set()
        """What differs from what the terminal was given last, of the screen in sight."""
        self._owing: Screen[Any] | None = None
        """The screen that it belongs to."""

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        if renderable is None or self._batch_count or keeps_up(self._driver):
            super()._display(screen, renderable)
            return
        if self._owing is None:
            self.set_timer(LOOK_AGAIN_SECONDS, self._look_again)
        elif self._owing is not screen:
            self._owed.clear()  # a screen is drawn whole when it comes into sight
        self._owing = screen
        if isinstance(renderable, ChopsUpdate):
            self._owed |= {Region(x1, y, x2 - x1, 1) for y, x1, x2 in renderable.spans}
        else:
            self._owed.add(screen.size.region)

    def _look_again(self) -> None:
        if self._batch_count or not keeps_up(self._driver):
            self.set_timer(LOOK_AGAIN_SECONDS, self._look_again)
            return
        screen, owed = self._owing, self._owed
        self._owing, self._owed = None, set()
        if screen is self.screen:
            screen._compositor._dirty_regions |= owed
            screen._compositor.update_widgets(screen._dirty_widgets)
            screen._compositor_refresh()
