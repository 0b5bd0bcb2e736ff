"""The Library mode, by keys and by mouse."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, Input, Static

from playground import events, library, places
from playground.errors import PlaygroundError
from playground.task_recipes import TaskRequest
from playground.text import catalogue, corpora
from playground.ui import library_facts
from playground.ui.app import PlaygroundApp
from playground.ui.screens.ask import AskChoice, AskText
from playground.ui.screens.file_picker import FilePicker
from playground.ui.screens.library import LibraryScreen
from playground.ui.threads import tell
from playground.ui.widgets.chart import LossChart
from playground.ui.widgets.compare_chart import CompareChart
from playground.ui.widgets.lab_chart import LabChart
from playground.ui.widgets.notice import NoticeBar
from tests.ui import fakes, shape_fakes
from tests.ui.write_fakes import app, card, save_model, until

pytestmark = pytest.mark.usefixtures("references")


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Three models of the user's, one shipped, one broken; one text of the user's."""
    shipped = tmp_path / "shipped"
    monkeypatch.setattr(library, "shipped_models", lambda: shipped)
    save_model("fairy-tales", shipped, bits=1.62)
    save_model("bard", bits=2.1, seconds=90.0)
    save_model("novel", bits=1.9)
    (places.user_models() / "torn.safetensors").write_bytes(b"\x10\0\0\0\0\0\0\0{}")
    own = tmp_path / "mine.txt"
    own.write_text("[b]mine[/b] and \x1b[31mred\n" * 30, "utf-8")
    corpora.add(own)


class Shelf:
    def __init__(self, pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, PlaygroundApp)
        self.app = pilot.app
        screen = pilot.app.screen
        assert isinstance(screen, LibraryScreen)
        self.screen = screen

    @property
    def notice(self) -> str:
        return self.screen.query_one(NoticeBar).text

    def text(self, id: str) -> str:
        return str(self.screen.query_one(f"#{id}", Static).content)

    @property
    def names(self) -> list[str]:
        return [entry.name for entry in self.screen.models.entries]


async def ready(pilot: Pilot[Any]) -> Shelf:
    shelf = Shelf(pilot)
    await until(pilot, lambda: shelf.screen.models.current is not None)
    return shelf


async def go_to(pilot: Pilot[Any], shelf: Shelf, name: str) -> None:
    table = (shelf.screen.models if shelf.screen.on_models else shelf.screen.texts).table
    for _ in range(20):
        if table.key == name:
            break
        await pilot.press("down")
    assert table.key == name
    await pilot.pause()


async def test_models_and_all_that_is_known_of_one() -> None:
    async with app("library").run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        assert shelf.names == ["bard", "novel", "torn", "fairy-tales"]
        assert "lstm 1 × 12" in shelf.text("facts")
        assert "this model" in shelf.text("scores")
        await until(pilot, lambda: "What it writes by itself" in shelf.text("sample"))
        await until(pilot, lambda: "xz" in shelf.text("scores"))
        chart = shelf.screen.query_one(LossChart)
        assert len(chart.data.train) == 40
        assert len(chart.data.validation) == 5
        assert chart.data.validation[-1].bits == pytest.approx(2.1, abs=0.01)


async def test_a_broken_file_is_listed_with_its_problem() -> None:
    async with app("library").run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        await go_to(pilot, shelf, "torn")
        assert "torn.safetensors" in shelf.text("facts")
        await pilot.press("enter", "space", "e", "g")
        assert pilot.app.screen is shelf.screen
        assert shelf.app.current_mode == "library"
        await pilot.press("x")  # but it can be deleted
        await until(pilot, lambda: isinstance(pilot.app.screen, AskChoice))


async def test_a_model_of_a_task_has_its_own_curve_score_and_example() -> None:
    shape_fakes.save_task("entities-2", "tag")
    async with app("library").run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        await go_to(pilot, shelf, "entities-2")
        row = shelf.screen.models.table.get_row("entities-2")
        cells = [str(cell).strip() for cell in row]
        assert cells[2] == "tags"
        assert cells[4] == "span F1 71.0%"
        assert "examples 620" in shelf.text("facts")
        assert "recall 72.0%" in shelf.text("scores")
        assert shelf.screen.query_one("#own-learning").display
        assert not shelf.screen.query_one("#own-curve").display
        assert set(shelf.screen.query_one("#loss", LabChart).curves) == {"training", "held out"}
        await until(pilot, lambda: "John" in shelf.text("sample"))
        assert "An example" in shelf.text("sample")
        for action in ("mark", "go_on"):
            assert shelf.screen.check_action(action, ()) is False
        assert "Only the curves of language models" in (shelf.screen.models.toggle_mark() or "")
        await go_to(pilot, shelf, "novel")
        assert not shelf.screen.query_one("#own-learning").display
        await pilot.press("space")
        await go_to(pilot, shelf, "fairy-tales")
        await pilot.press("space")
        await pilot.pause()
        assert len(shelf.screen.query_one(CompareChart).curves) == 2


