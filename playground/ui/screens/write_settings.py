"""What the Write mode remembers from one day to the next, read back with care: a file can hold anything."""

from __future__ import annotations

import dataclasses

from playground.config import SampleConfig
from playground.errors import InputError
from playground.ui.ghost import GhostLength, LengthKind
from playground.ui.settings import Settings
from playground.ui.widgets.write_controls import LENGTHS, SPEED

FIRST_SAMPLING = SampleConfig(temperature=0.6)
"""Until the user chooses: calmer than the command line, for the ghost is to be of use."""


def saved_sampling(settings: Settings) -> SampleConfig:
    """The sampling settings as last used, without stop strings (Write has none)."""
    try:
        found = SampleConfig.from_dict(FIRST_SAMPLING.to_dict() | settings.sampling)
    except InputError:
        return FIRST_SAMPLING
    return dataclasses.replace(found, stop=())


def saved_length(settings: Settings) -> GhostLength:
    """How far the ghost reached."""
    kind: LengthKind = next((kind for _, kind in LENGTHS if kind == settings.ghost), "sentence")
    try:
        return GhostLength(kind, settings.ghost_tokens)
    except InputError:
        return GhostLength(kind)


def saved_speed(settings: Settings) -> int:
    """Tokens a second of a stream."""
    low, high = SPEED.low, SPEED.high
    return int(min(max(settings.speed, low), high))
