"""A text as lines of tokens that keep their places, so that each can be tinted and clicked on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from playground.text import display
from playground.ui.anchoring import columns


@dataclass(frozen=True, slots=True)
class Piece:
    """One token on a line."""

    token: int
    """Its place in the text."""
    text: str
    """As it is shown: safe, and of one column at least."""
    start: int
    """The column where it begins."""
    wide: int
    """Columns it takes."""


Row = tuple[Piece, ...]


@lru_cache(maxsize=8192)
def shown(token: str) -> str:
    """A token as it stands in running text: spaces as they are, line ends and what is invisible as signs."""
    if token == " ":
        return " "
    if len(token) <= 1:
        return display.cell(token)
    safe = display.visible(token.replace("\n", "⏎").replace("\t", "⇥"), keep="")
    return safe if columns(safe) else display.label(token)


def flow(tokens: Sequence[str], first: int, last: int, width: int) -> list[Row]:
    """Tokens ``first`` to ``last - 1`` on lines of ``width`` columns, broken between words where they can be.

    A line end of the text ends a line, and is shown.
    """
    width = max(2, width)
    rows: list[Row] = []
    row: list[tuple[int, str, int]] = []
    used = cut = 0
    for at in range(first, last):
        token = tokens[at]
        text = shown(token)
        wide = columns(text)
        if wide > width:
            text = display.clip(text, width)
            wide = columns(text)
        blank = token.isspace()
        if token[:1].isspace() and not blank and row:
            cut = len(row)  # a word with its space
        if row and used + wide > width - (not blank):  # the last column is for a space, so that none leads
            kept = row[cut:] if cut else []
            rows.append(_placed(row[: len(row) - len(kept)]))
            row, cut = kept, 0
            used = sum(piece[2] for piece in row)
            if used + wide > width:
                rows.append(_placed(row))
                row, used = [], 0
        row.append((at, text, wide))
        used += wide
        if blank:
            cut = len(row)
        if "\n" in token:
            rows.append(_placed(row))
            row, used, cut = [], 0, 0
    if row:
        rows.append(_placed(row))
    return rows


def _placed(row: Sequence[tuple[int, str, int]]) -> Row:
    pieces, start = [], 0
    for token, text, wide in row:
        pieces.append(Piece(token, text, start, wide))
        start += wide
    return tuple(pieces)
