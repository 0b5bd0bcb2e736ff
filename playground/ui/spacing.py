"""How often a run in training is shown: four times a second, or as often as it costs the training little.

A network in training uses every core, and its threads wait for each other many times a step: what the app
takes from one core is missing on all of them. So drawing may take a small share of a core and no more; a
quick machine, or a small window, is drawn more often than a slow one with a large window.
"""

from __future__ import annotations

import time
from collections.abc import Callable

LEAST_SECONDS, MOST_SECONDS = 0.25, 1.0
"""Nobody reads more often than the first; less often than the second, nothing seems to move."""
SHARE = 0.025
"""Of one core, for all that this process does."""


class Spacing:
    """Says when it is time to show what has come.

    Args:
        now: a monotonic clock in seconds.
        used: processor time of this process in seconds.
    """

    def __init__(
        self, now: Callable[[], float] = time.monotonic, used: Callable[[], float] = time.process_time
    ) -> None:
        self._now, self._used = now, used
        self._shown, self._used_then = now(), used()
        self.seconds = LEAST_SECONDS
        """From one showing to the next, at present."""

    @property
    def due(self) -> bool:
        """Whether the last time is long enough ago."""
        return self._now() - self._shown >= self.seconds

    def shown(self) -> None:
        """It is shown now; what was used since the last time says how long to wait until the next."""
        used = self._used()
        cost = used - self._used_then
        self.seconds = min(MOST_SECONDS, max(LEAST_SECONDS, cost / SHARE))
        self._shown, self._used_then = self._now(), used
