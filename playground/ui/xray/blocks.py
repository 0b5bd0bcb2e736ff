"""What the map shows of a text: values block by block as they come, and their levels for what is in sight."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from playground.config import ModelConfig
from playground.ui import palette, traces
from playground.ui.xray.columns import Sight
from playground.xray.reading import BLOCK

Floats = NDArray[np.float32]

UNKNOWN = 31
"""Level of what is not known yet."""
_KEPT = 96
"""Blocks kept: more than the widest sight shows."""


class Blocks:
    """One value of one layer, as far as it has been looked at."""

    def __init__(self, name: str, layer: int, units: int, model: ModelConfig) -> None:
        self.name, self.layer, self.units = name, layer, units
        self._model = model
        self._known: OrderedDict[int, Floats] = OrderedDict()
        self._old: set[int] = set()  # blocks that are shown until their newer state comes
        self._largest = 0.0
        self.span = traces.span(name, np.zeros(1, np.float32), model)
        """The ends of the scale and its kind; one that follows the data grows, and never shrinks."""

    def renewed(self) -> Blocks:
        """The same for the network's next state: what is known is shown until it is asked for and comes."""
        after = Blocks(self.name, self.layer, self.units, self._model)
        after._known = self._known.copy()
        after._old = set(self._known)
        after._largest, after.span = self._largest, self.span
        return after

    def add(self, index: int, values: Floats) -> None:
        """Take in block ``index``, (n, H)."""
        self._known[index] = values
        self._old.discard(index)
        self._known.move_to_end(index)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        finite = np.abs(values[np.isfinite(values)])
        self._largest = max(self._largest, float(finite.max(initial=0.0)))
        self.span = traces.span(self.name, np.array([self._largest], np.float32), self._model)

    def missing(self, first: int, last: int) -> list[int]:
        """The blocks of tokens ``first`` to ``last - 1`` that are not known yet, or only as they were."""
        if last <= first:
            return []
        blocks = range(first // BLOCK, (last - 1) // BLOCK + 1)
        return [at for at in blocks if at not in self._known or at in self._old]

    def value(self, token: int, unit: int) -> float | None:
        """One number, if its block is known."""
        block = self._known.get(token // BLOCK)
        if block is None or token % BLOCK >= len(block):
            return None
        return float(block[token % BLOCK, unit])

    def values(self, first: int, last: int) -> Floats:
        """The values of tokens ``first`` to ``last - 1``, (last - first, H); NaN where they are not known."""
        out = np.full((max(0, last - first), self.units), np.nan, np.float32)
        if last <= first:
            return out
        for index in range(first // BLOCK, (last - 1) // BLOCK + 1):
            block = self._known.get(index)
            if block is not None:
                start = index * BLOCK
                low, high = max(first, start), min(last, start + len(block))
                out[low - first : high - first] = block[low - start : high - start]
        return out

    def levels(self, sight: Sight, units: NDArray[np.intp]) -> NDArray[np.uint8]:
        """Levels 0 to 16 of each cell in sight, the mean of its tokens, and :data:`UNKNOWN`: (cells, H).

        ``units`` is the order in which the units stand.
        """
        values = self.values(sight.first, sight.last)
        if sight.count and sight.last - sight.first > sight.count:
            sums = np.add.reduceat(values, sight.firsts - sight.first, axis=0)
            values = sums / (sight.lasts - sight.firsts)[:, None]
        unknown = np.isnan(values[:, 0]) if self.units else np.zeros(0, np.bool_)
        levels = palette.levels(values, self.span[0], self.span[1])[:, units]
        levels[unknown] = UNKNOWN
        return levels
