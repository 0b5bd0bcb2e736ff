"""Noticing that a run has gone wrong, and the way back to its last good state."""

from __future__ import annotations

import math
from typing import Generic, TypeVar

S = TypeVar("S")

_MEMORY = 0.95
_KEEP_EVERY = 100
_LEAP = 1.0
MOST_TRIES = 5


class Rollback(Generic[S]):
    """Watches the loss of every step and keeps a copy of the latest healthy state.

    A run has gone wrong when its loss or gradient is no longer a finite number, or when the running average
    of the loss (over about 20 steps) rises by more than one nat above the lowest it has been.
    """

    def __init__(self) -> None:
        self.tries = 0
        self._average: float | None = None
        self._lowest = math.inf
        self._since = _KEEP_EVERY
        self._kept: S | None = None

    def watch(self, loss: float, gradient_norm: float) -> str | None:
        """Look at one step; says in words what is wrong, or None while all is well."""
        if not math.isfinite(loss):
            return "the loss is no longer a number"
        if not math.isfinite(gradient_norm):
            return "the gradient is no longer a number"
        self._average = loss if self._average is None else _MEMORY * self._average + (1 - _MEMORY) * loss
        if self._average > self._lowest + _LEAP:
            return f"the loss leapt from {self._lowest:.2f} to {self._average:.2f} nats"
        self._lowest = min(self._lowest, self._average)
        self._since += 1
        return None

    @property
    def keep_due(self) -> bool:
        """Whether the state after this step should be kept: every 100 steps, while the loss is low."""
        healthy = self._average is not None and self._average < self._lowest + 0.3 * _LEAP
        return self._since >= _KEEP_EVERY and healthy

    def keep(self, state: S) -> None:
        """Remember a healthy state."""
        self._kept = state
        self._since = 0

    def back(self) -> S | None:
        """The state to go back to, counting the try; None once there is none or tries are used up."""
        self.tries += 1
        self._average, self._lowest = None, math.inf
        return self._kept if self.tries <= MOST_TRIES else None
