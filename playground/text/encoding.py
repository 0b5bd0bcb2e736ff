"""One reading of a text that numbers its tokens, finds its vocabulary and its split, and fills an array.

While the text is read each new kind of token gets a provisional number; at the end the vocabulary is known
and the provisional numbers are mapped to its ids. So a text is decoded once, and never held in memory.

Characters are numbered in the order of their code points, as the vocabulary does it, and anew whenever one
turns up for the first time. That hardly happens but at the beginning, and what is read after the last new
character has its ids already.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.config import Level
from playground.text.characters import CharVocabulary, code_points, look_up, look_up_utf8
from playground.text.reading import TextSource
from playground.text.segments import Segments
from playground.text.vocabulary import Vocabulary, smallest_dtype
from playground.text.words import WordVocabulary, common, split_all

MOST_PROVISIONAL = 500_000
"""Kinds of words remembered while reading; beyond them the rarest are forgotten and become ``<unk>``."""

_KEPT = 31 << 20
"""Bytes; glibc heeds no block beyond 32 MB."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of a text that was numbered in one way."""

    segments: int
    """How many of them."""
    ids: NDArray[Any] | None
    """Id of each provisional number; none where the numbers are the ids."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text as numbers, before they are laid out in one array."""

    vocabulary: Vocabulary
    segments: Segments
    stages: tuple[Stage, ...]
    cut: int
    """Tokens of the training part."""
    chars: int
    train_chars: int
    kinds: int
    """How many different tokens the text holds."""

    def arrays(self) -> Iterator[NDArray[Any]]:
        """The ids of the whole text, piece by piece."""
        segments = iter(self.segments)
        for stage in self.stages:
            for segment in islice(segments, stage.segments):
                yield segment if stage.ids is None else look_up(stage.ids, segment)


