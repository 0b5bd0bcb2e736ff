"""The map of X-ray: what is in sight, the cursor, the mouse, and terminals with few colours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from textual.events import MouseScrollDown, MouseScrollLeft, MouseScrollRight, MouseScrollUp
from textual.pilot import Pilot

from playground.ui.themes import DARK, LIGHT
from playground.ui.widgets.xray_map import XrayMap
from playground.ui.widgets.xray_map_sight import GUTTER
from playground.ui.xray.blocks import UNKNOWN, Blocks
from playground.ui.xray.columns import NOTHING, Columns
from playground.xray.reading import BLOCK, Reading
from tests.ui import xray_fakes
from tests.ui.bare import BareApp

LONG = xray_fakes.TEXT * 20


class Listening(BareApp):
    """Keeps what the map asks for and says."""

    def on_sight_map_wants(self, event: XrayMap.Wants) -> None:
        self.messages.append(event.blocks)

    def on_sight_map_pointed(self, event: XrayMap.Pointed) -> None:
        self.messages.append(event.text)

    def last(self, kind: type) -> Any:
        return next(message for message in reversed(self.messages) if isinstance(message, kind))


def fill(map: XrayMap, reading: Reading, name: str = "h", zoom: int = 1, *, known: bool = True) -> Blocks:
    """Show a reading, all its values known or none."""
    config = reading.model.network.config
    blocks = Blocks(name, 0, config.units, config)
    for index in range(-(-len(reading) // BLOCK) if known else 0):
        last = min((index + 1) * BLOCK, len(reading))
        blocks.add(index, reading.values(name, 0, index * BLOCK, last))
    map.show(reading, Columns(reading.tokens, zoom), blocks)
    return blocks


@pytest.mark.parametrize("theme", [DARK, LIGHT])
async def test_half_blocks_hold_two_units_each(theme: str) -> None:
    app = BareApp(map := XrayMap(), theme)
    async with app.run_test(size=(GUTTER + 60, 12)) as pilot:
        fill(map, xray_fakes.reading())
        await pilot.pause()
        lines = app.lines()
        assert map.rows == 9
        assert lines[0][:GUTTER].split() == ["0"]
        assert set(lines[0][GUTTER:]) == {"▀"}
        assert lines[9].split()[1].startswith("The␣king␣said:␣")
        assert lines[10].split()[0] == "bits"
        assert "━" in lines[11]


@pytest.mark.parametrize("size", [(12, 3), (40, 6), (78, 5), (120, 30)])
@pytest.mark.parametrize("zoom", [-8, 1, 3])
async def test_it_fills_its_room_and_never_lacks_a_style(size: tuple[int, int], zoom: int) -> None:
    app = BareApp(map := XrayMap("Nothing yet."))
    async with app.run_test(size=size) as pilot:
        texts = ("", "a", "漢字と a\n\x1bé" * 30, LONG)
        for text in texts:
            for known in (True, False):
                fill(map, xray_fakes.reading(text), zoom=zoom, known=known)
                await pilot.pause()
                for y in range(size[1]):
                    strip = map.render_line(y)
                    assert strip.cell_length == size[0]
                    assert all(segment.style is not None for segment in strip)
                    assert "\x1b" not in strip.text
        map.show(None, Columns(()), None)
        assert map.sight is NOTHING


async def test_what_is_not_known_is_asked_for_and_drawn_as_such() -> None:
    app = Listening(map := XrayMap())
    async with app.run_test(size=(GUTTER + 40, 8)) as pilot:
        reading = xray_fakes.reading(LONG)
        blocks = fill(map, reading, known=False)
        await pilot.pause()
        assert app.last(list) == [0, 1]
        assert app.lines()[0][GUTTER:] == "·" * 40
        blocks.add(0, reading.values("h", 0, 0, BLOCK))
        map.lay_out()
        assert app.lines()[0][GUTTER:] == "▀" * 40
        map.go(len(reading) - 1, 0)
        await pilot.pause()
        assert app.last(list)[0] == (len(reading) - 40) // BLOCK
        assert "h = not read yet" in map.said(len(reading) - 1, 3)


def test_a_column_of_several_tokens_shows_their_mean() -> None:
    reading = xray_fakes.reading(LONG)
    config = reading.model.network.config
    blocks = Blocks("h", 0, config.units, config)
    blocks.add(0, reading.values("h", 0, 0, BLOCK))
    units = np.arange(config.units)[::-1]
    sight = Columns(reading.tokens, -4).sight(0, 80)
    levels = blocks.levels(sight, units)
    means = reading.values("h", 0, 0, 16).reshape(4, 4, -1).mean(axis=1)[:, ::-1]
    assert np.abs(levels[:4] - np.rint((means + 1) * 8)).max() <= 1
    assert (levels[BLOCK // 4 :] == UNKNOWN).all()


def test_a_scale_that_follows_the_data_grows_with_it() -> None:
    config = xray_fakes.config()
    blocks = Blocks("c", 0, 2, config)
    assert blocks.span == (-1.0, 1.0, "diverging")
    blocks.add(0, np.array([[0.5, 3.0]], np.float32))
    assert blocks.span == (-4.0, 4.0, "diverging")
    blocks.add(1, np.array([[np.nan, 0.1]], np.float32))
    assert blocks.span == (-4.0, 4.0, "diverging")
    assert Blocks("i", 0, 2, config).span == (0.0, 1.0, "sequential")


def test_what_was_known_is_shown_until_its_newer_state_comes() -> None:
    blocks = Blocks("h", 0, 2, xray_fakes.config())
    blocks.add(0, np.full((4, 2), 0.5, np.float32))
    assert blocks.missing(0, 4) == []
    after = blocks.renewed()
    assert after.missing(0, 4) == [0]
    assert after.value(1, 1) == 0.5
    after.add(0, np.full((4, 2), -0.5, np.float32))
    assert after.missing(0, 4) == []
    assert (after.value(1, 1), blocks.value(1, 1)) == (-0.5, 0.5)


@pytest.mark.parametrize("variable", [("NO_COLOR", "1"), ("COLORTERM", "")])
async def test_without_colour_glyphs_tell_the_sign(
    monkeypatch: pytest.MonkeyPatch, variable: tuple[str, str]
) -> None:
    monkeypatch.setenv(*variable)
    monkeypatch.setenv("TERM", "xterm")
    app = BareApp(map := XrayMap())
    async with app.run_test(size=(GUTTER + 3, 8)) as pilot:
        reading = xray_fakes.reading("abc")
        config = reading.model.network.config
        blocks = Blocks("h", 0, config.units, config)
        values = np.zeros((3, config.units), np.float32)
        values[:, 0] = (-1, 0, 1)
        blocks.add(0, values)
        map.token = 1
        map.unit = 5
        map.show(reading, Columns(reading.tokens), blocks)
        await pilot.pause()
        assert app.lines()[0][GUTTER:] == "≣·█"


async def test_keys_move_the_cursor_and_what_is_in_sight() -> None:
    app = BareApp(map := XrayMap())
    async with app.run_test(size=(GUTTER + 40, 9)) as pilot:
        fill(map, xray_fakes.reading(LONG))
        map.focus()
        await pilot.press("right", "right", "down")
        assert (map.token, map.unit) == (2, 1)
        assert map.said(2, 1).startswith("unit 1 at e (3 of 1,400) · h = ")
        await pilot.press("end")
        assert (map.token, map.sight.last) == (1399, 1400)
        await pilot.press("home")
        assert (map.token, map.first) == (0, 0)
        await pilot.press("ctrl+right")
        assert (map.first, map.token) == (40, 40)
        await pilot.press("ctrl+left")
        assert (map.first, map.token) == (0, 0)
        await pilot.press("pagedown")
        assert map.top > 0
        assert map.top <= map.place(map.unit) < map.top + map.rows * map.per_row
        await pilot.press("pageup", "pageup", "up")
        assert (map.unit, map.top) == (0, 0)


async def test_units_in_another_order_keep_the_cursor_on_its_unit() -> None:
    app = BareApp(map := XrayMap())
    async with app.run_test(size=(GUTTER + 40, 9)) as pilot:
        fill(map, xray_fakes.reading(LONG))
        map.order_units(np.arange(48)[::-1])
        assert (map.unit, map.top) == (47, 0)  # nobody has chosen a unit yet
        map.go(0, 0)
        map.order_units(np.arange(48))
        assert (map.unit, map.top) == (0, 0)
        map.order_units(np.arange(48)[::-1])
        map.focus()
        await pilot.pause()
        assert map.unit == 0
        assert map.top + map.rows * map.per_row == 48
        await pilot.press("up")
        assert map.unit == 1
        assert "1" in app.lines()[map.rows - 1][:GUTTER]


async def press_and_drag(pilot: Pilot[Any], start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(XrayMap, offset=start)
    await pilot.hover(XrayMap, offset=end)
    await pilot.mouse_up(XrayMap, offset=end)


async def test_the_mouse_reads_picks_drags_and_jumps() -> None:
    app = Listening(map := XrayMap())
    async with app.run_test(size=(GUTTER + 40, 9)) as pilot:
        fill(map, xray_fakes.reading(LONG))
        await pilot.pause()
        await pilot.hover(XrayMap, offset=(GUTTER + 2, 1))
        assert app.last(str).startswith("unit 2 at e (3 of")
        assert map.token == 0
        await pilot.click(XrayMap, offset=(GUTTER + 4, 2))
        assert (map.token, map.unit) == (4, 4)
        await pilot.click(XrayMap, offset=(GUTTER + 7, map.rows))
        assert (map.token, map.unit) == (7, 4)
        await press_and_drag(pilot, (GUTTER + 30, 2), (GUTTER + 10, 2))
        assert (map.first, map.token) == (20, 7)
        await press_and_drag(pilot, (GUTTER + 10, 2), (GUTTER + 20, 2))
        assert map.first == 10
        await pilot.click(XrayMap, offset=(GUTTER + 20, 8))
        assert abs(map.first - len(LONG) // 2) < 40
        await pilot.click(XrayMap, offset=(GUTTER + 39, 8))
        assert map.sight.last == len(LONG)


async def test_the_wheel_scrolls_units_and_with_shift_the_text() -> None:
    app = BareApp(map := XrayMap())
    async with app.run_test(size=(GUTTER + 40, 9)) as pilot:
        fill(map, xray_fakes.reading(LONG))
        await pilot.pause()
        for scrolled, shift, top, first in (
            (MouseScrollDown, False, 4, 0),
            (MouseScrollDown, True, 4, 8),
            (MouseScrollUp, False, 0, 8),
            (MouseScrollUp, True, 0, 0),
            (MouseScrollRight, False, 0, 4),
            (MouseScrollLeft, False, 0, 0),
        ):
            map.post_message(scrolled(map, 20, 1, 0, 1, 0, shift, False, False, 20, 1))
            await pilot.pause()
            assert (map.top, map.first) == (top, first)
