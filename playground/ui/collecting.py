"""When the app looks for garbage: where a pause is not felt, and at long last anyway.

A full collection goes through every object that came after the first screen, some hundred thousand after a
tour of the modes, and no key is answered meanwhile. So it waits until nobody types; before that only what has
come lately is looked through. To set apart (freeze) what a collection leaves over would make the next one
short, but screens and lines become garbage later: memory then grows for as long as someone types.
"""

from __future__ import annotations

import gc
import time

from playground import memory

SECONDS = 20.0
"""Between two collections."""
ALL_AT_LAST_SECONDS = 60.0
"""After which everything is looked through, whether someone types or not."""
IDLE_SECONDS = 1.0
"""Without a key: a pause then is not felt."""
_LATELY = 1
"""The collector's generations of what has come lately: 0 and 1."""


class Collector:
    """Collects when it is told to; :attr:`pressed` is the time of the last key (``time.monotonic``)."""

    def __init__(self) -> None:
        self.pressed = self._all = time.monotonic()

    def collect(self) -> None:
        """Collect what is garbage, of what has come lately or of everything."""
        now = time.monotonic()
        if now - self.pressed > IDLE_SECONDS or now - self._all >= ALL_AT_LAST_SECONDS:
            self._all = now
            memory.give_back()
        else:
            gc.collect(_LATELY)