async def test_a_model_that_shapes_is_training_is_left_alone() -> None:
    shape_fakes.save_task("mine", "classify")
    client = fakes.FakeClient()
    async with app("library", course=client).run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        shelf.app.course.start(TaskRequest(task="classify", sources=("reviews",), name="mine"), "shapes")
        await go_to(pilot, shelf, "mine")
        await pilot.press("x")
        await until(pilot, lambda: "F6, then s" in shelf.notice)
        assert "mine" in shelf.names


async def test_opening_in_write() -> None:
    async with app("library").run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        await go_to(pilot, shelf, "novel")
        await pilot.press("enter")
        await until(pilot, lambda: shelf.app.current_mode == "write")
        assert shelf.app.model == "novel"
        title = lambda: str(pilot.app.screen.query_one("#paper").border_title)  # noqa: E731
        await until(pilot, lambda: "novel" in title())


async def test_renaming() -> None:
    async with app("library").run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskText))
        pilot.app.screen.query_one(Input).value = "novel"
        await pilot.press("enter")
        await until(pilot, lambda: "already a model called novel" in shelf.notice)
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskText))
        pilot.app.screen.query_one(Input).value = "shakespeare"
        await pilot.press("enter")
        await until(pilot, lambda: "shakespeare" in shelf.names)
        assert "bard" not in shelf.names


@pytest.mark.parametrize("answer", ["keep", "delete"])
async def test_deleting_asks_first(answer: str) -> None:
    async with app("library").run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskChoice))
        await pilot.click(pilot.app.screen.query_one(f"#ask-{answer}", Button))
        if answer == "delete":
            await until(pilot, lambda: "bard" not in shelf.names)
            assert shelf.notice == "bard is deleted."
        else:
            await pilot.pause()
            assert "bard" in shelf.names
        assert (places.user_models() / "bard.safetensors").exists() == (answer == "keep")


async def test_shipped_models_stay() -> None:
    async with app("library").run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        await go_to(pilot, shelf, "fairy-tales")
        await pilot.press("x", "r", "g")
        await pilot.pause()
        assert pilot.app.screen is shelf.screen
        assert not {"library.delete", "library.rename"} & {
            active.binding.id for active in shelf.screen.active_bindings.values()
        }


@pytest.mark.parametrize("kind", ["safetensors", "npz"])
async def test_exporting(kind: str, tmp_path: Path) -> None:
    async with app("library").run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        target = tmp_path / f"out.{kind}"
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskChoice))
        await pilot.click(pilot.app.screen.query_one(f"#ask-{kind}", Button))
        await until(pilot, lambda: isinstance(pilot.app.screen, AskText))
        pilot.app.screen.query_one(Input).value = str(target)
        await pilot.press("enter")
        await until(pilot, lambda: "exported" in shelf.notice)
        assert target.stat().st_size > 1000


async def test_training_a_model_further() -> None:
    client = fakes.FakeClient()
    async with app("library", client=client).run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        await pilot.press("g")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskText))
        pilot.app.screen.query_one(Input).value = "soon"
        await pilot.press("enter")
        await until(pilot, lambda: "not a length of time" in shelf.notice)
        await pilot.press("g")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskText))
        pilot.app.screen.query_one(Input).value = "2m"
        await pilot.press("enter")
        await until(pilot, lambda: shelf.app.current_mode == "train")
        request = client.requests[0]
        assert (request.name, request.resume, request.train) == ("bard", True, {"seconds": 120.0})


async def test_a_model_in_training_is_left_alone() -> None:
    async with app("library", client=fakes.FakeClient()).run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        shelf.app.take([fakes.started(name="bard")])
        for key in ("x", "r", "g"):
            await pilot.press(key)
            await until(pilot, lambda: "being trained now" in shelf.notice)
            shelf.screen.query_one(NoticeBar).quiet()
        assert pilot.app.screen is shelf.screen


async def test_comparing() -> None:
    async with app("library").run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        chart = shelf.screen.query_one(CompareChart)
        await pilot.press("space")
        assert not chart.display
        await pilot.press("down", "space")
        await pilot.pause()
        assert chart.display
        assert [curve.name for curve in chart.curves] == ["bard", "novel"]
        assert shelf.text("facts").index("novel") < shelf.text("facts").index("bard")  # the better one first
        await pilot.press("down", "space")  # torn cannot be marked
        assert shelf.screen.models.marked == ["bard", "novel"]
        await pilot.press("c")
        await pilot.pause()
        assert not chart.display


