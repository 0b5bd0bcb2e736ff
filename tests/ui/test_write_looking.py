"""Alternatives, branches and draws in the Write mode, by keys and by mouse."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from playground.inference.language_model import LanguageModel
from playground.ui.screens.write import WriteScreen
from playground.ui.voice import Voice
from playground.ui.widgets.candidates import NUMBERED
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.ghost_editor import GhostEditor
from playground.ui.widgets.write_texts import TextList
from tests.ui.write_fakes import StoryVoice, app, save_model, until
from tests.ui.writing import Writing, ready

SENTENCE = " time there was a king who had three sons."


@pytest.fixture
def stories(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Voice, "load", StoryVoice.load)
    save_model("fairy-tales")


def instead_of(writing: Writing, label: str) -> bool:
    return writing.list.heading == f"instead of {label}"


pytestmark = pytest.mark.usefixtures("stories")


@pytest.mark.parametrize("key", ["ctrl+b", "alt+left"])
async def test_alternatives_of_the_token_before_the_cursor(key: str) -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press(key)
        await until(pilot, lambda: instead_of(writing, "a"))
        assert writing.list.has_focus
        assert [choice.text for choice in writing.list.choices if choice.actual] == ["a"]
        assert writing.title == "Alternatives · rank 1, 0.8 bits"
        assert writing.editor._marked == ((0, 10), (0, 11))
        assert not writing.editor.ghost
        await pilot.press("left")
        await until(pilot, lambda: instead_of(writing, "␣"))
        await pilot.press(key)  # the key goes on back, too
        await until(pilot, lambda: instead_of(writing, "n"))
        await pilot.press("right")
        await until(pilot, lambda: instead_of(writing, "␣"))
        await pilot.press("escape")
        await until(pilot, lambda: writing.editor.ghost.text == SENTENCE)
        assert writing.editor.has_focus
        assert writing.editor.cursor_location == (0, 11)
        assert writing.list.heading == "next token"
        assert writing.title == "Next token · what may come next"


async def test_another_one_begins_a_branch_and_undo_goes_back() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+b")
        await until(pilot, lambda: instead_of(writing, "a"))
        await pilot.press("left", "left")
        await until(pilot, lambda: instead_of(writing, "n"))
        third = writing.list.choices[2].text
        await pilot.press("3")
        await until(pilot, lambda: writing.editor.text == "Once upo" + third)
        await until(pilot, lambda: writing.list.heading == "next token")
        assert writing.editor.cursor_at_end_of_text
        await pilot.press("ctrl+t", "escape", "ctrl+z")
        assert writing.editor.text == "Once upon a"
        await pilot.press("ctrl+y")
        assert writing.editor.text == "Once upo" + third


async def test_the_token_itself_is_no_alternative() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+b")
        await until(pilot, lambda: instead_of(writing, "a"))
        await pilot.press("1")
        await pilot.pause()
        assert "stands there" in writing.notice
        assert writing.editor.text == "Once upon a"


async def test_the_cursor_and_the_mouse_choose_the_token() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+b")
        await until(pilot, lambda: instead_of(writing, "a"))
        await pilot.click(GhostEditor, offset=(5, 0))
        await until(pilot, lambda: instead_of(writing, "u"))
        await pilot.press("left", "left")
        await until(pilot, lambda: instead_of(writing, "e"))
        second = writing.list.choices[1].text
        await pilot.press("alt+2")
        await until(pilot, lambda: writing.editor.text == "Onc" + second)


async def test_typing_leaves_the_alternatives() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+b")
        await until(pilot, lambda: instead_of(writing, "a"))
        await pilot.click(GhostEditor, offset=(11, 0))
        await pilot.press("x")
        await until(pilot, lambda: writing.list.heading == "next token")
        assert writing.editor.text == "Once upon ax"


async def test_going_on_past_the_last_token_leaves_them_too() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+t", "left")
        await until(pilot, lambda: instead_of(writing, "a"))
        await pilot.press("right")
        await until(pilot, lambda: bool(writing.editor.ghost))
        assert writing.list.heading == "next token"


@pytest.mark.parametrize("how", ["ctrl+e", "click", "ctrl+n"])
async def test_another_view_or_a_step_leaves_them_for_the_end_of_the_text(how: str) -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("ctrl+b")
        await until(pilot, lambda: instead_of(writing, "a"))
        await (pilot.click("#view", offset=(8, 0)) if how == "click" else pilot.press(how))
        await until(pilot, lambda: bool(writing.editor.ghost))
        assert writing.editor.cursor_at_end_of_text
        assert writing.editor._marked is None
        if how == "ctrl+n":
            assert writing.editor.text == "Once upon a "
        else:
            await until(pilot, lambda: writing.list.heading == "next word")


async def test_before_the_first_character_there_is_nothing() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("home", "ctrl+b")
        assert "nothing to go back to" in writing.notice


async def test_characters_that_shrink_in_their_normal_form() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        writing.editor.take("e\u0301x")  # two code points that become one
        await pilot.press("ctrl+b")
        await until(pilot, lambda: instead_of(writing, "x"))
        assert writing.editor._marked == ((0, 13), (0, 14))


# ---------------------------------------------------------------------- branches


async def test_branches_by_keys() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("alt+down")
        assert "one branch so far" in writing.notice
        await pilot.press("tab", "ctrl+z", "x", "y")
        await until(pilot, lambda: bool(writing.editor.ghost))
        await pilot.press("alt+down")
        assert writing.editor.text == "Once upon a" + SENTENCE
        await pilot.press("alt+up")
        assert writing.editor.text == "Once upon axy"
        await pilot.press("ctrl+z")
        assert writing.editor.text == "Once upon a" + SENTENCE


async def test_the_tree_of_branches_is_listed_and_clicked() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        await pilot.press("tab", "ctrl+z", "x")
        writing.side.query_one(Choice).value = "tree"
        await until(pilot, lambda: len(writing.texts.entries) == 2)
        first, second = writing.texts.entries
        assert (first.text, first.current, first.depth) == ("Once upon ax", True, 0)
        assert (second.text, second.current, second.depth) == ("…a" + SENTENCE, False, 1)
        await pilot.click(TextList, offset=(8, 1))
        await until(pilot, lambda: writing.editor.text == "Once upon a" + SENTENCE)
        await until(pilot, lambda: writing.texts.entries[1].current)
        await pilot.press("ctrl+t", "up", "enter")
        await until(pilot, lambda: writing.editor.text == "Once upon ax")


# ---------------------------------------------------------------------- the draw


async def test_a_step_shows_its_draw_and_typing_takes_it_away() -> None:
    async with app().run_test(size=(120, 36)) as pilot:
        writing = await ready(pilot)
        assert not writing.draw.display
        await pilot.press("ctrl+n")
        await until(pilot, lambda: writing.draw.display)
        assert writing.draw.draw is not None
        told, bar, mark = (writing.draw.render_line(y).text for y in (1, 2, 3))
        assert told.startswith("0.4321 fell on ␣")
        assert "␣" in bar
        assert "▲" in mark
        assert f"seed {writing.draw.draw.seed}" in mark
        await until(pilot, lambda: bool(writing.editor.ghost))
        await pilot.press("x")
        await until(pilot, lambda: not writing.draw.display)


# ---------------------------------------------------------------------- any sequence of edits

OPS = st.one_of(
    st.tuples(st.just("type"), st.sampled_from(["a", "k", "space", "enter"])),
    st.tuples(
        st.just("press"), st.sampled_from(["backspace", "ctrl+z", "ctrl+y", "alt+down", "alt+up", "tab"])
    ),
    st.tuples(st.just("take"), st.sampled_from(["alt+1", "alt+2", "alt+3"])),
    st.tuples(st.just("replace"), st.tuples(st.integers(0, 6), st.integers(1, 9))),
)


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # each try takes a second: no hunt for a smaller one
)
@given(ops=st.lists(OPS, min_size=6, max_size=18))
def test_after_any_edits_the_candidates_are_those_of_a_fresh_run(ops: list[tuple[str, object]]) -> None:
    """A changed token, a branch, an undo and a redo: text and candidates as if it had been typed at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Voice, "load", _REAL_LOAD)
        asyncio.run(_edit(ops))


