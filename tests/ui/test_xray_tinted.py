"""A tinted text: only a page is laid out, whatever the text is, and every token can be gone to."""

from __future__ import annotations

import numpy as np
import pytest
from textual.events import MouseScrollDown

from playground.ui import palette
from playground.ui.widgets.xray_tinted import TintedText
from tests.ui.bare import BareApp

TEXT = "One line of words.\nAnother one, [b]bold[/b].\n\x1b[31m\n" * 400


class Listening(BareApp):
    def on_tinted_text_picked(self, event: TintedText.Picked) -> None:
        self.messages.append(event.token)

    def on_tinted_text_paged(self, event: TintedText.Paged) -> None:
        self.messages.append((event.first, event.last))


async def test_a_page_is_laid_out_and_asked_for() -> None:
    app = Listening(view := TintedText())
    async with app.run_test(size=(30, 8)) as pilot:
        view.show(TEXT, 0, "sequential")
        await pilot.pause()
        first, last = view.page
        assert first == 0
        assert 400 <= last < 2000
        assert app.messages[-1] == (first, last)
        assert app.lines()[:4] == [
            "One line of words.⏎".ljust(30),
            "Another one, [b]bold[/b].⏎".ljust(30),
            "␛[31m⏎".ljust(30),
            "One line of words.⏎".ljust(30),
        ]
        view.go(len(TEXT) - 1)
        await pilot.pause()
        assert view.page[1] == len(TEXT)
        assert app.lines()[-1].startswith("␛[31m⏎")


async def test_levels_are_grounds() -> None:
    app = Listening(view := TintedText())
    async with app.run_test(size=(30, 4)) as pilot:
        view.show("abcdef", 5, "diverging")
        view.tint(1, np.array([0, 16], np.uint8))
        view.faint_from = 4
        await pilot.pause()
        segments = {segment.text: segment.style for segment in view.render_line(0)}
        assert segments["b"] == palette.filled("diverging", True, 0)
        assert segments["c"] == palette.filled("diverging", True, 16)
        assert segments["e"] == view.get_component_rich_style("tinted--faint")
        assert segments["f"] == view.get_component_rich_style("tinted--cursor")
        view.untint()
        await pilot.pause()
        assert app.messages[-1] == (0, 6)


async def test_without_colour_glyphs_stand_under_the_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Listening(view := TintedText())
    async with app.run_test(size=(30, 4)) as pilot:
        view.show("a漢c\nd", 3, "diverging")
        view.tint(0, np.array([0, 16, 8], np.uint8))
        await pilot.pause()
        assert [line.rstrip() for line in app.lines()] == ["a漢c⏎", "≣██·", "d", ""]


async def test_keys_and_clicks_go_to_a_token() -> None:
    app = Listening(view := TintedText())
    async with app.run_test(size=(30, 8)) as pilot:
        view.show(TEXT, 0, "sequential")
        view.focus()
        await pilot.press("right", "right", "left", "down")
        assert view.token == len("One line of words.\n") + 1
        assert app.messages[-1] == view.token
        await pilot.press("up")
        assert view.token == 1
        await pilot.press("end")
        assert view.token == len(TEXT) - 1
        await pilot.press("pageup")
        assert len(TEXT) - 200 < view.token < len(TEXT) - 50
        await pilot.press("home", "pagedown")
        assert 50 < view.token < 200
        await pilot.press("home")
        await pilot.click(TintedText, offset=(4, 1))
        assert view.token == len("One line of words.\n") + 4
        before = view.token
        await pilot.click(TintedText, offset=(29, 1))  # behind the end of the line
        assert view.token == before


async def test_the_wheel_goes_through_a_text_of_many_pages() -> None:
    app = Listening(view := TintedText())
    async with app.run_test(size=(30, 8)) as pilot:
        view.show(TEXT, 0, "sequential")
        await pilot.pause()
        seen: set[int] = set()
        for _ in range(500):
            seen |= set(range(view.row(0)[0].token, view.row(view.shown - 1)[-1].token + 1))
            if len(TEXT) - 1 in seen:
                break
            view.post_message(MouseScrollDown(view, 5, 5, 0, 1, 0, False, False, False, 5, 5))
            await pilot._wait_for_screen()
        assert seen == set(range(len(TEXT)))


@pytest.mark.parametrize("size", [(2, 1), (9, 3), (80, 20)])
async def test_it_fills_its_room_and_never_lacks_a_style(size: tuple[int, int]) -> None:
    app = Listening(view := TintedText())
    async with app.run_test(size=size) as pilot:
        for text in ("", "漢字\u0301\x1b[b]\n" * 30, TEXT):
            view.show(text, 2, "sequential")
            await pilot.pause()
            for y in range(size[1]):
                strip = view.render_line(y)
                assert strip.cell_length == size[0]
                assert all(segment.style is not None for segment in strip)
                assert "\x1b" not in strip.text
