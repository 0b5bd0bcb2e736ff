"""Soft wrapping of a document together with the ghost behind its end.

The ghost is no part of the document, yet the two must wrap as one text: a word that the ghost finishes goes
to the next row as a whole, and nothing moves when the ghost is taken.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from textual._wrap import compute_wrap_offsets
from textual.document._document import DocumentBase, Location
from textual.document._wrapped_document import WrappedDocument


class TailWrap(WrappedDocument):
    """A wrapped document whose last line is wrapped as if the ghost stood behind it."""

    def __init__(self, document: DocumentBase, width: int = 0, tab_width: int = 4) -> None:
        self.ghost = ""
        self._plain: list[int] | None = None  # the last line's offsets without the ghost, while it has one
        self.ghost_rows: list[str] = []
        """The ghost, row by row; the first one goes on where the document ends."""
        super().__init__(document, width, tab_width)

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        super().wrap(width, tab_width)
        self._plain = None
        self._fit()

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        ghost, self.ghost = self.ghost, ""
        self._fit()
        if not self._wrap_end(min(start, old_end, new_end), max(start, old_end, new_end)):
            super().wrap_range(start, old_end, new_end)
        self.ghost = ghost
        self._fit()

    def show(self, ghost: str) -> None:
        """Wrap the last line with ``ghost`` behind it from now on."""
        if ghost != self.ghost:
            self.ghost = ghost
            self._fit()

    def get_sections(self, line_index: int) -> list[str]:
        # Plain slices: the original builds a Rich Text of the line, ~2 ms for 100,000 characters.
        line = self.document[line_index]
        borders = [0, *self._wrap_offsets[line_index], len(line)]
        return [line[a:b] for a, b in pairwise(borders)]

    def _fit(self) -> None:
        if self._plain is not None:
            self._set_last(self._plain)
            self._plain = None
        self.ghost_rows = []
        if not self.ghost:
            return
        self._plain = self._wrap_offsets[-1]
        line = self.document.lines[-1]
        # Rows before the last one cannot change: only that one is wrapped anew (a pasted line is long).
        kept = 0 if "\t" in line or not self._plain else self._plain[-1]
        first, *others = self.ghost.split("\n")
        offsets = [kept + offset for offset in self._offsets(line[kept:] + first)]
        before = self._plain if kept else []
        self._set_last(before + [offset for offset in offsets if offset <= len(line)])
        borders = [len(line), *(o for o in offsets if o > len(line)), len(line) + len(first)]
        whole = line + first
        self.ghost_rows = [whole[a:b] for a, b in pairwise(borders)]
        for other in others:
            self.ghost_rows[-1] += "\n"
            borders = [0, *self._offsets(other), len(other)]
            self.ghost_rows += [other[a:b] for a, b in pairwise(borders)]

    def _wrap_end(self, first: Location, last: Location) -> bool:
        """Wrap an edit within the last line from shortly before it: a pasted text can be one line of 100,000
        characters. False where that cannot be done.
        """
        row, column = first
        line = self.document.lines[-1]
        if not row == last[0] == self.document.line_count - 1 == len(self._wrap_offsets) - 1:
            return False
        if "\t" in line or self._tab_width_cache[-1] != [0]:
            return False
        starts = [0, *self._wrap_offsets[-1]]
        at = max(0, bisect_right(starts, column) - 3)
        while at and not (line[starts[at] - 1].isspace() and not line[starts[at]].isspace()):
            at -= 1  # a row that begins within a word or a gap depends on the one before it
        base = starts[at]
        self._set_last(starts[1 : at + 1] + [base + offset for offset in self._offsets(line[base:])])
        return True

    def _offsets(self, line: str) -> list[int]:
        return compute_wrap_offsets(line, self._width, self._tab_width) if self._width else []

    def _set_last(self, offsets: list[int]) -> None:
        first = self._line_index_to_offsets[-1][0]
        self._wrap_offsets[-1] = offsets
        rows = range(first, first + len(offsets) + 1)
        self._line_index_to_offsets[-1] = list(rows)
        line = len(self._wrap_offsets) - 1
        self._offset_to_line_info[first:] = [(line, section) for section in range(len(rows))]
