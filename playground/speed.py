"""How fast this machine trains: remembered from one run to the next, guessed before the first.

Kept as floating-point operations a second for each cell, so that a measurement at one size serves as an
estimate at another.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from playground import places
from playground.config import ModelConfig
from playground.errors import PlaygroundError
from playground.files import write_whole

_GUESS = 1.5e11
"""Operations a second: about what two laptop cores reach with a small network."""


def _file() -> Path:
    return places.cache() / "speed.json"


def operations_per_token(model: ModelConfig) -> float:
    """Multiplications and additions to train on one token: 2 a weight forward, 4 backward."""
    looked_up = model.vocabulary * model.embedding if not model.tied else 0
    return 6.0 * (model.parameters - looked_up)


def _read() -> dict[str, float]:
    try:
        known = json.loads(_file().read_text("utf-8"))
        return {str(key): float(value) for key, value in known.items() if float(value) > 0}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def estimate(model: ModelConfig) -> float:
    """Tokens a second that training ``model`` will probably reach here."""
    return _read().get(model.cell, _GUESS) / operations_per_token(model)


def remember(model: ModelConfig, tokens_per_second: float) -> None:
    """Keep what a run reached; a cache that cannot be written is no reason to fail."""
    known = {**_read(), model.cell: tokens_per_second * operations_per_token(model)}
    with contextlib.suppress(PlaygroundError):
        write_whole(_file(), [json.dumps(known).encode()])