async def test_a_new_save_appears() -> None:
    async with app("library", client=fakes.FakeClient()).run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        save_model("fresh")
        shelf.app.take([events.Saved(step=1, path="fresh", reason="autosave")])
        await until(pilot, lambda: "fresh" in shelf.names)


# ---------------------------------------------------------------------- texts


@pytest.mark.parametrize("how", ["key", "mouse"])
async def test_texts_and_how_they_begin(how: str) -> None:
    async with app("library").run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        await (pilot.press("t") if how == "key" else pilot.click("#shelf-texts"))
        await until(pilot, lambda: "Once upon a time" in shelf.text("text-start"))
        await go_to(pilot, shelf, "mine")
        await until(pilot, lambda: "[b]mine[/b] and ␛[31mred" in shelf.text("text-start"))
        await go_to(pilot, shelf, "tinyshakespeare")
        assert "press d" in shelf.text("text-start")
        await (pilot.press("m") if how == "key" else pilot.click("#shelf-models"))
        assert shelf.screen.on_models
        assert shelf.screen.models.table.has_focus


async def test_training_on_a_text() -> None:
    async with app("library", client=fakes.FakeClient()).run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        await pilot.press("t")
        await go_to(pilot, shelf, "mine")
        await pilot.press("enter")
        await until(pilot, lambda: shelf.app.current_mode == "train")
        assert shelf.app.text == "mine"


async def test_adding_and_removing_a_file(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("another text\n" * 50, "utf-8")
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 200)
    async with app("library").run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        await pilot.press("t")
        for path, sign in ((other, "is one of your texts"), (picture, "picture.png")):
            await pilot.press("a")
            await until(pilot, lambda: isinstance(pilot.app.screen, FilePicker))
            pilot.app.screen.dismiss(str(path))
            await until(pilot, lambda sign=sign: sign in shelf.notice)  # type: ignore[misc]
        await until(pilot, lambda: "other" in [text.name for text in shelf.screen.texts.texts])
        await go_to(pilot, shelf, "other")
        await pilot.press("delete")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskChoice))
        await pilot.click(pilot.app.screen.query_one("#ask-delete", Button))
        await until(pilot, lambda: "other" not in [text.name for text in shelf.screen.texts.texts])
        assert other.exists()


@pytest.mark.parametrize("problem", [None, "There is no network."])
async def test_downloading(problem: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = catalogue.entry("names")

    def download(name: str, *, progress: catalogue.Progress) -> Path:
        assert name == "names"
        progress(wanted.size_bytes // 2, wanted.size_bytes)
        if problem is not None:
            raise PlaygroundError(problem)
        path = places.user_corpora() / wanted.file
        path.write_bytes(b"anna\n" * (wanted.size_bytes // 5))
        return path

    monkeypatch.setattr(catalogue, "download", download)
    async with app("library").run_test(size=(120, 36)) as pilot:
        shelf = await ready(pilot)
        await pilot.press("t")
        await go_to(pilot, shelf, "names")
        await pilot.press("d")
        said = "Names is here" if problem is None else problem
        await until(pilot, lambda: said in shelf.notice)
        assert shelf.screen.texts.progress == {}
        kinds = {text.name: text.kind for text in library_facts.texts()}
        assert kinds["names"] == ("yours" if problem is None else "download")


# ---------------------------------------------------------------------- facts


def test_bits_of_words_are_bits_of_characters() -> None:
    made = card("words", bits=1.5, scores={"bits_per_char": 1.5, "nats_per_token": 4.0})
    assert library_facts.chars_per_token(made) == pytest.approx(4.0 / 0.6931 / 1.5, rel=1e-3)


def test_a_card_with_odd_values_does_no_harm() -> None:
    odd: dict[str, Any] = {"bits_per_char": "1", "nats_per_token": None}
    made = card("odd", scores=odd, history=[{"step": "x", "train": 1.0}, {}], corpus={"sources": "x"})
    assert library_facts.bits(made) is None
    assert library_facts.curves(made) == ((), ())
    assert library_facts.sources(made) == []


async def test_what_a_slow_thread_finds_after_leaving_is_dropped() -> None:
    found: list[str] = []
    leaving = app("library")
    async with leaving.run_test(size=(120, 36)) as pilot:
        await ready(pilot)
        await asyncio.to_thread(tell, leaving.screen, found.append, "while it runs")
        leaving._running = False
        await asyncio.to_thread(tell, leaving.screen, found.append, "too late")
        leaving._running = True
    assert found == ["while it runs"]
