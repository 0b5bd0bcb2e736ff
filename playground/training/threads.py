"""Fewer threads while the machine is busy.

Two threads on two cores wait for each other many times a step. As soon as something else takes one of the
cores, both stand still, and training can fall to a fraction of what one thread alone would reach. So at
the start, and whenever steps are slow, one thread fewer is tried, then half as many; the first number that is
faster is kept, and the full number is tried again later.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

WINDOW = 8
"""Steps that are looked at together,"""
WINDOW_SECONDS = 1.0
"""or as many as fit into this time, so that a stall is noticed soon."""
SLOW = 1.8
"""So many times as slow as at its best is slow."""
AGAIN_SECONDS = 15.0
"""How long fewer threads are kept before the full number is tried again."""


class Threads:
    """Watches the duration of steps and chooses between the full number of threads, one fewer, and half.

    Args:
        full: threads to use on a quiet machine.
        use: sets the number of threads.
        now: a monotonic clock in seconds.
    """

    def __init__(
        self, full: int, use: Callable[[int], None], now: Callable[[], float] = time.perf_counter
    ) -> None:
        self.count = full
        self._full = full
        self._fewer = sorted({full - 1, full // 2} - {0}, reverse=True)
        """Numbers of threads to try when steps are slow, in this order."""
        self._untried: list[int] = []
        """Those still to come in the trial under way."""
        self._use = use
        self._now = now
        self._window: list[float] = []
        self._best: float | None = None
        """Median step at the full number of threads, at its fastest."""
        self._before: float | None = None
        """Median step before the trial under way; none while nothing is tried."""
        self._count_before = full
        self._try_again = 0.0

    def step(self, seconds: float) -> str | None:
        """A step took ``seconds``; returns a sentence when the number of threads has changed for good."""
        self._window.append(seconds)
        if len(self._window) < WINDOW and sum(self._window) < WINDOW_SECONDS:
            return None
        median = statistics.median(self._window)
        self._window.clear()
        if self._before is not None:
            return self._judge(median, self._before)
        if self.count == self._full:
            first = self._best is None  # the machine may have been busy before the run began
            self._best = median if self._best is None else min(self._best, median)
            slow = median > SLOW * self._best and self._now() >= self._try_again
            if self._fewer and (first or slow):
                self._try(self._fewer, median)
        elif self._now() >= self._try_again:
            self._try([self._full], median)
        return None

    def _try(self, counts: list[int], median: float) -> None:
        self._before, self._count_before = median, self.count
        self._untried = counts[1:]
        self._set(counts[0])

    def _judge(self, median: float, before: float) -> str | None:
        """A number of threads was tried: keep it if it is faster."""
        slower = median > 0.9 * before
        if slower and self._untried:
            self._set(self._untried.pop(0))
            return None
        self._before = None
        self._try_again = self._now() + AGAIN_SECONDS
        if slower:
            self._set(self._count_before)
            return None
        if self.count == self._full:
            return f"The machine is free again: training on {_threads(self.count)}."
        verb = "is" if self.count == 1 else "are"
        return f"The machine is busy, and {_threads(self.count)} {verb} faster for now."

    def _set(self, count: int) -> None:
        self.count = count
        self._use(count)


def _threads(count: int) -> str:
    return "one thread" if count == 1 else f"{count} threads"
