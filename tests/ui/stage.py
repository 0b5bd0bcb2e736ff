"""Opening the app on the Train mode with a client of our own, and bringing it to rest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from playground.ui.app import PlaygroundApp
from playground.ui.screens.train import TrainScreen
from playground.ui.settings import Settings
from playground.ui.widgets.notice import NoticeBar
from tests.ui import fakes


async def settle(pilot: Pilot[Any]) -> None:
    """Until the recipe was looked at and every thread is done."""
    await pilot.pause(0.2)
    await pilot.app.workers.wait_for_complete(
        [worker for worker in pilot.app.workers if worker.group in ("facts", "references")]
    )
    await pilot.pause()


@asynccontextmanager
async def train_mode(
    size: tuple[int, int] = (120, 36), client: fakes.FakeClient | None = None, **more: Any
) -> AsyncIterator[tuple[PlaygroundApp, TrainScreen, Pilot[None]]]:
    """The app in Train, at rest."""
    app = PlaygroundApp(
        mode="train", client=client or fakes.FakeClient(fakes.story()), settings=Settings(), **more
    )
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, TrainScreen)
        yield app, screen, pilot


async def begin(app: PlaygroundApp, pilot: Pilot[None]) -> None:
    """Press the key for Train and let the fixed story arrive."""
    await pilot.press("t")
    await told(app, pilot)


async def told(app: PlaygroundApp, pilot: Pilot[None]) -> None:
    """Until what was pressed has reached the client, and its answer the screen."""
    for _ in range(2):
        await pilot.pause(0.05)
        app.poll()
    await pilot.pause()


def notice(app: PlaygroundApp) -> str:
    """What the notice line says."""
    screen = app.current_mode_screen()
    return screen.query_one(NoticeBar).text if screen is not None else ""
