"""The map of hidden states."""

from __future__ import annotations

import numpy as np
import pytest
from textual.widgets import Static

from playground import events
from playground.ui.themes import DARK, LIGHT
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.heat_panel import HeatPanel
from playground.ui.widgets.heatmap import GUTTER, HeatMap
from tests.ui import fakes
from tests.ui.bare import BareApp


def exact(tokens: str = "abc", units: int = 6) -> events.Traced:
    """Unit u at token t is (t - 1) for even u, 0 for odd: -1, 0, +1 along the text."""
    values = np.zeros((len(tokens), 2, units), dtype=np.float32)
    values[:, :, ::2] = (np.arange(len(tokens)) - 1).reshape(-1, 1, 1)
    gate = np.full_like(values, 0.5)
    surprise = np.array([0, 4, 8], dtype=np.float32)
    names = {"h": values, "c": values * 3, "i": gate, "f": gate, "g": values, "o": gate}
    return events.Traced(step=1, tokens=tuple(tokens), values=names, surprise=surprise)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
async def test_half_blocks_hold_two_units_each(theme: str) -> None:
    app = BareApp(heatmap := HeatMap(), theme)
    async with app.run_test(size=(GUTTER + 18, 8)) as pilot:
        heatmap.show(exact(), fakes.model())
        await pilot.pause()
        lines = app.lines()
        assert lines[0].split() == ["0", "▀" * 18]
        assert lines[3].strip() == ""
        assert lines[6].split() == ["unit", "a", "b", "c"]
        assert lines[7].split() == ["bits", "▄" * 6 + "█" * 6]
        first = heatmap.render_line(0)
        styles = [segment.style for segment in first if "▀" in segment.text]
        assert len(styles) == 3
        assert len({style.color.name for style in styles if style and style.color}) == 3
        assert len({style.bgcolor.name for style in styles if style and style.bgcolor}) == 1


@pytest.mark.parametrize("size", [(12, 3), (40, 6), (78, 5), (120, 30)])
async def test_it_fills_its_room_and_never_lacks_a_style(size: tuple[int, int]) -> None:
    app = BareApp(heatmap := HeatMap("Nothing yet."))
    async with app.run_test(size=size) as pilot:
        for traced in (None, fakes.traced(300), fakes.traced(300, tokens=tuple("漢字と a\n\x1bé")), exact()):
            heatmap.show(traced, fakes.model())
            await pilot.pause()
            for y in range(size[1]):
                strip = heatmap.render_line(y)
                assert strip.cell_length == size[0]
                assert all(segment.style is not None for segment in strip)
                assert "\x1b" not in strip.text


async def test_without_colour_glyphs_tell_the_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = BareApp(heatmap := HeatMap())
    async with app.run_test(size=(GUTTER + 18, 8)) as pilot:
        heatmap.show(exact(), fakes.model())
        await pilot.pause()
        assert app.lines()[0].split() == ["0", "≣" * 6 + "·" * 6 + "█" * 6]
        assert app.lines()[1].split() == ["·" * 18]


async def test_keys_move_the_cursor_and_read_the_cell() -> None:
    app = BareApp(heatmap := HeatMap())
    async with app.run_test(size=(GUTTER + 18, 5)) as pilot:
        heatmap.show(exact(units=40), fakes.model())
        heatmap.focus()
        await pilot.press("right", "right", "right", "down", "down")
        assert heatmap.cursor == (2, 2)
        assert heatmap.reading() == "unit 2 at c (3 of 3) · h = +1.00 · surprise 8.0 bits"
        await pilot.press("home", "up")
        assert heatmap.reading() == "unit 1 at a (1 of 3) · h = +0.00 · surprise 0.0 bits"
        await pilot.press("end", "pagedown", "pagedown")
        assert heatmap.cursor[0] == 2
        assert heatmap.top > 0
        assert heatmap.top <= heatmap.cursor[1] < heatmap.top + 8
        await pilot.press("pageup", "pageup", "pageup")
        assert heatmap.top == 0


async def test_the_mouse_reads_a_cell_and_scrolls() -> None:
    app = BareApp(panel := HeatPanel("hint"))
    async with app.run_test(size=(60, 12)) as pilot:
        panel.show(exact(units=60), fakes.model())
        await pilot.pause()
        await pilot.hover("#heat-map", offset=(GUTTER + 7, 1))
        assert panel.map.cursor == (1, 2)
        assert "unit 2 at b" in str(panel.border_subtitle)
        panel.map._scroll(4)
        await pilot.hover("#heat-map", offset=(GUTTER + 8, 1))
        assert panel.map.cursor == (1, 6)
        await pilot.hover("#heat-value")
        await pilot.pause()
        assert not panel.border_subtitle


async def test_values_and_layers_are_chosen_by_key_and_mouse() -> None:
    app = BareApp(panel := HeatPanel("hint"))
    async with app.run_test(size=(90, 12)) as pilot:
        panel.show(exact(), fakes.model())
        await pilot.pause()
        panel.step_value(1)
        await pilot.pause()
        assert panel.map.value_name == "c"
        assert panel.map.range() == (-4.0, 4.0, "diverging")
        await pilot.click("#heat-value", offset=(10, 0))
        assert panel.map.value_name == "f"
        assert "forget gate f" in str(panel.query_one("#heat-name", Static).content)
        assert panel.map.range() == (0.0, 1.0, "sequential")
        await pilot.click("#heat-layer", offset=(10, 0))
        assert panel.map.layer_index == 1
        panel.query_one("#heat-layer", Choice).focus()
        await pilot.press("left")
        assert panel.map.layer_index == 0


async def test_another_cell_has_other_values() -> None:
    app = BareApp(panel := HeatPanel("hint"))
    async with app.run_test(size=(90, 12)) as pilot:
        panel.show(fakes.traced(1), fakes.model())
        panel.step_value(1)
        await pilot.pause()
        panel.show(fakes.traced(1, fakes.model("gru", layers=1)), fakes.model("gru", layers=1))
        await pilot.pause()
        assert panel.map.value_name == "h"
        assert panel.query_one("#heat-value", Choice).options == ["h", "r", "z", "n"]
        assert not panel.query_one("#heat-layer").display
