"""The shell: modes, help, palette, themes, a worker that dies, leaving."""

from __future__ import annotations

import subprocess
import sys

import pytest
from textual.command import CommandPalette
from textual.widgets import Static

from playground import events, places
from playground.ui.app import PlaygroundApp
from playground.ui.bindings import rows
from playground.ui.run_state import Client, RunState
from playground.ui.screens.base import ModeScreen
from playground.ui.screens.help import HelpScreen
from playground.ui.screens.opening import Opening
from playground.ui.settings import Settings
from playground.ui.themes import DARK, LIGHT
from playground.ui.widgets.header import AppHeader, RunStatus, status_line
from tests.ui import fakes
from tests.ui.stage import begin, notice, settle, told, train_mode

pytestmark = pytest.mark.usefixtures("references")


@pytest.mark.parametrize(
    ("text", "model", "mode"), [(None, None, "write"), ("fairy-tales", None, "train"), (None, "x", "write")]
)
async def test_the_first_mode_follows_from_what_was_given(
    text: str | None, model: str | None, mode: str
) -> None:
    app = PlaygroundApp(text, model, settings=Settings())
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.current_mode == mode
        assert isinstance(app.screen, ModeScreen)


async def test_the_header_is_drawn_before_the_workers_are_started(monkeypatch: pytest.MonkeyPatch) -> None:
    client = fakes.FakeClient(fakes.story())
    openings: list[Opening] = []
    widths: list[int] = []

    def opening(mode: str) -> Opening:
        openings.append(Opening(mode))
        return openings[-1]

    def clients() -> tuple[Client, None]:
        widths.append(openings[0].query_one(AppHeader).size.width)
        return client, None

    monkeypatch.setattr("playground.ui.app.Opening", opening)
    app = PlaygroundApp(mode="train", clients=clients, settings=Settings())
    async with app.run_test(size=(90, 30)) as pilot:
        await settle(pilot)
        assert widths == [90]
        assert app.current_mode == "train"
        assert app.client is client


async def test_modes_by_number_by_function_key_and_by_mouse() -> None:
    async with train_mode() as (app, _, pilot):
        for key, mode in (
            ("6", "library"),
            ("4", "lab"),
            ("3", "xray"),
            ("1", "train"),
            ("f5", "lab"),
            ("f3", "write"),
            ("f7", "library"),
            ("f2", "train"),
        ):
            await pilot.press(key)
            await pilot.pause()
            assert app.current_mode == mode
        await pilot.click("#tab-library")
        await pilot.pause()
        assert app.current_mode == "library"
        await pilot.click("#tab-train")
        await pilot.pause()
        assert app.current_mode == "train"


async def test_help_lists_every_key_of_the_mode() -> None:
    async with train_mode() as (app, _, pilot):
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        shown = "\n".join(str(part.render()) for part in app.screen.query(Static))
        for row in rows("train", "heatmap", "app"):
            assert row.help in shown
        await pilot.press("escape")
        assert app.current_mode_screen() is app.screen
        await pilot.press("question_mark", "f1")
        assert app.current_mode_screen() is app.screen


