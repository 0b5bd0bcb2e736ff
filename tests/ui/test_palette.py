"""Colours and glyphs of heatmaps."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.ui import palette


def lightness(colour: str) -> float:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [True, False])
def test_sequential_colours_go_one_way(dark: bool) -> None:
    shades = [lightness(colour) for colour in palette.colours("sequential", dark)]
    steps = [after - before for before, after in itertools.pairwise(shades)]
    assert all(step > 0 for step in steps) if dark else all(step < 0 for step in steps)


@pytest.mark.parametrize("dark", [True, False])
def test_diverging_colours_are_blue_then_orange_and_strongest_at_the_ends(dark: bool) -> None:
    shades = palette.colours("diverging", dark)
    assert len(shades) == len(set(shades)) == palette.LEVELS
    for level, colour in enumerate(shades):
        red, blue = int(colour[1:3], 16), int(colour[5:7], 16)
        if level < palette.MIDDLE:
            assert blue > red
        elif level > palette.MIDDLE:
            assert red > blue
    away = [abs(lightness(shade) - lightness(shades[palette.MIDDLE])) for shade in shades]
    assert min(away[0], away[-1]) > max(away[palette.MIDDLE - 2], away[palette.MIDDLE + 2])


@given(arrays.arrays(np.float32, (5, 4), elements=st.floats(width=32)), st.floats(-3, 0), st.floats(0.1, 3))
def test_every_number_has_a_level(values: np.ndarray, low: float, high: float) -> None:
    found = palette.levels(values, low, high)
    assert found.dtype == np.uint8
    assert found.max(initial=0) < palette.LEVELS


def test_levels_of_known_values() -> None:
    values = np.array([-2.0, -1.0, 0.0, 1.0, 2.0, np.nan])
    assert palette.levels(values, -1, 1).tolist() == [0, 0, 8, 16, 16, 8]


def test_glyphs_tell_sign_and_strength() -> None:
    row = [palette.glyph("diverging", level) for level in range(palette.LEVELS)]
    assert set(row[: palette.MIDDLE - 1]) <= set("≣≡=-")
    assert row[palette.MIDDLE] == "·"
    assert set(row[palette.MIDDLE + 2 :]) <= set("░▒▓█")
    assert row[0] == "≣"
    assert row[-1] == "█"


def test_styles_are_made_once() -> None:
    assert palette.pair("diverging", True, 3, 4) is palette.pair("diverging", True, 3, 4)


@pytest.mark.parametrize(
    ("no_color", "system", "mode"),
    [
        (True, "truecolor", "plain"),
        (False, "standard", "ansi"),
        (False, "256", "colour"),
        (False, None, "colour"),
    ],
)
def test_the_terminal_decides(no_color: bool, system: str | None, mode: str) -> None:
    assert palette.mode_for(no_color, system) == mode


def test_sixteen_colours_tell_the_sign() -> None:
    low, high = palette.ink("diverging", "ansi", 2), palette.ink("diverging", "ansi", 14)
    assert low.color != high.color
    assert palette.ink("diverging", "plain", 2).color is None


def test_no_cells_make_no_runs() -> None:
    assert list(palette.runs(np.empty(0, np.intp))) == []
    assert list(palette.runs(np.empty(0, np.intp), 0)) == []
    assert list(palette.runs(np.array([1, 1, 2]), 0)) == [(0, 1), (1, 2), (2, 3)]
