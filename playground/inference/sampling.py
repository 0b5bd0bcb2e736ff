"""From logits to a next token: which ones are in the draw, how likely each is, and the draw itself.

The settings act in this order: repetition penalty on the logits of recent tokens; temperature; top-k; top-p
on what is left, made to sum to one; min-p. Each cut takes a tail off the same ranking.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.config import SampleConfig
from playground.errors import PlaygroundError

Floats = NDArray[np.float32]

_DIVERGED = "The network's predictions are not numbers; its weights have diverged."
_AT_ONCE = 1 << 20
"""Probabilities made side by side."""
GREEDY = 1e-5
"""A temperature below this takes the likeliest token: dividing by it would only overflow."""


class Candidate(NamedTuple):
    """A token that could come next."""

    id: int
    token: str
    """The token's text."""
    probability: float
    """As the network predicts it, before any sampling setting; of all tokens, ``<unk>`` included."""
    sampled: float
    """Chance to be drawn with the sampling settings; 0 when they cut it."""
    logprob: float
    """Natural logarithm of ``probability``."""
    text: str
    """What it adds to the text: the token without what of it is already written."""


def log_softmax(logits: Floats) -> Floats:
    """Log-probabilities in nats, over the last axis."""
    shifted: Floats = logits - logits.max(axis=-1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return shifted


def _top(values: Floats, k: int) -> NDArray[np.intp]:
    """Ids of the k largest values (V,), the largest first; of equal ones the lower id."""
    if k <= 0:
        return np.empty(0, np.intp)
    border = np.partition(values, -k)[-k]
    ids = np.flatnonzero(values >= border)
    return ids[np.argsort(-values[ids], kind="stable")][:k]


class Sampler:
    """Draws tokens as the config says; a seed makes the draws repeatable.

    ``forbidden`` ids (by default 0, ``<unk>``) are never drawn. One sampler serves one text.
    """

    def __init__(self, config: SampleConfig | None = None, forbidden: Iterable[int] = (0,)) -> None:
        self.config = config or SampleConfig()
        self._forbidden = tuple(forbidden)
        self._random = random.Random(self.config.seed)
        self._inverse = np.array(1 / max(self.config.temperature, GREEDY), np.float32)
        self._cuts = self.config.top_k > 0 or self.config.top_p < 1 or self.config.min_p > 0

    def distribution(
        self, logits: Floats, recent: Sequence[int] = (), allowed: NDArray[np.bool_] | None = None
    ) -> NDArray[np.float64]:
        """Chance of each token (V,) to be drawn; sums to one.

        ``recent`` are the ids read last (the newest at the end), ``allowed`` (V,) narrows the choice.
        Raises PlaygroundError if the logits are not numbers, ValueError if nothing is left to draw.
        """
        weights = self._weights(logits, recent, allowed).astype(np.float64)
        weights /= weights.sum()
        return weights

    def draw(
        self, logits: Floats, recent: Sequence[int] = (), allowed: NDArray[np.bool_] | None = None
    ) -> int:
        """One token; the arguments of ``distribution``."""
        # The ufuncs' own methods: cumsum() and max() find their way there first, at half a microsecond each.
        cumulated = np.add.accumulate(self._weights(logits, recent, allowed), dtype=np.float64)
        # The first place where the sum exceeds the point: a token of weight 0 is never there.
        return int(cumulated.searchsorted(self.chance() * cumulated[-1], "right"))

    def draw_each(self, randoms: Sequence[float], logits: Floats) -> list[int]:
        """One token for each row of logits (B, V), as ``draw`` does with these numbers from 0 to 1 by chance.

        Only for settings that look at one token at a time (:attr:`simple`). Raises PlaygroundError if the
        logits are not numbers.
        """
        drawn: list[int] = []
        rows = max(1, _AT_ONCE // logits.shape[1])
        for start in range(0, len(logits), rows):
            z = logits[start : start + rows] * self._inverse
            for token in self._forbidden:
                z[:, token] = -np.inf
            z -= z.max(axis=1, keepdims=True)
            np.exp(z, z)
            cumulated = np.add.accumulate(z, axis=1, dtype=np.float64)
            if not np.isfinite(cumulated[:, -1]).all():
                raise PlaygroundError(_DIVERGED)
            points = np.array(randoms[start : start + rows]) * cumulated[:, -1]
            drawn += np.count_nonzero(cumulated <= points[:, None], axis=1).tolist()
        return drawn

    @property
    def simple(self) -> bool:
        """No setting compares tokens with each other or with those before, and chance decides."""
        greedy = self.config.temperature < GREEDY
        return not (self._cuts or greedy) and self.config.repetition_penalty == 1

    def chance(self) -> float:
        """The next of this sampler's numbers from 0 to 1."""
        return self._random.random()

    def candidates(
        self,
        logits: Floats,
        recent: Sequence[int],
        k: int,
        text_of: Callable[[int], str],
        *,
        allowed: NDArray[np.bool_] | None = None,
        written: int = 0,
    ) -> list[Candidate]:
        """The k likeliest tokens, likeliest first by what the network predicts; forbidden ones are left out.

        With ``allowed``, probabilities are those given that the token is one of them. ``written`` characters
        of each are in the text already.
        """
        sampled = self.distribution(logits, recent, allowed)
        masked = logits.copy()
        if allowed is not None:
            masked[~allowed] = -np.inf
        logprobs = log_softmax(masked)
        ranked = logprobs.copy()
        for token in self._forbidden:
            ranked[token] = -np.inf
        found = []
        for each in _top(ranked, min(k, int(np.count_nonzero(ranked > -np.inf)))).tolist():
            logprob = float(logprobs[each])
            text = text_of(each)
            found.append(
                Candidate(each, text, math.exp(logprob), float(sampled[each]), logprob, text[written:])
            )
        return found

    def _weights(
        self, logits: Floats, recent: Sequence[int], allowed: NDArray[np.bool_] | None
    ) -> NDArray[np.float32]:
        """Unnormalised probabilities (V,) after all settings, the largest 1."""
        config = self.config
        z: Floats = (
            logits * self._inverse if config.repetition_penalty == 1 else self._penalised(logits, recent)
        )
        for token in self._forbidden:
            z[token] = -np.inf
        if allowed is not None:
            z[~allowed] = -np.inf
        largest = np.maximum.reduce(z)
        if not math.isfinite(largest):
            if np.isfinite(logits).all():
                raise ValueError("no token is left to draw from")
            raise PlaygroundError(_DIVERGED)
        if config.temperature < GREEDY:
            greedy = np.zeros(len(z), np.float32)
            greedy[z.argmax()] = 1
            return greedy
        z -= largest
        np.exp(z, z)
        if self._cuts:
            self._cut(z)
        return z

    def _penalised(self, logits: Floats, recent: Sequence[int]) -> Floats:
        """Repetition penalty and temperature (Keskar et al. 2019, equation 2)."""
        z = logits.copy()
        seen = np.unique(np.asarray(recent[-self.config.repetition_window :], np.int64))
        penalty = np.float32(self.config.repetition_penalty)
        z[seen] = np.where(z[seen] > 0, z[seen] / penalty, z[seen] * penalty)
        z *= self._inverse
        return z

    def _cut(self, weights: Floats) -> None:
        """Set to 0 what top-k, top-p and min-p leave out; of equally likely tokens the lower id stays."""
        config = self.config
        ids = _top(weights, min(config.top_k or len(weights), int(np.count_nonzero(weights))))
        if config.top_p < 1:
            cumulated = weights[ids].cumsum(dtype=np.float64)
            # One more than the number of tokens whose sum stays under p.
            ids = ids[: int(cumulated.searchsorted(config.top_p * cumulated[-1])) + 1]
        if config.min_p > 0:
            ids = ids[weights[ids] >= np.float32(config.min_p) * weights[ids[0]]]
        kept = weights[ids]
        weights[:] = 0
        weights[ids] = kept