async def test_the_palette_finds_an_action_and_runs_it() -> None:
    async with train_mode() as (app, screen, pilot):
        await begin(app, pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(app.screen, CommandPalette)
        await pilot.press(*"pause the run")
        await pilot.pause(0.3)
        await pilot.press("enter", "enter")
        await pilot.pause(0.2)
        await told(app, pilot)
        assert app.run_state.status == "paused"
        assert app.screen is screen


async def test_dark_and_light_and_it_is_remembered() -> None:
    async with train_mode() as (app, _, pilot):
        assert app.theme == DARK
        await pilot.press("f9")
        assert app.theme == LIGHT
        assert Settings.load().theme == LIGHT
        for theme in ("nord", "textual-light", "gruvbox"):
            app.theme = theme
            await pilot.pause()


async def test_every_mode_hears_of_the_run() -> None:
    async with train_mode() as (app, _, pilot):
        await pilot.press("6")
        await pilot.pause()
        app.take([fakes.started(), fakes.progress(10, 0.25)])
        await pilot.pause()
        status = str(app.screen.query_one("RunStatus", Static).render())
        assert "tales 25%" in status
        await pilot.click("RunStatus")
        await pilot.pause()
        assert app.current_mode == "train"


async def test_the_header_says_no_more_than_there_is_room_for() -> None:
    app = PlaygroundApp(mode="train", client=fakes.FakeClient(), settings=Settings())
    async with app.run_test(size=(120, 30)) as pilot:
        app.take([fakes.started(name="a-tale-of-two-cities"), *fakes.story()[2:], *fakes.finished()])
        await pilot.pause()
        for width, mode in ((120, "library"), (120, "shapes"), (200, "train"), (80, "lab")):
            await pilot.resize_terminal(width, 30)
            await app.action_mode(mode)  # a screen made just now does not know yet how wide it is
            await pilot.pause()
            status = app.screen.query_one(RunStatus)
            shown = str(status.render()).strip()
            assert shown.startswith("✓ a-tale-of-two-cities done" if width > 80 else "✓ done")
            assert len(shown) <= status.content_size.width
            assert ("bits/char" in shown) == (width == 200)


def test_the_status_of_a_run_in_a_few_words() -> None:
    run = RunState()
    assert status_line(run) == ""
    for event in fakes.story():
        run.apply(event)
    assert status_line(run) == "● tales 62% · 1.74 bits/char"
    assert status_line(run, 28) == status_line(run)
    assert [status_line(run, room) for room in (27, 11, 10)] == ["● tales 62%", "● tales 62%", "● 62%"]
    run.apply(events.Paused(step=1))
    assert status_line(run) == "‖ tales paused 62%"
    for event in fakes.finished():
        run.apply(event)
    assert status_line(run) == "✓ tales done · 1.81 bits/char"
    assert [status_line(run, room) for room in (28, 11, 6)] == ["✓ tales done", "✓ tales", "✓ done"]
    run.apply(events.Failed(text="No."))
    assert status_line(run) == "✗ tales failed"


async def test_notices_of_the_run_are_shown() -> None:
    async with train_mode() as (app, _, _pilot):
        app.take([events.Notice(text="bard.txt was read as windows-1252.")])
        assert "windows-1252" in notice(app)
        back = events.RolledBack(step=90, to_step=40, learning_rate=1e-3, reason="The loss leapt.")
        app.take([back])
        assert "Went back to step 40" in notice(app)


async def test_a_worker_that_dies_is_said_and_r_goes_on_from_the_autosave() -> None:
    client = fakes.FakeClient(fakes.story())
    async with train_mode(client=client) as (app, _, pilot):
        await begin(app, pilot)
        client.die()
        app.poll()
        await pilot.pause()
        assert app.run_state.status == "failed"
        assert "ended unexpectedly" in notice(app)
        assert "Press r" in notice(app)
        await pilot.press("r")
        await pilot.pause()
        assert client.starts == 1
        assert client.requests[-1].resume
        assert app.run_state.active
        assert notice(app) == ""


async def test_leaving_while_idle_is_at_once() -> None:
    async with train_mode() as (app, _, pilot):
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not app.is_running


async def test_leaving_while_training_saves_first_and_says_so() -> None:
    client = fakes.FakeClient(fakes.story())
    async with train_mode(client=client) as (app, _, pilot):
        await begin(app, pilot)
        said: list[events.Command] = []
        client.send = said.append  # type: ignore[method-assign]
        await pilot.press("ctrl+q")
        assert "Saving" in notice(app)
        assert said == [events.Save()]
        app.take([events.Saved(step=800, path="tales.safetensors", reason="asked")])
        await pilot.pause()
        assert not app.is_running
        assert any("saved at step 800" in str(message) for message in app._exit_renderables)


async def test_leaving_twice_does_not_wait() -> None:
    client = fakes.FakeClient(fakes.story())
    async with train_mode(client=client) as (app, _, pilot):
        await begin(app, pilot)
        client.send = client.commands.append  # type: ignore[method-assign]
        await pilot.press("ctrl+q")
        assert app.is_running
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not app.is_running


async def test_without_a_client_training_is_refused() -> None:
    app = PlaygroundApp(mode="train", settings=Settings())
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("t")
        await pilot.pause()
        assert "not available" in notice(app)


async def test_a_users_own_keys_and_a_wrong_one() -> None:
    settings = Settings(keys={"train.pause": "k", "train.dance": "d"})
    app = PlaygroundApp(mode="train", client=fakes.FakeClient(fakes.story()), settings=settings)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "train.dance" in notice(app)
        await begin(app, pilot)
        await pilot.press("k")
        await told(app, pilot)
        assert app.run_state.status == "paused"


async def test_spoiled_settings_are_said() -> None:
    path = places.settings_file()
    path.parent.mkdir(parents=True)
    path.write_text("{")
    app = PlaygroundApp(mode="train")
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "settings.json" in notice(app)


def test_the_app_never_imports_torch() -> None:
    code = """
import importlib, sys
from playground.ui.app import PlaygroundApp
for make in PlaygroundApp.MODES.values():
    make()
print('torch' in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


async def test_the_tabs_name_the_keys_that_work_while_typing() -> None:
    async with train_mode() as (app, _, _pilot):
        tabs = [str(app.screen.query_one(f"#tab-{mode}", Static).render()) for mode in app.MODES]
        assert tabs == ["F2 Train", "F3 Write", "F4 X-ray", "F5 Lab", "F6 Shapes", "F7 Library"]


async def test_what_one_can_do_is_said_at_the_very_first_start_only() -> None:
    for expected in (True, False):
        app = PlaygroundApp(settings=Settings.load(), mode="train", welcome=True)
        async with app.run_test() as pilot:
            await pilot.pause()
            assert ("F1 explains" in notice(app)) is expected


async def test_f3_writes_with_the_model_of_a_run_that_has_just_ended() -> None:
    async with train_mode() as (app, _, pilot):
        await begin(app, pilot)
        app.take(fakes.finished())
        assert "F3" in notice(app)
        await pilot.press("f3")
        await pilot.pause()
        assert (app.current_mode, app.model) == ("write", fakes.NAME)
        app.model = None
        await pilot.press("f2", "f3")
        await pilot.pause()
        assert (app.current_mode, app.model) == ("write", None)  # said once, done once
