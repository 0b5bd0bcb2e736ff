"""Colours for heatmaps: few levels, cached styles, and glyphs where there is no colour.

Two scales, both safe for the colour-blind: *diverging* for values with a sign (blue below zero, orange above,
the background at zero) and *sequential* for shares from 0 to 1. Seventeen levels are as many as an eye tells
apart in a cell, and few enough that every pair of them (a half block has two colours) is a cached Style.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rich.style import Style

Scale = Literal["diverging", "sequential"]
Mode = Literal["colour", "ansi", "plain"]
"""``ansi``: 16 colours; ``plain``: no colour at all."""

LEVELS = 17
MIDDLE = LEVELS // 2

_STOPS: dict[tuple[Scale, bool], tuple[str, ...]] = {
    ("diverging", True): ("#7cc4ff", "#2f7fd0", "#1f4a78", "#1b222c", "#7a4a1c", "#d98324", "#ffc672"),
    ("diverging", False): ("#0b3c78", "#2f7cc8", "#a9cbea", "#f1eee7", "#f3c592", "#d9761c", "#8a3d00"),
    ("sequential", True): ("#1b222c", "#1f4650", "#24737a", "#3aa79b", "#8fd9a8", "#f2f7c4"),
    ("sequential", False): ("#f1eee7", "#bfdcc9", "#73b8a6", "#2f8a87", "#175c66", "#0c3542"),
}

GLYPHS: dict[Scale, str] = {"diverging": "≣≡=-·░▒▓█", "sequential": " ·:░▒▓█"}
"""Without colour: lines are negative, blocks positive, and more ink is more strength."""


def _mix(low: str, high: str, share: float) -> str:
    parts = (
        round(int(low[at : at + 2], 16) * (1 - share) + int(high[at : at + 2], 16) * share)
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


@lru_cache
def colours(scale: Scale, dark: bool) -> tuple[str, ...]:
    """The scale's 17 colours from lowest to highest, as ``#rrggbb``."""
    stops = _STOPS[scale, dark]
    result = []
    for level in range(LEVELS):
        at = level / (LEVELS - 1) * (len(stops) - 1)
        index = min(int(at), len(stops) - 2)
        result.append(_mix(stops[index], stops[index + 1], at - index))
    return tuple(result)


def levels(values: NDArray[np.floating], low: float, high: float) -> NDArray[np.uint8]:
    """Values as levels 0 to 16 of the range; what lies outside is clipped, NaN is the middle."""
    span = high - low if high > low else 1.0
    scaled = np.nan_to_num((values - low) / span, nan=0.5, posinf=1.0, neginf=0.0)
    result: NDArray[np.uint8] = np.rint(np.clip(scaled, 0.0, 1.0) * (LEVELS - 1)).astype(np.uint8)
    return result


@lru_cache(maxsize=4096)
def pair(scale: Scale, dark: bool, upper: int, lower: int) -> Style:
    """Style of an upper half block: the upper level in the foreground, the lower one behind it."""
    shades = colours(scale, dark)
    return Style(color=shades[upper], bgcolor=shades[lower])


@lru_cache(maxsize=256)
def filled(scale: Scale, dark: bool, level: int) -> Style:
    """Style of a text on a ground of this level, dark on light or light on dark."""
    ground = colours(scale, dark)[level]
    red, green, blue = (int(ground[at : at + 2], 16) for at in (1, 3, 5))
    light = 0.299 * red + 0.587 * green + 0.114 * blue > 140
    return Style(color="#12161c" if light else "#e8edf2", bgcolor=ground)


def glyph(scale: Scale, level: int) -> str:
    """The character that stands for a level where there is no colour."""
    signs = GLYPHS[scale]
    return signs[round(level / (LEVELS - 1) * (len(signs) - 1))]


@lru_cache(maxsize=256)
def ink(scale: Scale, mode: Mode, level: int) -> Style:
    """Style of a level's glyph: of the 16 colours one for each sign; without colour, plain."""
    if mode != "ansi":
        return Style(bold=True) if level in (0, LEVELS - 1) else Style()
    if scale == "sequential":
        return Style(color="green" if level < LEVELS - 3 else "bright_green")
    if level == MIDDLE:
        return Style(color="bright_black")
    return Style(color="bright_blue" if level < MIDDLE else "bright_yellow")


def mode_for(no_color: bool, color_system: str | None) -> Mode:
    """How to draw on this terminal."""
    if no_color:
        return "plain"
    return "ansi" if color_system in ("standard", "windows") else "colour"
