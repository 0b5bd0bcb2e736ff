"""What stands beside the text: words, several continuations; stop texts and rules under it."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widgets import Input, Static

from playground.text import display
from playground.ui.screens.write import WriteScreen
from playground.ui.settings import Settings
from playground.ui.voice import Voice
from playground.ui.widgets.candidates import odds
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.sampling_panel import ABOUT
from playground.ui.widgets.write_rules import RuleLine
from playground.ui.widgets.write_texts import Entry, TextList, folded
from tests.ui.bare import BareApp
from tests.ui.write_fakes import StoryVoice, app, save_model, until
from tests.ui.writing import ready


@pytest.fixture
def stories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Voice, "load", StoryVoice.load)


@pytest.fixture(autouse=True)
def models() -> None:
    save_model("fairy-tales")


# ---------------------------------------------------------------------- views


@pytest.mark.usefixtures("stories")
async def test_views_by_key_and_by_mouse() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        titles = []
        for _ in range(6):
            await pilot.press("ctrl+e")
            titles.append(writing.title.partition(" · ")[0])
        assert titles == ["Next word", "Several", "Beam search", "Branches", "Two models", "Next token"]
        await pilot.click("#view", offset=(8, 0))
        await pilot.pause()
        assert writing.title.startswith("Next word")
        assert writing.editor.text == "Once upon a"


@pytest.mark.usefixtures("stories")
async def test_words_are_listed_and_written() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        writing = await ready(pilot)
        await pilot.press("space", "t", "i", "ctrl+e")
        await until(pilot, lambda: writing.list.heading == "next word")
        assert [choice.label for choice in writing.list.choices] == ["time", "␣time", "␣king", ",␣and"]
        await until(pilot, lambda: "61.0%" in writing.list.render_line(1).text)
        await pilot.press("alt+1")
        await until(pilot, lambda: writing.editor.text == "Once upon a time")
        await pilot.press("ctrl+t", "3")
        await until(pilot, lambda: writing.editor.text == "Once upon a time king")


@pytest.mark.usefixtures("stories")
async def test_several_continuations_and_taking_one() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        screen = writing.screen
        assert isinstance(screen, WriteScreen)
        await pilot.press("ctrl+e", "ctrl+e")
        await until(pilot, lambda: len(writing.texts.entries) == 5)
        assert [entry.head for entry in writing.texts.entries] == [
            f"seed {screen._draw_seed + number}" for number in range(5)
        ]
        await pilot.press("ctrl+t", "down", "enter")
        await until(pilot, lambda: writing.editor.text.endswith("three sons."))
        await pilot.press("escape", "ctrl+z")
        assert writing.editor.text == "Once upon a"


# ---------------------------------------------------------------------- rules, with a real network


async def test_a_rule_binds_ghost_candidates_and_stream() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+f")
        rule = writing.screen.query_one("#rule")
        rule.value = "/[ab]{6}/"  # type: ignore[attr-defined]
        await until(pilot, lambda: re.fullmatch("[ab]{6}", writing.editor.ghost.text) is not None)
        able = {choice.text for choice in writing.list.choices if choice.after > 0}
        assert able <= {"a", "b"}
        await pilot.press("enter")
        assert writing.editor.has_focus
        await pilot.press("ctrl+right", "ctrl+right")  # what is taken counts
        await until(pilot, lambda: len(writing.editor.ghost.text) == 4)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: len(writing.editor.text) == 17)
        assert re.fullmatch("Once upon a[ab]{6}", writing.editor.text)
        await until(pilot, lambda: "rule" in writing.notice)
        paper = writing.screen.query_one("#paper")
        await until(pilot, lambda: "the rule is met" in str(paper.border_subtitle))
        assert not writing.editor.ghost
        await pilot.press("space")  # begins it anew
        await until(pilot, lambda: re.fullmatch("[ab]{6}", writing.editor.ghost.text) is not None)


async def test_a_word_is_what_the_ghost_begins_with() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+f", "b", "a", "k", "e")
        await until(pilot, lambda: writing.editor.ghost.text.lstrip(" ").startswith("bake"))


async def test_a_pattern_that_is_none_is_marked_and_said() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+f")
        rule = writing.screen.query_one("#rule")
        rule.value = "/(a/"  # type: ignore[attr-defined]
        await pilot.pause()
        about = writing.screen.query_one("#sampling-about")
        assert rule.has_class("-wrong")
        assert "without its )" in str(about.content)  # type: ignore[attr-defined]
        await pilot.press("enter")
        await pilot.pause()
        assert rule.has_focus
        await until(pilot, lambda: bool(writing.editor.ghost))  # no rule is in force
        rule.value = "/[ab]/"  # type: ignore[attr-defined]
        await pilot.pause()
        assert not rule.has_class("-wrong")
        assert "without its )" not in str(about.content)  # type: ignore[attr-defined]
        rule.value = "/[/"  # type: ignore[attr-defined]
        await pilot.press("escape")
        assert writing.editor.has_focus
        assert "without its ]" in str(about.content)  # type: ignore[attr-defined]
        rule.value = ""  # type: ignore[attr-defined]
        await pilot.pause()
        assert str(about.content) == ABOUT  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (120, 48), (200, 60)])
async def test_a_rule_that_the_model_cannot_write_is_no_rule_that_is_met(size: tuple[int, int]) -> None:
    async with app().run_test(size=size) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+f")
        rule = writing.screen.query_one("#rule", Input)
        about = writing.screen.query_one("#sampling-about", Static)
        paper = writing.screen.query_one("#paper")
        for text, lacking in [("zeb😀", "😀"), ("/[0-9]{3} 😀/", "0-9, 😀"), ("[zzz(", "[, (")]:
            rule.value = text
            told = f"This model cannot write the rule, for it never saw {lacking}."
            await until(pilot, lambda told=told: str(about.content) == told)  # type: ignore[misc]
            assert "cannot be met" in str(paper.border_subtitle)
            assert not writing.editor.ghost
        await pilot.pause()
        assert about.region.height
        assert writing.panel.content_region.contains_region(about.region)
        await pilot.press("enter", "ctrl+g")
        await until(pilot, lambda: "never saw [, (" in writing.notice)
        rule.value = "z"
        await until(pilot, lambda: writing.editor.ghost.text.lstrip(" ").startswith("z"))
        assert str(about.content) == ABOUT


@pytest.mark.usefixtures("stories")
async def test_a_stop_text_ends_the_ghost_and_the_stream() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        writing.screen.query_one("#stop").value = "there|sons"  # type: ignore[attr-defined]
        await until(pilot, lambda: writing.editor.ghost.text == " time ")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "stopped before a stop text" in writing.notice)
        assert writing.editor.text == "Once upon a time "


@pytest.mark.usefixtures("stories")
async def test_the_line_of_rules_is_there_where_there_is_room_or_need() -> None:
    async with app().run_test(size=(80, 24)) as pilot:
        writing = await ready(pilot)
        line = writing.screen.query_one(RuleLine)
        assert not line.display
        await pilot.press("ctrl+f")
        assert line.display
        await pilot.press("escape")
        assert not line.display
        await pilot.press("ctrl+f", "x", "escape")
        assert line.display
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        assert writing.screen.query_one(RuleLine).display


# ---------------------------------------------------------------------- the list of texts


@pytest.mark.parametrize(
    ("p", "told"),
    [
        (1.0, "100%"),
        (0.0421, "4.2%"),
        (0.0006, "0.1%"),
        (0.0004, "1 in 2,500"),
        (1 / 33_400, "1 in 33,000"),
        (1 / 996_000, "1 in 1 million"),
        (3e-8, "1 in 33 million"),
        (1 / 4.44e9, "1 in 4.4 billion"),
        (1 / 7.1e14, "1 in 710 trillion"),
        (1e-40, "1 in 10^40"),
    ],
)
def test_the_probability_of_a_text(p: float, told: str) -> None:
    assert odds(math.log(p)) == told


@given(st.text(max_size=200), st.integers(2, 30), st.integers(1, 4))
def test_folded_lines_fit(text: str, width: int, rows: int) -> None:
    lines = folded(text, width, rows)
    assert 1 <= len(lines) <= rows
    assert all(display.width(line) <= width for line in lines)
    assert not any(char < " " for line in lines for char in line)


def test_folding() -> None:
    assert folded("Once upon a time", 9, 3) == ["Once", "upon a", "time"]
    assert folded("Once upon a time", 9, 2) == ["Once", "upon a t…"]
    assert folded("a\nb", 9, 2) == ["a⏎b"]


async def test_a_long_list_scrolls_with_the_cursor() -> None:
    listed = TextList()
    listed.styles.height, listed.styles.width = 4, 20
    async with BareApp(listed).run_test(size=(20, 6)) as pilot:
        listed.show([Entry(f"text {number}") for number in range(20)], rows=1)
        listed.focus()
        await pilot.press(*["down"] * 10)
        await pilot.pause()
        assert listed.cursor == 10
        assert "text 10" in " ".join(listed.render_line(y).text for y in range(4))
        await pilot.press(*["up"] * 12)
        assert listed.cursor == 0
        listed.show([], "nothing here")
        assert "nothing here" in listed.render_line(0).text


# ---------------------------------------------------------------------- beam search, two models, copies


@pytest.mark.usefixtures("stories")
async def test_beam_search_and_taking_a_text() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        writing.side.query_one(Choice).value = "beam"
        await until(pilot, lambda: any("three sons." in entry.text for entry in writing.texts.entries))
        assert len(writing.texts.entries) == 2
        assert "bits a token" in writing.texts.entries[0].head
        await pilot.press("alt+2")
        await until(pilot, lambda: writing.editor.text == "Once upon a?")


@pytest.mark.usefixtures("stories")
async def test_two_models_and_another_second_one() -> None:
    save_model("bard")
    save_model("limericks")
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await until(pilot, lambda: len(writing.controls.models) >= 3)
        writing.side.query_one(Choice).value = "duo"
        await until(pilot, lambda: len(writing.texts.entries) == 2)
        first, second = writing.texts.entries
        assert first.head.startswith("fairy-tales: ␣ 57.8%")
        name = second.head.partition(":")[0]
        assert name != "fairy-tales"
        await pilot.press("ctrl+t", "right")
        await until(
            pilot,
            lambda: len(writing.texts.entries) == 2 and not writing.texts.entries[1].head.startswith(name),
        )
        await pilot.press("left")
        await until(
            pilot, lambda: len(writing.texts.entries) == 2 and writing.texts.entries[1].head.startswith(name)
        )
        await pilot.press("2")
        await until(pilot, lambda: writing.editor.text.endswith("three sons."))


def meter_is_ready(screen: WriteScreen) -> bool:
    meter = screen.completer._extras._meter
    return meter is not None and meter.ready is not None


@pytest.mark.parametrize("known", [True, False])
async def test_what_was_copied_from_the_training_text_is_shown(tmp_path: Path, known: bool) -> None:
    source = tmp_path / "source.txt"
    source.write_text("The king went down to the sea and came back. " * 3)
    corpus = {"sources": [str(source)] if known else ["gone"], "validation_share": 0.1}
    save_model("fairy-tales", corpus=corpus)
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        copied = writing.screen.query_one("#copied", Static)
        assert not copied.display
        if known:
            await until(pilot, lambda: meter_is_ready(writing.screen))
        writing.editor.take(" king went down to the lake")
        if known:
            await until(pilot, lambda: copied.display)
            assert "23 characters copied from source: “ king went down to the ”" in str(copied.content)
            await pilot.resize_terminal(200, 60)
            await until(pilot, lambda: "to the ”" in copied.render_line(0).text)
            await pilot.press("ctrl+z")
            await until(pilot, lambda: not copied.display)
        else:
            await until(pilot, lambda: bool(writing.editor.ghost))
            await pilot.pause(0.2)
            assert not copied.display


@pytest.mark.usefixtures("stories")
async def test_two_numbers_side_by_side_can_be_told_apart() -> None:
    async with app(settings=Settings(ghost="tokens")).run_test(size=(80, 24)) as pilot:
        writing = await ready(pilot)
        assert writing.field("count").display
        words = [each for each in writing.controls.query(".caption").results(Static) if each.display]
        assert [str(each.content) for each in words] == ["speed"]
        bar = writing.controls.content_region
        for each in writing.controls.displayed_children:
            assert bar.contains_region(each.region)
