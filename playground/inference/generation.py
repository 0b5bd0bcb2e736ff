"""Writing on from a place in a text: one token after another, one text or many side by side."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.config import SampleConfig
from playground.inference.network import Network, State
from playground.inference.prompt import Position
from playground.inference.sampling import Sampler, log_softmax

if TYPE_CHECKING:
    from playground.text.vocabulary import Vocabulary

Floats = NDArray[np.float32]


class Drawn(NamedTuple):
    """A token as it was drawn."""

    text: str
    """What it adds to the text."""
    id: int
    state: State
    """After the token was read."""
    logits: Floats
    """What it was drawn from, (V,)."""
    allowed: NDArray[np.bool_] | None


class Generated(NamedTuple):
    """A token that was written."""

    token: str
    """What it adds to the text; all of the token but what was half written before it or is cut by a stop."""
    id: int
    logprob: float
    """Natural logarithm of ``probability``."""
    probability: float
    """As the network predicted it, before any sampling setting."""
    state: State
    """The network's after it read this token."""


def draw(
    network: Network, vocabulary: Vocabulary, position: Position, tokens: int | None, config: SampleConfig
) -> Iterator[Drawn]:
    """Draw up to ``tokens`` tokens, or without end, and stop before a stop text."""
    drawn = _endless(network, vocabulary, position, config)
    return _until_stop(islice(drawn, tokens), config.stop)


def describe(drawn: Iterable[Drawn]) -> Iterator[Generated]:
    """Add to each token how likely it was."""
    for each in drawn:
        logits = each.logits
        if each.allowed is not None:
            logits = np.where(each.allowed, logits, np.float32(-np.inf))
        logprob = float(log_softmax(logits)[each.id])
        yield Generated(each.text, each.id, logprob, math.exp(logprob), each.state)


def draw_many(
    network: Network,
    vocabulary: Vocabulary,
    position: Position,
    tokens: int,
    config: SampleConfig,
    samples: int,
) -> list[str]:
    """``samples`` texts at once, which is many times cheaper than one after another.

    With a seed, text ``i`` is the one that the seed plus ``i`` gives.
    """
    samplers = []
    for index in range(samples):
        seed = None if config.seed is None else config.seed + index
        samplers.append(Sampler(dataclasses.replace(config, seed=seed), (vocabulary.unknown,)))
    texts = [""] * samples
    ids = [list(_recent(position.ids, config)) for _ in range(samples)]
    going = list(range(samples))
    state = _repeat(position.state, samples)
    logits = np.repeat(position.logits[None], samples, axis=0)
    allowed, written = position.allowed, len(position.written)
    for step in range(tokens):
        for row, token in zip(going, _draw_each(samplers, going, logits, ids, allowed), strict=True):
            ids[row].append(token)
            texts[row] += vocabulary.token(token)[written:]
        still = [row for row in going if _first_stop(texts[row], config.stop) is None]
        if not still or step == tokens - 1:
            break
        going, allowed, written = still, None, 0
        state, logits = network.step_batch(state, [row[-1] for row in ids])
    return [text[: _first_stop(text, config.stop)] for text in texts]


def _draw_each(
    samplers: Sequence[Sampler],
    going: Sequence[int],
    logits: Floats,
    ids: Sequence[Sequence[int]],
    allowed: NDArray[np.bool_] | None,
) -> list[int]:
    """A token for each row of logits that still goes on; in one go where the settings allow it."""
    if samplers[0].simple and allowed is None:
        return samplers[0].draw_each([samplers[row].chance() for row in going], logits[going])
    return [samplers[row].draw(logits[row], ids[row], allowed) for row in going]


def _endless(
    network: Network, vocabulary: Vocabulary, position: Position, config: SampleConfig
) -> Iterator[Drawn]:
    sampler = Sampler(config, (vocabulary.unknown,))
    state, logits = position.state, position.logits
    allowed, written = position.allowed, len(position.written)
    recent = list(_recent(position.ids, config))
    for index in count():
        if index:
            logits, allowed, written = network.logits(state), None, 0
        token = sampler.draw(logits, recent, allowed)
        recent.append(token)
        state = network.advance(state, token)
        yield Drawn(vocabulary.token(token)[written:], token, state, logits, allowed)


def _recent(ids: Sequence[int], config: SampleConfig) -> Sequence[int]:
    """As much of what was read as the repetition penalty looks at."""
    return ids[-config.repetition_window :]


def _repeat(state: State, samples: int) -> State:
    h = np.repeat(state.h[:, None], samples, axis=1)
    return State(h, None if state.c is None else np.repeat(state.c[:, None], samples, axis=1))


def _first_stop(text: str, stops: tuple[str, ...]) -> int | None:
    """Where the first of the stop texts begins; none when there is none."""
    found = [place for place in map(text.find, stops) if place >= 0]
    return min(found, default=None)


def _until_stop(drawn: Iterator[Drawn], stops: tuple[str, ...]) -> Iterator[Drawn]:
    """The tokens before the first stop text, the last one cut if a stop begins within it.

    A token is held back while what it ends with could be the beginning of a stop text.
    """
    held: list[Drawn] = []
    text = ""
    for each in drawn:
        held.append(each)
        text += each.text
        place = _first_stop(text, stops)
        end = len(text) - _overhang(text, stops) if place is None else place
        while held and len(held[0].text) <= end:
            end -= len(held[0].text)
            text = text[len(held[0].text) :]
            yield held.pop(0)
        if place is not None:
            if end:
                yield held[0]._replace(text=text[:end])
            return
    yield from held


def _overhang(text: str, stops: tuple[str, ...]) -> int:
    """Length of the longest end of ``text`` that a stop text begins with."""
    return max(
        (
            size
            for stop in stops
            for size in range(1, min(len(stop), len(text)) + 1)
            if text.endswith(stop[:size])
        ),
        default=0,
    )
