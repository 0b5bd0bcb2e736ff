"""The Shapes mode: every key, the mouse, live examples, training, and the answers meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Select, Static

from playground import events, library, modelfile, places
from playground.config import Task
from playground.recipes import TrainRequest
from playground.task_recipes import TaskRequest
from playground.ui.app import PlaygroundApp
from playground.ui.bindings import rows
from playground.ui.screens.ask import AskChoice
from playground.ui.screens.file_picker import FilePicker
from playground.ui.screens.help import HelpScreen
from playground.ui.screens.library import LibraryScreen
from playground.ui.screens.shapes import ShapesScreen
from playground.ui.screens.task_form import TaskForm
from playground.ui.screens.write import WriteScreen
from playground.ui.settings import Settings
from playground.ui.themes import DARK, THEMES
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.heat_panel import HeatPanel
from playground.ui.widgets.key_bar import KeyBar
from playground.ui.widgets.lab_chart import LabChart
from playground.ui.widgets.notice import NoticeBar
from playground.ui.widgets.result_pane import ResultPane
from playground.ui.widgets.shapes_bar import ShapesBar
from playground.ui.widgets.shapes_list import ShapesList
from playground.ui.widgets.unrolled import UnrolledView
from tests.ui import fakes, shape_fakes
from tests.ui.shape_fakes import answered, example, said, save_task, shapes_mode
from tests.ui.stage import notice, told
from tests.ui.write_fakes import save_model, until

NAMES = ["sentiment", "entities", "captions", "sentiment", "series", "entities", "english-hindi"]


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(library, "shipped_models", lambda: tmp_path / "shipped")
    shape_fakes.shelf(tmp_path / "shipped", tmp_path / "series.csv")


def top(app: App[Any]) -> Screen[Any]:
    """What lies on top: the mode or a dialog."""
    return app.screen


def inputs(screen: ShapesScreen) -> list[str]:
    return [step.below for step in screen.query_one(UnrolledView).unrolled.steps]


def view(screen: ShapesScreen) -> str | None:
    return screen.query_one(ResultPane).views.current


def shown(screen: ShapesScreen) -> list[str]:
    """The panels in sight."""
    return [name for name in ("result", "states", "learning") if screen.query_one(f"#{name}").is_on_screen]


async def go_to(pilot: Pilot[Any], screen: ShapesScreen, name: str, *, alone: bool = False) -> None:
    """With the arrow keys."""
    for _ in range(20):
        if screen.offer is not None and screen.offer.name == name and screen.offer.alone == alone:
            break
        await pilot.press("down")
    await answered(pilot, name)


# Choosing a model


async def test_it_opens_with_a_verdict_after_every_word() -> None:
    async with shapes_mode() as (_, screen, _):
        assert screen.offer is not None
        assert (screen.offer.name, screen.offer.alone) == ("sentiment", False)
        assert example(screen) == "The food is not good"
        assert inputs(screen) == ["The", "food", "is", "not", "good"]
        assert view(screen) == "verdicts"
        assert "accuracy 92.8% on unseen examples" in said(screen, "shape-facts")
        assert said(screen, "shape-about") == screen.offer.shape.about
        heat = screen.query_one(HeatPanel).map
        assert heat.traced is not None
        assert heat.traced.tokens == ("The", "food", "is", "not", "good")
        assert isinstance(screen.focused, Input)


async def test_up_and_down_go_through_every_model_while_the_field_has_the_focus() -> None:
    async with shapes_mode() as (_, screen, pilot):
        assert [offer.name for offer in screen.offers] == NAMES
        found = []
        for name in [*NAMES[4:], *NAMES[:4]]:
            await pilot.press("down")
            await answered(pilot, name)
            found.append(view(screen))
        assert found == ["forecast", "tags", "translation", "verdicts", "tags", "captioned", "verdicts"]
        await pilot.press("up")
        await answered(pilot, "captions")
        assert not screen.query_one("#example").display
        assert screen.has_class("-picture")


async def test_a_click_chooses_a_model() -> None:
    async with shapes_mode() as (_, screen, pilot):
        line = [offer.name if offer else title for title, offer in screen.query_one(ShapesList)._rows]
        await pilot.click(ShapesList, offset=(4, line.index("english-hindi")))
        await answered(pilot, "english-hindi")
        await pilot.click(ShapesList, offset=(2, 0))
        assert screen.offer is not None
        assert screen.offer.name == "english-hindi"


async def test_without_models_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(library, "shipped_models", lambda: tmp_path / "none")
    app = PlaygroundApp(mode="shapes", settings=Settings(), course=fakes.FakeClient())
    async with app.run_test(size=(120, 36)) as pilot:
        screen = app.screen
        assert isinstance(screen, ShapesScreen)
        await until(pilot, lambda: "No model" in said(screen, "shape-about"))
        assert screen.check_action("another", ()) is False
        await pilot.press("down", "ctrl+n", "ctrl+b", "ctrl+g", "f8")
        await pilot.press("ctrl+t")
        assert isinstance(top(app), TaskForm)
        save_task("mine", "tag")
        await pilot.press("escape")
        screen.look_for_models()
        await answered(pilot, "mine")


async def test_a_broken_model_is_said_to_be_broken() -> None:
    path = save_task("odd", "classify")
    card, weights = modelfile.load(path)
    card.task["labels"] = ["only one"]
    modelfile.save(path, card, weights)
    async with shapes_mode() as (_, screen, pilot):
        for _ in range(10):
            if screen.offer is not None and screen.offer.name == "odd":
                break
            await pilot.press("down")
        await until(pilot, lambda: "The model odd is damaged" in said(screen, "trouble"))
        assert not inputs(screen)
        await pilot.press("down")
        await answered(pilot, "entities")
        assert "damaged" not in said(screen, "trouble")


# The example


async def test_every_key_stroke_is_answered() -> None:
    async with shapes_mode() as (_, screen, pilot):
        await pilot.press("ctrl+u", *"bad")
        await answered(pilot)
        assert inputs(screen) == ["bad"]
        await pilot.press("space", *"zorgl")
        await answered(pilot)
        assert inputs(screen) == ["bad", "zorgl"]
        assert "zorgl" in said(screen, "trouble")
        await pilot.press("up")
        await answered(pilot, "captions")
        await pilot.press("down")
        await answered(pilot, "sentiment")
        assert example(screen) == "bad zorgl"
        await pilot.press("ctrl+u")
        await pilot.pause()
        assert inputs(screen) == []
        assert "Type a sentence" in screen.query_one(UnrolledView).hint


async def test_what_cannot_be_read_is_said_and_the_rest_stays() -> None:
    async with shapes_mode() as (_, screen, pilot):
        await go_to(pilot, screen, "series")
        assert len(example(screen).split()) == 8
        before = inputs(screen)
        await pilot.press("end", "x")
        await until(pilot, lambda: "is no number" in said(screen, "trouble"))
        assert inputs(screen) == before
        await pilot.press("backspace", "9")
        await answered(pilot)
        assert said(screen, "trouble") == ""
        assert inputs(screen)[-1].endswith("9")


async def test_another_example() -> None:
    async with shapes_mode() as (_, screen, pilot):
        await pilot.press("ctrl+n")
        await answered(pilot)
        assert example(screen) == "The food is good"
        await pilot.press("escape", "n")
        await answered(pilot)
        assert example(screen) == "not bad at all"
        await pilot.click("#another")
        await answered(pilot)
        assert "soup" in example(screen)
        await go_to(pilot, screen, "captions")
        texts = []
        for _ in range(3):
            texts.append(said(screen, "caption-text"))
            await pilot.press("n")
            await answered(pilot)
        assert len(set(texts)) == 3
        await go_to(pilot, screen, "series")
        forecast = screen.query_one("#forecast", LabChart)
        first = forecast.curves["so far"].xs[-1]
        await pilot.press("n")
        await answered(pilot)
        assert forecast.curves["so far"].xs[-1] == first - 14


async def test_the_slash_goes_to_the_field_and_escape_leaves_it() -> None:
    async with shapes_mode() as (_, screen, pilot):
        await pilot.press("escape")
        assert screen.focused is None
        for key in ("slash", "e"):
            await pilot.press(key)
            assert isinstance(screen.focused, Input)
            await pilot.press("escape")


async def test_greedy_or_beam() -> None:
    async with shapes_mode() as (_, screen, pilot):
        beam = screen.query_one("#beam", Choice)
        assert not beam.display
        await go_to(pilot, screen, "english-hindi")
        assert beam.display
        for press in ("ctrl+b", "escape,b"):
            before = screen.example.beam
            await pilot.press(*press.split(","))
            await answered(pilot)
            assert {before, screen.example.beam} == {1, 5}
            assert int(beam.value) == screen.example.beam
        await pilot.click("#beam", offset=(11, 0))
        await answered(pilot)
        assert screen.example.beam == 5
        assert "log P" in said(screen, "translated")


async def test_words_alone_beside_words_in_their_sentence() -> None:
    async with shapes_mode() as (_, screen, pilot):
        await go_to(pilot, screen, "entities")
        assert "each word by itself" in said(screen, "tagged")
        await go_to(pilot, screen, "entities", alone=True)
        assert "in their sentence" in said(screen, "tagged")
        assert "in their sentences: span F1" in said(screen, "shape-facts")
        assert "no past" in str(screen.query_one("#diagram").border_subtitle)


# Looking


async def test_the_unrolled_network_the_bars_and_the_attention_move_together() -> None:
    async with shapes_mode((80, 24)) as (_, screen, pilot):
        unrolled = screen.query_one(UnrolledView)
        unrolled.focus()
        await pilot.press("left", "left", "home", "right", "end", "left")
        assert unrolled.cursor == 3
        bars = screen.query_one("#verdicts")
        assert bars._places == unrolled.places  # type: ignore[attr-defined]
        await pilot.press("escape")
        await go_to(pilot, screen, "english-hindi")
        unrolled.focus()
        await pilot.press("end")
        await pilot.pause()
        attention = screen.query_one("#attention")
        assert attention._row == len(unrolled.unrolled.steps) - 1 - unrolled.unrolled.turn  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("size", "turns"),
    [
        ((80, 24), [["result"], ["states"], ["learning"], ["result"]]),
        ((120, 36), [["result", "states"], ["result", "learning"], ["result", "states"]]),
        ((200, 60), [["result", "states", "learning"]] * 2),
    ],
)
async def test_panels_take_turns_where_there_is_not_room(
    size: tuple[int, int], turns: list[list[str]]
) -> None:
    async with shapes_mode(size) as (_, screen, pilot):
        await pilot.press("escape")
        found = [shown(screen)]
        for key in ("f8", "v", "v")[: len(turns) - 1]:
            await pilot.press(key)
            await pilot.pause()
            found.append(shown(screen))
        assert found == turns
        assert screen.check_action("view", ()) is (size != (200, 60))


async def test_values_layers_and_the_list() -> None:
    async with shapes_mode() as (_, screen, pilot):
        heat = screen.query_one(HeatPanel).map
        assert screen.check_action("layer", ()) is False
        await pilot.press("ctrl+g")
        assert heat.value_name == "c"
        await pilot.press("escape", "g")
        assert heat.value_name == "i"
        await go_to(pilot, screen, "entities")
        await pilot.press("ctrl+l")
        assert heat.layer_index == 1
        await pilot.press("l")
        assert heat.layer_index == 0
        assert "backwards" in str(screen.query_one("#heat-layer", Choice).render())
        await pilot.press("m")
        assert not screen.query_one("#models").display
        await pilot.press("m")
        assert screen.query_one("#models").display


async def test_how_a_model_was_trained_stands_beside_it() -> None:
    async with shapes_mode((200, 60)) as (_, screen, pilot):
        loss, measures = screen.query_one("#loss", LabChart), screen.query_one("#measures", LabChart)
        assert set(loss.curves) == {"training", "held out"}
        assert measures.curves["accuracy"].ys[-1] == pytest.approx(92.8)
        await go_to(pilot, screen, "series")
        assert set(measures.curves) == {"typical error"}
        assert measures.panel.y == "on unseen examples"


async def test_every_key_of_the_mode_is_tested_here() -> None:
    """Each row of the table occurs in this file as a key that is pressed."""
    source = Path(__file__).read_text("utf-8")
    for row in rows("shapes", "unrolled"):
        assert any(f'"{key}"' in source or f",{key}" in source for key in row.keys.split(",")), row.id


async def test_help_and_palette_know_the_mode() -> None:
    async with shapes_mode() as (app, _, pilot):
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(top(app), HelpScreen)
        text = " ".join(str(each.content) for each in app.screen.query(Static))
        assert "Train a network of this shape" in text
        assert "Move to the step before." in text
        await pilot.press("escape")


# Training


async def open_form(pilot: Pilot[Any]) -> TaskForm:
    await pilot.press("ctrl+t")
    await pilot.pause()
    form = pilot.app.screen
    assert isinstance(form, TaskForm)
    return form


async def begin(app: PlaygroundApp, pilot: Pilot[None]) -> None:
    """Press Train in the form, and let the story arrive."""
    await pilot.press("enter")
    await pilot.pause()
    await told(app, pilot)


async def test_a_network_answers_while_it_learns_and_is_chosen_at_the_end() -> None:
    client = fakes.FakeClient(shape_fakes.story("sentiment-2"))
    async with shapes_mode(client=client) as (app, screen, pilot):
        form = await open_form(pilot)
        assert form.query_one("#task-labels", Input).value.startswith("1=negative")
        assert form.query_one("#task-name", Input).value == "sentiment-2"
        await pilot.press("ctrl+u", *"30")
        await begin(app, pilot)
        assert client.requests == [
            TaskRequest(
                task="classify",
                sources=("reviews",),
                name="sentiment-2",
                model={"cell": "lstm", "bidirectional": False, "recurrent": True},
                train={"seconds": 30.0},
                options={"labels": {"1": "negative", "2": "negative", "4": "positive", "5": "positive"}},
            )
        ]
        assert events.WatchWeights(on=True) in client.commands
        assert screen.offer is not None
        assert screen.offer.path is None
        await answered(pilot, "sentiment-2")
        assert inputs(screen) == ["The", "food", "is", "not", "good"]
        assert "accuracy 81.0%" in said(screen, "shape-facts")
        assert "in training" in said(screen, "shape-facts")
        assert shown(screen) == ["result", "learning"]
        assert screen.query_one("#loss", LabChart).curves["training"].xs[-1] == 10.0
        assert screen.query_one(ShapesBar).has_class("-shown")
        assert "accuracy 81.0%" in said(screen, "shapes-note")
        before = screen.query_one(UnrolledView).unrolled
        client._waiting = [shape_fakes.live_weights("sentiment-2", 200)]
        await told(app, pilot)
        await until(pilot, lambda: screen.query_one(UnrolledView).unrolled is not before)
        await pilot.press("slash", "end", *" at")
        await answered(pilot, "sentiment-2")
        await pilot.press("escape")
        save_task("sentiment-2", "classify")
        client._waiting = fakes.finished()
        client._busy = True
        await told(app, pilot)
        await until(pilot, lambda: screen.offer is not None and screen.offer.path is not None)
        await answered(pilot, "sentiment-2")
        assert example(screen) == "The food is not good at"
        assert "sentiment-2 is done" in notice(app)
        assert screen.check_action("stop", ()) is False
        await go_to(pilot, screen, "entities")
        assert not screen.query_one(ShapesBar).has_class("-shown")


@pytest.mark.parametrize("button", [False, True])
async def test_pause_stop_and_what_else_there_is_to_see_meanwhile(button: bool) -> None:
    client = fakes.FakeClient(shape_fakes.story("sentiment-2"))
    async with shapes_mode(client=client) as (app, screen, pilot):
        await open_form(pilot)
        await begin(app, pilot)
        assert screen.check_action("train", ()) is False
        await pilot.press("p")
        await told(app, pilot)
        assert screen.state.run.status == "paused"
        await pilot.click("#shapes-pause")
        await told(app, pilot)
        assert screen.state.run.status == "running"
        await go_to(pilot, screen, "entities")
        assert screen.query_one(ShapesBar).has_class("-shown")
        screen.on_screen_suspend()
        assert client.commands[-1] == events.WatchWeights(on=False)
        screen.on_screen_resume()
        assert client.commands[-1] == events.WatchWeights(on=True)
        save_task("sentiment-2", "classify")
        if button:
            await pilot.click("#shapes-stop")
        else:
            await pilot.press("s")
        assert events.Stop() in client.commands
        await told(app, pilot)
        assert screen.state.run.status == "finished"
        assert screen.offer is not None
        assert screen.offer.name == "entities"
        await until(pilot, lambda: "sentiment-2" in [offer.name for offer in screen.offers])


async def test_bad_data_is_said_and_the_model_before_comes_back() -> None:
    problem = "data.tsv, line 2: there is no tab; expected a text, a tab and its label."
    client = fakes.FakeClient([events.Preparing(what="reading data.tsv"), events.Failed(text=problem)])
    async with shapes_mode(client=client) as (app, screen, pilot):
        await pilot.press("ctrl+u", *"bad")
        await answered(pilot)
        await open_form(pilot)
        await begin(app, pilot)
        assert problem in notice(app)
        assert said(screen, "shapes-note") == problem
        await until(pilot, lambda: screen.offer is not None and screen.offer.name == "sentiment")
        await answered(pilot, "sentiment")
        assert example(screen) == "bad"
        assert screen.check_action("train", ()) is True
        assert screen.query_one(ShapesBar).has_class("-shown")
        await pilot.press("down")
        await pilot.pause()
        assert not screen.query_one(ShapesBar).has_class("-shown")


async def test_a_file_of_the_users_own(tmp_path: Path) -> None:
    own = tmp_path / "my [b]data.tsv"
    own.write_text("good\tyes\nbad\tno\n", "utf-8")
    client = fakes.FakeClient()
    async with shapes_mode(client=client) as (app, _, pilot):
        form = await open_form(pilot)
        await pilot.click("#task-browse")
        await pilot.pause()
        picker = app.screen
        assert isinstance(picker, FilePicker)
        picker.query_one("#path", Input).value = str(own)
        picker.query_one("#path", Input).focus()
        await pilot.press("enter")
        await pilot.pause()
        assert top(app) is form
        assert form.data.sources == (str(own),)
        assert form.query_one("#task-labels", Input).value == ""
        assert form.query_one("#task-name", Input).value == "my-b-data"
        await pilot.click("#task-train")
        await pilot.pause()
        assert client.requests[0].sources == (str(own),)
        assert client.requests[0].options == {}
        assert app.settings.folder == str(tmp_path)


async def test_the_form_says_what_is_wrong(tmp_path: Path) -> None:
    save_task("taken", "classify")
    client = fakes.FakeClient()
    async with shapes_mode((80, 24), client=client) as (app, _, pilot):
        form = await open_form(pilot)
        for field, value, problem in (
            ("seconds", "soon", "not a length of time"),
            ("name", "a b", "A model cannot be called"),
            ("name", "entities", "ships with the program"),
            ("labels", "1=", "written like"),
        ):
            box = form.query_one(f"#task-{field}", Input)
            before, box.value = box.value, value
            box.focus()
            await pilot.press("enter")
            await pilot.pause()
            assert problem in str(form.query_one("#task-problem", Static).content)
            box.value = before
        form.query_one("#task-name", Input).value = "taken"
        await pilot.click("#task-train")
        await pilot.pause()
        assert isinstance(top(app), AskChoice)
        await pilot.press("escape")
        assert top(app) is form
        await pilot.click("#task-train")
        await pilot.pause()
        await pilot.click("#ask-overwrite")
        await pilot.pause()
        assert client.requests[0].overwrite
        assert tmp_path.exists()


@pytest.mark.parametrize(
    ("task", "special"),
    [
        ("series", {"column"}),
        ("tag", {"reads", "past"}),
        ("translate", {"reads", "attention"}),
        ("caption", set()),
        ("classify", {"labels", "reads", "past"}),
        ("language", set()),
    ],
)
async def test_the_form_of_each_task_has_its_own_rows(task: Task, special: set[str]) -> None:
    app = FormApp(TaskForm(task, "Any", alone=True))
    async with app.run_test(size=(80, 24)) as pilot:
        form = app.screen
        optional = ("labels", "column", "reads", "past", "attention")
        assert {row for row in optional if form.query_one(f"#row-{row}").display} == special
        assert form.query_one("#task-past", Choice).value == "cut"
        assert form.query_one("#task-reads", Choice).value == ("both" if task == "tag" else "forwards")
        assert form.query_one("#task-data", Select).value == 0
        await pilot.click("#task-cancel")
        assert top(app) is not form


class FormApp(App[None]):
    """Nothing but the form."""

    def __init__(self, form: TaskForm) -> None:
        super().__init__()
        self._form = form
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK

    def on_mount(self) -> None:
        self.push_screen(self._form)


async def test_tunes_are_trained_as_the_language_model_they_are(tmp_path: Path) -> None:
    save_model("tunes", tmp_path / "shipped")
    client = fakes.FakeClient()
    async with shapes_mode(client=client) as (app, screen, pilot):
        await go_to(pilot, screen, "tunes")
        await pilot.press("end", *"Ann")
        await answered(pilot)
        assert "T:Ann" in said(screen, "written-text")
        await open_form(pilot)
        await begin(app, pilot)
        assert isinstance(client.requests[0], TrainRequest)
        assert client.requests[0].sources == ("tunes",)
        client._waiting = [fakes.weights()]
        await told(app, pilot)
        await answered(pilot, "tunes-2")
        assert "T:Ann" in said(screen, "written-text")


async def test_an_experiment_of_the_lab_has_to_give_way() -> None:
    client = fakes.FakeClient()
    async with shapes_mode(client=client) as (app, screen, pilot):
        app.course.start(events.LabRequest(name="memory"), screen.MODE)
        await open_form(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(top(app), AskChoice)
        await pilot.press("escape")
        await pilot.pause()
        assert not screen.state.active
        await open_form(pilot)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.click("#ask-stop")
        await pilot.pause()
        assert screen.state.active
        assert events.Stop() in client.commands
        await pilot.press("s")  # before its turn has come, or just after
        await told(app, pilot)
        assert not screen.state.active


async def test_without_a_worker_training_is_not_offered() -> None:
    app = PlaygroundApp(mode="shapes", settings=Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        await answered(pilot)
        await pilot.press("ctrl+t")
        assert "not available" in notice(app)


async def test_buttons_and_the_key_bar_do_what_the_keys_do() -> None:
    async with shapes_mode() as (app, screen, pilot):
        bar = str(screen.query_one(KeyBar).render())
        assert "Another" in bar
        assert "↓ Next model" in bar
        assert "Example" not in bar
        await pilot.click("#train")
        await pilot.pause()
        assert isinstance(top(app), TaskForm)
        await pilot.press("escape")
        assert "/ Example" in str(screen.query_one(KeyBar).render())


# Elsewhere in the app


async def test_the_library_opens_a_task_model_here_and_another_in_write(tmp_path: Path) -> None:
    save_model("fairy-tales", tmp_path / "shipped")
    app = PlaygroundApp(mode="library", settings=Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        await until(pilot, lambda: screen.models.current is not None)
        names = [entry.name for entry in screen.models.entries]
        screen.models.table.move_cursor(row=names.index("english-hindi"))
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(top(app), ShapesScreen)
        await answered(pilot, "english-hindi")
        await pilot.press("f7")
        screen.models.table.move_cursor(row=names.index("fairy-tales"))
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(top(app), WriteScreen)


@pytest.mark.parametrize("outside", [False, True])
async def test_the_app_opens_here_with_a_task_model(outside: bool, tmp_path: Path) -> None:
    path = save_task("mine", "tag", tmp_path if outside else None)
    app = PlaygroundApp(model=str(path) if outside else "mine", settings=Settings())
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        assert isinstance(top(app), ShapesScreen)
        await answered(pilot, "mine")


async def test_a_model_that_cannot_be_found_is_said_to_be_missing() -> None:
    async with shapes_mode() as (app, screen, _):
        screen.model_wanted("nothing")
        assert "no model called" in notice(app)
        assert screen.query_one(NoticeBar).text
        assert not (places.user_models() / "nothing.safetensors").exists()
