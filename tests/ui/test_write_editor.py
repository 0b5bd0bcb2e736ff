"""The editor with its ghost, driven by keys."""

from __future__ import annotations

from typing import Any

import pytest
from textual._xterm_parser import XTermParser
from textual.app import App, ComposeResult
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Button

from playground.ui.alt_digits import read_alt_digits
from playground.ui.ghost import Ghost
from playground.ui.themes import THEMES
from playground.ui.widgets.ghost_editor import GhostEditor


class Page(App[None]):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "playground-dark"

    def compose(self) -> ComposeResult:
        yield GhostEditor(self._text)
        yield Button("next")

    def on_mount(self) -> None:
        editor = self.query_one(GhostEditor)
        editor.cursor_blink = False
        editor.move_cursor(editor.document.end)
        editor.focus()


def editor_of(pilot: Pilot[Any]) -> GhostEditor:
    return pilot.app.query_one(GhostEditor)


def shown(pilot: Pilot[Any]) -> list[str]:
    """The rows of the editor as they are drawn, without the blanks behind them."""
    editor = editor_of(pilot)
    rows = [editor.render_line(y).text.rstrip() for y in range(editor.size.height)]
    while rows and not rows[-1]:
        rows.pop()
    return rows


TALE = Ghost((" time", " there", " was"))


@pytest.mark.parametrize("key", ["tab", "right"])
async def test_the_whole_ghost_is_taken_and_undone_as_one(key: str) -> None:
    async with Page("Once upon a").run_test() as pilot:
        editor = editor_of(pilot)
        editor.offer(TALE)
        assert shown(pilot) == ["Once upon a time there was"]
        await pilot.press(key)
        assert editor.text == "Once upon a time there was"
        assert not editor.ghost
        await pilot.press("ctrl+z")
        assert editor.text == "Once upon a"
        await pilot.press("ctrl+y")
        assert editor.text == "Once upon a time there was"


async def test_a_token_at_a_time() -> None:
    async with Page("Once upon a").run_test() as pilot:
        editor = editor_of(pilot)
        editor.offer(TALE)
        await pilot.press("ctrl+right")
        assert (editor.text, editor.ghost.tokens) == ("Once upon a time", (" there", " was"))
        await pilot.press("ctrl+right", "ctrl+z")
        assert editor.text == "Once upon a time"


async def test_without_a_ghost_the_keys_do_what_they_always_do() -> None:
    async with Page("one two").run_test() as pilot:
        editor = editor_of(pilot)
        await pilot.press("home", "ctrl+right")
        assert editor.cursor_location == (0, 3)
        await pilot.press("right")
        assert editor.cursor_location == (0, 4)
        await pilot.press("tab")
        assert not editor.has_focus


async def test_dismissed_until_the_text_changes() -> None:
    async with Page("Once").run_test() as pilot:
        editor = editor_of(pilot)
        editor.offer(TALE)
        await pilot.press("escape")
        assert shown(pilot) == ["Once"]
        editor.offer(TALE)
        assert shown(pilot) == ["Once"]
        await pilot.press("x")
        editor.offer(TALE)
        assert shown(pilot) == ["Oncex time there was"]


async def test_typing_on_keeps_what_agrees() -> None:
    async with Page("Once upon a").run_test() as pilot:
        editor = editor_of(pilot)
        editor.offer(TALE)
        await pilot.press("space", "t")
        assert (editor.text, editor.ghost.text) == ("Once upon a t", "ime there was")
        await pilot.press("u")
        assert shown(pilot) == ["Once upon a tu"]


async def test_gone_after_a_deletion_and_after_undo() -> None:
    async with Page("Once upon a").run_test() as pilot:
        editor = editor_of(pilot)
        editor.offer(TALE)
        await pilot.press("backspace")
        assert shown(pilot) == ["Once upon"]
        editor.offer(TALE)
        await pilot.press("ctrl+z")
        assert shown(pilot) == ["Once upon a"]


async def test_never_in_the_middle_of_the_text() -> None:
    async with Page("one\ntwo").run_test() as pilot:
        editor = editor_of(pilot)
        editor.offer(TALE)
        await pilot.press("left")
        assert shown(pilot) == ["one", "two"]
        await pilot.press("right")
        assert shown(pilot) == ["one", "two time there was"]
        await pilot.press("up")
        assert shown(pilot) == ["one", "two"]
        await pilot.press("tab")
        assert editor.text == "one\ntwo"