def standing_at(screen: WriteScreen, offset: int) -> bool:
    return screen._place is not None and screen._place.start == offset


_REAL_LOAD = Voice.__dict__["load"]


async def _edit(ops: list[tuple[str, object]]) -> None:
    model = LanguageModel.load("fairy-tales")
    async with app().run_test(size=(80, 24)) as pilot:
        writing = Writing(pilot)
        screen = writing.screen
        assert isinstance(screen, WriteScreen)

        def fresh() -> bool:
            """What is shown is what a new reader of this text would show, to the last bit."""
            reader = model.reader(writing.editor.before_cursor)
            expected = reader.candidates(40, screen.sampling)[:NUMBERED]
            shown = writing.list.choices[:NUMBERED]
            return [(each.text, each.probability, each.sampled) for each in expected] == [
                (each.text, each.before, each.after) for each in shown
            ]

        await until(pilot, fresh)
        for op, what in ops:
            before = writing.editor.text
            if op == "replace":
                assert isinstance(what, tuple)
                back, digit = what
                writing.editor.move_cursor(writing.editor.document.end)
                if back >= len(before) - 1:
                    continue
                await pilot.press("ctrl+b")
                for step in range(back + 1):
                    if step:
                        await pilot.press("left")
                    at = len(before) - 1 - step
                    await until(pilot, lambda at=at: standing_at(screen, at))  # type: ignore[misc]
                place = screen._place
                assert place is not None
                other = place.candidates[digit - 1].token
                own = digit - 1 == place.actual
                await pilot.press(str(digit), *(["escape"] if own else []))
                await pilot.pause()
                expected = before if own else before[: place.start] + other
                assert writing.editor.text == expected
                writing.editor.focus()
            else:
                await pilot.press(str(what))
            await pilot.pause()
            assert screen._branches.current.text == writing.editor.text
            await until(pilot, fresh)
