"""The Lab: every key, the mouse, the worker shared with Shapes, and what stays when one looks elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, Static

from playground import events
from playground.lab.catalogue import EXPERIMENTS
from playground.ui.app import PlaygroundApp
from playground.ui.bindings import rows
from playground.ui.course import Told
from playground.ui.screens import lab_running
from playground.ui.screens.ask import AskChoice
from playground.ui.screens.help import AboutScreen, HelpScreen
from playground.ui.screens.lab import LabScreen
from playground.ui.settings import Settings
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.experiment_list import ExperimentList
from playground.ui.widgets.key_bar import KeyBar
from playground.ui.widgets.lab_bar import LabBar, LabLine
from playground.ui.widgets.lab_chart import LabChart
from playground.ui.widgets.lab_form import LabForm
from playground.ui.widgets.lab_sheets import ALL, TableSheet
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.plain_table import PlainTable
from playground.ui.widgets.toggles import Toggles
from tests.ui import fakes, lab_fakes
from tests.ui.lab_fakes import LabClient, lab_mode, told
from tests.ui.stage import notice


@pytest.fixture(autouse=True)
def experiments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_running, "EXPERIMENTS", lab_fakes.EXPERIMENTS)


def verdict(screen: LabScreen) -> str:
    box = screen.page.query_one(".verdict")
    return (
        f"{box.border_title} {screen.page.query_one('.verdict-text', Static).content}" if box.display else ""
    )


def shown(screen: LabScreen) -> list[str]:
    """Titles of the sheets in sight."""
    return [sheet.title for sheet in screen.page.sheets.sheets if sheet.display]


async def run(app: PlaygroundApp, pilot: Pilot[None]) -> None:
    await pilot.press("r")
    await told(app, pilot)


# The catalogue itself


async def test_every_real_experiment_has_a_form_and_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lab_running, "EXPERIMENTS", EXPERIMENTS)
    async with lab_mode((80, 24)) as (_, screen, pilot):
        for experiment in EXPERIMENTS:
            assert screen.state.experiment is experiment
            assert screen.form.changed == {}
            assert len(screen.form.query(".row")) == len(experiment.settings)
            await pilot.press("n")
        assert screen.state.experiment is EXPERIMENTS[0]


async def test_a_form_that_is_still_being_made_is_not_asked_for_its_parts() -> None:
    async with lab_mode((120, 36)) as (_, screen, pilot):
        screen.chosen = list(screen.states)[1]
        made = screen.query_one("#forms").mount(LabForm(screen.state.experiment, id=f"on-{screen.chosen}"))
        screen.show_lab()
        screen.on_screen_resume()
        await made
        await pilot.pause()
        await pilot.press("n", "n")
        assert screen.app._exception is None


# Running


async def test_the_worker_is_started_when_the_lab_is_first_opened() -> None:
    client = LabClient()
    app = PlaygroundApp(mode="train", course=client, settings=Settings())
    async with app.run_test() as pilot:
        await pilot.pause()
        assert client.starts == 0
        await pilot.press("4")
        await pilot.pause()
        assert client.starts == 1
        assert isinstance(app.screen, LabScreen)


async def test_before_its_first_run_an_experiment_explains_itself() -> None:
    async with lab_mode() as (_, screen, _pilot):
        idea = screen.page.query_one(".idea")
        assert idea.display
        assert "Jacobian" in str(idea.query_one(Static).content)
        assert not screen.page.sheets.display
        assert not screen.query_one(LabBar).has_class("-shown")


@pytest.mark.parametrize("key", ["ctrl+r", "click"])
async def test_running(key: str) -> None:
    client = LabClient()
    client.held = True
    async with lab_mode(client=client) as (app, screen, pilot):
        if key == "click":
            await pilot.click("#forms .lab-run")
        else:
            await pilot.press(key)
        await pilot.pause()
        assert client.requests == [events.LabRequest(name="fading", settings={})]
        assert screen.state.status == "preparing"
        client.held = False
        await told(app, pilot)
        assert screen.state.status == "finished"
        assert "✓ the claim holds" in verdict(screen)
        assert "7.1 orders of magnitude" in verdict(screen)
        assert screen.page.query_one(".verdict").has_class("-holds")
        assert shown(screen) == ["At initialisation"]
        assert "took 58 s" in str(screen.query_one("#lab-note", Static).content)
        assert "✓ Fading gradients" in str(screen.query_one(ExperimentList).render())


async def test_progress_pause_and_stop() -> None:
    client = LabClient(share=0.5)
    async with lab_mode(client=client) as (app, screen, pilot):
        await run(app, pilot)
        line = screen.query_one(LabLine)
        assert "45%   LSTM, forget bias 1, step 200 of 400   about" in str(line.render())
        assert "Running" in str(screen.form.query_one(".lab-run", Button).label)
        await pilot.press("p")
        await told(app, pilot)
        assert screen.state.status == "paused"
        assert str(line.render()).endswith("paused")
        assert str(screen.query_one("#lab-pause", Button).label) == "Go on"
        await pilot.click("#lab-pause")
        await told(app, pilot)
        assert screen.state.status == "running"
        await pilot.press("s")
        await told(app, pilot)
        assert client.commands == [events.Pause(), events.GoOn(), events.Stop()]
        assert (screen.state.status, screen.state.stopped) == ("finished", True)
        assert "stopped" in verdict(screen)
        assert screen.state.curves["loss"]["GRU"].xs  # what it has shown stays
        assert not line.display


async def test_running_again_begins_anew() -> None:
    client = LabClient()
    async with lab_mode(client=client) as (app, screen, pilot):
        await run(app, pilot)
        client.share = 0.2
        await pilot.click("#lab-run")
        await told(app, pilot)
        assert len(client.requests) == 2
        assert screen.state.status == "running"
        assert verdict(screen) == ""
        assert screen.state.tables == {}
        assert [sheet for sheet in screen.page.sheets.sheets if isinstance(sheet, TableSheet)] == []


async def test_keys_that_make_no_sense_now_do_nothing() -> None:
    client = LabClient()
    async with lab_mode(client=client) as (app, screen, pilot):
        await pilot.press("p", "s", "v", "V", "t", "w")
        await told(app, pilot)
        assert client.commands == []
        assert app.screen is screen
        assert "Stop" not in str(screen.query_one(KeyBar).render())


async def test_a_failure_is_said_and_another_run_is_possible() -> None:
    client = LabClient(share=0.5)
    async with lab_mode(client=client) as (app, screen, pilot):
        await run(app, pilot)
        client.die()
        await told(app, pilot)
        assert "ended unexpectedly" in notice(app)
        assert "it failed The worker ended" in verdict(screen)
        client.share = 1.0
        await run(app, pilot)
        assert client.starts == 2
        assert screen.state.status == "finished"


async def test_without_a_worker_nothing_can_be_run() -> None:
    app = PlaygroundApp(mode="lab", settings=Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("r")
        await pilot.pause()
        assert "not available" in notice(app)


# Settings


async def test_settings_that_were_changed_are_sent_and_reset() -> None:
    client = LabClient()
    async with lab_mode(client=client) as (app, screen, pilot):
        form = screen.form
        form.query_one("#set-lengths", Input).value = "5 50"
        form.query_one("#set-units NumberInput", Input).value = "32"
        form.query_one("#set-rate", NumberField).step(1)
        form.query_one("#set-networks", Toggles).focus()
        await pilot.press("space")
        form.query_one("#set-start", Toggles).focus()
        await pilot.press("right", "space")
        await pilot.pause()
        changed = {
            "lengths": (5, 50),
            "units": 32,
            "rate": 0.011,
            "networks": ("GRU", "LSTM"),
            "start": "identity",
        }
        assert form.changed == changed
        await pilot.press("escape", "r")
        await told(app, pilot)
        assert client.requests == [events.LabRequest(name="fading", settings=changed)]
        await pilot.press("d")
        await pilot.pause()
        assert form.changed == {}
        assert form.query_one("#set-lengths", Input).value == "10 100 1000"
        assert form.query_one("#set-networks", Toggles).values == ("RNN tanh", "GRU", "LSTM")
        assert form.query_one("#set-start", Toggles).values == ("uniform",)
        assert form.query_one("#set-units", NumberField).value == 64


async def test_a_wrong_setting_is_marked_explained_and_refused() -> None:
    client = LabClient()
    async with lab_mode(client=client) as (app, screen, pilot):
        box = screen.form.query_one("#set-lengths", Input)
        box.focus()
        await pilot.press("end", "space", "x")
        await pilot.pause()
        assert box.has_class("-wrong")
        hint = screen.form.query_one(".lab-hint", Static)
        assert "lengths" in str(hint.content)
        await pilot.press("ctrl+r")
        await told(app, pilot)
        assert client.requests == []
        assert "lengths" in notice(app)
        await pilot.press("backspace", "backspace")
        await pilot.pause()
        assert not box.has_class("-wrong")
        assert "Lengths T at which" in str(hint.content)
        await pilot.press("escape")
        await pilot.pause()
        assert "The defaults take about 60 s" in str(hint.content)


async def test_a_number_out_of_range_is_refused_and_the_field_keeps_its_value() -> None:
    async with lab_mode() as (app, screen, pilot):
        field = screen.form.query_one("#set-units", NumberField)
        field.input.focus()
        await pilot.press("home", "ctrl+k", "0", "enter")
        await pilot.pause()
        assert "1,024" in notice(app)
        assert field.value == 64
        await pilot.press("up", "down", "down")
        assert field.value == 58


async def test_each_experiment_keeps_its_own_settings() -> None:
    async with lab_mode() as (_, screen, pilot):
        screen.form.query_one("#set-seed", NumberField).step(1)
        await pilot.pause()
        await pilot.press("n")
        assert screen.form.changed == {}
        await pilot.press("N")
        assert screen.form.changed == {"seed": 1}


# Looking around


async def test_results_stay_while_one_looks_at_another_experiment_or_mode() -> None:
    async with lab_mode() as (app, screen, pilot):
        await run(app, pilot)
        await pilot.press("n")
        assert screen.chosen == "bursting"
        assert verdict(screen) == ""
        await run(app, pilot)
        assert "≈ the claim holds in part" in verdict(screen)
        await pilot.press("up")
        assert "7.1 orders" in verdict(screen)
        await pilot.press("6")
        await pilot.pause()
        await pilot.press("f5")
        await pilot.pause()
        assert app.screen is screen
        assert "7.1 orders" in verdict(screen)


async def test_an_experiment_without_charts_or_settings_can_be_looked_at() -> None:
    async with lab_mode() as (_, screen, pilot):
        await pilot.press("down", "down")
        assert screen.chosen == "shuffled"
        assert screen.form.changed == {}
        await pilot.press("down")
        assert screen.chosen == "fading"


async def test_the_mouse_chooses_an_experiment() -> None:
    async with lab_mode() as (_, screen, pilot):
        await pilot.click(ExperimentList, offset=(5, 1))
        await pilot.pause()
        assert screen.chosen == "bursting"


@pytest.mark.parametrize(("size", "views"), [((80, 24), 4), ((200, 60), 5)])
async def test_views_are_turned_over(size: tuple[int, int], views: int) -> None:
    async with lab_mode(size) as (app, screen, pilot):
        await run(app, pilot)
        sheets = screen.page.sheets
        assert len(sheets.views) == views
        assert (sheets.view == ALL) is (views == 5)
        seen = []
        for _ in range(views):
            seen.append(sheets.view)
            await pilot.press("v")
        assert seen == sheets.views
        await pilot.press("V")
        assert sheets.view == seen[-1]
        assert shown(screen) == ["Orders of magnitude lost over 100 steps"]
        await pilot.click("#lab-view")
        await pilot.pause()
        assert sheets.view == seen[0]
        await pilot.press("t")
        assert sheets.view == seen[-1]


async def test_where_there_is_room_all_are_shown_and_a_tab_shows_one() -> None:
    async with lab_mode((200, 60)) as (app, screen, pilot):
        await run(app, pilot)
        assert len(shown(screen)) == 4
        regions = [sheet.region for sheet in screen.page.sheets.sheets]
        assert len({region.y for region in regions}) == 2
        assert all(region.width >= 56 and region.height >= 12 for region in regions)
        await pilot.click("#tabs", offset=(10, 0))
        await pilot.pause()
        assert shown(screen) == ["At initialisation"]


async def test_a_click_enlarges_a_chart_and_shows_all_again() -> None:
    async with lab_mode((200, 60)) as (app, screen, pilot):
        await run(app, pilot)
        names = screen.page.sheets.query_one("#legend", Static)
        assert names.display
        assert "R RNN tanh   r RNN relu   G GRU" in str(names.content)
        chart = screen.page.query(LabChart)[1]
        assert "RNN tanh" not in chart.render_line(0).text
        await pilot.click(chart)
        await pilot.pause()
        assert shown(screen) == ["Loss while they learn"]
        assert "RNN tanh" in chart.render_line(0).text
        assert not names.display
        await pilot.click(chart)
        await pilot.pause()
        assert len(shown(screen)) == 4


async def test_tabs_are_numbers_where_names_do_not_fit() -> None:
    async with lab_mode((120, 36)) as (app, screen, pilot):
        await run(app, pilot)
        assert str(screen.page.query_one("#tabs", Choice).render()).split() == ["1", "2", "3", "4"]
        await pilot.click("#tabs", offset=(4, 0))
        await pilot.pause()
        assert shown(screen) == ["Loss while they learn"]
        sheet = next(sheet for sheet in screen.page.sheets.sheets if sheet.display)
        assert "2 of 4, v shows the next" in str(sheet.border_title)


async def test_points_that_come_in_quick_succession_are_drawn_together() -> None:
    client = LabClient(share=0.5)
    async with lab_mode(client=client) as (app, screen, pilot):
        await run(app, pilot)
        await pilot.pause(0.3)
        drawn: list[float] = []
        show = screen.page.show
        screen.page.show = lambda: (drawn.append(screen.state.share), show())  # type: ignore[method-assign,assignment,return-value,func-returns-value]
        request = screen.state.request
        assert request is not None
        for share in (0.5, 0.6, 0.7):
            screen.course_told([Told("lab", request, events.LabProgress(share=share, what=""))])
        assert drawn == []
        await pilot.pause(0.4)
        assert drawn == [0.7]
        screen.course_told([Told("lab", request, events.Verdict(text="So.", holds=True))])
        assert len(drawn) == 2  # what ends an experiment is shown at once


async def test_the_table_is_filled() -> None:
    async with lab_mode() as (app, screen, pilot):
        await run(app, pilot)
        await pilot.press("t")
        await pilot.pause()
        table = screen.page.query_one(PlainTable)
        assert table.row_count == 5
        assert [str(cell).strip() for cell in table.get_row_at(4)] == [
            "LSTM, forget bias 1",
            "1.4",
            "0.6",
            "150",
        ]


async def test_on_a_narrow_terminal_settings_and_curves_take_turns() -> None:
    async with lab_mode((80, 24)) as (app, screen, pilot):
        assert screen.query_one("#bench").display
        assert "orders of magnitude" in str(screen.query_one("#claim-in-short", Static).content)
        await run(app, pilot)
        assert screen.has_class("-watching")
        assert screen.query_one("#pages").region.width == 80
        await pilot.press("b")
        assert not screen.has_class("-watching")
        await pilot.press("v")
        assert screen.has_class("-watching")


async def test_settings_can_be_hidden_on_a_wide_terminal() -> None:
    async with lab_mode((120, 36)) as (app, screen, pilot):
        await run(app, pilot)
        before = screen.page.sheets.region.width
        await pilot.press("b")
        await pilot.pause()
        assert screen.page.sheets.region.width == before + 44
        await pilot.press("b")
        await pilot.pause()
        assert screen.page.sheets.region.width == before


async def test_about_and_help() -> None:
    async with lab_mode() as (app, screen, pilot):
        await pilot.press("a")
        await pilot.pause()
        assert isinstance(app.screen, AboutScreen)
        text = str(app.screen.query_one(".help-about", Static).content)
        assert "J_{t+1}^T ... J_T^T dL_T/dh_T" in text
        assert (
            "falls exponentially: a straight line on a logarithmic axis." in text
        )  # wrapped as one paragraph
        await pilot.press("escape", "f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        page = "\n".join(str(part.render()) for part in app.screen.query(Static))
        for row in rows("lab", "labchart", "toggles", "app"):
            assert row.help in page
        await pilot.press("escape")
        assert app.screen is screen


async def test_tab_leads_to_the_chart_and_its_keys() -> None:
    async with lab_mode() as (app, screen, pilot):
        await run(app, pilot)
        chart = screen.page.query(LabChart).first()
        chart.focus()
        await pilot.press("right")
        await pilot.pause()
        assert chart.cursor == pytest.approx(0, abs=3)
        await pilot.press("escape")
        assert screen.focused is None


# Saving


async def test_saving_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with lab_mode() as (app, _, pilot):
        await run(app, pilot)
        for name in ("lab-fading.md", "other.md"):
            await pilot.press("w")
            await pilot.pause()
            box = app.screen.query_one("#ask-input", Input)
            assert box.value == "lab-fading.md"
            box.value = name
            await pilot.press("enter")
            await pilot.pause(0.1)
            assert f"The page is in {name}" in notice(app)
        text = (tmp_path / "lab-fading.md").read_text("utf-8")
        assert "## Verdict: the claim holds" in text
        assert "R RNN tanh" in text
        assert "## Loss while they learn" in text
        await pilot.click("#lab-save")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert "is there already" in notice(app)
        await pilot.press("w", "escape")
        assert sorted(path.name for path in tmp_path.glob("*.md")) == ["lab-fading.md", "other.md"]
        await pilot.press("w")
        await pilot.pause()
        app.screen.query_one("#ask-input", Input).value = str(tmp_path / "lab-fading.md" / "x.md")
        await pilot.press("enter")
        await pilot.pause(0.1)
        assert "folder" in notice(app)


# One worker for two modes, and for eight experiments


@pytest.fixture
async def busy() -> AsyncIterator[tuple[PlaygroundApp, LabScreen, Pilot[None], LabClient]]:
    """The first experiment is half done, and the second one is in sight."""
    client = LabClient(share=0.5)
    async with lab_mode(client=client) as (app, screen, pilot):
        await run(app, pilot)
        await pilot.press("n", "r")
        await pilot.pause()
        yield app, screen, pilot, client


async def test_another_experiment_can_take_the_place_of_one_that_is_run(
    busy: tuple[PlaygroundApp, LabScreen, Pilot[None], LabClient],
) -> None:
    app, screen, pilot, client = busy
    assert isinstance(app.screen, AskChoice)
    assert app.screen.query_one(".ask-box").border_title == "Fading gradients is still running"
    await pilot.click("#ask-stop")
    await told(app, pilot)
    await told(app, pilot)
    assert [request.name for request in client.requests] == ["fading", "bursting"]  # type: ignore[attr-defined]
    assert screen.states["fading"].stopped
    assert "in part" in verdict(screen)


async def test_or_it_can_wait(busy: tuple[PlaygroundApp, LabScreen, Pilot[None], LabClient]) -> None:
    app, screen, pilot, client = busy
    await pilot.press("escape")
    await told(app, pilot)
    assert client.commands == []
    assert screen.state.status == "idle"
    assert screen.states["fading"].status == "running"


async def test_while_it_waits_for_its_turn_it_can_be_stopped(
    busy: tuple[PlaygroundApp, LabScreen, Pilot[None], LabClient],
) -> None:
    app, screen, pilot, client = busy
    client.send = client.commands.append  # type: ignore[method-assign]  # the first one takes its time
    await pilot.click("#ask-stop")
    await told(app, pilot)
    assert screen.state.status == "preparing"
    await pilot.press("s")
    await told(app, pilot)
    assert (screen.state.status, screen.state.stopped) == ("finished", True)
    assert client.commands == [events.Stop()]


async def test_a_network_of_shapes_is_not_stopped_without_asking() -> None:
    class Train(events.Request):
        pass

    client = LabClient(share=0.5)
    async with lab_mode(client=client) as (app, screen, pilot):
        app.course.start(Train(), "shapes")
        await pilot.press("r")
        await pilot.pause()
        assert isinstance(app.screen, AskChoice)
        assert "Shapes" in str(app.screen.query_one(".ask-box").border_title)
        await pilot.press("escape")
        assert len(client.requests) == 1
        assert not screen.state.active


async def test_the_end_is_said_wherever_one_is() -> None:
    client = LabClient()
    async with lab_mode(client=client) as (app, _, pilot):
        client.held = True
        await pilot.press("r", "n")
        client.held = False
        await told(app, pilot)
        assert notice(app) == "Fading gradients is done: the claim holds."
        client.held = True
        await pilot.press("r", "6")
        client.held = False
        await told(app, pilot)
        assert "Bursting gradients is done: the claim holds in part. Press F5" in notice(app)


async def test_a_training_run_and_an_experiment_do_not_mix() -> None:
    trainer, client = fakes.FakeClient(fakes.story()), LabClient()
    app = PlaygroundApp(mode="lab", client=trainer, course=client, settings=Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        await run(app, pilot)
        assert app.run_state.status == "idle"
        assert isinstance(screen := app.screen, LabScreen)
        assert screen.state.status == "finished"
        app.take(fakes.story())
        await pilot.pause()
        assert "tales 62%" in str(app.screen.query_one("RunStatus", Static).render())


async def test_leaving_while_an_experiment_runs_is_at_once_and_closes_its_worker() -> None:
    client = LabClient(share=0.5)
    async with lab_mode(client=client) as (app, _, pilot):
        await run(app, pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert not app.is_running
    app.course.close()
    assert client.closed is not None


async def test_the_form_says_what_it_holds() -> None:
    async with lab_mode() as (_, screen, _pilot):
        assert isinstance(screen.form, LabForm)
        assert screen.form.values["lengths"] == (10, 100, 1000)
        tooltip = screen.form.query_one("#set-units").tooltip
        assert tooltip == "Width of every network."
