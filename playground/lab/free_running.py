"""A language model that reads its own words, many texts side by side, and measures of what it wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from playground.nets.recurrent import RecurrentNetwork

REPEATED = 12
"""Characters that must have stood together before to count as a repeat."""
_WORD = re.compile(r"[^\W\d_]+")

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Written:
    """Texts that a network wrote."""

    ids: Ids
    """(characters, texts)."""
    entropy: float
    """Mean entropy of the distributions drawn from, in bits."""


@torch.no_grad()
def write(
    network: RecurrentNetwork,
    prompts: Ids,
    length: int,
    temperature: float,
    seed: int,
    between: Callable[[], None],
) -> Written:
    """Go on from ``prompts`` (characters, texts) for ``length`` characters; ``between`` is called at each."""
    network.eval()
    random = torch.Generator().manual_seed(seed)
    logits, state = network(torch.from_numpy(prompts), network.zero_state(prompts.shape[1]))
    out = np.empty((length, prompts.shape[1]), np.int64)
    entropy = 0.0
    last = logits[-1]
    for place in range(length):
        between()
        last[:, 0] = -torch.inf  # <unk> is never written
        logs = torch.log_softmax(last / temperature, -1)
        shares = logs.exp()
        entropy -= float((shares * logs.nan_to_num(neginf=0.0)).sum(-1).mean()) / np.log(2)
        drawn = torch.multinomial(shares, 1, generator=random)
        out[place] = drawn[:, 0].numpy()
        logits, state = network(drawn.T, state)
        last = logits[-1]
    return Written(out, entropy / length)


@torch.no_grad()
def forced_bits(network: RecurrentNetwork, prompts: Ids, texts: Ids) -> NDArray[np.float64]:
    """Bits of each character of ``texts`` (characters, texts), all true text before it having been read."""
    network.eval()
    whole = torch.from_numpy(np.concatenate([prompts, texts]))
    logits, _ = network(whole[:-1], network.zero_state(whole.shape[1]))
    losses = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), whole[1:].flatten(), reduction="none"
    ).view(len(whole) - 1, -1)
    bits: NDArray[np.float64] = losses[len(prompts) - 1 :].double().numpy() / np.log(2)
    return bits


def repeats(texts: Ids) -> float:
    """Share of the places of ``texts`` (characters, texts) whose last characters stood there before."""
    again = places = 0
    for text in texts.T:
        seen: set[bytes] = set()
        for end in range(REPEATED, len(text) + 1):
            piece = text[end - REPEATED : end].tobytes()
            again += piece in seen
            places += 1
            seen.add(piece)
    return again / max(1, places)


def words_in(text: str) -> list[str]:
    """The words of ``text``, lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def known_share(texts: Sequence[str], known: set[str]) -> float:
    """Share of the words of ``texts`` that are among ``known``; the first and last of each may be cut."""
    words = [word for text in texts for word in words_in(text)[1:-1]]
    return sum(word in known for word in words) / max(1, len(words))
