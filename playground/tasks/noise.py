"""Noise in what is read: now and then another token than the one that stands there.

A network that has met a text many times knows it by heart: a few tokens tell it where it is, and it recites.
If some of them are wrong, it has to weigh all it has read, and what it learns holds for other texts too (Xie
et al. 2017, Data Noising as Smoothing in Neural Network Language Models). The tokens put in are drawn from
the text, so common ones are common among them. What is to be predicted is never changed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.tasks.streams import Ids, Window


class Noise:
    """Replaces a share of the tokens of each window.

    What it draws depends on nothing but ``seed`` and the window's place, so that a run that goes on reads
    what one that never stopped reads; and it draws for all streams, so that several processes read what one
    would.

    Args:
        text: ids to draw from, (tokens,).
        share: of the tokens to replace, 0 to 1.
        batch: streams.
        seed: of the run.
        part: the streams that are read here.
    """

    def __init__(
        self, text: NDArray[Any], share: float, batch: int, seed: int, part: slice = slice(None)
    ) -> None:
        self._text = text
        self._share = share
        self._batch = batch
        self._seed = seed
        self._part = part

    def on(self, window: Window) -> Ids:
        """The tokens of ``window`` as they are to be read, (time, batch)."""
        chance = np.random.default_rng((self._seed, *window.place))
        shape = (len(window.tokens), self._batch)
        hit = chance.random(shape, np.float32)[:, self._part] < self._share
        others = chance.integers(0, len(self._text), shape)[:, self._part]
        tokens = window.tokens.copy()
        tokens[hit] = self._text[others[hit]]
        return tokens
