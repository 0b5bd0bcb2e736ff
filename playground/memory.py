"""What was freed goes back to the system, so that hours of work take no more memory than minutes."""

from __future__ import annotations

import gc
import sys


def give_back() -> None:
    """Collect garbage, and have glibc return the pages that are free within its heap.

    Left to itself it keeps them, scattered among what is in use, and takes new ones for what is larger: a
    megabyte or two more with every run. Elsewhere than on Linux with glibc only garbage is collected.
    """
    gc.collect()
    if sys.platform.startswith("linux"):
        import ctypes

        try:
            ctypes.CDLL("libc.so.6").malloc_trim(0)
        except (OSError, AttributeError):  # another C library
            return
