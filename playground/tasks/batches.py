"""Batches of examples of different lengths: shuffled, with neighbours of about one length, padded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

_JITTER = 0.15
"""How far a length is taken for another one when examples are sorted, as a share of it."""


class Batches:
    """Indices of examples, batch by batch and pass after pass.

    Every pass sorts the examples by their length, roughly (each is changed a little at random, so that
    batches differ from pass to pass), cuts them into batches and shuffles those: little is padded, and what a
    batch holds is still a matter of chance.

    Args:
        lengths: of each example.
        batch: examples of a batch; the last of a pass may be smaller.
        seed: of the shuffling.
    """

    def __init__(self, lengths: Sequence[int], batch: int, seed: int = 0) -> None:
        if not len(lengths):
            raise ValueError("no examples")
        self._lengths = np.asarray(lengths, np.float64)
        self._batch = batch
        self._seed = seed
        self._epoch = self._position = 0
        self._order = self._shuffled()

    @property
    def per_epoch(self) -> int:
        """Batches of one pass."""
        return -(-len(self._lengths) // self._batch)

    def next(self) -> NDArray[np.int64]:
        """Indices of the next batch."""
        if self._position == len(self._order):
            self._epoch, self._position = self._epoch + 1, 0
            self._order = self._shuffled()
        self._position += 1
        return self._order[self._position - 1]

    def _shuffled(self) -> list[NDArray[np.int64]]:
        random = np.random.default_rng((self._seed, self._epoch))
        jitter = 1 + _JITTER * random.uniform(-1, 1, len(self._lengths))
        order = np.lexsort((random.random(len(self._lengths)), np.round(self._lengths * jitter)))
        batches = [order[start : start + self._batch] for start in range(0, len(order), self._batch)]
        return [batches[index] for index in random.permutation(len(batches))]

    def state(self) -> dict[str, int]:
        """Where reading stands; :meth:`restore` goes on from there."""
        return {"epoch": self._epoch, "position": self._position}

    def restore(self, place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        self._epoch, self._position = int(place["epoch"]), int(place["position"])
        self._order = self._shuffled()


def padded(rows: Sequence[NDArray[np.int64]], padding: int = 0) -> tuple[Tensor, Tensor]:
    """Ids of different lengths as one batch: (longest, batch), padded at the end, and the lengths."""
    lengths = torch.tensor([len(row) for row in rows])
    out = torch.full((int(lengths.max()), len(rows)), padding, dtype=torch.int64)
    for column, row in enumerate(rows):
        out[: len(row), column] = torch.from_numpy(row)
    return out, lengths


def forget_some(words: Tensor, share: float) -> Tensor:
    """Ids with a random ``share`` of them made 0, ``<unk>``: practice for words never seen (word dropout)."""
    if not share:
        return words
    return words * (torch.rand(words.shape, device=words.device) >= share)
