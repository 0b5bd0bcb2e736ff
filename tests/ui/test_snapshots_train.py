"""How Train looks, at three sizes, dark and light: fixed events, no process, no clock, no cursor."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from playground import events, places
from playground.ui.app import PlaygroundApp
from playground.ui.settings import Settings
from playground.ui.themes import DARK, LIGHT
from playground.ui.widgets.notice import NoticeBar
from tests.ui import fakes
from tests.ui.stage import begin, settle

pytestmark = pytest.mark.usefixtures("references")

SIZES = [(80, 24), (120, 36), (200, 60)]
WORDS = ("Once", " upon", " a", " time", " there", " was", " a", " 王", " named", " [b]", ",", "\n", "and")


@pytest.fixture(autouse=True)
def no_shipped_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The suggested name does not depend on which models ship."""
    monkeypatch.setattr(places, "shipped_models", lambda: tmp_path / "none")


def stage(theme: str = DARK, script: list[events.Event] | None = None) -> PlaygroundApp:
    client = fakes.FakeClient(script or fakes.story())
    return PlaygroundApp(mode="train", client=client, settings=Settings(theme=theme))


async def lived(pilot: Pilot[Any]) -> None:
    """A run that was watched from its first moment on."""
    await settle(pilot)
    assert isinstance(pilot.app, PlaygroundApp)
    await begin(pilot.app, pilot)
    for event in fakes.lived():
        pilot.app.take([event])
    quiet(pilot)
    await pilot.pause()


def quiet(pilot: Pilot[Any]) -> None:
    for bar in pilot.app.screen.query(NoticeBar):
        bar.quiet()


async def idle(pilot: Pilot[Any]) -> None:
    await settle(pilot)
    quiet(pilot)


async def running(pilot: Pilot[Any]) -> None:
    await settle(pilot)
    assert isinstance(pilot.app, PlaygroundApp)
    await begin(pilot.app, pilot)
    quiet(pilot)
    await pilot.pause()


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_running(snap_compare: Any, size: tuple[int, int], theme: str) -> None:
    assert snap_compare(stage(theme), terminal_size=size, run_before=running)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_idle(snap_compare: Any, size: tuple[int, int], theme: str) -> None:
    assert snap_compare(stage(theme), terminal_size=size, run_before=idle)


def test_gates_and_cursor(snap_compare: Any) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await running(pilot)
        await pilot.press("g", "g", "g", "l", "y", "x")
        pilot.app.screen.query_one("#heat-map").focus()
        await pilot.press("right", "right", "down", "down", "down")

    assert snap_compare(stage(), terminal_size=(120, 36), run_before=look)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_past(snap_compare: Any, size: tuple[int, int], theme: str) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await lived(pilot)
        await pilot.press("home", *[">"] * 2)
        await pilot.pause()

    assert snap_compare(stage(theme, [fakes.started()]), terminal_size=size, run_before=look)


@pytest.mark.parametrize("view", ["gradients", "weights", "gates"])
@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: f"{size[0]}x{size[1]}")
def test_views(snap_compare: Any, size: tuple[int, int], view: str) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await running(pilot)
        await pilot.press(*["v"] * (1 + ["gradients", "weights", "gates"].index(view)))
        await pilot.pause()

    assert snap_compare(stage(), terminal_size=size, run_before=look)


@pytest.mark.parametrize("colours", ["none", "sixteen"])
def test_the_past_with_few_colours(snap_compare: Any, monkeypatch: pytest.MonkeyPatch, colours: str) -> None:
    if colours == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    else:
        monkeypatch.delenv("COLORTERM")
        monkeypatch.setenv("TERM", "xterm")

    async def look(pilot: Pilot[Any]) -> None:
        await lived(pilot)
        await pilot.press("V", "home", ">")
        await pilot.pause()

    assert snap_compare(stage(script=[fakes.started()]), terminal_size=(80, 24), run_before=look)


def test_words(snap_compare: Any) -> None:
    script = [*fakes.story()[:-1], fakes.traced(800, tokens=WORDS)]
    assert snap_compare(stage(script=script), terminal_size=(80, 24), run_before=running)


def test_finished(snap_compare: Any) -> None:
    script = [*fakes.story(share=1.0), *fakes.finished()]

    async def look(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        assert isinstance(pilot.app, PlaygroundApp)
        await begin(pilot.app, pilot)

    assert snap_compare(stage(script=script), terminal_size=(120, 36), run_before=look)


@pytest.mark.parametrize("key", ["f1", "e"])
def test_dialogs(snap_compare: Any, key: str) -> None:
    async def look(pilot: Pilot[Any]) -> None:
        await running(pilot)
        await pilot.press(key)
        await pilot.pause()
        pilot.app.screen.set_focus(None)
        await pilot.pause()

    assert snap_compare(stage(), terminal_size=(120, 36), run_before=look)


def test_no_color(snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(stage(), terminal_size=(80, 24), run_before=running)


def test_sixteen_colours(snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLORTERM")
    monkeypatch.setenv("TERM", "xterm")
    assert snap_compare(stage(), terminal_size=(80, 24), run_before=running)
