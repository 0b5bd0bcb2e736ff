"""How the Lab looks, at three sizes, dark and light: experiments that are none, no process, no clock."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from playground.ui import lab_state
from playground.ui.app import PlaygroundApp
from playground.ui.screens import lab_running
from playground.ui.settings import Settings
from playground.ui.themes import DARK, LIGHT
from playground.ui.widgets.lab_chart import LabChart
from tests.ui import lab_fakes
from tests.ui.lab_fakes import LabClient, told

SIZES = [(80, 24), (120, 36), (200, 60)]


@pytest.fixture(autouse=True)
def stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fixed experiments, and a clock that stands still."""
    monkeypatch.setattr(lab_running, "EXPERIMENTS", lab_fakes.EXPERIMENTS)
    monkeypatch.setattr(lab_state, "clock", lambda: 0.0)


def opened(theme: str = DARK, share: float = 1.0) -> PlaygroundApp:
    return PlaygroundApp(mode="lab", course=LabClient(share), settings=Settings(theme=theme))


async def idle(pilot: Pilot[Any]) -> None:
    await pilot.pause(0.1)


async def finished(pilot: Pilot[Any]) -> None:
    await idle(pilot)
    await pilot.press("r")
    assert isinstance(pilot.app, PlaygroundApp)
    await told(pilot.app, pilot)
    await pilot.pause(0.1)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_finished(snap_compare: Any, size: tuple[int, int], theme: str) -> None:
    assert snap_compare(opened(theme), terminal_size=size, run_before=finished)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_idle(snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(opened(), terminal_size=size, run_before=idle)


def test_running_with_the_cursor_on_a_curve(snap_compare: Any) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await finished(pilot)
        await pilot.press("v")
        pilot.app.screen.query(LabChart)[1].focus()
        await pilot.press(*["right"] * 12)
        await pilot.pause(0.1)

    assert snap_compare(opened(share=0.6), terminal_size=(120, 36), run_before=before)


def test_a_broken_curve(snap_compare: Any) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await idle(pilot)
        await pilot.press("n")
        await finished(pilot)

    assert snap_compare(opened(), terminal_size=(80, 24), run_before=before)


def test_table(snap_compare: Any) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await finished(pilot)
        await pilot.press("t")
        await pilot.pause(0.1)

    assert snap_compare(opened(), terminal_size=(80, 24), run_before=before)


def test_about(snap_compare: Any) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await idle(pilot)
        await pilot.press("a")
        await pilot.pause()
        pilot.app.screen.set_focus(None)
        await pilot.pause(0.1)

    assert snap_compare(opened(), terminal_size=(80, 24), run_before=before)


def test_no_color(snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(opened(), terminal_size=(80, 24), run_before=finished)


def test_sixteen_colours(snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TERM", "xterm")
    assert snap_compare(opened(), terminal_size=(120, 36), run_before=finished)
