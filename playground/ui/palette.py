"""Colours for heatmaps on a terminal: cached styles, and glyphs where there is no colour.

The levels and their colours are those of ``playground.xray.shades``: few enough that every pair of them (a
half block has two colours) is a cached Style.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rich.style import Style

from playground.xray.shades import LEVELS, MIDDLE, Scale, colours, ink_on, levels

__all__ = [
    "GLYPHS",
    "LEVELS",
    "MIDDLE",
    "Looks",
    "Mode",
    "Scale",
    "colours",
    "filled",
    "glyph",
    "ink",
    "levels",
    "looks",
    "mode_for",
    "pair",
    "runs",
]

Mode = Literal["colour", "ansi", "plain"]
"""``ansi``: 16 colours; ``plain``: no colour at all."""

GLYPHS: dict[Scale, str] = {"diverging": "≣≡=-·░▒▓█", "sequential": " ·:░▒▓█"}
"""Without colour: lines are negative, blocks positive, and more ink is more strength."""


@lru_cache(maxsize=4096)
def pair(scale: Scale, dark: bool, upper: int, lower: int) -> Style:
    """Style of an upper half block: the upper level in the foreground, the lower one behind it."""
    shades = colours(scale, dark)
    return Style(color=shades[upper], bgcolor=shades[lower])


@lru_cache(maxsize=256)
def filled(scale: Scale, dark: bool, level: int) -> Style:
    """Style of a text on a ground of this level, dark on light or light on dark."""
    ground = colours(scale, dark)[level]
    return Style(color=ink_on(ground), bgcolor=ground)


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


Looks = tuple[tuple[str, Style], ...]
"""Character and style by pair of levels."""


@lru_cache(maxsize=16)
def looks(scale: Scale, mode: Mode, dark: bool) -> Looks:
    """Character and style of each pair of levels, one above the other, at ``upper * LEVELS + lower``; without
    half blocks only the upper one is seen.
    """
    both = [(upper, lower) for upper in range(LEVELS) for lower in range(LEVELS)]
    if mode == "colour":
        return tuple(("▀", pair(scale, dark, upper, lower)) for upper, lower in both)
    return tuple((glyph(scale, upper), ink(scale, mode, upper)) for upper, _ in both)


def runs(codes: NDArray[np.intp], alone: int | None = None) -> Iterator[tuple[int, int]]:
    """First and end of each stretch of equal codes, if there are any; ``alone`` is one by itself."""
    if not len(codes):
        return iter(())
    borders = [0, *(np.flatnonzero(codes[1:] != codes[:-1]) + 1).tolist(), len(codes)]
    if alone is not None:
        borders = sorted({*borders, alone, alone + 1})
    return pairwise(borders)


def mode_for(no_color: bool, color_system: str | None) -> Mode:
    """How to draw on this terminal."""
    if no_color:
        return "plain"
    return "ansi" if color_system in ("standard", "windows") else "colour"
