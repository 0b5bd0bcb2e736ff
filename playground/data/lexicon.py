"""A list of words with numbers: what a task's network reads or writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import InputError

UNKNOWN = "<unk>"
"""Id 0: every word that is not in the list."""


class Lexicon:
    """Words by id; id 0 is :data:`UNKNOWN`.

    Args:
        words: the words of ids 1, 2, ...; each once, none of them ``<unk>``.
    """

    def __init__(self, words: Sequence[str]) -> None:
        self.words: tuple[str, ...] = (UNKNOWN, *words)
        self._ids = {word: id for id, word in enumerate(self.words)}
        if len(self._ids) != len(self.words):
            raise ValueError("a word is listed twice")

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]], *, least: int = 1, first: Sequence[str] = ()) -> Lexicon:
        """The words of ``texts`` that occur at least ``least`` times, the most frequent first.

        ``first`` come before them, whether they occur or not.
        """
        counts = Counter(word for text in texts for word in text)
        rest = [word for word, count in counts.items() if count >= least and word not in (*first, UNKNOWN)]
        return cls([*first, *sorted(rest, key=lambda word: (-counts[word], word))])

    @property
    def size(self) -> int:
        """Number of words, ``<unk>`` included."""
        return len(self.words)

    def __contains__(self, word: str) -> bool:
        return word in self._ids and word != UNKNOWN

    def ids(self, words: Iterable[str]) -> NDArray[np.int64]:
        """Their ids, (words,); 0 for an unknown one."""
        return np.array([self._ids.get(word, 0) for word in words], np.int64)

    def unknown(self, words: Iterable[str]) -> tuple[str, ...]:
        """Those of ``words`` that are not in the list, each once, in order."""
        return tuple(dict.fromkeys(word for word in words if word not in self._ids))

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values; :meth:`from_dict` reads them back."""
        return {"level": "word", "tokens": list(self.words[1:])}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Lexicon:
        """What :meth:`to_dict` described. Raises InputError for anything else."""
        words = data.get("tokens") if isinstance(data, Mapping) else None
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            raise InputError("A list of words must hold words.")
        if len(set(words)) != len(words) or UNKNOWN in words:
            raise InputError("A list of words must hold each word once.")
        return cls(words)
