"""How X-ray looks: every view, at three sizes, dark and light, and with few colours. No clock, no chance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from playground import places
from playground.ui.app import PlaygroundApp
from playground.ui.screens.xray import XrayScreen
from playground.ui.settings import Settings
from playground.ui.themes import DARK, LIGHT
from playground.ui.widgets.xray_leaned import LeanedView
from playground.ui.widgets.xray_step import StepView
from playground.ui.widgets.xray_surprise import SurpriseView
from playground.ui.widgets.xray_unit import UnitView
from playground.ui.widgets.xray_wheel import WheelView
from tests.ui import xray_fakes
from tests.ui.write_fakes import until
from tests.ui.xray_fakes import opened

SIZES = [(80, 24), (120, 36), (200, 60)]
PLACE = 36
"""The token that is looked at."""


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One model; what ships is out of sight."""
    monkeypatch.setattr(places, "shipped_models", lambda: tmp_path / "none")
    xray_fakes.save("fairy-tales")


def stage(theme: str = DARK) -> PlaygroundApp:
    return PlaygroundApp(mode="xray", settings=Settings(theme=theme))


async def at_place(pilot: Pilot[Any], view: str) -> XrayScreen:
    """The screen with a view of one place, and all that comes from threads there."""
    screen = await opened(pilot)
    screen.map.go(PLACE, 3)
    screen.action_show(view)
    here = screen.query_one(f"#{view}")

    def told() -> bool:
        match here:
            case StepView():
                return here.told is not None and here.told.token == PLACE
            case LeanedView():
                return here.leaned is not None and here.leaned.token == PLACE
            case SurpriseView():
                return here.spotted is not None
            case UnitView():
                return here.found is not None
            case _:
                return True

    await until(pilot, told)
    before = ""
    for _ in range(50):  # what is still on its way from the threads may change a row of the map
        await pilot.pause(0.1)
        if before == (before := pilot.app.export_screenshot()):
            break
    return screen


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_step(snap_compare: Any, size: tuple[int, int], theme: str) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await at_place(pilot, "step")

    assert snap_compare(stage(theme), terminal_size=size, run_before=look)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("view", ["leaned", "surprise", "unit", "find"])
def test_views(snap_compare: Any, view: str, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await at_place(pilot, view)

    assert snap_compare(stage(LIGHT if view == "unit" else DARK), terminal_size=size, run_before=look)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_unit_is_held(snap_compare: Any, size: tuple[int, int]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        screen = await at_place(pilot, "wheel")
        view = screen.query_one(WheelView)
        view.ask()
        await until(pilot, lambda: view.written is not None and view.written.done)
        await pilot.pause()

    assert snap_compare(stage(), terminal_size=size, run_before=look)


@pytest.mark.parametrize("keys", [("g", "minus", "minus"), ("plus", "plus"), ("x",), ("x", "x"), ("t",)])
def test_other_looks(snap_compare: Any, keys: tuple[str, ...]) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await at_place(pilot, "step")
        await pilot.press(*keys)
        if keys == ("t",):
            pilot.app.screen.query_one("#xray-texts").focus()
        else:
            await opened(pilot)
        await pilot.pause()

    assert snap_compare(stage(), terminal_size=(120, 36), run_before=look)


@pytest.mark.parametrize("view", ["step", "leaned", "unit"])
@pytest.mark.parametrize("colours", ["none", "sixteen"])
def test_few_colours(snap_compare: Any, monkeypatch: pytest.MonkeyPatch, colours: str, view: str) -> None:
    if colours == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    else:
        monkeypatch.delenv("COLORTERM")
        monkeypatch.setenv("TERM", "xterm")

    async def look(pilot: Pilot[Any]) -> None:
        await at_place(pilot, view)

    assert snap_compare(stage(), terminal_size=(80, 24), run_before=look)
