"""What the threads of X-ray say: frozen messages, handed to the screen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.inference.clamped import Hold
from playground.xray.contexts import Contexts
from playground.xray.finder import Finding
from playground.xray.forward_step import ForwardStep
from playground.xray.reading import Reading

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Opened:
    """A text under a model, read as far as is in sight; it is read on."""

    reading: Reading
    name: str
    """Of the model."""
    step: int | None
    """Of a model in training; None for one that is not."""
    unseen: str | None
    """One sentence about characters or words the model never saw."""


@dataclass(frozen=True, slots=True)
class ReadOn:
    """More of the text has been read: ``share`` of it, 0 to 1."""

    reading: Reading
    share: float


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong; ``text`` is the sentence for the user."""

    text: str


@dataclass(frozen=True, slots=True)
class BlockSeen:
    """What a value was in every unit of a layer, for one block of the text."""

    reading: Reading
    name: str
    layer: int
    index: int
    values: Floats
    """(n, H)."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """The units in their order, (H,)."""

    reading: Reading
    layer: int
    order: str
    units: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Stepped:
    """The step at the cursor written out, and the likeliest next tokens after it."""

    reading: Reading
    token: int
    step: ForwardStep
    likely: tuple[tuple[str, float], ...]
    """Token and probability, the likeliest first."""


@dataclass(frozen=True, slots=True)
class UnitSeen:
    """What a value of one unit was at the tokens from ``first`` on."""

    reading: Reading
    name: str
    layer: int
    unit: int
    first: int
    values: Floats
    """(n,)."""


@dataclass(frozen=True, slots=True)
class Leaned:
    """What the prediction of a token leaned on, of the tokens before it."""

    reading: Reading
    token: int
    method: str
    """``gradient`` or ``occlusion``."""
    first: int
    """The first token that was looked at."""
    weights: Floats
    """Of the tokens from ``first`` up to ``token``: shares of the largest by gradient, nats by occlusion."""
    probability: float
    """With which the token was expected."""
    likely: tuple[tuple[str, float], ...]
    """What was expected most in its place: token and probability."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A token that was hard to predict."""

    token: int
    bits: float
    expected: str
    """What was expected most in its place."""
    share: float
    """Its probability."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """The hardest spots of a text, the hardest first."""

    reading: Reading
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Sampling:
    """A sample of text is being read, to judge units by: ``share`` of it, 0 to 1."""

    reading: Reading
    share: float


@dataclass(frozen=True, slots=True)
class InContext:
    """Where in the sample a unit is highest and lowest."""

    reading: Reading
    value: str
    layer: int
    unit: int
    contexts: Contexts
    about: str
    """What the sample is."""


@dataclass(frozen=True, slots=True)
class FoundUnits:
    """The units that follow a property of the sample."""

    reading: Reading
    finding: Finding
    about: str
    """Which text the sample is of."""


@dataclass(frozen=True, slots=True)
class Written:
    """What the network wrote from the token at the cursor on, left alone and with a unit held."""

    reading: Reading
    token: int
    hold: Hold
    free: tuple[str, ...]
    """Tokens."""
    held: tuple[str, ...]
    done: bool


Report = (
    Opened | ReadOn | Trouble | BlockSeen | Ordered | Stepped | UnitSeen | Leaned | Spotted | Sampling
    | InContext | FoundUnits | Written
)  # fmt: skip
