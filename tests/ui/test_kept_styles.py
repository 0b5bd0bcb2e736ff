"""What is drawn without Textual's detours looks as if it were drawn by way of them."""

from __future__ import annotations

import pytest
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from playground.ui.themes import LIGHT
from playground.ui.widgets.chart import LossChart
from playground.ui.widgets.heatmap import HeatMap
from playground.ui.widgets.kept_styles import KeptStyles
from playground.ui.widgets.time_candidates import NextTokens
from tests.ui.stage import begin, train_mode

pytestmark = pytest.mark.usefixtures("references")


def cells(lines: list[Strip]) -> list[list[tuple[str, object]]]:
    """Every letter with its look."""
    return [[(char, each.style) for each in line for char in each.text] for line in lines]


def both(widget: KeptStyles, crop: Region) -> tuple[list[Strip], list[Strip]]:
    return widget.render_lines(crop), Widget.render_lines(widget, crop)


@pytest.mark.parametrize("kind", [LossChart, HeatMap, NextTokens])
async def test_lines_are_those_textual_would_draw(kind: type[KeptStyles]) -> None:
    async with train_mode() as (app, screen, pilot):
        await begin(app, pilot)
        widget = screen.query_one(kind)
        width, height = widget.size
        for change in (None, "theme", "opacity", "border", "tint"):
            if change == "theme":
                app.theme = LIGHT
            elif change is not None:
                value = {"opacity": 0.5, "border": ("round", "red"), "tint": "red 40%"}[change]
                setattr(widget.styles, change, value)
            await pilot.pause()
            for crop in (Region(0, 0, width, height), Region(3, 1, width - 8, height - 2)):
                ours, theirs = both(widget, crop)
                assert cells(ours) == cells(theirs), change
                assert {line.cell_length for line in ours} == {crop.width}


async def test_another_theme_has_other_colours() -> None:
    async with train_mode() as (app, screen, pilot):
        await begin(app, pilot)
        chart = screen.query_one(LossChart)
        before = (chart.rich_style, chart.part("train"))
        app.theme = LIGHT
        await pilot.pause()
        after = (chart.rich_style, chart.part("train"))
        assert before[0] != after[0]
        assert before[1] != after[1]
