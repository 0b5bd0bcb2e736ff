"""A text under a network: read once in the background, looked at wherever one likes.

A network can't be asked what it thought at token 80,000 without reading the 79,999 before it. So the text is
read once, at full speed, and of its way only a state every :data:`BLOCK` tokens is kept, with the surprise of
every token. What each unit and gate did is computed from there for the blocks that are looked at, and
forgotten again when others are: a text of 100,000 characters costs a few MB and a few seconds, of which
nobody has to wait for more than the part in sight.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from playground.inference.language_model import LanguageModel
from playground.inference.network import State
from playground.inference.sampling import log_softmax
from playground.inference.trace import look_inside, value_names
from playground.text.normal import normalise

Floats = NDArray[np.float32]
Block = dict[str, Floats]

BLOCK = 256
"""Tokens between two states that are kept."""
_CACHE_BYTES = 64 << 20
"""Memory for blocks that were looked at."""


class Reading:
    """``text`` under ``model``, read from a zero state.

    One thread may drive :meth:`read_on` while others look at what is read by then.
    """

    def __init__(self, model: LanguageModel, text: str) -> None:
        self.model = model
        self.text = normalise(text)
        self.tokens: tuple[str, ...] = tuple(model.vocabulary.spans(self.text))
        """The text token by token, T of them; joined they are the text."""
        self.ids = model.vocabulary.encode(self.text).astype(np.int64)
        """(T,)."""
        self.starts = np.cumsum([0, *map(len, self.tokens)])
        """Where each token begins in the text, in characters, and where the last one ends, (T + 1,)."""
        self.surprise = np.full(len(self.ids), np.nan, np.float32)
        """Bits of each token given those before it, (T,): NaN where not read yet; of the first, 0."""
        self.names = value_names(model.network)
        """``h``, ``c`` (LSTM only) and the gates."""
        self._states: list[State] = [model.network.zero_state()]
        self._blocks: OrderedDict[int, Block] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def read(self) -> int:
        """How many tokens can be looked at by now."""
        return min(len(self), (len(self._states) - 1) * BLOCK)

    def read_on(self) -> Iterator[float]:
        """Read the rest of the text a block at a time, yielding the share done after each."""
        network = self.model.network
        if len(self) and not self.read:
            self.surprise[0] = 0.0
        while self.read < len(self):
            start = self.read
            ids = self.ids[start : start + BLOCK]
            for state, logits in network.chunks(self._states[-1], ids):
                later = self.ids[start + 1 : start + 1 + len(logits)]
                rows = log_softmax(logits[: len(later)])
                self.surprise[start + 1 : start + 1 + len(later)] = -rows[
                    np.arange(len(later)), later
                ] / np.log(2)
                self._states.append(state)
            yield self.read / len(self)

    def read_all(self) -> Reading:
        """Read to the end, and return the reading itself."""
        for _ in self.read_on():
            pass
        return self

    def values(self, name: str, layer: int, first: int, last: int) -> Floats:
        """What ``name`` was in every unit of a layer after each token from ``first`` up to ``last``, (T, H).

        Raises IndexError if the text is not read as far.
        """
        if not 0 <= first <= last <= self.read:
            raise IndexError(f"tokens {first} to {last} of {self.read} that are read")
        out = np.empty((last - first, self.model.network.config.units), np.float32)
        for index in range(first // BLOCK, -(-last // BLOCK)):
            start = index * BLOCK
            rows = self._block(index)[name][:, layer]
            low, high = max(first, start), min(last, start + len(rows))
            out[low - first : high - first] = rows[low - start : high - start]
        return out

    def state(self, count: int) -> State:
        """The network's state after the first ``count`` tokens. Raises IndexError as ``values`` does."""
        if not 0 <= count <= self.read:
            raise IndexError(f"after {count} tokens, of {self.read} that are read")
        if count % BLOCK == 0 and count // BLOCK < len(self._states):
            return self._states[count // BLOCK]
        block = self._block((count - 1) // BLOCK)
        row = (count - 1) % BLOCK
        return State(block["h"][row], block["c"][row] if "c" in block else None)

    def logits(self, count: int) -> Floats:
        """What the network expects after the first ``count`` tokens, (V,); before any, what begins a text."""
        if count == 0:
            return self.model.beginning.logits
        return self.model.network.logits(self.state(count))

    def _block(self, index: int) -> Block:
        with self._lock:
            if index in self._blocks:
                self._blocks.move_to_end(index)
                return self._blocks[index]
        start = index * BLOCK
        block, _ = look_inside(self.model.network, self._states[index], self.ids[start : start + BLOCK])
        with self._lock:
            self._blocks[index] = block
            size = sum(values.nbytes for values in block.values())
            while len(self._blocks) > max(2, _CACHE_BYTES // max(1, size)):
                self._blocks.popitem(last=False)
        return block
