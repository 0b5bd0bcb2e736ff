"""What stands above a chart: what its y axis is, and each curve's letter, name and value, as they fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playground.text import display

Piece = tuple[str, str]
"""A text, and the name of the style it is drawn in: ``label`` or a curve's tone."""

_GAP = 3
_SHORT = 14
"""Columns of a name where whole names do not fit."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One curve."""

    mark: str
    tone: str
    name: str
    value: str
    """May be empty."""


def legend(
    head: str, entries: Sequence[Entry], width: int, most: int, *, named: bool = True
) -> list[list[Piece]]:
    """At most ``most`` lines of ``width`` columns; of what does not fit, values give way before names.

    Args:
        head: what the y axis is, or what is being read.
        named: with the names, if they do not stand elsewhere.
    """
    lines: list[list[Piece]] = []
    for pieces in _variants(head, entries, width, named):
        lines = _flow(pieces, width)
        if len(lines) <= most:
            break
    return lines[:most]


def names(entries: Sequence[Entry], width: int) -> list[list[Piece]]:
    """Every letter with its name, on as many lines of ``width`` columns as they need."""
    return _flow([_group(each, width - 2, value=False) for each in entries], width)


def _variants(head: str, entries: Sequence[Entry], width: int, named: bool) -> Iterator[list[list[Piece]]]:
    """Ever shorter legends, each as groups of pieces that stay together."""
    title: list[Piece] = [(display.clip(head, width), "label")]
    beside = max((len(each.value) + 1 for each in entries), default=0)
    if not named:
        yield [title, *(_group(each, 0, value=True) for each in entries)]
        yield [title]
        return
    yield [title, *(_group(each, width - 2 - beside, value=True) for each in entries)]
    yield [title, *(_group(each, width - 2, value=False) for each in entries)]
    yield [_group(each, width - 2, value=False) for each in entries]
    yield [_group(each, _SHORT, value=False) for each in entries]
    yield [_group(each, 0, value=False) for each in entries]


def _group(entry: Entry, columns: int, *, value: bool) -> list[Piece]:
    words = [_squeezed(entry.name, columns), entry.value if value else ""]
    text = " ".join(word for word in words if word)
    return [(entry.mark, entry.tone), *([(f" {text}", "label")] if text else [])]


def _squeezed(name: str, columns: int) -> str:
    """A name without its middle: curves of one cell differ in how their names end."""
    shown = display.visible(name, keep="")
    if display.width(shown) <= columns or columns < 8 or not shown.isascii():
        return display.clip(name, columns)
    end = (columns - 1) * 3 // 5
    return f"{shown[: columns - 1 - end]}…{shown[-end:]}"


def _flow(groups: Sequence[Sequence[Piece]], width: int) -> list[list[Piece]]:
    """Groups side by side, on as many lines as they need."""
    lines: list[list[Piece]] = [[]]
    used = 0
    for group in groups:
        columns = sum(display.width(text) for text, _ in group)
        if used and used + _GAP + columns > width:
            lines.append([])
            used = 0
        if used:
            lines[-1].append((" " * _GAP, "label"))
            used += _GAP
        lines[-1] += group
        used += columns
    return lines
