"""What may reach a terminal: letters and line ends, and on a terminal our own colours and moves."""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Control characters but for tab and newline; what turns text round; halves of characters."""


def assert_safe(output: str, what: object) -> None:
    """Nothing in ``output`` makes a terminal do anything but show letters."""
    found = _UNSAFE.search(output)
    assert found is None, (what, found, output[max(found.start() - 80, 0) : found.end() + 40])
