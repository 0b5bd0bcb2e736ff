"""What ``xray`` prints: a map of values on the terminal, the hardest tokens, the units that were found."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from playground.cli.terminal import table
from playground.text.display import cell, label, visible, width
from playground.ui import palette
from playground.xray.text_picture import laid_out

if TYPE_CHECKING:
    from playground.xray.contexts import Context
    from playground.xray.finder import Finding
    from playground.xray.reading import Reading

Floats = NDArray[np.float32]
Line = list[Segment]

_GUTTER = 5
_LONGEST_LABEL = 14
_MOST_COLUMNS = 120
_PLAIN: dict[palette.Scale, str] = {"diverging": "MW=-.+*%@", "sequential": " .:+*%@"}
"""Glyphs where there are no blocks: letters and lines are negative, the others positive."""
_QUIET = Style(dim=True)


@dataclass(frozen=True, slots=True)
class Map:
    """Values on a stretch of text."""

    values: Floats
    """(T, U)."""
    tokens: Sequence[str]
    """(T,)."""
    units: Sequence[int]
    """Numbers of the units, (U,)."""
    low: float
    high: float
    scale: palette.Scale


def show(shown: Map) -> None:
    """Print the map to standard output: in colour on a terminal that has it, in glyphs otherwise."""
    console = Console(highlight=False, markup=False, emoji=False)
    mode = palette.mode_for(console.no_color or console.color_system is None, console.color_system)
    columns = min(console.width, _MOST_COLUMNS)
    lines = text_lines(shown, mode, columns) if len(shown.units) == 1 else map_lines(shown, mode, columns)
    for line in [*lines, legend(shown, mode)]:
        console.print(Segments([*line, Segment("\n")]), end="", crop=False, soft_wrap=True)


def map_lines(shown: Map, mode: palette.Mode, columns: int) -> Iterator[Line]:
    """A row for each unit under the tokens, in bands that fit ``columns``."""
    single = all(len(token) <= 1 for token in shown.tokens)
    labels = [cell(token) if single else label(token, _LONGEST_LABEL) for token in shown.tokens]
    least = [max(1, width(text)) + (not single) for text in labels]
    room = columns - _GUTTER
    spread = next((wide for wide in (3, 2) if sum(max(wide, each) for each in least) <= room), 1)
    widths = [max(spread, each) for each in least]
    levels = palette.levels(shown.values, shown.low, shown.high)
    first = 0
    while first < len(labels):
        last, used = first, 0
        while last < len(labels) and (last == first or used + widths[last] <= room):
            used += widths[last]
            last += 1
        if first:
            yield []
        yield [Segment(" " * _GUTTER), *(Segment(_padded(labels[t], widths[t])) for t in range(first, last))]
        for row, unit in enumerate(shown.units):
            line = [Segment(f"{unit:>{_GUTTER - 1}} ", _QUIET)]
            for t in range(first, last):
                line.append(_block(shown.scale, mode, int(levels[t, row]), widths[t]))
            yield line
        first = last


def text_lines(shown: Map, mode: palette.Mode, columns: int) -> Iterator[Line]:
    """The text itself, each token on the colour of its value; without colour, the glyph stands under it."""
    levels = palette.levels(shown.values[:, 0], shown.low, shown.high)
    lines: list[Line] = []
    under: list[Line] = []
    for index, row, _, text in laid_out(shown.tokens, columns - 1):
        while len(lines) <= row:
            lines.append([])
            under.append([])
        level = int(levels[index])
        if mode == "colour":
            lines[row].append(Segment(text, palette.filled(shown.scale, True, level)))
        else:
            lines[row].append(Segment(text))
            under[row].append(_block(shown.scale, mode, level, width(text)))
    for line, marks in zip(lines, under, strict=True):
        yield line
        if marks:
            yield marks


def legend(shown: Map, mode: palette.Mode) -> Line:
    """The scale with its ends."""
    ends = [f"{end:g}".replace("-", "−" if _can_show("−") else "-") for end in (shown.low, shown.high)]
    steps = [_block(shown.scale, mode, level, 1) for level in range(palette.LEVELS)]
    return [Segment("\n" + " " * _GUTTER + ends[0] + " "), *steps, Segment(" " + ends[1])]


def hardest(reading: Reading, last: int, count: int = 8) -> str:
    """A table of the tokens that surprised the model most, with what it expected in their place."""
    bits = reading.surprise[1:last]
    order = np.argsort(-bits, kind="stable")[:count] + 1
    rows = []
    for index in order.tolist():
        logits = reading.logits(index)
        likeliest = int(np.argmax(logits))
        share = float(np.exp(logits[likeliest] - np.logaddexp.reduce(logits.astype(np.float64))))
        expected = f"{label(reading.model.vocabulary.token(likeliest), _LONGEST_LABEL)} {share:.0%}"
        begin, end = int(reading.starts[index]), int(reading.starts[index + 1])
        place = _around(
            reading.text[max(0, begin - 24) : begin], reading.tokens[index], reading.text[end : end + 12]
        )
        rows.append(
            (f"{reading.surprise[index]:.1f}", label(reading.tokens[index], _LONGEST_LABEL), expected, place)
        )
    return table(("bits", "token", "expected", "in"), rows, right=(0,))


def found_table(finding: Finding, layers: int) -> str:
    """The units of a finding, best first."""
    auc = finding.measure == "auc"
    rows = []
    for each in finding.found:
        row = [str(each.unit), *([str(each.layer + 1)] if layers > 1 else []), each.value]
        row += [f"{each.auc:.3f}"] if auc else []
        row += [f"{each.correlation:+.3f}", "rises" if each.sign > 0 else "falls"]
        rows.append(row)
    heads = [
        "unit",
        *(["layer"] if layers > 1 else []),
        "value",
        *(["AUC"] if auc else []),
        "correlation",
        "it",
    ]
    return table(
        heads, rows, right=[column for column, head in enumerate(heads) if head not in ("value", "it")]
    )


def context_lines(places: Sequence[Context]) -> str:
    """Passages with their values."""
    rows = [
        (f"{each.value:+.2f}", _around(each.before[-32:], each.token, each.after[:20])) for each in places
    ]
    return table(("value", "after reading the token in brackets"), rows, right=(0,))


def _around(before: str, token: str, after: str) -> str:
    return visible(f"{before}[{token}]{after}".replace("\n", "⏎").replace("\t", "⇥"), keep="")


def _block(scale: palette.Scale, mode: palette.Mode, level: int, columns: int) -> Segment:
    """One value, ``columns`` wide."""
    if mode == "colour":
        return Segment(" " * columns, Style(bgcolor=palette.colours(scale, True)[level]))
    sign = palette.glyph(scale, level)
    if not _can_show(palette.GLYPHS[scale]):
        signs = _PLAIN[scale]
        sign = signs[round(level / (palette.LEVELS - 1) * (len(signs) - 1))]
    return Segment(sign * columns, palette.ink(scale, mode, level))


def _can_show(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))
