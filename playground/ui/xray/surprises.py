"""Which tokens of a text count as hard to predict."""

from __future__ import annotations

import numpy as np

from playground.xray.reading import Reading

HARD_BITS = 4.0
"""A token that was given one chance in sixteen, or less."""


def hard_token(reading: Reading, token: int, by: int) -> int | None:
    """The next token after ``token`` that was hard to predict; with a negative ``by`` the last before it."""
    hard = np.flatnonzero(np.nan_to_num(reading.surprise[: reading.read]) >= HARD_BITS)
    place = int(np.searchsorted(hard, token, "right" if by > 0 else "left"))
    place -= by < 0
    return int(hard[place]) if 0 <= place < len(hard) else None
