"""A hand on the wheel: a network some of whose units are held at a value, or pushed, at every step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.inference.network import Network, State

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Hold:
    """What is done to h of one unit after each step."""

    layer: int
    unit: int
    value: float
    """What it is set to, or what is added to it."""
    nudge: bool = False
    """Add instead of set."""


class ClampedNetwork(Network):
    """``network`` with units held; the layers above see the held values, and so does the next step.

    Of an LSTM h alone is held: its cell state goes its own way, but what leaves the unit is what was set.
    Raises IndexError for a layer or unit that is not there.
    """

    def __init__(self, network: Network, holds: Sequence[Hold]) -> None:
        self.__dict__.update(network.__dict__)  # the same weights and tables, not a copy of them
        self.holds = tuple(holds)
        for hold in holds:
            if not (0 <= hold.layer < self.config.layers and 0 <= hold.unit < self.config.units):
                raise IndexError(f"there is no unit {hold.unit} in layer {hold.layer}")

    def _advance(self, state: State, x: Floats) -> State:
        h = np.empty_like(state.h)
        c = None if state.c is None else np.empty_like(state.c)
        for index, layer in enumerate(self._layers):
            before = None if state.c is None else state.c[index]
            if index:
                h[index], after = layer.step(h[index - 1], state.h[index], before)
            else:
                h[index], after = layer.advance(x, state.h[index], before)
            if c is not None:
                c[index] = after
            for hold in self.holds:
                if hold.layer == index:
                    h[index, ..., hold.unit] = hold.value + (h[index, ..., hold.unit] if hold.nudge else 0)
        return State(h, c)
