"""Searching for the likeliest sequence a decoder can write: greedily, or along several beams at once.

The score of a sequence is its log-probability under the model, log P(y_1 ... y_T, end | x), in nats: the sum
over all steps, the end mark's included. Greedy decoding takes the likeliest token at every step, which need
not give the likeliest sequence. Beam search (Lowerre 1976; Sutskever et al. 2014) keeps the ``width`` best
beginnings instead. It may still lose the greedy sequence on the way, so that one is always among those it
chooses from: a wider beam never ends with a lower score than greedy decoding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

S = TypeVar("S")
Logits = NDArray[np.float32]
Step = Callable[[S, NDArray[np.int64]], tuple[Logits, S]]
"""States of k sequences and their latest tokens (k,): logits of the next (k, V), and the states after it."""
Select = Callable[[S, NDArray[np.int64]], S]
"""States of some of the sequences, by their places (k,), which may repeat."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A sequence that was found."""

    tokens: tuple[int, ...]
    """Without the end mark."""
    score: float
    """Log-probability in nats, at most 0; the end mark's included unless the sequence was cut off."""
    ended: bool
    """Whether the end mark was reached."""

    def ranked(self, alpha: float) -> float:
        """The score divided by (number of steps) ** alpha: what hypotheses are compared by."""
        steps = len(self.tokens) + self.ended
        return float(self.score / max(1, steps) ** alpha)


@dataclass(frozen=True)
class Decoder(Generic[S]):
    """What a search needs to know of a model that writes.

    ``begin`` is the state of one sequence before its first token, ``end`` the id that begins and ends every
    sequence, ``never`` an id that is not written, and ``longest`` how many tokens there may be.
    """

    step: Step[S]
    select: Select[S]
    begin: S
    end: int
    never: int
    longest: int

    def expand(self, state: S, last: NDArray[np.int64]) -> tuple[NDArray[np.float64], S]:
        """Log-probabilities (k, V) of every next token, and the states after ``last``."""
        logits, state = self.step(state, last)
        wide = logits.astype(np.float64)
        wide -= wide.max(-1, keepdims=True)
        logs: NDArray[np.float64] = wide - np.log(np.exp(wide).sum(-1, keepdims=True))
        logs[:, self.never] = -np.inf
        return logs, state


def greedy(decoder: Decoder[S]) -> Hypothesis:
    """The likeliest token at every step."""
    state, last = decoder.begin, np.array([decoder.end])
    tokens: list[int] = []
    score = 0.0
    while len(tokens) < decoder.longest:
        logs, state = decoder.expand(state, last)
        token = int(logs[0].argmax())
        score += float(logs[0, token])
        if token == decoder.end:
            return Hypothesis(tuple(tokens), score, ended=True)
        tokens.append(token)
        last = np.array([token])
    return Hypothesis(tuple(tokens), score, ended=False)


def beam_search(decoder: Decoder[S], width: int, alpha: float = 0.0) -> list[Hypothesis]:
    """The best sequences found with ``width`` beams and the greedy one, the best first.

    Args:
        decoder: the model.
        width: beginnings kept at each step, at least 1; 1 is greedy decoding.
        alpha: hypotheses are compared by score / steps ** alpha (Wu et al. 2016 use a like normalisation).
            At 0 the likeliest sequence wins, which favours short ones; towards 1 longer ones are preferred.

    With ``alpha`` 0 the first one's score is never lower than greedy decoding's.
    """
    found = [greedy(decoder)]
    if width > 1:
        found += _beams(decoder, width, alpha)
    best: dict[tuple[int, ...], Hypothesis] = {}
    for each in found:  # the greedy one first: rounding must not make its copy from a beam replace it
        best.setdefault(each.tokens, each)
    return sorted(best.values(), key=lambda each: -each.ranked(alpha))[:width]


def _beams(decoder: Decoder[S], width: int, alpha: float) -> list[Hypothesis]:
    """Sequences that ended along the beams; those cut off only where none did."""
    state, last = decoder.begin, np.array([decoder.end])
    scores, tokens = np.zeros(1), [()]
    ended: list[Hypothesis] = []
    beginnings: list[tuple[int, ...]] = list(tokens)
    for _ in range(decoder.longest):
        logs, state = decoder.expand(state, last)
        total = scores[:, None] + logs
        V = total.shape[1]
        order = np.argsort(-total, axis=None, kind="stable")[: 2 * width]
        kept: list[tuple[int, int, float]] = []
        for place in order.tolist():
            row, token = divmod(place, V)
            score = float(total[row, token])
            if not np.isfinite(score):
                break
            if token == decoder.end:
                ended.append(Hypothesis(beginnings[row], score, ended=True))
            elif len(kept) < width:
                kept.append((row, token, score))
        if not kept or _settled(ended, kept[0][2], width, alpha, decoder.longest):
            return ended
        rows = np.array([row for row, _, _ in kept])
        state = decoder.select(state, rows)
        beginnings = [(*beginnings[row], token) for row, token, _ in kept]
        scores = np.array([score for _, _, score in kept])
        last = np.array([token for _, token, _ in kept])
    return ended or [
        Hypothesis(each, float(score), ended=False) for each, score in zip(beginnings, scores, strict=True)
    ]


def _settled(ended: list[Hypothesis], best: float, width: int, alpha: float, longest: int) -> bool:
    """Whether nothing that is still being written can come before ``width`` hypotheses that ended.

    A score only falls as a sequence grows; divided by the largest number of steps it is as high as it can be.
    """
    if len(ended) < width:
        return False
    limit = sorted((each.ranked(alpha) for each in ended), reverse=True)[width - 1]
    return bool(best / (longest + 1) ** alpha <= limit)
