"""Texts as a network reads them: ids of their words, and how these are spelled, batch by batch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from playground.data.lexicon import Lexicon
from playground.data.spelling import ROWS, numbered, pieces
from playground.nets.words import Spelled
from playground.tasks.batches import forget_some, padded

WORD_DROPOUT = 0.1
"""Share of the words of a training text that are read as ``<unk>``, by their spelling alone."""
MOST_WORDS = 20_000
"""Words with a vector of their own; the rarer ones are known by their spelling."""
_WORDS = 600_000
"""Words that are read in about half a minute."""
_FEW_PASSES = 10
_NARROW = 128
_RATES = {"lstm": 1e-2, "gru": 6e-3, "rnn": 3e-3}
_MANY_KINDS = 5000
_MORE_ROWS = 20_000


class Sentences:
    """Texts of one or more words each.

    Args:
        texts: their words as they are spelled.
        known: the same words as the lexicon has them; ``texts`` themselves when not given.
        lexicon: words with a vector of their own.
        rows: of the table of pieces; 0 where spelling is not looked at.
    """

    def __init__(
        self,
        texts: Sequence[Sequence[str]],
        lexicon: Lexicon,
        rows: int,
        known: Sequence[Sequence[str]] | None = None,
    ) -> None:
        self.lengths = [len(text) for text in texts]
        self._ids = [lexicon.ids(text) for text in (texts if known is None else known)]
        kinds, self._kinds = numbered(texts if rows else [])
        self._pieces = [np.array(pieces(kind, rows), np.int64) for kind in kinds]

    def __len__(self) -> int:
        return len(self.lengths)

    def batch(
        self, which: Sequence[int], device: torch.device, forget: float = 0.0
    ) -> tuple[Tensor, Tensor, Spelled | None]:
        """Ids (time, batch), lengths (batch,) on the CPU, and spellings of the texts ``which``.

        ``forget`` is the share of the words whose ids become ``<unk>``; their spelling stays.
        """
        words, lengths = padded([self._ids[index] for index in which])
        words = forget_some(words, forget).to(device)
        if not self._pieces:
            return words, lengths, None
        kinds, _ = padded([self._kinds[index] for index in which])
        unique, places = torch.unique(kinds, return_inverse=True)
        found = [self._pieces[kind] for kind in unique.tolist()]
        starts = np.cumsum([0, *map(len, found)])[:-1]
        spelled = Spelled(
            torch.from_numpy(np.concatenate(found)).to(device),
            torch.from_numpy(starts).to(device),
            places.to(device),
        )
        return words, lengths, spelled


def rows_for(texts: Sequence[Sequence[str]]) -> int:
    """Rows of a table of pieces for such texts: more where there are many different words."""
    kinds = {word for text in texts for word in text}
    return ROWS if len(kinds) < _MANY_KINDS else _MORE_ROWS


def within(lengths: Sequence[int], which: Sequence[int], limit: int | None) -> Sequence[int]:
    """The first of the texts ``which`` that have ``limit`` words together, at least one; all without."""
    if limit is None:
        return which
    ends = np.cumsum([lengths[index] for index in which])
    return which[: max(1, int(np.searchsorted(ends, limit, side="right")))]


def lexicon_of(texts: Sequence[Sequence[str]]) -> Lexicon:
    """The words that get a vector of their own: those that occur twice, at most 20,000 of them.

    A word seen once has no more to tell than its spelling does. Where no word occurs twice, all are in it.
    """
    often = Lexicon.of(texts, least=2)
    words = often if often.size > 1 else Lexicon.of(texts)
    return Lexicon(words.words[1 : MOST_WORDS + 1])


def default_length(tokens: int, passes: int) -> dict[str, float]:
    """How long to train on so many words when nobody says: ``passes``, or fewer of a longer text.

    Of a text that takes too long to be read even ten times, as much as a minute allows.
    """
    possible = min(passes, _WORDS // max(1, tokens))
    return {"epochs": float(possible)} if possible >= _FEW_PASSES else {"seconds": 60.0}


def training_of(model: Mapping[str, Any], tokens: int, passes: int) -> dict[str, Any]:
    """What nobody set about the training of such a network on so many words.

    One thread is enough for a narrow network: its products are so small that two threads would mostly wait
    for each other, and on a busy machine do little else.
    """
    narrow = {"threads": 1} if int(model.get("units", 64)) <= _NARROW else {}
    return {**narrow, **default_length(tokens, passes), "learning_rate": learning_rate(model)}


def learning_rate(model: Mapping[str, Any]) -> float:
    """The peak that suits a cell and its size."""
    units = max(1, int(model.get("units", 64)))
    return _RATES[model.get("cell", "lstm")] * min(1.0, math.sqrt(64 / units))
