"""Puts the terminal back when the app is gone without a farewell.

An app that is killed cannot put its terminal back: the shell is left on the wrong screen, without a cursor,
and with every move of the mouse typed into it. So before the app begins, a copy of this small process is set
aside, which knows how the terminal was. It waits at a pipe. A byte is the farewell of an app that ended as it
should; the end of the pipe without one means that the app was killed, whatever else was killed with it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

try:
    import termios
except ImportError:  # Windows, whose console is put back by the system
    termios = None  # type: ignore[assignment]

_BACK = (
    "\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?1016l"  # no reports of the mouse
    "\x1b[?2004l\x1b[?1004l\x1b[?2048l\x1b[<u"  # nor of pastes, focus, size; keys as they always were
    "\x1b[?7h\x1b[0m\x1b[?1049l\x1b[?25h"  # lines wrap, no colours, the screen of before, a cursor
    "\r\n"
)


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal as it was before the app drew on it."""

    name: str
    attributes: list[Any]
    """As ``termios.tcgetattr`` gives them."""


@contextmanager
def guarded_terminal() -> Iterator[None]:
    """While this lasts, another process puts the terminal back should this one be killed."""
    terminal, farewell = _terminal_now(), None
    if terminal is not None:
        with suppress(OSError):  # no more processes: the app runs unguarded
            farewell = _set_aside(terminal)
    try:
        yield
    finally:
        if farewell is not None:
            with suppress(OSError):
                os.write(farewell, b".")
            os.close(farewell)


def _terminal_now() -> Terminal | None:
    """The terminal that this process reads keys from; None when there is none."""
    if termios is None or sys.__stdin__ is None:
        return None
    try:
        handle = sys.__stdin__.fileno()
        return Terminal(os.ttyname(handle), termios.tcgetattr(handle))
    except (OSError, ValueError, termios.error):
        return None


def _set_aside(terminal: Terminal) -> int:
    """Start the guard of ``terminal``; returns the end of the pipe at which it waits for a farewell."""
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
            _wait_for_the_end(terminal, waits)
    finally:
        os._exit(0)


def _wait_for_the_end(terminal: Terminal, waits: int) -> None:
    # It holds nothing open of what the app has, least of all the other end of the pipe.
    os.closerange(0, waits)
    os.closerange(waits + 1, 1 << 16)
    if not os.read(waits, 1):
        _put_back(terminal)


def _put_back(terminal: Terminal) -> None:
    """Bring the terminal to what it was; where it is gone, nothing happens."""
    with suppress(OSError, termios.error):
        handle = os.open(terminal.name, os.O_WRONLY | os.O_NOCTTY)
        try:
            os.write(handle, _BACK.encode())
            termios.tcsetattr(handle, termios.TCSANOW, terminal.attributes)
        finally:
            os.close(handle)
