"""A stretch of text with what every unit did on it: what units are judged by, and searched for contexts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.inference.language_model import LanguageModel
from playground.inference.network import State
from playground.text.normal import normalise

Floats = NDArray[np.float32]

TOKENS = 20_000
"""Tokens of a sample unless told otherwise."""
MOST_BYTES = 256 << 20
"""Memory for the states; of a network for which that is too little, fewer tokens are taken."""
_CHUNK = 256
_LONGEST_TOKEN = 200
"""Characters that a token hardly ever exceeds: what is cut off a long text before it is split."""


@dataclass(frozen=True)
class Sample:
    """The first T tokens of a text, read from a zero state."""

    text: str = field(repr=False)
    """Of these tokens, in its normal form."""
    tokens: tuple[str, ...] = field(repr=False)
    """T of them; joined they are the text."""
    starts: NDArray[np.int64] = field(repr=False)
    """Where each token begins in the text, and where the last one ends, (T + 1,)."""
    ids: NDArray[np.int64] = field(repr=False)
    """(T,)."""
    values: dict[str, Floats] = field(repr=False)
    """``h``, and of an LSTM ``c``, after each token: (T, layers, H)."""

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def take(
        cls,
        model: LanguageModel,
        text: str,
        tokens: int = TOKENS,
        progress: Callable[[float], None] | None = None,
    ) -> Sample:
        """Read the first ``tokens`` tokens of ``text``, or as many as fit :data:`MOST_BYTES`, at least 1.

        ``progress`` is told the share that is read; what it raises ends the reading. An empty text gives an
        empty sample.
        """
        config = model.network.config
        names = ("h", "c") if config.cell == "lstm" else ("h",)
        tokens = max(1, min(tokens, MOST_BYTES // (4 * len(names) * config.layers * config.units)))
        letters = tokens if model.vocabulary.level == "char" else tokens * _LONGEST_TOKEN
        split = model.vocabulary.spans(normalise(text[: letters + _LONGEST_TOKEN]))[:tokens]
        kept = "".join(split)
        ids = model.vocabulary.encode(kept).astype(np.int64)
        shape = (len(ids), config.layers, config.units)
        values = {name: np.empty(shape, np.float32) for name in names}
        state = model.network.zero_state()
        for start in range(0, len(ids), _CHUNK):
            part = slice(start, start + _CHUNK)
            hs, cs = model.network.histories(state, ids[part])
            values["h"][part] = hs.transpose(1, 0, 2)
            if cs is not None:
                values["c"][part] = cs.transpose(1, 0, 2)
            state = State(hs[:, -1], None if cs is None else cs[:, -1])
            if progress is not None:
                progress(min(1.0, (start + _CHUNK) / len(ids)))
        starts = np.cumsum([0, *map(len, split)], dtype=np.int64)
        return cls(kept, tuple(split), starts, ids, values)
