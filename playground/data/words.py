"""Text as the words that a classifier reads.

The split is that of :mod:`playground.text.words`, without white space and in lower case, with one thing more:
a contraction of "not" is two words. "isn't" is read as ``is not``, "can't" and "cannot" as ``can not``,
"won't" as ``will not``, so that a network sees the one word that turns a sentence round, however it is
written. HTML line breaks, of which collections of reviews are full, count as white space.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from playground.text.normal import normalise
from playground.text.words import split

LONGEST = 1000
"""Words of a text that a classifier reads; of a longer one the first."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_NOT = re.compile(r"(.+)(n['’]t)", re.IGNORECASE | re.DOTALL)
_FULL = {"ca": "can", "wo": "will", "sha": "shall", "ai": "is"}


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it stands in the text, and as the network reads it."""

    surface: str
    norm: str


def words_with_surfaces(text: str) -> list[Word]:
    """The words of ``text``; joined, the surfaces are the text without its white space and line breaks."""
    words: list[Word] = []
    for token in split(_BREAK.sub("\n", normalise(text))):
        words += _parts(token)
    return words


@lru_cache(1 << 17)
def _parts(token: str) -> tuple[Word, ...]:
    """The words of one token: none of white space, two of a contraction, otherwise one."""
    word = token.strip()
    if not word:
        return ()
    lower = word.lower()
    if lower == "cannot":
        return (Word(word[:3], "can"), Word(word[3:], "not"))
    contraction = _NOT.fullmatch(word)
    if contraction is None:
        return (Word(word, lower.replace("’", "'")),)
    head, end = contraction.groups()
    return (Word(head, _FULL.get(head.lower(), head.lower())), Word(end, "not"))


def words_of(text: str) -> list[str]:
    """The words of ``text`` as the network reads them: lower case, "n't" as "not"."""
    return [word.norm for word in words_with_surfaces(text)]
