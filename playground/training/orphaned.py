"""What the worker does for the terminal when the app is gone without a farewell.

An app that is killed cannot put its terminal back: the shell is left on the wrong screen, without a cursor,
and with every move of the mouse typed into it. The worker outlives the app by as long as it takes to save;
it knows how the terminal was before the app began, and puts it back.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
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


def terminal_now() -> Terminal | None:
    """The terminal that this process reads keys from; None when there is none."""
    if termios is None or sys.__stdin__ is None:
        return None
    try:
        handle = sys.__stdin__.fileno()
        return Terminal(os.ttyname(handle), termios.tcgetattr(handle))
    except (OSError, ValueError, termios.error):
        return None


def put_back(terminal: Terminal) -> None:
    """Bring the terminal to what it was; where it is gone, nothing happens.

    The process must ignore SIGTTOU: who is not in the foreground is stopped for changing a terminal.
    """
    with suppress(OSError, termios.error):
        handle = os.open(terminal.name, os.O_WRONLY | os.O_NOCTTY)
        try:
            os.write(handle, _BACK.encode())
            termios.tcsetattr(handle, termios.TCSANOW, terminal.attributes)
        finally:
            os.close(handle)
