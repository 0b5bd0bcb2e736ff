"""The dream: wrapped, scrolled, selected, and drawn without having the screen laid out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content
from textual.screen import Screen

from playground.events import Sampled
from playground.text.display import visible
from playground.ui.widgets.dream import Dream, _wrap
from tests.ui.bare import BareApp

_TALE = " there was a king who wanted the forest, and the old queen said\nthat she would rather have the sea."


def samples(count: int) -> list[Sampled]:
    return [Sampled(step=100 * at, prompt="Once upon a", text=f"{_TALE} {at}") for at in range(1, count + 1)]


def shown(dream: Dream) -> list[str]:
    return [dream.render_line(y).text.rstrip() for y in range(dream.size.height)]


@given(st.text(max_size=200), st.integers(1, 40))
def test_any_text_is_wrapped_without_losing_a_letter(text: str, columns: int) -> None:
    text = visible(text)
    entry = _wrap(Content(text), columns)
    lines = text.split("\n")
    assert {row.line for row in entry.rows} == set(range(len(lines)))
    for number, line in enumerate(lines):
        rows = [row for row in entry.rows if row.line == number]
        assert "".join("".join(row.content.plain for row in rows).split()) == "".join(line.split())
        for row in rows:
            assert line[row.start :].startswith(row.content.plain)
            assert row.content.cell_length <= max(2, columns)  # a wide letter is never cut


async def test_the_latest_is_on_top_and_all_of_it_wraps() -> None:
    dream = Dream("Nothing yet.")
    async with BareApp(dream).run_test(size=(41, 8)) as pilot:
        assert shown(dream)[0] == "Nothing yet."
        dream.show(samples(1))
        await pilot.pause()
        assert shown(dream)[:4] == [
            "step 100  Once upon a there was a king",
            "who wanted the forest, and the old queen",
            "said",
            "that she would rather have the sea. 1",
        ]
        dream.show(samples(9))
        await pilot.pause()
        assert shown(dream)[0].startswith("step 900")
        assert not dream.max_scroll_x
        dream.scroll_end(animate=False)
        await pilot.pause()
        assert shown(dream)[-1].endswith("the sea. 1")
        dream.show([])
        await pilot.pause()
        assert shown(dream)[0] == "Nothing yet."


async def test_it_is_wrapped_anew_for_another_width() -> None:
    dream = Dream()
    async with BareApp(dream).run_test(size=(80, 20)) as pilot:
        dream.show(samples(2))
        await pilot.pause()
        wide = shown(dream)
        await pilot.resize_terminal(30, 20)
        await pilot.pause()
        narrow = shown(dream)
        assert max(map(len, narrow)) <= 30 < max(map(len, wide))
        assert "".join("".join(wide).split()) == "".join("".join(narrow).split())


ODD = {
    "nothing": "",
    "blanks": " " * 200,
    "a wide gap": "x" + " " * 90 + "y",
    "empty lines": "\n\n\n",
    "tabs": "\t\t\tx\ty" * 9,
    "wide letters": "漢字" * 40,
    "joined letters": "👩‍👩‍👧" * 30,
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
async def test_odd_texts_are_drawn_as_wide_as_there_is_room(text: str) -> None:
    dream = Dream()
    async with BareApp(dream).run_test(size=(21, 8)) as pilot:
        dream.show([Sampled(step=1, prompt="", text=text), Sampled(step=2, prompt="", text=text)])
        await pilot.pause()
        for y in range(dream.size.height):
            assert dream.render_line(y).cell_length == dream.scrollable_content_region.width


async def test_what_came_while_it_was_hidden_is_seen_afterwards() -> None:
    dream = Dream()
    dream.display = False
    async with BareApp(dream).run_test(size=(40, 8)) as pilot:
        dream.show(samples(1))
        await pilot.pause()
        dream.display = True
        await pilot.pause()
        assert shown(dream)[0] == "step 100  Once upon a there was a king"


async def test_another_sample_does_not_have_the_screen_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    dream = Dream()
    async with BareApp(dream).run_test(size=(40, 8)) as pilot:
        dream.show(samples(20))
        await pilot.pause()
        laid_out: list[Screen[object]] = []
        monkeypatch.setattr(Screen, "_refresh_layout", lambda self, **_: laid_out.append(self))
        for count in range(21, 25):
            dream.show(samples(count)[1:])
            await pilot.pause()
            assert shown(dream)[0].startswith(f"step {100 * count:,} ")
        assert not laid_out


async def test_what_is_selected_can_be_copied_unwrapped() -> None:
    dream = Dream()
    async with BareApp(dream).run_test(size=(40, 8)) as pilot:
        dream.show(samples(2))
        await pilot.pause()
        await pilot.mouse_down(dream, offset=(10, 0))
        await pilot.hover(dream, offset=(6, 3))
        await pilot.mouse_up(dream, offset=(6, 3))
        await pilot.pause()
        copied = pilot.app.screen.get_selected_text()
        assert copied is not None
        assert copied.startswith(
            "Once upon a there was a king who wanted the forest, and the old queen said\nthat s"
        )
        marked = [segment.text for segment in dream.render_line(1) if segment.style != dream.rich_style]
        assert "who wanted" in "".join(marked)
