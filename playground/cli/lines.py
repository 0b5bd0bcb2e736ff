"""Texts for a command: the one that was given, or every line of standard input for ``-``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from playground.errors import InputError


def texts(given: str) -> Iterator[str]:
    """``given``, or for ``-`` the lines of standard input as they arrive, empty ones left out.

    Raises:
        InputError: for a line that is not UTF-8, with its number.
    """
    if given != "-":
        yield given
        return
    for number, line in enumerate(sys.stdin.buffer, 1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise InputError(f"Standard input, line {number}: this is not UTF-8 text.") from error
        if text.strip():
            yield text
