"""Time and share of a run: how far it is, and when something is due."""

from __future__ import annotations

import time
from collections.abc import Callable

from playground.config import TrainConfig


class Clock:
    """Seconds spent on a run; pauses do not count.

    Args:
        already: seconds spent before, when a run is resumed.
        now: a monotonic clock in seconds.
    """

    def __init__(self, already: float = 0.0, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._already = already
        self._since: float | None = now()

    @property
    def seconds(self) -> float:
        """Seconds spent so far, those before included."""
        return self._already + (0.0 if self._since is None else self._now() - self._since)

    def pause(self) -> None:
        """Stop counting."""
        self._already, self._since = self.seconds, None

    def go_on(self) -> None:
        """Count again."""
        if self._since is None:
            self._since = self._now()


class Cadence:
    """Says when something that costs time is due again.

    Args:
        every: seconds between two times.
        most: the largest share of the run it may take; a costly thing is done less often.
    """

    def __init__(self, every: float, most: float = 1.0) -> None:
        self._every = every
        self._most = most
        self._next = 0.0

    def due(self, seconds: float) -> bool:
        """Whether it is time, ``seconds`` into the run."""
        return seconds >= self._next

    def done(self, seconds: float, cost: float = 0.0) -> None:
        """It was done at ``seconds`` and took ``cost`` seconds."""
        self._next = seconds + max(self._every, cost / self._most)


class Plan:
    """The planned length of a run, whether in seconds, steps or epochs.

    Args:
        config: exactly one of its ``seconds``, ``steps`` and ``epochs`` is set.
        steps_per_epoch: windows in one pass over the text.
    """

    def __init__(self, config: TrainConfig, steps_per_epoch: int) -> None:
        self.seconds = config.seconds
        self.steps: int | None = config.steps
        if config.epochs is not None:
            self.steps = max(1, round(config.epochs * steps_per_epoch))
        self.reserve = 0.0
        """Seconds kept for the validation at the end of a run planned in seconds."""
        self.from_step = 0
        """Steps, and ``from_seconds``, of earlier runs that this one was put on top of."""
        self.from_seconds = 0.0

    def share(self, step: int, seconds: float) -> float:
        """How much of the training is done, 0 to 1."""
        if self.steps is not None:
            return min(1.0, (step - self.from_step) / self.steps)
        assert self.seconds is not None
        return min(1.0, (seconds - self.from_seconds) / max(1e-3, self.seconds - self.reserve))

    def eta(self, step: int, seconds: float, seconds_per_step: float) -> float:
        """Seconds to go."""
        if self.steps is not None:
            return max(0.0, (self.from_step + self.steps - step) * seconds_per_step)
        assert self.seconds is not None
        return max(0.0, self.from_seconds + self.seconds - seconds)
