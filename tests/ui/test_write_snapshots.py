"""How Write and Library look, at three sizes, in dark and light."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from playground import library, modelfile
from playground.ui import library_facts
from playground.ui.app import PlaygroundApp
from playground.ui.screens.write import WriteScreen
from playground.ui.settings import Settings
from playground.ui.themes import DARK, LIGHT
from playground.ui.voice import Voice
from playground.ui.widgets.ghost_editor import GhostEditor
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
    return PlaygroundApp(mode=mode, settings=Settings(theme=theme))


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
