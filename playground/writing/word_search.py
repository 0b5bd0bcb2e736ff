"""Whole words from a model of characters: the likeliest ones, in their exact order.

A word's probability is the product of its characters' probabilities and of the chance that something else
than a letter follows. A beginning bounds it: no word is likelier than the letters it starts with. So
beginnings are lengthened best first (Dijkstra's algorithm on negative logarithms) until the words found are
likelier than every beginning that is left; then no other word can come before them.
"""

from __future__ import annotations

import heapq
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.inference.network import Network, State
from playground.inference.prompt import Position
from playground.inference.sampling import log_softmax

LEAST = 1e-3
"""Words and beginnings less likely than this are not looked for."""
STEPS = 1500
"""Beginnings that are lengthened at most."""
_SIDE = 12
"""Beginnings lengthened side by side: many cost hardly more than one."""
_LEAD = 3
"""Spaces and marks before a word at most."""
_JOINERS = "'’\u200c\u200d_"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Word:
    """A word that may come next."""

    text: str
    """What it adds to the text: its spaces and marks before, and its letters without those written."""
    label: str
    """The whole word, with what of it is written."""
    probability: float
    """0 to 1: that the text goes on with exactly this word, and that it ends there."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words found, the likeliest first."""

    words: tuple[Word, ...]
    whole: bool
    """No likelier word was left out; False where the search was cut short."""
    steps: int
    """Beginnings that were lengthened."""


def in_word(char: str) -> bool:
    """Letters, digits, their marks, and the apostrophes and joiners between them."""
    return unicodedata.category(char)[0] in "LMN" or char in _JOINERS


def word_begun(text: str) -> str:
    """The letters at the end of ``text``: the word that is being written."""
    start = len(text)
    while start and len(text) - start < 64 and in_word(text[start - 1]):
        start -= 1
    return text[start:]


def inside_mask(tokens: Sequence[str]) -> NDArray[np.bool_]:
    """Which tokens (V,), characters each, belong to words; ``<unk>``, number 0, does not."""
    return np.array([id > 0 and len(token) == 1 and in_word(token) for id, token in enumerate(tokens)])


@dataclass(order=True, slots=True)
class _Beginning:
    cost: float
    """-log of its probability, nats."""
    serial: int
    text: str = field(compare=False)
    token: int = field(compare=False)
    before: State = field(compare=False)
    """The network's before it read ``token``."""
    lead: bool = field(compare=False)
    """No letter of the word has come yet."""


class WordSearch:
    """The search for the ``k`` likeliest words after ``position``; ``begun`` are the letters before it."""

    def __init__(
        self,
        network: Network,
        tokens: Sequence[str],
        inside: NDArray[np.bool_],
        position: Position,
        begun: str = "",
        k: int = 10,
    ) -> None:
        self._network, self._tokens, self._inside = network, tokens, inside
        self._letters, self._others = np.flatnonzero(inside), np.flatnonzero(~inside)[1:]  # without <unk>
        self._begun, self._k = begun, k
        self._heap: list[_Beginning] = []
        self._serial = self._steps = 0
        self._found: list[tuple[float, str]] = []  # the k best, the worst first: (log probability, text)
        self._lengthen("", 0.0, position.state, log_softmax(position.logits), lead=True)

    def run(self, steps: int = STEPS) -> Iterator[None]:
        """Search, yielding now and then; it may be left off at any point."""
        while self._heap and self._steps < steps and not self._done():
            batch: list[_Beginning] = []
            while self._heap and len(batch) < _SIDE and -self._heap[0].cost > self._bound:
                batch.append(heapq.heappop(self._heap))
            self._expand(batch)
            yield

    @property
    def words(self) -> Words:
        """What was found so far."""
        ranked = sorted(self._found, key=lambda each: (-each[0], each[1]))
        words = tuple(
            Word(text, self._begun + text if in_word(text[0]) else text, float(np.exp(logp)))
            for logp, text in ranked
        )
        return Words(words, not self._heap or self._done(), self._steps)

    @property
    def _bound(self) -> float:
        """The log probability that a word needs to be among the best."""
        return self._found[0][0] if len(self._found) == self._k else float(np.log(LEAST))

    def _done(self) -> bool:
        return bool(self._heap) and -self._heap[0].cost <= self._bound

    def _expand(self, batch: list[_Beginning]) -> None:
        """Read one more character of each beginning."""
        self._steps += len(batch)
        h = np.stack([each.before.h for each in batch], axis=1)
        cells = [each.before.c for each in batch if each.before.c is not None]
        state = State(h, np.stack(cells, axis=1) if cells else None)
        state, logits = self._network.step_batch(state, [each.token for each in batch])
        logprobs = log_softmax(logits)
        for row, each in enumerate(batch):
            own = State(state.h[:, row], None if state.c is None else state.c[:, row])
            if not each.lead:
                ends = -each.cost + float(np.log(np.exp(logprobs[row, ~self._inside]).sum() + 1e-30))
                if ends > self._bound:
                    heapq.heappush(self._found, (ends, each.text))
                    if len(self._found) > self._k:
                        heapq.heappop(self._found)
            self._lengthen(each.text, -each.cost, own, logprobs[row], lead=each.lead)

    def _lengthen(self, text: str, logp: float, state: State, logprobs: Floats, *, lead: bool) -> None:
        """Put the beginnings that are one character longer on the heap."""
        room = lead and len(text) < _LEAD
        for ids, still in ((self._letters, False), (self._others, True)):
            if still and not room:
                continue
            for id in ids[logprobs[ids] > self._bound - logp].tolist():
                self._serial += 1
                cost = -(logp + float(logprobs[id]))
                heapq.heappush(
                    self._heap,
                    _Beginning(cost, self._serial, text + self._tokens[id], id, state, still),
                )


def likely_words(
    network: Network,
    tokens: Sequence[str],
    position: Position,
    begun: str = "",
    k: int = 10,
    steps: int = STEPS,
) -> Words:
    """The ``k`` likeliest words after ``position`` in one go; see :class:`WordSearch`."""
    search = WordSearch(network, tokens, inside_mask(tokens), position, begun, k)
    for _ in search.run(steps):
        pass
    return search.words
