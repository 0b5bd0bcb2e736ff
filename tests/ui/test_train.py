"""The Train mode by its keys and buttons."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, Input, Static

from playground import events, places
from playground.recipes import TrainRequest
from playground.ui import material
from playground.ui.app import PlaygroundApp
from playground.ui.screens.ask import AskChoice, AskText
from playground.ui.screens.file_picker import FilePicker
from playground.ui.settings import Settings
from playground.ui.widgets.chart import LossChart
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.dream import Dream
from playground.ui.widgets.heat_panel import HeatPanel
from playground.ui.widgets.key_bar import KeyBar
from playground.ui.widgets.progress import ProgressLine, RunBar
from playground.ui.widgets.write_controls import TRAINING
from tests.ui import fakes
from tests.ui.stage import begin, notice, settle, told, train_mode

pytestmark = pytest.mark.usefixtures("references")


def text_of(widget: Static) -> str:
    return str(widget.render())


async def test_a_forecast_and_reference_lines_before_anything_is_pressed() -> None:
    async with train_mode() as (_, screen, _pilot):
        forecast = text_of(screen.query_one("#forecast", Static))
        assert "386k characters" in forecast
        assert "parameters" in forecast
        assert [line.label for line in screen.chart.data.references] == ["uniform", "gzip", "xz", "5-gram"]
        assert screen.query_one("#units", Input).placeholder.endswith("auto")
        assert not screen.query_one(RunBar).display


async def test_the_key_starts_what_the_recipe_says() -> None:
    async with train_mode() as (app, screen, pilot):
        screen.query_one("#units", Input).value = "64"
        screen.query_one("#name", Input).value = "mine"
        screen.query_one("#level", Choice).value = "word"
        await settle(pilot)
        await begin(app, pilot)
        (request,) = app.client.requests  # type: ignore[union-attr]
        assert request.sources == ("fairy-tales",)
        assert (request.name, request.level) == ("mine", "word")
        assert request.model == {"units": 64, "cell": "lstm"}
        assert request.train == {"seconds": 60.0}
        assert request.trace_seconds
        assert request.sample_seconds


async def test_everything_is_shown_while_it_trains() -> None:
    async with train_mode() as (app, screen, pilot):
        await begin(app, pilot)
        assert len(screen.query_one(LossChart).data.train) == 201
        assert "young shepherd" in screen.query_one(Dream).text
        assert screen.query_one(HeatPanel).map.traced is not None
        progress = str(screen.query_one(ProgressLine).render())
        assert "62%" in progress
        assert "41.2k tokens/s" in progress
        assert "23 s left" in progress
        assert "62%" in str(app.screen.query_one("RunStatus", Static).render())


@pytest.mark.parametrize("way", ["key", "button"])
async def test_pause_go_on_save_and_stop(way: str) -> None:
    async with train_mode() as (app, screen, pilot):
        await begin(app, pilot)
        client = app.client
        assert isinstance(client, fakes.FakeClient)

        async def do(key: str, button: str) -> None:
            if way == "key":
                await pilot.press(key)
            else:
                await pilot.click(f"#{button}")
            await told(app, pilot)

        await do("p", "pause")
        assert app.run_state.status == "paused"
        assert str(screen.query_one("#pause", Button).label) == "Go on"
        await do("p", "pause")
        assert app.run_state.status == "running"
        await do("w", "save")
        assert "is saved" in notice(app)
        await do("s", "stop")
        assert app.run_state.status == "finished"
        assert "stopped" in notice(app)
        assert [type(command) for command in client.commands] == [
            events.Pause, events.GoOn, events.Save, events.Stop,
        ]  # fmt: skip
        await do("r", "resume")
        assert client.requests[-1].resume
        assert client.requests[-1].name == client.requests[0].name


@pytest.mark.parametrize("way", ["key", "button"])
async def test_the_learning_rate_changes_while_it_runs(way: str) -> None:
    async with train_mode() as (app, _, pilot):
        await begin(app, pilot)
        for key, button in (("right_square_bracket", "faster"), ("left_square_bracket", "slower")):
            await (pilot.press(key) if way == "key" else pilot.click(f"#{button}"))
        rates = [command.value for command in app.client.commands]  # type: ignore[union-attr]
        assert rates == [0.01, 0.008]


async def test_the_probe_changes_while_it_runs() -> None:
    async with train_mode() as (app, _, pilot):
        await begin(app, pilot)
        await pilot.press("e")
        assert isinstance(app.screen, AskText)
        app.screen.query_one(Input).value = "The old king"
        await pilot.press("enter")
        await pilot.pause()
        assert app.client.commands == [events.SetProbe(text="The old king")]  # type: ignore[union-attr]
        await pilot.press("e", "escape")
        assert len(app.client.commands) == 1  # type: ignore[union-attr]


async def test_the_title_of_the_loss_says_what_was_chosen_last_time() -> None:
    app = PlaygroundApp(mode="train", client=fakes.FakeClient([]), settings=Settings(unit="perplexity"))
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "perplexity" in str(app.screen.query_one("#loss").border_title)


async def test_keys_for_looking() -> None:
    async with train_mode() as (app, screen, pilot):
        await begin(app, pilot)
        await pilot.press("y", "x", "z")
        data = screen.chart.data
        assert (data.unit, data.axis, data.zoom) == ("perplexity", "steps", True)
        assert (app.settings.unit, app.settings.axis) == ("perplexity", "steps")
        await pilot.press("g", "g", "l")
        heatmap = screen.query_one(HeatPanel).map
        assert (heatmap.value_name, heatmap.layer_index) == ("i", 1)
        await pilot.press("b")
        assert not screen.query_one("#recipe").display
        await pilot.press("b", "a")
        assert screen.query_one("#recipe").display
        assert screen.query_one("#advanced").display


async def test_on_a_narrow_terminal_the_curves_take_the_place_of_the_recipe() -> None:
    async with train_mode((80, 24)) as (app, screen, pilot):
        recipe, watch = screen.query_one("#recipe"), screen.query_one("#watch")
        assert (recipe.display, watch.display) == (True, False)
        await begin(app, pilot)
        assert (recipe.display, watch.display) == (False, True)
        await pilot.press("b")
        assert (recipe.display, watch.display) == (True, False)


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("units", "0", "Units must be a whole number from 1"),
        ("units", "many", "Units must be a whole number"),
        ("seconds", "soon", "not a length of time"),
        ("dropout", "2", "Dropout must be a number from 0"),
    ],
)
async def test_what_cannot_be_is_said_at_once_and_not_trained(field: str, text: str, says: str) -> None:
    async with train_mode() as (app, screen, pilot):
        screen.query_one(f"#{field}", Input).value = text
        await settle(pilot)
        assert says in text_of(screen.query_one("#forecast", Static))
        assert screen.query_one("#train-button", Button).disabled
        await pilot.press("t")
        assert says.lower() in notice(app).lower()
        assert app.client.requests == []  # type: ignore[union-attr]


async def test_letters_are_letters_in_a_field_and_escape_leaves_it() -> None:
    async with train_mode() as (app, screen, pilot):
        name = screen.query_one("#name", Input)
        name.focus()
        name.value = ""
        await pilot.press("t", "p", "1")
        assert name.value == "tp1"
        assert app.client.requests == []  # type: ignore[union-attr]
        await pilot.press("escape", "t")
        await settle(pilot)
        assert [request.name for request in app.client.requests] == ["tp1"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("button", "resume", "overwrite"), [("resume", True, False), ("overwrite", False, True)]
)
async def test_a_name_that_is_taken_is_asked_about(button: str, resume: bool, overwrite: bool) -> None:
    taken = places.user_models() / "mine.safetensors"
    taken.parent.mkdir(parents=True)
    taken.write_bytes(b"a model")
    async with train_mode() as (app, screen, pilot):
        screen.query_one("#name", Input).value = "mine"
        await pilot.press("t")
        await pilot.pause()
        assert isinstance(app.screen, AskChoice)
        await pilot.press("escape")
        assert app.client.requests == []  # type: ignore[union-attr]
        await pilot.press("t")
        await pilot.pause()
        await pilot.click(f"#ask-{button}")
        await pilot.pause()
        (request,) = app.client.requests  # type: ignore[union-attr]
        assert (request.resume, request.overwrite) == (resume, overwrite)


async def test_a_suggested_name_is_free_and_follows_the_text() -> None:
    taken = places.user_models() / "questions.safetensors"
    taken.parent.mkdir(parents=True)
    taken.write_bytes(b"a model")
    async with train_mode() as (_, screen, pilot):
        screen.form.choose("questions")
        await settle(pilot)
        assert screen.query_one("#name", Input).value == "questions-2"
        screen.query_one("#name", Input).value = "my-own"
        screen.form.choose("reviews")
        await settle(pilot)
        assert screen.query_one("#name", Input).value == "my-own"


async def test_the_users_own_file(tmp_path: Path) -> None:
    book = tmp_path / "book.txt"
    book.write_text("A line of a [bold]book[/bold].\n" * 100)
    async with train_mode(text=str(book)) as (app, screen, pilot):
        assert screen.facts is not None
        assert screen.facts.chars == 3100
        await begin(app, pilot)
        assert app.client.requests[0].sources == (str(book),)  # type: ignore[union-attr]
        assert app.client.requests[0].name == "book"  # type: ignore[union-attr]


async def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    async with train_mode(text=str(picture)) as (_, screen, _pilot):
        assert "picture.png" in text_of(screen.query_one("#forecast", Static)).replace("\n", "")
        assert screen.query_one("#train-button", Button).disabled


@pytest.mark.parametrize("way", ["o", "ctrl+o", "browse"])
async def test_a_file_is_picked(way: str, tmp_path: Path) -> None:
    (tmp_path / "book.txt").write_text("A line of a book.\n" * 100)
    async with train_mode() as (app, screen, pilot):
        app.settings.folder = str(tmp_path)
        await (pilot.click("#browse") if way == "browse" else pilot.press(way))
        await pilot.pause()
        assert isinstance(app.screen, FilePicker)
        await pilot.press("end", "enter")
        await settle(pilot)
        assert screen.facts is not None
        assert screen.facts.name == "book"
        assert app.settings.folder == str(tmp_path)


async def test_the_train_button_and_the_write_button() -> None:
    async with train_mode() as (app, screen, pilot):
        await pilot.click("#train-button")
        await told(app, pilot)
        app.take(fakes.finished())
        await pilot.pause()
        assert app.run_state.status == "finished"
        assert str(screen.query_one("#train-button", Button).label) == "Train"
        await pilot.click("#write-with")
        await pilot.pause()
        assert app.current_mode == "write"
        assert app.model == fakes.NAME


async def test_text_of_a_model_is_never_markup_nor_control() -> None:
    async with train_mode() as (app, screen, pilot):
        await begin(app, pilot)
        app.take([events.Sampled(step=900, prompt="[red]", text="[b]x[/b] \x1b[31m [@click=app.bell]y[/]")])
        await pilot.pause()
        shown = screen.query_one(Dream).text
        assert "[red][b]x[/b] ␛[31m [@click=app.bell]y[/]" in shown


async def test_the_key_bar_shows_what_works_now_and_answers_a_click() -> None:
    async with train_mode() as (app, screen, pilot):
        bar = screen.query_one(KeyBar)
        assert "Pause" not in str(bar.render())
        await begin(app, pilot)
        shown = str(bar.render())
        assert "p Pause" in shown
        assert "F1 Help" in shown
        await pilot.click(KeyBar, offset=(shown.index("Pause"), 0))
        await told(app, pilot)
        assert app.run_state.status == "paused"


async def test_i_writes_with_the_model_while_it_learns() -> None:
    async with train_mode() as (app, _, pilot):
        await begin(app, pilot)
        await pilot.press("i")
        await pilot.pause()
        assert (app.current_mode, app.model) == ("write", TRAINING)


async def test_a_run_begun_elsewhere_is_watched_and_compared_on_its_own_text() -> None:
    async with train_mode((80, 24)) as (app, screen, pilot):
        screen.query_one("#name", Input).focus()
        request = TrainRequest(sources=(), name="elsewhere", resume=True, train={"seconds": 60})
        app.train(request)
        await told(app, pilot)
        await settle(pilot)
        assert screen.query_one("#watch").display
        assert app.focused is None
        assert screen.chart.data.references == ()  # nothing is known of its text


async def test_the_legend_follows_the_theme() -> None:
    async with train_mode() as (app, screen, pilot):
        await begin(app, pilot)
        legend = screen.query_one("#heat-legend", Static)
        dark = str(legend.content.spans)  # type: ignore[union-attr]
        await pilot.press("f9")
        await pilot.pause()
        assert str(legend.content.spans) != dark  # type: ignore[union-attr]


async def test_a_run_asked_for_at_once_begins_when_its_text_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    look, may = material.examine, threading.Event()

    def slowly(*what: Any) -> material.Facts:
        may.wait(30)
        return look(*what)

    monkeypatch.setattr(material, "examine", slowly)
    client = fakes.FakeClient(fakes.story())
    app = PlaygroundApp(mode="train", client=client, settings=Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause(0.3)
        await pilot.press("t", "t")
        await pilot.pause(0.2)
        assert not client.requests
        assert "as soon as the text is looked at" in notice(app)
        may.set()
        await settle(pilot)
        (request,) = client.requests
        assert request.prompt


async def test_letters_after_the_key_are_for_the_dialog_it_opens() -> None:
    async with train_mode() as (app, _, pilot):
        await begin(app, pilot)
        app.simulate_key("e")
        app.simulate_key("s")  # would stop the run
        await pilot.pause(0.2)
        assert isinstance(app.screen, AskText)
        assert not any(isinstance(said, events.Stop) for said in app.client.commands)  # type: ignore[union-attr]
