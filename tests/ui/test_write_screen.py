"""The Write mode, by keys and by mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.pilot import Pilot
from textual.widgets import Select

from playground import events
from playground.ui.screens.help import HelpRow
from playground.ui.screens.write import WriteScreen
from playground.ui.settings import Settings
from playground.ui.voice import Voice
from playground.ui.widgets.candidates import CandidateList, Choice
from playground.ui.widgets.write_controls import TRAINING
from playground.ui.widgets.write_side import SidePanel
from tests.ui import fakes, shape_fakes
from tests.ui.write_fakes import StoryVoice, app, save_model, settings, until, weights
from tests.ui.writing import Writing, ready

SENTENCE = " time there was a king who had three sons."


@pytest.fixture(autouse=True)
def voices(monkeypatch: pytest.MonkeyPatch) -> list[StoryVoice]:
    """Every voice that is loaded tells the story."""
    loaded: list[StoryVoice] = []

    def load(name: str) -> StoryVoice:
        loaded.append(StoryVoice(name))
        return loaded[-1]

    monkeypatch.setattr(Voice, "load", load)
    monkeypatch.setattr(Voice, "in_training", StoryVoice.in_training)
    save_model("fairy-tales")
    save_model("limericks")
    return loaded


async def test_it_opens_on_a_sentence_and_its_ghost() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        assert writing.editor.has_focus
        assert writing.editor.text == "Once upon a"
        assert writing.editor.ghost.text == SENTENCE
        await pilot.press("tab")
        assert writing.editor.text == "Once upon a" + SENTENCE
        await until(pilot, lambda: writing.editor.ghost.text.startswith(" The eldest was proud"))


async def test_typing_asks_again_and_agreeing_keeps_the_ghost(voices: list[StoryVoice]) -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("space")
        assert writing.editor.ghost.text == SENTENCE[1:]
        await pilot.press("q")
        await until(pilot, lambda: bool(writing.editor.ghost))
        assert not SENTENCE[1:].startswith(writing.editor.ghost.text)
        assert voices[-1].reads[-1] == "Once upon a q"


@pytest.mark.parametrize("key", ["alt+2", "ctrl+t"])
async def test_picking_a_candidate_by_its_digit(key: str) -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        second = writing.list.choices[1].text
        await pilot.press(*([key] if key != "ctrl+t" else ["ctrl+t", "2"]))
        await pilot.pause()
        assert writing.editor.text == "Once upon a" + second
        await pilot.press("escape", "ctrl+z")
        assert writing.editor.has_focus
        assert writing.editor.text == "Once upon a"


async def test_picking_with_arrows_and_enter_and_with_the_mouse() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        third, first = writing.list.choices[2].text, writing.list.choices[0].text
        await pilot.press("ctrl+t", "down", "down", "enter")
        await pilot.pause()
        assert writing.editor.text == "Once upon a" + third
        writing.editor.undo()
        await until(pilot, lambda: writing.list.choices[0].text == first)
        await pilot.click(CandidateList, offset=(6, 1))
        await pilot.pause()
        assert writing.editor.text == "Once upon a" + first
        await pilot.click(CandidateList, offset=(6, 0))  # the heading is no candidate
        assert writing.editor.text == "Once upon a" + first


async def test_settings_by_keys_change_the_bars_and_are_remembered() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("f8", "up", "up")
        assert writing.panel.config.temperature == pytest.approx(0.8)
        await pilot.press("tab", "2", "enter")
        assert writing.panel.config.top_k == 2
        await until(pilot, lambda: [choice.after > 0 for choice in writing.list.choices].count(True) == 2)
        await pilot.press("down")
        assert writing.panel.config.top_k == 1
        assert writing.app.settings.sampling["top_k"] == 1


async def test_settings_by_mouse() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        ends = list(writing.field("top_p").query(".step"))
        await pilot.click(ends[0])
        assert writing.panel.config.top_p == pytest.approx(0.95)
        await pilot.click(ends[1])
        assert writing.panel.config.top_p == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("temperature", "-1", "Temperature must be a number from 0 to 100, but -1 was given."),
        ("temperature", "warm", "Temperature must be a number from 0 to 100, but “warm” was given."),
        ("top_k", "1.5", "Top-k must be a whole number"),
        ("top_p", "1.2", "from 0.01 to 1,"),
        ("min_p", "", "nothing was given"),
        ("repetition_penalty", "nan", "from 0.01 to 100"),
        ("seed", "-3", "Seed must be a whole number"),
    ],
)
async def test_impossible_settings_are_refused(field: str, typed: str, said: str) -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        before = writing.panel.config
        entry = writing.field(field)
        entry.input.focus()
        await pilot.pause()
        entry.input.value = typed
        await pilot.pause()
        assert entry.has_class("-wrong")
        await pilot.press("enter")
        await pilot.pause()
        assert said in writing.notice
        assert "It stays" in writing.notice
        assert writing.panel.config == before
        assert not entry.has_class("-wrong")
        assert entry.input.value == entry.spec.text(getattr(before, field))


async def test_an_empty_seed_is_no_seed() -> None:
    async with app(settings=settings(seed=7)).run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        assert writing.panel.config.seed == 7
        await pilot.press("ctrl+r")
        assert "seed is fixed" in writing.notice
        writing.field("seed").input.value = ""
        await pilot.pause()
        assert writing.panel.config.seed is None


@pytest.mark.parametrize("how", ["key", "button"])
async def test_streaming_and_stopping(how: str) -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)

        async def press() -> None:
            await (pilot.press("ctrl+g") if how == "key" else pilot.click("#stream"))

        await press()
        assert "Stop" in str(writing.screen.query_one("#stream").label)  # type: ignore[attr-defined]
        await until(pilot, lambda: len(writing.editor.text) > 16)
        await press()
        await pilot.pause()
        text = writing.editor.text
        assert (("Once upon a") + SENTENCE + " The eldest").startswith(text)
        await until(pilot, lambda: bool(writing.editor.ghost))
        assert writing.editor.text == text
        await pilot.press("ctrl+z")
        assert writing.editor.text == "Once upon a"


@pytest.mark.parametrize("key", ["escape", "x"])
async def test_any_key_stops_a_stream(key: str) -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: len(writing.editor.text) > 13)
        await pilot.press(key)
        await pilot.pause()
        length = len(writing.editor.text)
        await until(pilot, lambda: bool(writing.editor.ghost))
        assert len(writing.editor.text) == length


@pytest.mark.parametrize("how", ["key", "button"])
async def test_one_step(how: str) -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)

        async def press() -> None:
            await (pilot.press("ctrl+n") if how == "key" else pilot.click("#step"))

        await press()
        assert writing.editor.text == "Once upon a "
        await until(pilot, lambda: bool(writing.editor.ghost))
        await pilot.press("escape")  # without a ghost the step is drawn anew
        await press()
        await until(pilot, lambda: writing.editor.text == "Once upon a t")


async def test_streaming_into_the_middle() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("left", "left", "ctrl+n")
        await until(pilot, lambda: writing.editor.text == "Once upon  a")


async def test_ghost_lengths() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: len(writing.editor.ghost.tokens) == 40)
        writing.field("count").input.value = "7"
        await until(pilot, lambda: len(writing.editor.ghost.tokens) == 7)
        await pilot.press("ctrl+l")
        await until(pilot, lambda: writing.editor.ghost.text == " time")
        await pilot.press("ctrl+l")
        await until(pilot, lambda: writing.editor.ghost.text == SENTENCE)


async def test_another_continuation_brings_a_dismissed_ghost_back() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("escape")
        assert not writing.editor.ghost
        await pilot.press("ctrl+r")
        await until(pilot, lambda: bool(writing.editor.ghost))


async def test_speed_keys() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        assert isinstance(writing.screen, WriteScreen)
        await pilot.press("ctrl+up")
        await pilot.pause()
        assert writing.screen.completer.speed == 25
        await pilot.press("ctrl+down", "ctrl+down")
        await pilot.pause()
        assert writing.screen.completer.speed == 15


async def test_choosing_a_model_by_keys(voices: list[StoryVoice]) -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        select = writing.screen.query_one("#model", Select)
        await until(pilot, lambda: select.value == "fairy-tales")
        await pilot.press("ctrl+o", "down", "enter")
        await until(pilot, lambda: voices[-1].name == "limericks")
        await until(pilot, lambda: "limericks" in str(writing.screen.query_one("#paper").border_title))
        assert writing.editor.has_focus


async def test_one_escape_closes_the_list_of_models_and_is_back_in_the_text() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        select = writing.screen.query_one("#model", Select)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: select.expanded)
        await pilot.press("escape")
        await until(pilot, lambda: writing.editor.has_focus)
        assert not select.expanded
        await pilot.press("x")
        assert writing.editor.text == "Once upon ax"


async def test_only_models_that_write_are_offered() -> None:
    shape_fakes.save_task("a-tagger", "tag")
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        select = writing.screen.query_one("#model", Select)
        await until(pilot, lambda: len(select._options) > 1)
        assert "a-tagger" not in [value for _, value in select._options]


async def test_characters_the_model_never_saw_are_named() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        unseen = writing.screen.query_one("#unseen")
        assert not unseen.display
        await pilot.press("é")
        await until(pilot, lambda: unseen.display)
        await pilot.press("backspace")
        await until(pilot, lambda: not unseen.display)


async def test_a_missing_model_is_said_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    async with app(model="nosuch").run_test(size=(120, 36)) as pilot:
        writing = Writing(pilot)
        await until(pilot, lambda: "no model called 'nosuch'" in writing.notice)
        await pilot.press("x", "ctrl+g")
        assert writing.editor.text == "Once upon ax"
        assert "No model is loaded" in writing.notice


async def test_no_key_waits_for_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """100,000 pasted characters: while the model is stuck in reading them, keys still write."""
    import threading

    go_on = threading.Event()
    readers: set[str] = set()

    class Stuck(StoryVoice):
        def read(self, text: str) -> Iterator[float]:
            readers.add(threading.current_thread().name)
            if len(text) > 50_000:
                yield 0.1
                assert go_on.wait(30)
            yield from super().read(text)

    monkeypatch.setattr(Voice, "load", Stuck.load)
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        pasted = "word of " * 12_500
        writing.app.copy_to_clipboard(pasted)
        await pilot.press("ctrl+v")
        await pilot.press("a", "b", "c")
        assert writing.editor.text == "Once upon a" + pasted + "abc"
        assert not writing.editor.ghost
        go_on.set()
        await until(pilot, lambda: bool(writing.editor.ghost))
        assert readers == {"completer"}


# ---------------------------------------------------------------------- the model in training


async def test_writing_with_the_model_in_training() -> None:
    client = fakes.FakeClient()
    async with app(client=client).run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        writing.app.take([fakes.started(name="novel")])
        select = writing.screen.query_one("#model", Select)
        await until(pilot, lambda: TRAINING in [value for _, value in writing.controls.models])
        select.value = TRAINING
        await until(pilot, lambda: events.WatchWeights(on=True) in client.commands)
        writing.app.take([weights(10)])
        await until(pilot, lambda: writing.editor.ghost.text == " step 10 it was.")
        writing.app.take([weights(20)])
        await until(pilot, lambda: writing.editor.ghost.text == " step 20 it was.")
        assert "step 20" in str(writing.screen.query_one("#paper").border_title)
        await pilot.press("f7")
        await until(pilot, lambda: client.commands[-1] == events.WatchWeights(on=False))
        await pilot.press("f3")
        await until(pilot, lambda: client.commands[-1] == events.WatchWeights(on=True))
        save_model("novel")
        finished = events.Finished(step=30, seconds=1.0, stopped=False, loss=1.0)
        writing.app.take([finished])
        await until(pilot, lambda: writing.editor.ghost.text == SENTENCE)
        await until(pilot, lambda: select.value == "novel")


async def test_ghost_length_and_speed_are_remembered() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+l", "ctrl+up")
        await pilot.pause()
    again = Settings.load()
    assert (again.ghost, again.ghost_tokens, again.speed) == ("tokens", 40, 25)
    again.ghost_tokens = 7
    async with app(settings=again).run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        assert isinstance(writing.screen, WriteScreen)
        assert len(writing.editor.ghost.tokens) == 7
        assert writing.screen.completer.speed == 25


async def test_remembered_values_that_cannot_be_are_left_out() -> None:
    spoiled = Settings(ghost="page", ghost_tokens=-3, speed=10**9, sampling={"temperature": -1})
    async with app(settings=spoiled).run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        assert isinstance(writing.screen, WriteScreen)
        assert writing.editor.ghost.text == SENTENCE
        assert writing.screen.sampling.temperature == 0.6
        assert writing.screen.completer.speed == 1000


async def test_the_whole_text_is_selected_and_replaced() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+a", "N", "o")
        assert writing.editor.text == "No"


async def test_candidates_that_are_next_to_nothing_share_one_row() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        many = [Choice("a", "a", 0.9, 1.0), *(Choice(str(at), str(at), 0.0001, 0.0) for at in range(30))]
        writing.list.show(many)
        assert len(writing.list.choices) == 9
        assert round(writing.list.rest, 4) == 0.0992
        last = writing.list.render_line(10).text
        assert "all others" in last
        assert "9.9%" in last


async def test_a_digit_takes_a_row_wherever_the_focus_is_and_goes_to_no_mode() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        side = writing.screen.query_one(SidePanel)
        assert "Alt+1–9" in str(side.border_subtitle)
        writing.screen.query_one("#view").focus()
        await pilot.pause()
        first = writing.screen.query_one(CandidateList).choices[0].text
        await pilot.press("1")
        await pilot.pause()
        assert pilot.app.screen is writing.screen
        assert writing.editor.text == "Once upon a" + first
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert str(side.border_subtitle).startswith("1–9")


async def test_what_a_frame_says_of_keys_a_click_does() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await click_on(pilot, "takes it")
        assert writing.editor.text == "Once upon a" + SENTENCE
        await pilot.press("f1")
        await pilot.pause()
        await click_on(pilot, "closes")
        assert pilot.app.screen is writing.screen


async def test_a_click_on_a_line_of_the_help_does_it() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("tab")
        writing.screen.query_one(CandidateList).focus()
        await pilot.press("f1")
        await pilot.pause()
        line = next(each for each in pilot.app.screen.query(HelpRow) if each.entry.id == "editor.undo")
        line.scroll_visible(animate=False)
        await pilot.pause()
        await pilot.click(line)
        await until(pilot, lambda: writing.editor.text == "Once upon a")
        assert pilot.app.screen is writing.screen


async def click_on(pilot: Pilot[None], text: str) -> None:
    """Click where the screen shows ``text``."""
    lines = [
        "".join(segment.text for segment in line) for line in pilot.app.screen._compositor.render_strips()
    ]
    y = next(at for at, line in enumerate(lines) if text in line)
    await pilot.click(offset=(lines[y].index(text), y))
    await pilot.pause()