def encode(
    source: TextSource,
    level: Level,
    share: float,
    vocabulary: Vocabulary | None,
    limit: int | None,
    folder: Path,
    say: Say,
) -> Encoded:
    """Read ``source`` once. ``share`` of its characters, at the end, are held out.

    Without a ``vocabulary`` one is made: all characters of the text, or the common words of its training part
    (at most ``limit``). What does not fit in memory goes to ``folder``.
    """
    _keep_freed_memory()
    pieces = _reported(source, say)
    if level == "char":
        return _characters(pieces, share, vocabulary, Segments(folder, expected=source.size_bytes))
    chunks = map(bytes.decode, pieces)
    return _words(chunks, share, vocabulary, limit, Segments(folder, expected=source.size_bytes // 4))


def _keep_freed_memory() -> None:
    """Have glibc keep some memory that is freed: faulting it in anew for each piece takes a third longer.

    It gives back what is free beyond twice the largest block that was ever freed, which need not be written
    to. Other C libraries keep to their own rules.
    """
    np.empty(_KEPT, np.uint8)


def _reported(source: TextSource, say: Say) -> Iterator[bytes]:
    """The pieces of ``source`` in UTF-8; says now and then how far the reading is."""
    say(f"reading {source.name}")
    done, next_report = 0, 1 << 24
    for piece in source.utf8():
        yield piece
        done += len(piece)
        if done >= next_report and done < source.size_bytes:
            next_report = done + (1 << 24)
            say(f"reading {source.name}, {done / source.size_bytes:.0%}")


def _characters(
    pieces: Iterator[bytes], share: float, vocabulary: Vocabulary | None, segments: Segments
) -> Encoded:
    table = np.zeros(0x110000, np.uint8)  # provisional number of each code point, 0 for none yet
    found = np.zeros(0, np.uint32)  # the code points met so far, in order
    numbered: list[tuple[NDArray[np.uint32], int]] = [
        (found, 0)
    ]  # each such set, and segments numbered by it
    for piece in pieces:
        numbers = look_up_utf8(table, piece)
        if numbers.size and not numbers.min():
            new = code_points(piece.decode())[numbers == 0]
            # NumPy's union1d would import numpy.ma, a tenth of a second before the first step.
            met = np.zeros(len(table), bool)
            met[found] = met[new] = True
            found = np.flatnonzero(met).astype(np.uint32)
            table = np.zeros(len(table), smallest_dtype(len(found) + 1))
            table[found] = np.arange(1, len(found) + 1)
            numbers = look_up_utf8(table, piece)
            numbered.append((found, 0))
        numbered[-1] = (found, numbered[-1][1] + 1)
        segments.add(numbers)
    if vocabulary is None:
        vocabulary = CharVocabulary(map(chr, found.tolist()))
    stages = tuple(Stage(count, _ids(vocabulary, codes)) for codes, count in numbered)
    cut = int(segments.total * (1 - share))
    return Encoded(vocabulary, segments, stages, cut, segments.total, cut, len(found))


def _ids(vocabulary: Vocabulary, codes: NDArray[np.uint32]) -> NDArray[Any] | None:
    """What numbers 1, 2, ... of these code points are in the vocabulary; None if they are the same."""
    # One by one: side by side, a letter and a mark might become one character.
    ids = [0, *(int(vocabulary.encode(chr(code))[0]) for code in codes.tolist())]
    same = vocabulary.dtype == smallest_dtype(len(ids)) and ids == list(range(len(ids)))
    return None if same else np.array(ids, vocabulary.dtype)


class _Numbers(dict[str, int]):
    """Provisional numbers of words; a new word gets the next one when it is looked up."""

    def __init__(self) -> None:
        self.lengths = array("I")

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.lengths)
        self.lengths.append(len(word))
        return number


def _words(
    chunks: Iterator[str], share: float, vocabulary: Vocabulary | None, limit: int | None, segments: Segments
) -> Encoded:
    numbers = _Numbers()
    for tokens in split_all(chunks):
        segments.add(np.fromiter(map(numbers.__getitem__, tokens), np.int32, len(tokens)))
        if len(numbers) > MOST_PROVISIONAL:
            _forget_rarest(numbers, segments)
    lengths = np.frombuffer(numbers.lengths, np.uint32) if numbers.lengths else np.zeros(0, np.uint32)
    counts, cut, train_chars, chars = _split(segments, lengths, share)
    if vocabulary is None:
        seen = {word: int(counts[number]) for word, number in numbers.items() if counts[number]}
        vocabulary = WordVocabulary(common(seen, limit), _character_counts(seen))
    ids = np.zeros(max(len(lengths), 1), vocabulary.dtype)
    if isinstance(vocabulary, WordVocabulary):
        for word, number in numbers.items():
            ids[number] = vocabulary.id_of(word)
    return Encoded(vocabulary, segments, (Stage(segments.count, ids),), cut, chars, train_chars, len(lengths))


def _forget_rarest(numbers: _Numbers, segments: Segments) -> None:
    """Forget the words seen least until half are left; met again, they count from nothing."""
    counts = np.zeros(len(numbers.lengths), np.int64)
    for segment in segments:
        counts += np.bincount(segment, minlength=len(counts))
    floor = 1
    while len(numbers) > MOST_PROVISIONAL // 2:
        for word in [word for word, number in numbers.items() if counts[number] <= floor]:
            del numbers[word]
        floor *= 2


def _split(
    segments: Segments, lengths: NDArray[np.uint32], share: float
) -> tuple[NDArray[np.int64], int, int, int]:
    """Counts of each number in the training part, its tokens, its characters, and all characters."""
    chars = sum(int(lengths[segment].sum(dtype=np.int64)) for segment in segments)
    wanted = int(chars * (1 - share))
    counts = np.zeros(len(lengths), np.int64)
    cut = passed = 0
    for segment in segments:
        ends = passed + np.cumsum(lengths[segment], dtype=np.int64)
        if len(ends) and ends[-1] >= wanted:  # the border is in this segment: the first at or after the mark
            here = int(np.searchsorted(ends, wanted)) + (1 if wanted > passed else 0)
            counts += np.bincount(segment[:here], minlength=len(counts))
            return counts, cut + here, int(ends[here - 1]) if here else passed, chars
        counts += np.bincount(segment, minlength=len(counts))
        cut += len(segment)
        passed = int(ends[-1]) if len(ends) else passed
    return counts, cut, passed, chars


def _character_counts(seen: dict[str, int]) -> dict[str, int]:
    """How often each character stands in the words, given how often each word was seen."""
    if not seen:
        return {}
    codes = code_points("".join(seen))
    times = np.repeat(np.fromiter(seen.values(), np.int64, len(seen)), [len(word) for word in seen])
    totals = np.bincount(codes, weights=times)
    present = np.flatnonzero(totals)
    return {chr(code): int(totals[code]) for code in present.tolist()}
