"""Puts the terminal back when the app is gone without a farewell.

An app that is killed cannot put its terminal back: the shell is left on the wrong screen, without a cursor,
and with every move of the mouse typed into it. So before the app begins, a copy of this small process is set
aside, which knows how the terminal was. It waits at a pipe. A byte is the farewell of an app that ended as it
should; the end of the pipe without one means that the app was killed, whatever else was killed with it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

_IN, _OUT = 0, 1
_BACK = (
    b"\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # no reports of the mouse
    b"\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[<u"  # nor of pastes, focus, size; keys as they always were
    b"\x1b[?7h\x1b[0m\x1b[?1049l\x1b[?25h"  # lines wrap, no colours, the screen of before, a cursor
    b"\r\n"
)


@contextmanager
def guarded_terminal() -> Iterator[None]:
    """While this lasts, another process puts the terminal back should this one be killed."""
    settings, farewell = _settings(), None
    if settings is not None:
        with suppress(OSError):  # no more processes: the app runs unguarded
            farewell = _set_aside(settings)
    try:
        yield
    finally:
        if farewell is not None:
            with suppress(OSError):
                os.write(farewell, b".")
            os.close(farewell)


def _settings() -> list[Any] | None:
    """How the terminal that keys come from is set, as termios tells it; None when there is none."""
    try:
        import termios
    except ImportError:  # Windows, whose console is put back by the system
        return None
    try:
        return termios.tcgetattr(_IN)
    except termios.error:
        return None


def _set_aside(settings: list[Any]) -> int:
    """Start the guard; returns the end of the pipe at which it waits for a farewell."""
    waits, farewell = os.pipe()
    child = os.fork()
    if child:
        os.close(waits)
        os.waitpid(child, 0)
        return farewell
    # Whatever happens in the copy, it must not come back into the program that was copied.
    try:
        # Of its own session, and no child of the app: not killed with its group, its window or its children.
        os.setsid()
        if os.fork() == 0:
            os.close(farewell)
            if not os.read(waits, 1):
                _put_back(settings)
    finally:
        os._exit(0)


def _put_back(settings: list[Any]) -> None:
    """Bring the terminal to what it was; where it is gone, nothing happens."""
    import termios

    with suppress(OSError, termios.error):
        os.write(_OUT, _BACK)
        termios.tcsetattr(_IN, termios.TCSANOW, settings)
