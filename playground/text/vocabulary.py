"""What both vocabularies have in common: tokens are numbered, and number 0 is ``<unk>``."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.config import Level
from playground.errors import InputError
from playground.text.display import label

UNKNOWN = "<unk>"
MOST_TOKENS = 5_000_000
_MOST_NAMED = 5

Ids = NDArray[np.integer[Any]]


def smallest_dtype(kinds: int) -> np.dtype[Any]:
    """The smallest of uint8, uint16 and int32 that numbers ``kinds`` different things."""
    return np.dtype(np.uint8 if kinds <= 1 << 8 else np.uint16 if kinds <= 1 << 16 else np.int32)


class Vocabulary(ABC):
    """The tokens that a network reads and writes, numbered 1 to V - 1; 0 is ``<unk>``, never written.

    Text is brought to its normal form (NFC, ``"\\n"`` line ends) before it is split, so
    ``decode(encode(text))`` is the normal form of every text without unknown tokens.
    """

    level: ClassVar[Level]
    unknown: ClassVar[int] = 0

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = (UNKNOWN, *tokens)

    @property
    def size(self) -> int:
        """Number of tokens V, ``<unk>`` included."""
        return len(self._tokens)

    def __len__(self) -> int:
        return self.size

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.size} tokens)"

    @property
    def dtype(self) -> np.dtype[Any]:
        """Of the arrays of ids: the smallest of uint8, uint16 and int32 that holds them all."""
        return smallest_dtype(self.size)

    def token(self, id: int) -> str:
        """The text of one token; ``<unk>`` for 0. Raises IndexError outside 0 to V - 1."""
        if not 0 <= id < self.size:
            raise IndexError(f"token {id} is not one of the {self.size} of this vocabulary")
        return self._tokens[id]

    @property
    def tokens(self) -> tuple[str, ...]:
        """The text of every token by its id."""
        return self._tokens

    @abstractmethod
    def encode(self, text: str) -> Ids:
        """The ids (T,) of the tokens of ``text``, 0 for what is not known."""

    @abstractmethod
    def decode(self, ids: Sequence[int] | Ids) -> str:
        """The text of the ids (T,); ``<unk>`` for 0. Raises IndexError for an id outside 0 to V - 1."""

    @abstractmethod
    def spans(self, text: str) -> list[str]:
        """``text``, in its normal form, cut into tokens, unknown ones as they stand in it."""

    @abstractmethod
    def unknown_in(self, text: str) -> list[str]:
        """What ``text`` holds that this vocabulary does not know: each once, in order of appearance."""

    @abstractmethod
    def spelling_bits(self, token: str) -> float:
        """Bits that spell out an unknown ``token``: with those of ``<unk>``, a whole code for it."""

    def unknown_bits(self, text: str) -> float:
        """Bits that spell out every unknown token of ``text``; 0 where there is none."""
        places = np.flatnonzero(np.asarray(self.encode(text)) == self.unknown)
        if not len(places):
            return 0.0
        spans = self.spans(text)
        return sum(self.spelling_bits(spans[place]) for place in places.tolist())

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values; :func:`vocabulary_from_dict` reads them back."""

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that differ when any token does."""
        import hashlib

        plain = json.dumps(self.to_dict(), sort_keys=True)
        return hashlib.sha256(plain.encode()).hexdigest()[:16]

    def _checked(self, ids: Sequence[int] | Ids) -> NDArray[np.intp]:
        array = np.asarray(ids, dtype=np.intp).reshape(-1)
        if array.size and not (array.min() >= 0 and array.max() < self.size):
            raise IndexError(f"an id is not one of the {self.size} of this vocabulary")
        return array


def unknown_notice(vocabulary: Vocabulary, text: str) -> str | None:
    """One sentence that names what the model has never seen in ``text``; None when it knows everything."""
    unknown = vocabulary.unknown_in(text)
    if not unknown:
        return None
    kind = "character" if vocabulary.level == "char" else "word"
    shown = ", ".join(label(token.strip(" ") or token, 24) for token in unknown[:_MOST_NAMED])
    if len(unknown) > _MOST_NAMED:
        shown += f" and {len(unknown) - _MOST_NAMED:,} more"
    number, they = (kind, "it is") if len(unknown) == 1 else (f"{len(unknown):,} {kind}s", "they are")
    this = "this" if len(unknown) == 1 else "these"
    return f"The model has never seen {this} {number}: {shown}; {they} read as {UNKNOWN}."


def vocabulary_from_dict(data: Mapping[str, Any]) -> Vocabulary:
    """The vocabulary that ``to_dict`` described. Raises InputError for anything else, however hostile."""
    if not isinstance(data, Mapping):
        raise InputError(f"A vocabulary must be a set of named values, not {type(data).__name__}.")
    level, tokens = data.get("level"), data.get("tokens")
    if level == "char":
        from playground.text.characters import CharVocabulary

        if not isinstance(tokens, str) or not tokens:
            raise InputError("A vocabulary of characters must list them as one text.")
        if len(tokens) >= MOST_TOKENS or len(set(tokens)) != len(tokens):
            raise InputError("A vocabulary of characters must list each character once.")
        return CharVocabulary(tokens)
    if level == "word":
        from playground.text.words import WordVocabulary

        return WordVocabulary(_word_tokens(tokens), _counts(data.get("characters", {})))
    raise InputError("A vocabulary must be of characters or of words.")


def _word_tokens(tokens: object) -> list[str]:
    if not isinstance(tokens, list) or not 0 < len(tokens) < MOST_TOKENS:
        raise InputError("A vocabulary of words must list them.")
    if not all(isinstance(token, str) and token for token in tokens) or len(set(tokens)) != len(tokens):
        raise InputError("A vocabulary of words must list each word once, and none may be empty.")
    return tokens


def _counts(counts: object) -> dict[str, int]:
    sound = isinstance(counts, Mapping) and all(
        isinstance(char, str) and len(char) == 1 and type(count) is int and 0 < count < 1 << 53
        for char, count in counts.items()
    )
    if not isinstance(counts, Mapping) or not sound:
        raise InputError("The character counts of a vocabulary of words must be positive whole numbers.")
    return dict(counts)
