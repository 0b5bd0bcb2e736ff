"""Where the tokens of a long text stand on a line: each in columns of its own, or several to a column.

Everything is arrays over the whole text, made once for a zoom; what is in sight is found by bisection. So a
text of 100,000 tokens is scrolled through as fast as one of a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.text import display
from playground.ui.anchoring import columns, padded

ZOOMS = (-16, -8, -4, -2, 1, 2, 3, 4, 6)
"""Columns of a token; below zero, tokens of a column."""
_WORD_ROOM = {1: 4, 2: 8, 3: 12, 4: 16, 6: 24}
"""Columns that the label of a word may take at each zoom."""


def zoom_words(zoom: int, *, single: bool) -> str:
    """A zoom in words: ``1 column a token``, ``4 tokens a column``."""
    if zoom < 0:
        return f"{-zoom} tokens a column"
    if not single:
        return f"up to {_WORD_ROOM[zoom]} columns a word"
    return f"{zoom} column{'s' if zoom > 1 else ''} a token"


@dataclass(frozen=True, slots=True)
class Sight:
    """What is in sight of a text: cells side by side, each a token or a group of tokens."""

    firsts: NDArray[np.intp]
    """The first token of each cell."""
    lasts: NDArray[np.intp]
    """One after its last token."""
    edges: NDArray[np.intp]
    """Column at which each cell begins, and at which the last one ends."""

    @property
    def count(self) -> int:
        return len(self.firsts)

    @property
    def first(self) -> int:
        """The first token in sight."""
        return int(self.firsts[0]) if self.count else 0

    @property
    def last(self) -> int:
        """One after the last token in sight."""
        return int(self.lasts[-1]) if self.count else 0

    def cell_of(self, token: int) -> int | None:
        """Number of the cell that holds the token, if it is in sight."""
        if not self.first <= token < self.last:
            return None
        return int(np.searchsorted(self.firsts, token, "right")) - 1

    def cell_at(self, x: int) -> int | None:
        """Number of the cell that covers column ``x``."""
        if not self.count or not 0 <= x < self.edges[-1]:
            return None
        return int(np.searchsorted(self.edges, x, "right")) - 1


NOTHING = Sight(np.zeros(0, np.intp), np.zeros(0, np.intp), np.zeros(1, np.intp))


class Columns:
    """The columns of ``tokens`` at a zoom (one of :data:`ZOOMS`)."""

    def __init__(self, tokens: Sequence[str], zoom: int = 1) -> None:
        self.tokens = tokens
        self.zoom = zoom
        kinds = set(tokens)
        self.single = all(len(token) <= 1 for token in kinds)
        """Every token is one character."""
        self._group = max(1, -zoom)
        self._ends: NDArray[np.intp] | None = None
        if zoom > 0:
            widths = {token: self._wide(token) for token in kinds}
            each = _of_letters(tokens, widths)
            if each is None:
                each = np.fromiter((widths[token] for token in tokens), np.intp, len(tokens))
            self._ends = np.concatenate([np.zeros(1, np.intp), np.cumsum(each, dtype=np.intp)])

    def _wide(self, token: str) -> int:
        shown = columns(self.label(token))
        return max(self.zoom, shown) if self.single else shown + 1

    def label(self, token: str) -> str:
        """A token as it is written under its column: at least one column wide."""
        if self.single:
            return display.cell(token)
        return display.label(token, _WORD_ROOM[max(1, self.zoom)])

    def at(self, cell: int, sight: Sight) -> str:
        """The label of a cell in sight, filled up to its width."""
        wide = int(sight.edges[cell + 1] - sight.edges[cell])
        label = self.label(self.tokens[int(sight.firsts[cell])])
        left = (wide - columns(label)) // 2 if self.single else 0
        return padded(" " * left + label, wide)

    def sight(self, first: int, room: int) -> Sight:
        """What fits into ``room`` columns from token ``first`` on."""
        count = len(self.tokens)
        if self._ends is None:
            firsts = np.arange(first - first % self._group, count, self._group, dtype=np.intp)[: max(0, room)]
            lasts = np.minimum(firsts + self._group, count)
            return Sight(firsts, lasts, np.arange(len(firsts) + 1, dtype=np.intp))
        last = int(np.searchsorted(self._ends, self._ends[min(first, count)] + room, "right")) - 1
        last = min(max(last, min(first + 1, count)), count)
        firsts = np.arange(first, last, dtype=np.intp)
        edges = np.minimum(self._ends[first : last + 1] - self._ends[first], max(1, room))
        return Sight(firsts, firsts + 1, edges if len(firsts) else NOTHING.edges)

    def first_to_show(self, token: int, first: int, room: int) -> int:
        """Where the sight must begin for ``token`` to be in it, as near to ``first`` as can be."""
        if token < first:
            return self.snapped(token)
        if token < self.sight(first, room).last:
            return first
        return self.before(token + 1, room)

    def before(self, last: int, room: int) -> int:
        """Where the sight begins that ends with token ``last - 1``."""
        if self._ends is None:
            whole = -(-last // self._group) * self._group
            return max(0, whole - max(1, room) * self._group)
        start = int(np.searchsorted(self._ends, self._ends[last] - room, "left"))
        return min(start, max(0, last - 1))

    def latest(self, room: int) -> int:
        """The furthest a sight may begin: it ends with the text."""
        return self.before(len(self.tokens), room) if len(self.tokens) else 0

    def snapped(self, token: int) -> int:
        """The first token of the cell that holds ``token``."""
        return token - token % self._group

    def shifted(self, first: int, by: int) -> int:
        """The token ``by`` columns further on than ``first``, or back; within the text."""
        count = len(self.tokens)
        if self._ends is None:
            return max(0, min(first + by * self._group, count))
        place = self._ends[min(max(first, 0), count)] + by
        return max(0, int(np.searchsorted(self._ends, max(place, 0), "right")) - 1)


def _of_letters(tokens: Sequence[str], widths: dict[str, int]) -> NDArray[np.uint8] | None:
    """The widths of tokens that are all single characters, looked up by code point: (len(tokens),)."""
    if not widths or any(len(token) != 1 for token in widths):
        return None
    table = np.zeros(max(map(ord, widths)) + 1, np.uint8)
    for token, wide in widths.items():
        table[ord(token)] = wide
    found: NDArray[np.uint8] = table[
        np.frombuffer("".join(tokens).encode("utf-32-le", "surrogatepass"), "<u4")
    ]
    return found
