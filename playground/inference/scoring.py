"""How well a model predicts a text, as losses that can be compared."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.errors import InputError
from playground.inference.network import Network
from playground.inference.prompt import Position
from playground.text.vocabulary import Vocabulary


@dataclass(frozen=True)
class Score:
    """Losses of a whole text, each token predicted from all before it."""

    nats_per_token: float
    """Cross-entropy, ``<unk>`` counted as a token like any other."""
    bits_per_char: float
    """The same loss a character; what ``<unk>`` stands for is not paid for."""
    perplexity: float
    """``exp(nats_per_token)``."""
    tokens: int
    chars: int
    spelled_out: float
    """Bits a character of a whole code of the text, in which what ``<unk>`` stands for is spelled out."""
    unknown: float
    """Share of the tokens the model never saw."""


def score(
    vocabulary: Vocabulary,
    network: Network,
    start: Position,
    text: str,
    progress: Callable[[float], None] | None = None,
) -> Score:
    """Read normalised ``text`` from ``start`` and add up -log p of every token.

    Spelled out, an unknown word costs its letters as well (``playground.text.spelling``), an unknown
    character log2(1,114,112) bits: one of all code points.
    """
    ids = vocabulary.encode(text).astype(np.int64)
    if not len(ids):
        raise InputError("There is no text to score.")
    nats = _loss(start.logits[None], ids[:1])
    done = 1
    for _, logits in network.chunks(start.state, ids[:-1]):
        nats += _loss(logits, ids[done : done + len(logits)])
        done += len(logits)
        if progress is not None:
            progress(done / len(ids))
    return summed(vocabulary, ids, text, nats)


def summed(vocabulary: Vocabulary, ids: NDArray[np.int64], text: str, nats: float) -> Score:
    """The score of normalised ``text``, whose tokens ``ids`` cost ``nats`` in all."""
    unknown = int((ids == vocabulary.unknown).sum())
    bits = nats / math.log(2)
    whole = bits + vocabulary.unknown_bits(text)
    mean = nats / len(ids)
    return Score(
        nats_per_token=mean,
        bits_per_char=bits / len(text),
        perplexity=math.exp(mean) if mean < 700 else math.inf,
        tokens=len(ids),
        chars=len(text),
        spelled_out=whole / len(text),
        unknown=unknown / len(ids),
    )


def _loss(logits: NDArray[np.float32], targets: NDArray[np.int64]) -> float:
    """Sum over T of -log p(target), nats; logits (T, V)."""
    largest = logits.max(axis=1)
    sums = np.exp(logits - largest[:, None]).sum(axis=1, dtype=np.float64)
    return float((np.log(sums) + largest - logits[np.arange(len(targets)), targets]).sum())