async def test_it_wraps_and_breaks_lines_as_the_text_will() -> None:
    async with Page("Once up").run_test(size=(16, 12)) as pilot:
        editor = editor_of(pilot)
        editor.offer(Ghost(("on", " a", " time", "\n", "\n", "There", " was")))
        rows = shown(pilot)
        assert rows == ["Once upon a", "time⏎", "⏎", "There was"]
        await pilot.press("tab")
        assert shown(pilot) == [row.removesuffix("⏎") for row in rows]


async def test_a_ghost_at_the_lower_edge_comes_into_sight() -> None:
    async with Page("a\n" * 40 + "end").run_test(size=(30, 10)) as pilot:
        editor = editor_of(pilot)
        editor.offer(Ghost(("\nand", "\nmore")))
        await pilot.pause()
        assert [row.strip() for row in shown(pilot)][-2:] == ["and⏎", "more"]


async def test_a_click_behind_the_text_goes_to_its_end() -> None:
    async with Page("one two").run_test() as pilot:
        editor = editor_of(pilot)
        await pilot.press("home")
        await pilot.click(GhostEditor, offset=(3, 4))
        assert editor.cursor_location == (0, 7)


async def test_a_stream_is_undone_as_one() -> None:
    async with Page("Once").run_test() as pilot:
        editor = editor_of(pilot)
        await pilot.press("!")
        editor.history.begin()
        for token in (" upon", " a", "\ntime"):
            editor.stream(token)
        editor.history.end()
        await pilot.press("?")
        assert editor.text == "Once! upon a\ntime?"
        await pilot.press("ctrl+z", "ctrl+z")
        assert editor.text == "Once!"
        await pilot.press("ctrl+y")
        assert editor.text == "Once! upon a\ntime"
        await pilot.press("ctrl+z", "ctrl+z")
        assert editor.text == "Once"


async def test_control_characters_are_seen_and_never_sent() -> None:
    async with Page("a").run_test() as pilot:
        editor = editor_of(pilot)
        editor.take("\x1b[31m\u202ex\r\ny")
        editor.offer(Ghost(("\x07!",)))
        assert shown(pilot) == ["a␛[31m<U+202E>x", "y␇!"]
        assert not {"\x1b", "\u202e", "\x07"} & set(editor.text)


async def test_selection_tabs_and_wide_characters_are_drawn() -> None:
    async with Page("a\tb 世界\n\nend").run_test() as pilot:
        await pilot.press("ctrl+shift+left", "shift+up", "shift+up")
        assert shown(pilot) == ["a   b 世界", "", "end"]
        editor = editor_of(pilot)
        reversed_ = [segment.text for segment in editor.render_line(1) if segment.style != editor.rich_style]
        assert reversed_ == [" "]  # the empty line shows that it is part of the selection


async def test_markup_is_only_text() -> None:
    async with Page("[b]x[/b]").run_test() as pilot:
        editor_of(pilot).offer(Ghost((" [red]y",)))
        assert shown(pilot) == ["[b]x[/b] [red]y"]


async def test_drawn_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with Page("Once").run_test() as pilot:
        editor_of(pilot).offer(TALE)
        await pilot.pause()
        assert "time" in pilot.app.export_screenshot()


def test_alt_and_a_digit_reach_the_app_as_such() -> None:
    read_alt_digits()
    keys = []
    for typed in ("\x1b1", "\x1b9", "¡"):
        parser = XTermParser()
        keys += [event.key for event in [*parser.feed(typed), *parser.feed("")] if isinstance(event, Key)]
    assert keys == ["alt+1", "alt+9", "inverted_exclamation_mark"]


async def test_a_chord_is_no_text() -> None:
    async with Page("Once").run_test() as pilot:
        asked: list[int] = []
        editor = editor_of(pilot)
        editor.action_pick = lambda number: asked.append(number)  # type: ignore[method-assign]
        for key, character in (("alt+3", "3"), ("alt+3", None), ("alt+x", "x")):
            pilot.app.post_message(Key(key, character))
            await pilot.pause()
        assert asked == [3, 3]
        assert editor.text == "Once"


async def test_the_cursor_stays_in_sight_when_rows_or_columns_go() -> None:
    async with Page("word " * 400).run_test(size=(100, 36)) as pilot:
        editor = editor_of(pilot)
        for size in [(40, 12), (100, 8), (30, 24), (100, 36)]:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            await pilot.pause()
            assert 0 <= editor._cursor_offset[1] - editor.scroll_offset.y < editor.size.height
        editor.styles.height = 3
        await pilot.pause()
        await pilot.pause()
        assert 0 <= editor._cursor_offset[1] - editor.scroll_offset.y < 3
