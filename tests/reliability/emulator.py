"""A terminal's emulator that, as terminals do, ignores what makes no sense."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pyte

# What pyte does not know: private modes with a "<", ">" or "=", and requests with a "$".
UNKNOWN = re.compile(r"\x1b\[[<>=][^a-zA-Z]*[a-zA-Z]|\x1b\[\?[0-9]+\$p")
BEGUN = re.compile(r"\x1b(\[[^a-zA-Z\x1b]*)?$")


class Emulator(pyte.Screen):
    """A screen with a stream of its own.

    An app that is killed in the middle of a sequence leaves half of it, and what comes next completes it to
    something with too many numbers, or with numbers that mean nothing. pyte raises then, and is dead.
    """

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self._stream = pyte.Stream(self)
        self._begun = ""

    def show(self, piece: str) -> None:
        """Draw what came from the app, which may end within a sequence."""
        piece = self._begun + piece
        begun = BEGUN.search(piece)
        self._begun = begun.group() if begun else ""
        self._stream.feed(UNKNOWN.sub("", piece.removesuffix(self._begun) if self._begun else piece))


def _forgiving(name: str) -> Callable[..., None]:
    known = getattr(pyte.Screen, name)

    def draw(screen: Emulator, *numbers: Any, **settings: Any) -> None:
        with suppress(TypeError, ValueError, IndexError, UnboundLocalError):
            known(screen, *numbers, **settings)

    return draw


for _name in set(pyte.Stream.csi.values()):
    setattr(Emulator, _name, _forgiving(_name))
