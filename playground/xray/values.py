"""Hidden state, cell state and gates as values to look at: what they are called, and their ranges."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from playground.config import ModelConfig
from playground.xray.shades import Scale

Floats = NDArray[np.float32]

NAMES: dict[str, str] = {
    "h": "hidden state h",
    "c": "cell state c",
    "i": "input gate i",
    "f": "forget gate f",
    "g": "candidate g",
    "o": "output gate o",
    "r": "reset gate r",
    "z": "update gate z",
    "n": "candidate n",
    "a": "pre-activation a",
}
SHARES = frozenset("ifozr")
"""Gates that are a sigmoid: shares from 0 (shut) to 1 (open)."""


def span(name: str, values: Floats, model: ModelConfig | None) -> tuple[float, float, Scale]:
    """Low end, high end and scale of a value. Ends that follow the data move in round steps, to keep calm."""
    if name in SHARES:
        return 0.0, 1.0, "sequential"
    relu = model is not None and model.cell == "rnn" and model.nonlinearity == "relu"
    if name in ("c", "a") or (name == "h" and relu):
        largest = float(np.nanmax(np.abs(values), initial=0.0))
        if not math.isfinite(largest):
            largest = 1.0
        end = 2.0 ** math.ceil(math.log2(max(largest, 1.0)))
        return -end, end, "diverging"
    return -1.0, 1.0, "diverging"
