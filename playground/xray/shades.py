"""The colours and glyphs of values: few levels, on screens and in pictures alike.

Two scales, both safe for the colour-blind: *diverging* for values with a sign (blue below zero, orange above,
the background at zero) and *sequential* for shares from 0 to 1. Seventeen levels are as many as an eye tells
apart in a cell.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Scale = Literal["diverging", "sequential"]

LEVELS = 17
MIDDLE = LEVELS // 2

_STOPS: dict[tuple[Scale, bool], tuple[str, ...]] = {
    ("diverging", True): ("#7cc4ff", "#2f7fd0", "#1f4a78", "#1b222c", "#7a4a1c", "#d98324", "#ffc672"),
    ("diverging", False): ("#0b3c78", "#2f7cc8", "#a9cbea", "#f1eee7", "#f3c592", "#d9761c", "#8a3d00"),
    ("sequential", True): ("#1b222c", "#1f4650", "#24737a", "#3aa79b", "#8fd9a8", "#f2f7c4"),
    ("sequential", False): ("#f1eee7", "#bfdcc9", "#73b8a6", "#2f8a87", "#175c66", "#0c3542"),
}
_DARK_INK, _LIGHT_INK = "#12161c", "#e8edf2"


def _parts(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of ``#rrggbb``, 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(low: str, high: str, share: float) -> str:
    parts = (round(a * (1 - share) + b * share) for a, b in zip(_parts(low), _parts(high), strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


@lru_cache
def colours(scale: Scale, dark: bool) -> tuple[str, ...]:
    """The scale's 17 colours from lowest to highest, as ``#rrggbb``."""
    stops = _STOPS[scale, dark]
    result = []
    for level in range(LEVELS):
        at = level / (LEVELS - 1) * (len(stops) - 1)
        index = min(int(at), len(stops) - 2)
        result.append(_mix(stops[index], stops[index + 1], at - index))
    return tuple(result)


def levels(values: NDArray[np.floating], low: float, high: float) -> NDArray[np.uint8]:
    """Values as levels 0 to 16 of the range; what lies outside is clipped, NaN is the middle."""
    span = high - low if high > low else 1.0
    scaled = np.nan_to_num((values - low) / span, nan=0.5, posinf=1.0, neginf=0.0)
    result: NDArray[np.uint8] = np.rint(np.clip(scaled, 0.0, 1.0) * (LEVELS - 1)).astype(np.uint8)
    return result


@lru_cache(maxsize=256)
def ink_on(ground: str) -> str:
    """The colour of a text that can be read on ``ground``: dark on light or light on dark."""
    red, green, blue = _parts(ground)
    return _DARK_INK if 0.299 * red + 0.587 * green + 0.114 * blue > 100 else _LIGHT_INK
