"""Averages over the steps between two reports."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """What happened since the last reading."""

    steps: int
    loss: float
    """Mean, nats a token."""
    gradient_norm: float
    """Mean, before clipping."""
    last_gradient_norm: float
    """Of the last step, before clipping."""
    clipped: float
    """Share of the steps whose gradient was clipped."""
    seconds: float
    """Spent in training steps alone."""


class Meter:
    """Adds up steps until :meth:`take` is called."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget the steps since the last reading."""
        self._steps = self._clipped = 0
        self._loss = self._norm = self._last_norm = self._seconds = 0.0

    @property
    def empty(self) -> bool:
        """Whether no step was added since the last reading."""
        return self._steps == 0

    def add(self, loss: float, gradient_norm: float, clipped: bool, seconds: float) -> None:
        """One step: its loss in nats a token, gradient norm before clipping, and duration."""
        self._steps += 1
        self._loss += loss
        self._norm += gradient_norm
        self._last_norm = gradient_norm
        self._clipped += clipped
        self._seconds += seconds

    def take(self) -> Reading:
        """The averages since the last call; there must have been at least one step."""
        n = self._steps
        means = (self._loss / n, self._norm / n, self._last_norm, self._clipped / n)
        reading = Reading(n, *means, self._seconds)
        self.reset()
        return reading
