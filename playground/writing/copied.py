"""How much of a text was copied: its longest run that stands in the training text to the letter.

A model that has learned its text by heart repeats it. All stretches of 16 characters of the training text
are kept as sorted numbers, so that those of the text can be looked up all at once; only where several in a
row are found is the training text itself searched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.errors import InputError, PlaygroundError
from playground.text import corpora
from playground.text.characters import code_points
from playground.text.reading import open_text

MOST_BYTES = 8 << 20
"""A larger training text is not looked through while somebody writes."""
LEAST = 16
"""Characters that a run has to have: shorter ones any two texts of a language share."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


def training_text(sources: Sequence[str], held_out: float) -> str | None:
    """What a model was trained on: the texts called so, without the share at the end that was held out.

    None where it is not at hand any more, or is too large.
    """
    sound = sources and all(_is_corpus(source) or _is_file(source) for source in sources)
    if not sound:
        return None
    try:
        text = open_text(sources).read(MOST_BYTES + 1)
    except PlaygroundError:
        return None
    return text[: round(len(text) * (1 - held_out))] if len(text) <= MOST_BYTES else None


def _is_corpus(source: str) -> bool:
    try:
        return corpora.find(source).size_bytes <= MOST_BYTES
    except InputError:
        return False


def _is_file(source: str) -> bool:
    """A plain file of a fitting size: a pipe or a device, which a card could name, might never end."""
    path = Path(source)
    try:
        return path.is_file() and path.stat().st_size <= MOST_BYTES
    except (OSError, ValueError):
        return False


class CopyMeter:
    """Looks for runs of one training text, which should be in its normal form."""

    def __init__(self, corpus: str) -> None:
        self._corpus = corpus
        self._known = np.unique(_stretches(corpus))
        self._last = "", ""  # a text and its longest run

    def longest(self, text: str) -> Iterator[str | None]:
        """The longest run of ``text`` in the training text, the first of equal ones; "" if there is none.

        Yields None between slices of the work, and the run at last. Of a text that has grown only the end
        is looked through.
        """
        before, best = self._last
        if not text.startswith(before):
            before = best = ""
        for begin, end in self._candidates(text):
            if end <= len(before):
                continue
            start, stop = begin, begin + LEAST
            while stop <= end:
                yield None
                if text[start:stop] in self._corpus:
                    if stop - start > len(best):
                        best = text[start:stop]
                    stop += 1
                else:
                    start += 1
                    stop = max(stop, start + max(LEAST, len(best) + 1))
        self._last = text, best
        yield best

    def _candidates(self, text: str) -> list[tuple[int, int]]:
        """Stretches of ``text`` all of whose parts of 16 characters stand in the training text."""
        marks = _stretches(text)
        if not len(marks) or not len(self._known):
            return []
        places = np.minimum(np.searchsorted(self._known, marks), len(self._known) - 1)
        found = np.concatenate([[False], self._known[places] == marks, [False]])
        borders = np.flatnonzero(found[1:] != found[:-1])
        return [(int(a), int(b) + LEAST - 1) for a, b in zip(borders[::2], borders[1::2], strict=True)]


def _stretches(text: str) -> NDArray[np.uint64]:
    """A number for each stretch of 16 characters of ``text``; different ones hardly ever get the same."""
    codes = code_points(text).astype(np.uint64) + np.uint64(1)
    count = len(codes) - LEAST + 1
    if count < 1:
        return np.empty(0, np.uint64)
    marks = np.zeros(count, np.uint64)
    for offset in range(LEAST):  # wraps around on purpose: a polynomial modulo 2**64
        marks = marks * _FACTOR + codes[offset : offset + count]
    return marks
