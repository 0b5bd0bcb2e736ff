"""The ghost: text a model offers after the cursor, and how much of it is offered.

Plain values without a widget or a thread, so that what typing does to an offer can be read and tested alone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from playground.errors import InputError

LengthKind = Literal["word", "sentence", "tokens"]

SENTENCE_LIMIT = 240
"""A model that never ends its sentence is cut here (tokens)."""
WORD_LIMIT = 40
TOKENS_LIMIT = 2000

_SENTENCE_END = re.compile(r"""[.!?…。！？][.!?…"'”’»)\]]*(?=\s)|\n""")
_APOSTROPHES = "'’"
_JOINERS = "\u200c\u200d_"


@dataclass(frozen=True, slots=True)
class GhostLength:
    """How far the ghost reaches: to the end of the ``word``, of the ``sentence``, or ``count`` tokens."""

    kind: LengthKind = "sentence"
    count: int = 40

    def __post_init__(self) -> None:
        if not 1 <= self.count <= TOKENS_LIMIT:
            raise InputError(
                f"The ghost can be from 1 to {TOKENS_LIMIT:,} tokens long, but {self.count:,} was given."
            )

    @property
    def limit(self) -> int:
        """Tokens after which the ghost ends in any case."""
        return {"word": WORD_LIMIT, "sentence": SENTENCE_LIMIT, "tokens": self.count}[self.kind]

    def cut(self, text: str) -> int | None:
        """Where the ghost ``text`` is complete (characters), or None while it has to go on.

        A word or sentence is known to be over only once the first character behind it is there.
        """
        if self.kind == "tokens":
            return None
        if self.kind == "word":
            return _word_end(text)
        for found in _SENTENCE_END.finditer(text):
            if text[: found.end()].strip():
                return found.end() if found.group() != "\n" else found.start()
        return None


@dataclass(frozen=True, slots=True)
class Ghost:
    """Tokens offered after the cursor."""

    tokens: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "".join(self.tokens)

    @property
    def first(self) -> str:
        """What one step takes."""
        return self.tokens[0] if self.tokens else ""

    def __bool__(self) -> bool:
        return bool(self.tokens)

    def typed(self, text: str) -> Ghost:
        """What is left of the offer after ``text`` was typed: the rest if it agrees, nothing otherwise."""
        if not text or not self.text.startswith(text):
            return Ghost()
        rest = list(self.tokens)
        while text and rest:
            token = rest.pop(0)
            if len(token) > len(text):
                rest.insert(0, token[len(text) :])
            text = text[len(token) :]
        return Ghost(tuple(rest))


def complete(tokens: list[str], length: GhostLength) -> tuple[str, ...] | None:
    """The tokens of a finished ghost, the last one cut where the word or sentence ends; None before that."""
    text = "".join(tokens)
    cut = length.cut(text)
    if cut is None:
        return tuple(tokens) if len(tokens) >= length.limit else None
    kept: list[str] = []
    for token in tokens:
        if cut <= 0:
            break
        kept.append(token[:cut])
        cut -= len(token)
    return tuple(kept)


def _word_end(text: str) -> int | None:
    """Where the first word of ``text`` ends, once that is known; a punctuation mark is a word of its own."""
    start = end = len(text) - len(text.lstrip())
    while end < len(text):
        char, behind = text[end], text[end + 1 : end + 2]
        if _ideograph(char):
            return max(end, start + 1)
        if char in _APOSTROPHES and end > start:
            if not behind:
                return None
            if not _in_word(behind):
                return end
        elif not _in_word(char):
            return max(end, start + 1)
        end += 1
    return None


def _in_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN" or char in _JOINERS


def _ideograph(char: str) -> bool:
    """Chinese and Japanese are written without spaces: each character counts as a word."""
    return (
        "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"
    )
