"""Alt and a digit as keys of their own.

Most terminals send ``ESC 1`` for alt+1. Textual 8 reads that as ``¡``, as WezTerm on macOS means it, and so
an alt+digit binding works only in terminals with the newer keyboard protocol. This is the one place that
reaches into Textual's table of sequences; without it alt+digit would write a strange character.
"""

from __future__ import annotations

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS


def read_alt_digits() -> None:
    """From now on ``ESC`` and a digit are ``alt+1`` to ``alt+9``."""
    for digit in "123456789":
        ANSI_SEQUENCES_KEYS.pop(f"\x1b{digit}", None)  # type: ignore[attr-defined]
