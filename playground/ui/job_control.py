"""Whether there is a shell to go back to while the app sleeps."""

from __future__ import annotations

import os


def under_a_shell() -> bool:
    """The parent is a shell with job control: of the same session, but not of our group of processes.

    Under anything else (make, an exec, a window without a shell) nobody would ever wake the app.
    """
    if os.name != "posix":
        return False
    parent = os.getppid()
    try:
        return os.getsid(parent) == os.getsid(0) and os.getpgid(parent) != os.getpgrp()
    except OSError:
        return False
