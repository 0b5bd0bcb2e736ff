"""How a word is spelled, as a few hashed numbers: something to go by for words that were never seen.

The pieces of a word are the runs of 3 to 5 letters of ``<word>`` in lower case (Bojanowski et al. 2017), and
its shape: ``Xxx`` for Paris, ``XX`` for UN, ``ddd`` for 1984. Each is hashed to a row of a table; two pieces
that fall into one row share it (feature hashing, Weinberger et al. 2009). The network adds the mean of the
rows to the word's own vector, so that "flavourless" is not a stranger to whoever knows "careless".
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

ROWS = 4000
"""Rows of the table unless told otherwise."""
_SHORTEST, _LONGEST = 3, 5
_MOST_LETTERS = 60
"""Of a longer word only the first letters count."""
_SAME = 2
"""Signs of one kind in a row that a shape keeps."""


def shape(word: str) -> str:
    """What a word looks like: ``X`` a capital, ``x`` a small letter, ``d`` a digit, marks as they are.

    Letters without case are ``a``. Of more than two signs of a kind in a row, two are kept.
    """
    signs: list[str] = []
    for char in word[:_MOST_LETTERS]:
        sign = _sign(char)
        if signs[-_SAME:] != [sign] * _SAME:
            signs.append(sign)
    return "".join(signs)


def _sign(char: str) -> str:
    if char.isupper():
        return "X"
    if char.islower():
        return "x"
    if char.isdigit():
        return "d"
    return "a" if char.isalpha() else char


@lru_cache(1 << 16)
def pieces(word: str, rows: int = ROWS) -> tuple[int, ...]:
    """The rows (of ``rows``) that the pieces of ``word`` fall into; at least one."""
    framed = f"<{word[:_MOST_LETTERS].lower()}>"
    runs = [
        framed[start : start + length]
        for length in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(framed) - length + 1)
    ]
    # CRC-32 rather than hash(): the same in every process.
    return tuple(
        zlib.crc32(piece.encode("utf-8", "surrogatepass")) % rows for piece in (*runs, f"shape {shape(word)}")
    )


def numbered(texts: Iterable[Sequence[str]]) -> tuple[list[str], list[NDArray[np.int64]]]:
    """The different words of ``texts``, and each text as places in that list."""
    places: dict[str, int] = {}
    ids = [np.array([places.setdefault(word, len(places)) for word in text], np.int64) for text in texts]
    return list(places), ids
