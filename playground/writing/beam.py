"""Beam search: the likeliest continuations that a search of limited width finds (Lowerre 1976).

At each step every beginning in the beam is lengthened by every token, and the ``width`` likeliest of all are
kept. A text that is complete leaves the beam; the search ends when no beginning left is likelier than the
worst of ``width`` complete ones, since lengthening only makes a text less likely.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.inference.network import Network, State
from playground.inference.prompt import Position
from playground.inference.sampling import log_softmax

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Beam:
    """A continuation."""

    tokens: tuple[str, ...]
    logprob: float
    """Natural logarithm of its probability, over all of its tokens."""
    read: int
    """Tokens that the probability is of; ``tokens`` may be cut where the text is complete."""
    complete: bool

    @property
    def text(self) -> str:
        return "".join(self.tokens)


@dataclass(frozen=True, slots=True)
class _Open:
    tokens: tuple[str, ...]
    logprob: float


def beam_search(
    network: Network,
    tokens: Sequence[str],
    position: Position,
    cut: Callable[[list[str]], tuple[str, ...] | None],
    width: int = 5,
    limit: int = 120,
) -> Iterator[list[Beam]]:
    """After each step the ``width`` likeliest continuations so far, the likeliest first.

    ``tokens`` (V,) are their texts; number 0 is ``<unk>``, never taken. ``cut`` is given the tokens of a text
    and returns those of it that make it complete, or None while it has to go on. No text gets more than
    ``limit`` tokens.
    """
    logits = position.logits
    if position.allowed is not None:
        logits = np.where(position.allowed, logits, np.float32(-np.inf))
    logprobs, states = log_softmax(logits)[None], _batch([position.state])
    opened, done = [_Open((), 0.0)], list[Beam]()
    written = len(position.written)
    for length in range(1, limit + 1):
        rows, ids, sums = _best(np.array([each.logprob for each in opened]), logprobs, 2 * width)
        going: list[_Open] = []
        picked: list[tuple[int, int]] = []
        for row, id, logp in zip(rows, ids, sums, strict=True):
            longer = (*opened[row].tokens, tokens[id][written:] if length == 1 else tokens[id])
            ended = cut(list(longer)) or (longer if length == limit else None)
            if ended is not None:
                done.append(Beam(ended, logp, length, complete=True))
            elif len(going) < width:
                going.append(_Open(longer, logp))
                picked.append((row, id))
        done = sorted(_distinct(done), key=lambda beam: -beam.logprob)[:width]
        open_now = [Beam(each.tokens, each.logprob, length, complete=False) for each in going]
        yield sorted([*done, *open_now], key=lambda beam: -beam.logprob)[:width]
        if not going or (len(done) == width and going[0].logprob <= done[-1].logprob):
            break
        states = _chosen(states, [row for row, _ in picked])
        states, logits = network.step_batch(states, [id for _, id in picked])
        opened, logprobs = going, log_softmax(logits)
    yield done


def _best(so_far: NDArray[np.float64], logprobs: Floats, k: int) -> tuple[list[int], list[int], list[float]]:
    """The k likeliest (beginning, token, log probability), the likeliest first, never ``<unk>``."""
    sums = so_far[:, None] + logprobs
    sums[:, 0] = -np.inf
    flat = sums.ravel()
    k = min(k, int(np.count_nonzero(flat > -np.inf)))
    top = np.argpartition(-flat, k - 1)[:k] if k < len(flat) else np.arange(len(flat))
    top = top[np.lexsort((top, -flat[top]))][:k]
    rows, ids = np.divmod(top, logprobs.shape[1])
    return rows.tolist(), ids.tolist(), flat[top].tolist()


def _distinct(beams: list[Beam]) -> list[Beam]:
    """Of beams that read the same once they are cut, the likeliest."""
    best: dict[str, Beam] = {}
    for beam in beams:
        known = best.get(beam.text)
        if known is None or beam.logprob > known.logprob:
            best[beam.text] = beam
    return list(best.values())


def _batch(states: list[State]) -> State:
    cells = [state.c for state in states if state.c is not None]
    h = np.stack([state.h for state in states], axis=1)
    return State(h, np.stack(cells, axis=1) if cells else None)


def _chosen(states: State, rows: list[int]) -> State:
    return State(states.h[:, rows], None if states.c is None else states.c[:, rows])
