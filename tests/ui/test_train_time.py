"""The time machine of the Train mode, by its keys and by the mouse."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from playground import events
from playground.ui.app import PlaygroundApp
from playground.ui.screens.ask import AskText
from playground.ui.screens.train import TrainScreen
from playground.ui.screens.train_time import FASTEST, SLOWEST
from playground.ui.widgets.chart import LossChart
from playground.ui.widgets.dream import Dream
from playground.ui.widgets.heat_panel import HeatPanel
from playground.ui.widgets.key_bar import KeyBar
from playground.ui.widgets.progress import ProgressLine
from playground.ui.widgets.time_candidates import NextTokens
from playground.ui.widgets.time_line import TimeLine
from tests.ui import fakes
from tests.ui.stage import begin, notice, train_mode

pytestmark = pytest.mark.usefixtures("references")


@asynccontextmanager
async def lived(
    size: tuple[int, int] = (120, 36),
) -> AsyncIterator[tuple[PlaygroundApp, TrainScreen, Pilot[None]]]:
    """A run that was watched: 41 moments, the newest at step 806."""
    async with train_mode(size, fakes.FakeClient([])) as (app, screen, pilot):
        await begin(app, pilot)
        for event in fakes.lived():
            app.take([event])
        await pilot.pause()
        yield app, screen, pilot


def step_in_sight(screen: TrainScreen) -> int:
    traced = screen.query_one(HeatPanel).map.traced
    assert traced is not None
    return traced.step


def dream(screen: TrainScreen) -> str:
    return screen.query_one(Dream).text


def line(screen: TrainScreen) -> str:
    return str(screen.query_one(TimeLine).render())


async def test_keys_go_back_and_forth_and_return() -> None:
    async with lived() as (_, screen, pilot):
        assert step_in_sight(screen) == 806
        assert not screen.query_one(TimeLine).display
        for keys, step in (
            (["comma"], 800),
            (["comma", "comma"], 760),
            (["full_stop"], 780),
            (["<"], 580),
            ([">"], 780),
            (["home"], 20),
            (["comma"], 20),
        ):
            await pilot.press(*keys)
            assert step_in_sight(screen) == step
            assert f"step {step} of 804" in line(screen)
            assert f"as at step {step}" in str(screen.query_one("#states").border_title)
        assert screen.query_one(TimeLine).display
        assert not screen.query_one(ProgressLine).display
        assert all(panel.has_class("-past") for panel in screen.query("#states, #dream, #next"))
        await pilot.press("n")
        assert step_in_sight(screen) == 806
        assert not screen.query(".-past")
        assert screen.query_one(ProgressLine).display
        assert "a column a character" in str(screen.query_one("#states").border_title)
        await pilot.press("home", "end")
        assert screen.past is None
        await pilot.press("comma", *["full_stop"] * 2)  # past the newest comes the present
        assert screen.past is None


async def test_everything_is_as_it_was() -> None:
    async with lived() as (app, screen, pilot):
        await pilot.press("home", *[">"] * 2)
        assert step_in_sight(screen) == 420
        assert "the forest and the old she said" in dream(screen)
        assert "young shepherd" not in dream(screen)
        assert screen.query_one(NextTokens)._tokens == fakes.expected(420)
        shown = screen.query_one(HeatPanel).map.traced
        assert shown is not None
        np.testing.assert_allclose(shown.values["h"], fakes.traced(420).values["h"], atol=2e-3)
        moment = screen.query_one(LossChart).data.moment
        assert moment is not None
        assert moment.step == 420
        legend = screen.query_one(LossChart).render_line(0).text
        assert f"training {fakes.bits(420):.2f}" in legend
        assert app.run_state.status == "running"


async def test_the_past_stays_in_sight_while_training_goes_on() -> None:
    async with lived() as (app, screen, pilot):
        await pilot.press("comma")
        app.take(
            [fakes.progress(900, 0.7), fakes.traced(900), events.Sampled(step=900, prompt="a", text="new")]
        )
        await pilot.pause()
        assert step_in_sight(screen) == 800
        assert "step 800 of 900" in line(screen)
        assert "new" not in dream(screen)
        await pilot.press("n")
        assert step_in_sight(screen) == 900
        assert "new" in dream(screen)


async def test_it_works_when_the_run_is_over() -> None:
    async with lived() as (app, screen, pilot):
        app.take(fakes.finished())
        await pilot.press("home", "full_stop")
        assert step_in_sight(screen) == 40
        await pilot.press("g", "l")
        heatmap = screen.query_one(HeatPanel).map
        assert (heatmap.value_name, heatmap.layer_index, step_in_sight(screen)) == ("c", 1, 40)


async def test_another_run_begins_in_the_present() -> None:
    async with lived() as (app, screen, pilot):
        app.take(fakes.finished())
        await pilot.press("home", "space")
        assert screen.playing
        await pilot.press("t")
        await pilot.pause()
        assert app.run_state.status == "preparing"
        assert not screen.playing
        assert screen.past is None
        assert screen.query_one(HeatPanel).map.traced is None


async def test_without_a_past_no_key_goes_there() -> None:
    async with train_mode() as (app, screen, pilot):
        await pilot.press("comma", "home", "space", "f")
        assert screen.past is None
        assert not screen.playing
        await begin(app, pilot)  # one moment alone is the present
        await pilot.press("comma", "home", "space", "f", "full_stop")
        assert screen.past is None
        assert app.screen is screen
        assert "Earlier" not in str(screen.query_one(KeyBar).render())
        assert not screen.query_one("#replay").display


async def test_the_key_bar_says_how_to_return() -> None:
    async with lived((80, 24)) as (_, screen, pilot):
        assert "Now" not in str(screen.query_one(KeyBar).render())
        await pilot.press("comma")
        await pilot.pause()
        bar = str(screen.query_one(KeyBar).render())
        assert "n Now  , Earlier  . Later" in bar
        await pilot.click(KeyBar, offset=(bar.index("Now"), 0))
        assert screen.past is None


async def test_a_film_plays_to_the_present() -> None:
    async with lived() as (_, screen, pilot):
        seen: list[int] = []
        screen.pace = lambda count: 0.001 + 0 * count  # type: ignore[method-assign]
        visit = screen.visit

        def watch(shot: Any) -> None:
            visit(shot)
            seen.append(step_in_sight(screen))

        screen.visit = watch  # type: ignore[method-assign]
        await pilot.press("space")
        async with asyncio.timeout(30):
            while screen.playing:
                await pilot.pause(0.02)
        assert seen == [*range(20, 801, 20), 806, 806]
        assert screen.past is None


async def test_a_film_is_halted_and_goes_on_from_there() -> None:
    async with lived() as (_, screen, pilot):
        screen.pace = lambda count: 1000.0 + count  # type: ignore[method-assign]
        await pilot.press("space")
        assert screen.playing
        assert step_in_sight(screen) == 20
        assert line(screen).startswith("‖")
        screen._next()
        await pilot.press("space")
        assert not screen.playing
        assert line(screen).startswith("▸")
        assert step_in_sight(screen) == 40
        await pilot.press("space")
        screen._next()
        assert step_in_sight(screen) == 60
        await pilot.press("comma")  # whoever takes the wheel steers
        assert not screen.playing
        assert step_in_sight(screen) == 40


def test_the_pace_of_a_film_is_bounded() -> None:
    assert TrainScreen.pace(2) == SLOWEST
    assert TrainScreen.pace(100_000) == FASTEST
    assert TrainScreen.pace(120) == 0.2


async def test_a_click_on_the_progress_bar_goes_to_that_moment() -> None:
    async with lived() as (_, screen, pilot):
        bar = screen.query_one(ProgressLine)
        done = bar._room * 0.62
        await pilot.click(ProgressLine, offset=(1 + round(done / 2), 0))
        assert abs(step_in_sight(screen) - 402) <= 40
        middle = step_in_sight(screen)
        start, room = screen.query_one(TimeLine)._track
        await pilot.click(TimeLine, offset=(1 + start, 0))
        assert step_in_sight(screen) == 20
        await pilot.mouse_down(TimeLine, offset=(1 + start + 3, 0))
        await pilot.hover(TimeLine, offset=(1 + start + room // 2, 0))
        assert abs(step_in_sight(screen) - middle) <= 40
        await pilot.hover(TimeLine, offset=(1 + start + room - 1, 0))
        assert step_in_sight(screen) == 806
        await pilot.mouse_up(TimeLine, offset=(1 + start + room - 1, 0))
        await pilot.hover(TimeLine, offset=(1 + start, 0))
        assert step_in_sight(screen) == 806  # let go of


async def test_the_words_of_the_slider_are_buttons() -> None:
    async with lived() as (app, screen, pilot):
        await pilot.click("#replay")
        assert screen.playing
        assert not screen.query_one("#replay").display
        await pilot.click(TimeLine, offset=(1, 0))
        assert not screen.playing
        shown = line(screen)
        await pilot.click(TimeLine, offset=(2 + shown.index("Save film"), 0))
        await pilot.pause()
        assert isinstance(app.screen, AskText)
        await pilot.press("escape")
        await pilot.click(TimeLine, offset=(2 + shown.index(" Now"), 0))
        assert screen.past is None


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
async def test_the_slider_fits(columns: int) -> None:
    async with lived((columns, 24)) as (_, screen, pilot):
        await pilot.press("home")
        await pilot.pause()
        assert len(line(screen)) <= columns - 2
        assert "step 20" in line(screen)
        assert "Now" in line(screen)


async def test_the_film_is_saved_where_it_is_asked_for(tmp_path: Path) -> None:
    async with lived() as (app, screen, pilot):
        await pilot.press("g", "l", "f")
        await pilot.pause()
        assert isinstance(app.screen, AskText)
        assert app.screen.query_one(Input).value.endswith("film-tales.cast")
        path = tmp_path / "mine.cast"
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await pilot.pause()
        await app.workers.wait_for_complete([each for each in app.workers if each.group == "film"])
        await pilot.pause()
        assert "The film is in" in notice(app)
        lines = path.read_text("utf-8").splitlines()
        assert json.loads(lines[0])["version"] == 2
        assert len(lines) == 43
        assert "Cell state c, layer 2" in lines[1]
        await pilot.press("f")
        await pilot.pause()
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await pilot.pause()
        assert "is there already" in notice(app)
        assert screen.is_current


async def test_a_film_that_cannot_be_saved_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    async with lived() as (app, _, pilot):
        await pilot.press("f")
        await pilot.pause()
        app.screen.query_one(Input).value = str(tmp_path / "file" / "mine.cast")
        await pilot.press("enter")
        await pilot.pause()
        await app.workers.wait_for_complete([each for each in app.workers if each.group == "film"])
        await pilot.pause()
        assert "could not be saved" in notice(app)


async def test_a_rollback_while_the_past_is_in_sight() -> None:
    async with lived() as (app, screen, pilot):
        await pilot.press("comma")
        app.take([events.RolledBack(step=806, to_step=400, learning_rate=1e-3, reason="The loss leapt.")])
        await pilot.press("comma")
        assert step_in_sight(screen) == 380
        await pilot.press("full_stop", "full_stop")
        assert screen.past is None
