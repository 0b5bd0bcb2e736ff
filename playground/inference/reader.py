"""Reading a text that is being edited: only what changed is read again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground.config import SampleConfig
from playground.inference.generation import Generated
from playground.inference.prompt import Position
from playground.inference.sampling import Candidate
from playground.text.normal import normalise

if TYPE_CHECKING:
    from playground.inference.language_model import LanguageModel

Floats = NDArray[np.float32]

_ALL_STATES = 2000
"""States kept for this many of the latest tokens, one each; typing and deleting mostly happen there."""
_EVERY = 64
"""Before that, one state is kept for so many tokens."""
_SLICE = 256
"""Tokens read between two chances to leave off."""
_BACK = 4
"""Tokens before a change that are split anew: a letter more can join two words into one."""


class Reader:
    """A text, its tokens, and the network's state along it. Serves one thread at a time.

    Reading a changed text costs a step for each token after the first change, and at most 64 more.
    """

    def __init__(self, model: LanguageModel, text: str = "") -> None:
        self._model = model
        self._text = ""  # what is read, and as far as it is read
        self._ids: list[int] = []
        self._ends = [0]  # where the first n tokens end in the text
        self._states = {0: model.network.zero_state()}  # after n tokens
        self._position = model.beginning
        self.set_text(text)

    @property
    def position(self) -> Position:
        """The end of the text last read in full: state, logits of what comes next, what is half written."""
        return self._position

    def set_text(self, text: str) -> Floats:
        """Read ``text`` as far as it is new; the logits (V,) of what comes next."""
        for _ in self.reading(text):
            pass
        return self._position.logits

    def reading(self, text: str) -> Iterator[float]:
        """``set_text`` in slices, yielding the share done after each, 1 at the end.

        It may be left off at any point; what was read by then is not read again.
        """
        model = self._model
        text, written = model.tails.split(normalise(text))
        if text != self._text:
            yield from self._reread(text)
        allowed = model.tails.allowed(written) if written else None
        if text:
            state = self._states[len(self._ids)]
            logits = model.network.logits(state)
            self._position = Position(state, logits, tuple(self._ids), written, allowed)
        else:
            self._position = model.beginning._replace(written=written, allowed=allowed)
        yield 1.0

    def candidates(self, k: int = 10, config: SampleConfig | None = None) -> list[Candidate]:
        """The k likeliest next tokens."""
        return self._model.candidates(self._position, k, config)

    def stream(self, tokens: int | None = None, config: SampleConfig | None = None) -> Iterator[Generated]:
        """Go on from the end of the text; the text itself stays as it is."""
        return self._model.stream(self._position, tokens, config)

    def _reread(self, text: str) -> Iterator[float]:
        vocabulary, network = self._model.vocabulary, self._model.network
        kept = bisect_right(self._ends, _common(self._text, text)) - 1
        if vocabulary.level == "word":
            kept = max(0, kept - _BACK)
        while kept not in self._states:
            kept -= 1
        del self._ids[kept:], self._ends[kept + 1 :]
        self._states = {n: state for n, state in self._states.items() if n <= kept}
        state, end = self._states[kept], self._ends[kept]
        self._text = text[:end]
        rest = text[end:]
        ids = vocabulary.encode(rest).tolist()
        for n, (token, span) in enumerate(zip(ids, vocabulary.spans(rest), strict=True), 1):
            state = network.advance(state, token)
            end += len(span)
            self._ids.append(token)
            self._ends.append(end)
            self._states[kept + n] = state
            old = kept + n - _ALL_STATES
            if old % _EVERY:
                self._states.pop(old, None)
            if n % _SLICE == 0:
                self._text = text[:end]
                yield n / len(ids)
        self._text = text


def _common(one: str, other: str) -> int:
    """Length of the longest common beginning, by halving: comparing slices is far faster than characters."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
