"""A plain sentence cut into tokens as CoNLL files have them, so that a tagger meets what it was trained on.

Marks are cut off both ends of a word, and contractions in two, as in the Penn Treebank (Marcus et al. 1993):
``John's`` is ``John`` and ``'s``, ``don't`` is ``do`` and ``n't``. The full stop of an initial (``J.``,
``U.S.``), and whatever belongs to a word that is known so (``Mr.``), stays, and so do marks inside words. A
sentence that is cut into such tokens already comes back as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set

from playground.text.normal import normalise
from playground.text.words import split

_MOST = 5000
_ENDING = r"n['’]t|['’](?:s|ll|re|m|ve|d)"
_CONTRACTION = re.compile(rf"(.*\w)({_ENDING})", re.IGNORECASE)
_WHOLE = re.compile(rf"(?:[^\W\d_]\.)+|([^\w\s])\1*|{_ENDING}", re.IGNORECASE)
"""Initials, one mark or several of a kind, the end of a contraction."""
_BEFORE = re.compile(r"([^\w\s])\1*+(?=\S)")
_AFTER = re.compile(r"([^\w\s])\1*$")
_SPACED = re.compile(r"[\w.'’&@/:+-]*[A-Za-zÀ-ɏͰ-ӿ][\w.'’&@/:+-]*|[\d.,:/-]*\d")
"""A word in a script that puts spaces between words, or a number."""


def tokens_of(text: str, known: Set[str] = frozenset()) -> list[str]:
    """The tokens of ``text``; ``known`` has words in lower case that are one token as they are."""
    return [token for chunk in normalise(text).split() for token in _cut(chunk, known)]


def whole_tokens(sentences: Iterable[Sequence[str]]) -> list[str]:
    """The tokens, in lower case, that would be cut if they were not known, such as ``mr.`` and ``yahoo!``.

    At most 5,000 of them, in alphabetical order.
    """
    kinds = {token.lower() for tokens in sentences for token in tokens}
    return sorted(kind for kind in kinds if tokens_of(kind) != [kind])[:_MOST]


def _cut(chunk: str, known: Set[str]) -> Iterator[str]:
    """The tokens of what stands between two spaces."""
    after: list[str] = []
    while chunk and not _whole(chunk, known):
        if (mark := _BEFORE.match(chunk)) is not None:
            yield mark[0]
            chunk = chunk[mark.end() :]
        elif len(chunk) > 1 and (mark := _AFTER.search(chunk)) is not None and mark.start():
            after.append(mark[0])
            chunk = chunk[: mark.start()]
        else:
            break
    if chunk:
        yield from _inside(chunk, known)
    yield from reversed(after)


def _whole(chunk: str, known: Set[str]) -> bool:
    return chunk.lower() in known or _WHOLE.fullmatch(chunk) is not None


def _inside(chunk: str, known: Set[str]) -> Iterator[str]:
    """The tokens of a word without marks around it."""
    contraction = None if chunk.lower() in known else _CONTRACTION.fullmatch(chunk)
    if contraction is not None:
        yield from contraction.groups()
    elif _whole(chunk, known) or _SPACED.fullmatch(chunk):
        yield chunk
    else:  # written without spaces, or marks in the middle
        yield from (token.strip() for token in split(chunk))
