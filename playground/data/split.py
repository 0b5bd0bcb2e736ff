"""A held-out part that is really new: texts that are nearly the same stay on one side.

Two texts are near-twins when, lower-cased and without punctuation, they

- hold the same set of words, or
- differ by one word, put in or left out, and the shorter one has at least 3 words, or
- differ by one word in the same place, and have at least 4 words, or
- are longer than 40 words and share most of their runs of five words (Jaccard index of at least 0.6;
  candidates are found by min-hashing, Broder 1997).

Near-twins of near-twins stay together as well (connected components). Where short texts chain up so that one
group would hold more than a fifth of everything, only longer texts are compared word for word (from 6, 8, 12
words), and in the end only sets of words. The time is linear in the number of words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Hashable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

LONG = 40
"""Texts of more words than this are compared by their runs of five words."""
_WORD = re.compile(r"\w+")
_FALLBACKS = (4, 6, 8, 12, LONG + 1)
_LARGEST = 0.2
_RUN = 5
_ALIKE = 0.6
_BANDS, _ROWS = 8, 2

Numbers = tuple[int, ...]
"""The words of a text, each kind by its number."""


class _Union:
    """Disjoint sets of 0 to n - 1 (Tarjan 1975)."""

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def root(self, i: int) -> int:
        while self._parent[i] != i:
            self._parent[i] = i = self._parent[self._parent[i]]
        return i

    def join(self, i: int, j: int) -> None:
        self._parent[self.root(j)] = self.root(i)

    def groups(self) -> list[list[int]]:
        """Each set in rising order, by its first member."""
        found: dict[int, list[int]] = {}
        for i in range(len(self._parent)):
            found.setdefault(self.root(i), []).append(i)
        return list(found.values())


def twins(texts: Sequence[str]) -> list[list[int]]:
    """Groups of near-twins: every index of ``texts`` once, groups in the order of their first text."""
    numbers: dict[str, int] = {}
    words = [tuple([numbers.setdefault(word, len(numbers)) for word in _words(text)]) for text in texts]
    groups: list[list[int]] = []
    long = list(_long_twins(words))
    for shortest in _FALLBACKS:
        groups = _grouped(words, shortest, long)
        if max(map(len, groups), default=0) <= max(1, _LARGEST * len(texts)):
            break
    return groups


def _words(text: str) -> list[str]:
    """What is compared: a text without any word is one word of its own."""
    return _WORD.findall(text.lower()) or [text]


def _grouped(words: Sequence[Numbers], shortest: int, long: Sequence[tuple[int, int]]) -> list[list[int]]:
    union = _Union(len(words))
    first: dict[Hashable, int] = {}
    for i, each in enumerate(words):
        for key in _keys(each, shortest):
            union.join(first.setdefault(key, i), i)
    for i, each in enumerate(words):  # one word more or less
        if shortest <= len(each) <= LONG:
            for place in range(len(each)):
                other = first.get(("text", _without(each, place)))
                if other is not None:
                    union.join(other, i)
    for i, j in long:
        union.join(i, j)
    return union.groups()


def _keys(words: Numbers, shortest: int) -> Iterator[Hashable]:
    """What two near-twins have in common: any one of these."""
    kinds = frozenset(words)
    yield "words", kinds if len(kinds) <= LONG else _sorted(words).tobytes()  # in a fraction of the memory
    if len(words) <= LONG:
        yield "text", words
        if len(words) >= shortest:
            for place in range(len(words)):
                yield place, _without(words, place)


def _without(words: Numbers, place: int) -> Numbers:
    return words[:place] + words[place + 1 :]


def _sorted(words: Numbers) -> NDArray[np.uint32]:
    return np.unique(np.array(words, np.uint32))


def _long_twins(words: Sequence[Numbers]) -> Iterator[tuple[int, int]]:
    """Pairs of long texts that share most of their runs of five words."""
    generator = np.random.default_rng(0)
    weights = generator.integers(1, 1 << 63, _RUN, dtype=np.uint64)
    factors = generator.integers(1 << 32, 1 << 63, _BANDS * _ROWS, dtype=np.uint64) | np.uint64(1)
    runs: dict[int, NDArray[np.uint64]] = {}
    buckets: dict[tuple[int, bytes], int] = {}
    for i, each in enumerate(words):
        if len(each) <= LONG:
            continue
        # All arithmetic is modulo 2**64, of which the upper half is well mixed.
        windows = np.lib.stride_tricks.sliding_window_view(np.array(each, np.uint64), _RUN)
        runs[i] = np.unique((windows * weights).sum(1) >> np.uint64(32))
        signature = (runs[i][:, None] * factors >> np.uint64(32)).min(0).reshape(_BANDS, _ROWS)
        for band in range(_BANDS):
            j = buckets.setdefault((band, signature[band].tobytes()), i)
            if j != i and _shared(runs[i], runs[j]) >= _ALIKE:
                yield j, i


def _shared(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    """Jaccard index of two sets, given as sorted arrays."""
    both = len(np.intersect1d(one, other, assume_unique=True))
    return both / (len(one) + len(other) - both)


def held_out(texts: Sequence[str], share: float = 0.2, seed: int = 0) -> tuple[list[int], list[int]]:
    """Indices of the training part and of the held-out part, both in rising order.

    The held-out part has ``share`` of the texts (within one group of near-twins), at least one; so has the
    training part. Whole groups are drawn by ``seed``; a group larger than what is still wanted stays in the
    training part. Texts that are all near-twins of each other are drawn one by one.
    """
    if len(texts) < 2:
        return list(range(len(texts))), []
    groups = twins(texts)
    if len(groups) == 1:
        groups = [[i] for i in range(len(texts))]
    wanted = min(max(1, round(share * len(texts))), len(texts) - 1)
    draw = random.Random(seed)
    draw.shuffle(groups)
    chosen: list[int] = []
    for group in groups:
        if len(chosen) + len(group) <= wanted:
            chosen += group
    if not chosen:  # every group is larger than what is wanted
        chosen = min(groups, key=len)
    out = set(chosen)
    return [i for i in range(len(texts)) if i not in out], sorted(out)
