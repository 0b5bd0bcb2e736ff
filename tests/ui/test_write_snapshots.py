"""How Write and Library look, at three sizes, in dark and light."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from playground import library, modelfile
from playground.ui import library_facts
from playground.ui.app import PlaygroundApp
from playground.ui.screens.write import WriteScreen
from playground.ui.settings import Settings
from playground.ui.themes import DARK, LIGHT
from playground.ui.voice import Voice
from playground.ui.widgets.candidates import CandidateList
from playground.ui.widgets.ghost_editor import GhostEditor
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.write_draw import DrawBar
from playground.ui.widgets.write_texts import TextList
from tests.ui.write_fakes import StoryVoice, save_model, until

SIZES = [(80, 24), (120, 36), (200, 60)]


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, references: object) -> None:
    del references
    monkeypatch.setattr(Voice, "load", StoryVoice.load)
    monkeypatch.setattr(library_facts, "sample", lambda _path, _modified: StoryVoice("").story)
    monkeypatch.setattr(library, "shipped_models", lambda: tmp_path / "shipped")
    save_model("fairy-tales", tmp_path / "shipped", bits=1.62, description="Tales in plain English.")
    save_model("bard", bits=2.1, seconds=90.0)
    save_model("novel-of-many-words", bits=1.9)
    assert modelfile.SUFFIX == ".safetensors"


def opened(mode: str, theme: str = DARK) -> PlaygroundApp:
    return PlaygroundApp(mode=mode, settings=Settings(theme=theme, sampling={"seed": 7}))


async def settled(pilot: Pilot[Any]) -> None:
    """Everything that comes from threads is on the screen, and the cursor does not blink."""
    screen = pilot.app.screen
    if isinstance(screen, WriteScreen):
        editor = screen.query_one(GhostEditor)
        editor.cursor_blink = False
        await until(pilot, lambda: bool(editor.ghost) and screen.query_one("#model").value == "fairy-tales")  # type: ignore[attr-defined]
    else:
        await until(pilot, lambda: "xz" in str(screen.query_one("#scores").content))  # type: ignore[attr-defined]
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("mode", ["write", "library"])
def test_modes(snap_compare: Any, mode: str, theme: str, size: tuple[int, int]) -> None:
    assert snap_compare(opened(mode, theme), terminal_size=size, run_before=settled)


def test_sampling_settings_that_cut(snap_compare: Any) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("f8", "tab", "3", "enter")
        await until(pilot, lambda: pilot.app.screen.query_one("CandidateList").choices[5].after == 0)  # type: ignore[attr-defined]
        await pilot.pause()

    assert snap_compare(opened("write"), terminal_size=(120, 36), run_before=before)


async def _looking(pilot: Pilot[Any]) -> None:
    await settled(pilot)
    await pilot.press("tab", "ctrl+b")
    heading = pilot.app.screen.query_one(CandidateList)
    for label in (".", "s", "n"):
        await until(pilot, lambda label=label: heading.heading == f"instead of {label}")  # type: ignore[misc]
        await pilot.press(*(["left"] if label != "n" else []))
    await pilot.pause()


async def _drawn(pilot: Pilot[Any]) -> None:
    await settled(pilot)
    pilot.app.screen.query_one("#temperature", NumberField).input.value = "2.5"
    await pilot.press("ctrl+n")
    await until(pilot, lambda: pilot.app.screen.query_one(DrawBar).display)
    await until(pilot, lambda: bool(pilot.app.screen.query_one(GhostEditor).ghost))
    await pilot.pause()


async def _branched(pilot: Pilot[Any]) -> None:
    await settled(pilot)
    await pilot.press("tab", "ctrl+z", "o", "n", "ctrl+b")
    heading = pilot.app.screen.query_one(CandidateList)
    await until(pilot, lambda: heading.heading == "instead of n")
    await pilot.press("2", "ctrl+e", "ctrl+e", "ctrl+e", "ctrl+e")
    await until(pilot, lambda: len(pilot.app.screen.query_one(TextList).entries) == 3)
    await until(pilot, lambda: bool(pilot.app.screen.query_one(GhostEditor).ghost))
    await pilot.pause()


async def _several(pilot: Pilot[Any]) -> None:
    await settled(pilot)
    await pilot.press("ctrl+e", "ctrl+e", "ctrl+f")
    pilot.app.screen.query_one("#stop", Input).value = "sons"
    texts = pilot.app.screen.query_one(TextList)
    await until(pilot, lambda: bool(texts.entries) and texts.entries[-1].text.endswith("three "))
    await pilot.press("escape")
    await pilot.pause()


async def _words(pilot: Pilot[Any]) -> None:
    await settled(pilot)
    await pilot.press("ctrl+e")
    await until(pilot, lambda: pilot.app.screen.query_one(CandidateList).heading == "next word")
    await pilot.pause()


VIEWS = {"looking": _looking, "drawn": _drawn, "branched": _branched, "several": _several, "words": _words}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("view", VIEWS)
def test_views(snap_compare: Any, view: str, size: tuple[int, int]) -> None:
    theme = LIGHT if size[0] == 120 else DARK
    assert snap_compare(opened("write", theme), terminal_size=size, run_before=VIEWS[view])


@pytest.mark.parametrize("view", ["looking", "drawn", "branched"])
def test_views_without_colour(snap_compare: Any, view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(opened("write"), terminal_size=(80, 24), run_before=VIEWS[view])


def test_comparing(snap_compare: Any) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("space", "down", "space", "down", "space")
        await pilot.pause()

    assert snap_compare(opened("library"), terminal_size=(120, 36), run_before=before)


def test_texts(snap_compare: Any) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await pilot.press("t")
        start = pilot.app.screen.query_one("#text-start")
        await until(pilot, lambda: "Once upon" in str(start.content))  # type: ignore[attr-defined]

    assert snap_compare(opened("library"), terminal_size=(80, 24), run_before=before)


def test_without_colour(snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(opened("write"), terminal_size=(80, 24), run_before=settled)
