"""When the app looks for garbage: at a fixed pace, in steps that nobody feels.

A full collection goes through every object in use, half a million after a tour of the modes, and no key is
answered meanwhile. So what a collection has left over is set apart (frozen), and the next looks only at what
has come since; everything is gone through when nobody has pressed a key for a while, or at long last anyway.
"""

from __future__ import annotations

import gc
import time

from playground import memory

SECONDS = 20.0
"""Between two collections."""
ALL_SECONDS, ALL_AT_LAST_SECONDS = 60.0, 300.0
"""Between two looks at everything, at least and at most."""
IDLE_SECONDS = 3.0
"""Without a key: a pause then is not felt."""


class Collector:
    """Collects when it is told to; :attr:`pressed` is the time of the last key (``time.monotonic``)."""

    def __init__(self) -> None:
        self.pressed = self._all = time.monotonic()

    def collect(self) -> None:
        """Collect what is garbage, of what has come lately or of everything."""
        now = time.monotonic()
        idle = now - self.pressed > IDLE_SECONDS
        if now - self._all > (ALL_SECONDS if idle else ALL_AT_LAST_SECONDS):
            self._all = now
            gc.unfreeze()
        memory.give_back()
        gc.freeze()
