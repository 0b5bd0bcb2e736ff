"""Choosing a file by keys, by mouse and by typing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from playground.ui.screens.file_picker import FilePicker
from tests.ui.bare import BareApp


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    (folder / "poems").mkdir(parents=True)
    (folder / "bard.txt").write_text("To be")
    (folder / "[b]odd \x1b.txt").write_text("odd")
    (folder / ".hidden").write_text("hidden")
    (folder / "poems" / "rose.txt").write_text("A rose")
    return folder


@asynccontextmanager
async def picking(folder: Path) -> AsyncIterator[tuple[App[None], list[str | None], Pilot[None]]]:
    app = BareApp(Static())
    answers: list[str | None] = []
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(FilePicker(str(folder)), answers.append)
        await pilot.pause()
        yield app, answers, pilot


def names(app: App[None]) -> list[str]:
    options = app.screen.query_one(OptionList)
    return [options.get_option_at_index(index).id or "" for index in range(options.option_count)]


async def test_folders_come_first_and_hidden_files_only_when_asked(shelf: Path) -> None:
    async with picking(shelf) as (app, _, pilot):
        assert names(app) == ["poems", "[b]odd \x1b.txt", "bard.txt"]
        await pilot.press("full_stop")
        assert ".hidden" in names(app)


async def test_by_keys(shelf: Path) -> None:
    async with picking(shelf) as (app, answers, pilot):
        await pilot.press("enter")
        assert names(app) == ["rose.txt"]
        await pilot.press("backspace")
        assert names(app)[0] == "poems"
        assert app.screen.query_one(OptionList).highlighted == 0
        await pilot.press("end", "enter")
        await pilot.pause()
        assert answers == [str(shelf / "bard.txt")]


async def test_by_mouse(shelf: Path) -> None:
    async with picking(shelf) as (app, answers, pilot):
        await pilot.click("#files", offset=(3, 0))
        assert names(app) == ["rose.txt"]
        await pilot.click("#picker-up")
        assert len(names(app)) == 3
        await pilot.click("#files", offset=(3, 2))
        await pilot.pause()
        assert answers == [str(shelf / "bard.txt")]


@pytest.mark.parametrize("typed", ["poems/rose.txt", "{shelf}/poems/rose.txt"])
async def test_by_typing_a_path(shelf: Path, typed: str) -> None:
    async with picking(shelf) as (app, answers, pilot):
        path = app.screen.query_one("#path", Input)
        path.focus()
        path.value = typed.format(shelf=shelf)
        await pilot.press("enter")
        await pilot.pause()
        assert answers == [str(shelf / "poems" / "rose.txt")]


async def test_a_path_that_is_not_there_is_said(shelf: Path) -> None:
    async with picking(shelf) as (app, answers, pilot):
        path = app.screen.query_one("#path", Input)
        path.focus()
        path.value = "nothing.txt"
        await pilot.press("enter")
        assert "There is no file" in str(app.screen.query_one("#picker-note", Static).render())
        assert answers == []


@pytest.mark.parametrize("way", ["ctrl+s", "button"])
async def test_a_whole_folder(shelf: Path, way: str) -> None:
    async with picking(shelf) as (_, answers, pilot):
        await (pilot.press(way) if way == "ctrl+s" else pilot.click("#picker-folder"))
        await pilot.pause()
        assert answers == [str(shelf)]


@pytest.mark.parametrize("way", ["escape", "button"])
async def test_nothing_is_chosen(shelf: Path, way: str) -> None:
    async with picking(shelf) as (_, answers, pilot):
        await (pilot.press(way) if way == "escape" else pilot.click("#picker-cancel"))
        await pilot.pause()
        assert answers == [None]


async def test_a_missing_folder_falls_back_to_here(tmp_path: Path) -> None:
    async with picking(tmp_path / "gone") as (app, _, _pilot):
        assert isinstance(app.screen, FilePicker)
        assert app.screen.folder == Path.cwd()


async def test_the_name_under_the_cursor_can_be_read(shelf: Path) -> None:
    async with picking(shelf) as (app, _, pilot):
        await pilot.pause()
        folder = app.screen.query_one(OptionList).render_line(0)
        for segment in folder:
            if segment.text.strip():
                assert segment.style is not None
                assert segment.style.color != segment.style.bgcolor


async def test_a_long_list_keeps_every_entry_on_one_line(shelf: Path) -> None:
    for number in range(60):
        (shelf / f"many-{number:02}.txt").write_text("x")
    async with picking(shelf) as (app, _chosen, pilot):
        await pilot.resize_terminal(80, 24)
        await pilot.press("full_stop", "full_stop")  # listed anew at this width
        await pilot.pause()
        files = app.screen.query_one("#files", OptionList)
        assert files.show_vertical_scrollbar
        assert files.virtual_size.height == files.option_count
