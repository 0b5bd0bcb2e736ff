"""How Shapes looks, at three sizes, dark and light: tiny models with fixed weights, no process, no clock."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from playground import library
from playground.ui.app import PlaygroundApp
from playground.ui.screens.shapes import ShapesScreen
from playground.ui.settings import Settings
from playground.ui.themes import DARK, LIGHT
from playground.ui.widgets.notice import NoticeBar
from tests.ui import fakes, shape_fakes
from tests.ui.shape_fakes import answered
from tests.ui.stage import told
from tests.ui.write_fakes import save_model

SIZES = [(80, 24), (120, 36), (200, 60)]


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(library, "shipped_models", lambda: tmp_path / "shipped")
    shape_fakes.shelf(tmp_path / "shipped", tmp_path / "series.csv")
    save_model("tunes", tmp_path / "shipped")
    shape_fakes.save_task("mine", "classify")


def stage(theme: str = DARK) -> PlaygroundApp:
    client = fakes.FakeClient(shape_fakes.story("sentiment-2"))
    return PlaygroundApp(mode="shapes", course=client, settings=Settings(theme=theme))


async def still(pilot: Pilot[Any]) -> ShapesScreen:
    """The first model has answered, and no cursor blinks."""
    await answered(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, ShapesScreen)
    screen.query_one("#example", Input).cursor_blink = False
    await pilot.pause()
    return screen


async def first(pilot: Pilot[Any]) -> None:
    await still(pilot)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_verdict(snap_compare: Any, size: tuple[int, int], theme: str) -> None:
    assert snap_compare(stage(theme), terminal_size=size, run_before=first)


@pytest.mark.parametrize("name", ["entities", "english-hindi", "captions", "tunes", "series"])
def test_every_shape(snap_compare: Any, name: str) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        screen = await still(pilot)
        screen.choose(next(offer for offer in screen.offers if offer.name == name and not offer.alone))
        await answered(pilot, name)
        screen.query_one("#example", Input).cursor_blink = False
        await pilot.pause()

    size = (80, 24) if name in ("entities", "captions") else (120, 36)
    assert snap_compare(stage(), terminal_size=size, run_before=look)


async def training(pilot: Pilot[Any]) -> None:
    await still(pilot)
    await pilot.press("ctrl+t", "enter")
    assert isinstance(pilot.app, PlaygroundApp)
    await told(pilot.app, pilot)
    await answered(pilot, "sentiment-2")
    for bar in pilot.app.screen.query(NoticeBar):
        bar.quiet()
    await steady(pilot)


async def steady(pilot: Pilot[Any]) -> None:
    """Until nothing has moved for a fifth of a second: on a busy machine the layout comes in late."""
    same, before = 0, ""
    while same < 4:
        await pilot.pause(0.05)
        now = "\n".join(str(widget.region) for widget in pilot.app.screen.query("*"))
        same = same + 1 if now == before else 0
        before = now


@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: f"{size[0]}x{size[1]}")
def test_training(snap_compare: Any, size: tuple[int, int]) -> None:
    assert snap_compare(stage(), terminal_size=size, run_before=training)


def test_the_form(snap_compare: Any) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await still(pilot)
        await pilot.press("ctrl+t")
        await pilot.pause()
        pilot.app.screen.set_focus(None)
        await pilot.pause()

    assert snap_compare(stage(), terminal_size=(80, 24), run_before=look)


def test_no_color(snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(stage(), terminal_size=(80, 24), run_before=first)


def test_sixteen_colours(snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TERM", "xterm")
    assert snap_compare(stage(), terminal_size=(80, 24), run_before=first)
