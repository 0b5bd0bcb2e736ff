"""A made-up text of openers and closers: it is known how far back each closer depends on its opener."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from playground.nets.recurrent import RecurrentNetwork

KINDS = 4
"""Kinds of closers; each distance has as many openers of its own."""
_DISTRACTORS = 3
QUESTION = 1
"""Id of the question mark; 0 is the unknown token, which does not occur."""
_CLOSER = QUESTION + 1
_DISTRACTOR = _CLOSER + KINDS
_OPENER = _DISTRACTOR + _DISTRACTORS

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Brackets:
    """Pairs of an opener and, ``distance`` characters later, its closer; one pair after another.

    Each distance has openers of its own: what is learned of those of a short one does not help with those of
    a long one.
    """

    ids: Ids
    """(characters,)."""
    closers: Ids
    """Places of the closers, (pairs,)."""
    distances: Ids
    """From each opener to its closer, (pairs,)."""


def vocabulary(distances: Sequence[int]) -> int:
    """Number of ids in a text with these distances."""
    return _OPENER + KINDS * len(distances)


def draw(characters: int, distances: Sequence[int], seed: int) -> Brackets:
    """A text of about so many characters. A distance is at least 3: opener, distractor, question, closer."""
    random = np.random.default_rng(seed)
    pairs = max(1, round(characters / (float(np.mean(distances)) + 1)))
    which = random.integers(len(distances), size=pairs)
    chosen = np.asarray(distances)[which]
    kinds = random.integers(KINDS, size=pairs)
    ends = np.cumsum(chosen + 1)
    ids = random.integers(_DISTRACTOR, _DISTRACTOR + _DISTRACTORS, ends[-1])
    ids[ends - 1] = _CLOSER + kinds
    ids[ends - 2] = QUESTION
    ids[ends - 1 - chosen] = _OPENER + KINDS * which + kinds
    return Brackets(ids.astype(np.int64), ends - 1, chosen)


@torch.no_grad()
def accuracies(network: RecurrentNetwork, text: Brackets) -> dict[int, float]:
    """How often the right closer is thought the likeliest of the four, by distance; the state is carried."""
    network.eval()
    ids = torch.from_numpy(text.ids)
    state = network.zero_state(1)
    said = []
    for start in range(0, len(ids) - 1, 1024):
        logits, state = network(ids[start : start + 1024, None], state)
        said.append(logits[:, 0, _CLOSER : _CLOSER + KINDS].argmax(1))
    network.train()
    right = torch.cat(said).numpy()[text.closers - 1] == text.ids[text.closers] - _CLOSER
    return {
        int(distance): float(right[text.distances == distance].mean())
        for distance in np.unique(text.distances)
    }
