"""The one form in which text is read: NFC, ``"\\n"`` line ends, no byte-order mark, no lone surrogates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
LONGEST_SEQUENCE = 4096
"""Characters that are looked through for a place to cut at."""
_MOST_MARKS = 64
"""Marks on one letter that are put in order; no writing needs half as many (UAX #15 allows a stream 30)."""
_LONG = 10_000


def normalise(text: str) -> str:
    """``text`` in Unicode's composed form (NFC, UAX #15) with every line end as ``"\\n"``.

    Lone surrogates, which no file can hold, become U+FFFD. A letter with more than 64 marks stays as it is:
    the time that putting marks in order takes grows with the square of their number.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    codes = _codes(text)
    if _stays(codes):
        return text
    pieces: list[str] = []
    done = 0
    for begin, end in _overloaded(codes):
        pieces += [_composed(text[done:begin]), text[begin:end]]
        done = end
    text = "".join([*pieces, _composed(text[done:])]) if pieces else _composed(text)
    try:
        text.encode()  # several times faster than searching
    except UnicodeEncodeError:
        text = _LONE_SURROGATES.sub("\ufffd", text)
    return text


def _composed(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _overloaded(codes: NDArray[np.uint32]) -> list[tuple[int, int]]:
    """Where letters with too many marks begin and end."""
    if len(codes) <= _MOST_MARKS:
        return []
    marks = np.flatnonzero(_marks().take(codes, mode="clip"))
    if len(marks) <= _MOST_MARKS or not (marks[_MOST_MARKS:] - marks[:-_MOST_MARKS] == _MOST_MARKS).any():
        return []
    breaks = np.flatnonzero(np.diff(marks) > 1)
    first, last = marks[[0, *(breaks + 1)]].tolist(), marks[[*breaks, -1]].tolist()
    return [(max(b - 1, 0), e + 1) for b, e in zip(first, last, strict=True) if e - b >= _MOST_MARKS]


@cache
def _marks() -> NDArray[np.bool_]:
    """Whether a code point is a mark; the last entry stands for all above, which are put in no order."""
    return np.array([unicodedata.category(chr(code))[0] == "M" for code in range(0x20000)] + [False])


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _stays(codes: NDArray[np.uint32]) -> bool:
    """Whether a long text is seen at once to be in normal form.

    Below U+0300 nothing changes or joins; of what is above, most texts in Latin letters hold little, and of
    few kinds. That is looked up several times faster than the whole text is checked.
    """
    if len(codes) < _LONG:
        return False
    is_high = codes >= 0x300
    if 16 * np.count_nonzero(is_high) >= len(codes):
        return False
    return all(map(_stands_alone, np.unique(codes[is_high]).tolist()))


def keeps_its_form(characters: str) -> bool:
    """Whether a text with these characters beyond ASCII is seen at once to be in normal form."""
    return all(char < "\u0300" or _stands_alone(ord(char)) for char in set(characters))


@cache
def _stands_alone(code: int) -> bool:
    """Whether a character is in normal form whatever stands before and behind it; if in doubt, no."""
    char = chr(code)
    return (
        code < 0x10000
        and not _LONE_SURROGATES.match(char)
        and unicodedata.is_normalized("NFC", char)
        and not _joins_what_precedes(char)
    )


def _joins_what_precedes(char: str) -> bool:
    """Whether ``char`` may compose with, or belongs to, the character before it."""
    return not char.isascii() and (
        unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf", "Sk")
        or unicodedata.combining(char) != 0
        or "\u1100" <= char <= "\u11ff"  # Hangul letters compose into syllables
        or "\ud7b0" <= char <= "\ud7ff"
        or "\U0001f1e6" <= char <= "\U0001f1ff"  # halves of a flag
    )


def safe_cut(text: str) -> int:
    """The last place at which ``text`` can be cut in two so that both halves normalise as the whole does."""
    for cut in range(len(text) - 1, max(len(text) - LONGEST_SEQUENCE, 0), -1):
        if text[cut] == "\n" and text[cut - 1] == "\r":
            continue
        if text[cut - 1] != "\u200d" and not _joins_what_precedes(text[cut]):
            return cut
    return 0 if len(text) < LONGEST_SEQUENCE else len(text)


def normalised(pieces: Iterable[str]) -> Iterator[str]:
    """Pieces of one text, normalised; no border splits a line end, a letter and its marks, or an emoji."""
    held = ""
    for piece in pieces:
        text = held + piece
        cut = safe_cut(text)
        held = text[cut:]
        if cut:
            yield normalise(text[:cut])
    if held:
        yield normalise(held)
