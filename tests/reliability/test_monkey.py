"""A seeded monkey at the keyboard, the mouse and the corner of the window: nothing it does may break the app.

``RNN_PLAYGROUND_LONG=1`` lets it go on for 20,000 events in all instead of some hundreds. A failure names
the seed, with which it happens again.
"""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress
from pathlib import Path

import pytest
from textual.pilot import OutOfBounds, Pilot

from playground.text import catalogue
from playground.ui import keys
from playground.ui.app import PlaygroundApp
from playground.ui.modes import MODES
from playground.ui.settings import Settings
from tests.reliability.conftest import LONG
from tests.ui import fakes

EVENTS = 20_000 // (2 * len(MODES)) if LONG else 60
"""For each mode, with training and without."""
STUCK = 60.0
"""Seconds after which a screen that answers nothing counts as frozen."""
SIZES = [(20, 6), (30, 10), (80, 24), (120, 36), (200, 60), (61, 7), (24, 50)]

_LEAVING = {"ctrl+q"}
KEYS = [
    *sorted({key for row in keys.TABLE for key in row.keys.split(",")} - _LEAVING),
    *"abcdefghijklmnopqrstuvwxyz0123456789 .,;:!?()[]{}<>/\\|'\"#%&*+-=_~^`@$é漢👩",
    "tab", "shift+tab", "enter", "escape", "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
    "backspace", "delete", "ctrl+home", "ctrl+end", "shift+left", "shift+down", "ctrl+w", "ctrl+u", "ctrl+k",
]  # fmt: skip


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What it writes goes to a folder of its own, and there is no network."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLORTERM", "truecolor")

    def cut(*_: object) -> None:
        raise OSError("there is no network in tests")

    monkeypatch.setattr(catalogue.urllib.request, "urlopen", cut)
    # Quit, which stands in the bar of keys to be clicked, is the one thing that a monkey may not do.
    monkeypatch.setattr(PlaygroundApp, "action_leave", lambda app: app.say("A monkey may not leave."))


async def act(pilot: Pilot[None], chance: random.Random, done: list[str]) -> None:
    """One thing a monkey does; ``done`` is told before."""
    width, height = pilot.app.size
    place = (chance.randrange(max(1, width)), chance.randrange(max(1, height)))
    kind = chance.random()
    if kind < 0.75:
        key = chance.choice(KEYS)
        done.append(f"key {key}")
        await pilot.press(key)
    elif kind < 0.93:
        with_button = chance.random() < 0.7
        done.append(f"{'click' if with_button else 'mouse'} at {place}")
        with suppress(OutOfBounds):  # the window has shrunk under the hand
            await (pilot.click(offset=place) if with_button else pilot.hover(offset=place))
    else:
        size = chance.choice(SIZES)
        done.append(f"size {size}")
        await pilot.resize_terminal(*size)


@pytest.mark.parametrize("training", [False, True], ids=["at-rest", "training"])
@pytest.mark.parametrize("mode", list(MODES))
async def test_no_key_no_click_and_no_size_breaks_it(mode: str, training: bool) -> None:
    seed = list(MODES).index(mode) * 2 + training
    chance = random.Random(seed)
    client = fakes.FakeClient(fakes.story())
    app = PlaygroundApp(mode=mode, client=client, settings=Settings())
    done: list[str] = []
    async with app.run_test(size=chance.choice(SIZES)) as pilot:
        await pilot.pause(0.2)
        if training:
            await app.action_mode("train")
            await pilot.press("t")
            app.poll()
            await app.action_mode(mode)
        for _ in range(EVENTS):
            try:
                await asyncio.wait_for(act(pilot, chance, done), STUCK)
            except TimeoutError:
                pytest.fail(f"frozen (seed {seed}) after {done[-20:]}")
            broken = app._exception
            assert broken is None, f"{broken!r} (seed {seed}) after {done[-20:]}"
            assert app.is_running, f"ended (seed {seed}) after {done[-20:]}"
        await app.action_mode(mode)
        await asyncio.wait_for(pilot.pause(), STUCK)
        assert app.current_mode_screen() is app.mode_screens[mode]
