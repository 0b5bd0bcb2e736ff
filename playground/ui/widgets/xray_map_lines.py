"""How the map of X-ray is drawn, line by line: runs of one style are one Segment, every Style is cached."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from playground.ui import palette
from playground.ui.widgets.xray_map_sight import GUTTER, SightMap
from playground.ui.xray.blocks import UNKNOWN

_BARS = " ▁▂▃▄▅▆▇█"
_BAR_BITS = 8.0
"""Surprise at which a bar is full."""
_NOT_READ = "·"


def draw(map: SightMap, y: int) -> Strip:
    """Line ``y`` of the widget."""
    width, plain = map.size.width, map.rich_style
    if not map.sight.count:
        return _hint(map, y)
    if y < map.rows:
        parts = list(_units(map, y))
    elif y == map.rows:
        parts = _tokens(map)
    elif y == map.rows + 1 and map.has_bits:
        parts = _bits(map)
    elif map.scrolls and y == map.rows + 1 + map.has_bits:
        parts = _scroll_line(map)
    else:
        parts = []
    return Strip(parts).adjust_cell_length(width, plain)


def _hint(map: SightMap, y: int) -> Strip:
    width = map.size.width
    style = map.get_component_rich_style("xraymap--hint")
    hint = map.hint if y == map.size.height // 2 and len(map.hint) <= width else ""
    left = (width - len(hint)) // 2
    parts = [Segment(" " * left, map.rich_style), Segment(hint, style)]
    return Strip(parts).adjust_cell_length(width, map.rich_style)


def _number(map: SightMap, text: str, *, marked: bool = False) -> Segment:
    name = "xraymap--axis" if marked else "xraymap--number"
    return Segment(f"{text:>{GUTTER - 1}} ", map.get_component_rich_style(name))


def _units(map: SightMap, y: int) -> Iterator[Segment]:
    """A row of units: two in colour, one above the other in a half block; one where there are glyphs."""
    step = map.per_row
    at = map.top + y * step
    if at >= len(map.units):
        return
    place = map.place(map.unit)
    marked = at <= place < at + step
    number = map.unit if marked else int(map.units[at])
    yield _number(map, str(number) if marked or y % 2 == 0 else "", marked=marked)
    upper = map.levels[:, at]
    whole = at + step - 1 < len(map.units)
    lower = map.levels[:, at + step - 1] if whole else np.full_like(upper, UNKNOWN)
    cell = map.sight.cell_of(map.token) if marked else None
    edges, highs, lows = map.sight.edges.tolist(), upper.tolist(), lower.tolist()
    look = _looks(map)
    for first, last in palette.runs(upper.astype(np.intp) * 32 + lower, cell):
        char, style = look(highs[first], lows[first])
        if first == cell:
            char, style = _cursor(map, char, style, upper=place == at)
        yield Segment(char * (edges[last] - edges[first]), style)


def _looks(map: SightMap) -> Callable[[int, int], tuple[str, Style]]:
    """How two levels, one above the other, are drawn on this terminal."""
    assert map.blocks is not None
    scale, mode, dark = map.blocks.span[2], map.mode, map.app.current_theme.dark
    not_read = map.get_component_rich_style("xraymap--number")

    def glyph(upper: int, _lower: int) -> tuple[str, Style]:
        if upper == UNKNOWN:
            return _NOT_READ, not_read
        return palette.glyph(scale, upper), palette.ink(scale, mode, upper)

    def half_block(upper: int, lower: int) -> tuple[str, Style]:
        if upper == UNKNOWN:
            return _NOT_READ, not_read
        if lower == UNKNOWN:  # an odd number of units: below the last one there is nothing
            return "▀", Style(color=palette.colours(scale, dark)[upper], bgcolor=map.rich_style.bgcolor)
        return "▀", palette.pair(scale, dark, upper, lower)

    return half_block if mode == "colour" else glyph


def _cursor(map: SightMap, char: str, style: Style, *, upper: bool) -> tuple[str, Style]:
    if map.mode != "colour" or char != "▀":
        return char, style + Style(reverse=True)
    light = map.get_component_rich_style("xraymap--axis").color
    return char, style + (Style(color=light) if upper else Style(bgcolor=light))


def _tokens(map: SightMap) -> list[Segment]:
    """The tokens under their columns; zoomed out, the numbers of some of them."""
    axis = map.get_component_rich_style("xraymap--axis")
    cursor = map.get_component_rich_style("xraymap--cursor")
    here = map.sight.cell_of(map.token)
    if map.columns.zoom < 0:
        return [_number(map, "token"), *_ruler(map, axis)]
    parts = [_number(map, "unit")]
    run = ""
    for cell in range(map.sight.count):
        label = map.columns.at(cell, map.sight)
        if cell == here:
            parts += [Segment(run, axis)] if run else []
            parts.append(Segment(label, cursor))
            run = ""
        else:
            run += label
    if run:
        parts.append(Segment(run, axis))
    return parts


def _ruler(map: SightMap, style: Style) -> list[Segment]:
    """Numbers of tokens at every so many columns."""
    line, every = "", 16
    for cell in range(0, map.sight.count, every):
        line = line.ljust(cell)[:cell] + f"╷{int(map.sight.firsts[cell]):,}"
    return [Segment(line[: map.sight.count], style)]


def _bits(map: SightMap) -> list[Segment]:
    """How much each token surprised the network."""
    assert map.reading is not None
    sight = map.sight
    surprise = map.reading.surprise[sight.first : sight.last]
    if sight.count and len(surprise) > sight.count:
        surprise = np.add.reduceat(surprise, sight.firsts - sight.first) / (sight.lasts - sight.firsts)
    heights = np.rint(np.clip(np.nan_to_num(surprise) / _BAR_BITS, 0, 1) * (len(_BARS) - 1)).astype(int)
    line = ""
    for cell, height in enumerate(heights.tolist()):
        wide = int(sight.edges[cell + 1] - sight.edges[cell])
        full = wide if map.columns.single or wide == 1 else wide - 1
        line += _BARS[height] * full + " " * (wide - full)
    return [_number(map, "bits"), Segment(line, map.get_component_rich_style("xraymap--bar"))]


def _scroll_line(map: SightMap) -> list[Segment]:
    """Which part of the text is in sight."""
    room = max(1, map.size.width - GUTTER)
    share = room / map.count
    wide = min(room, max(2, math.ceil((map.sight.last - map.sight.first) * share)))
    end = map.sight.last >= map.count
    start = room - wide if end else min(room - wide, math.floor(map.sight.first * share))
    faint = map.get_component_rich_style("xraymap--number")
    thumb = map.get_component_rich_style("xraymap--thumb")
    return [
        _number(map, ""),
        Segment("─" * start, faint),
        Segment("━" * wide, thumb),
        Segment("─" * (room - wide - start), faint),
    ]
