"""What a model makes of an example, as plain values for the screen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.data.pictures import Picture
from playground.events import Traced
from playground.shapes.task_model import States
from playground.task_config import TaskConfig
from playground.ui.examples.unrolling import Unrolled

Floats = NDArray[np.float32]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How likely each label was after every word, or for every word by itself."""

    labels: tuple[str, ...]
    words: tuple[str, ...]
    probabilities: Floats
    """(words, labels)."""
    each: bool = False
    """Every word has an answer of its own; else the last one is the answer."""
    tones: tuple[str, ...] = ()
    """Colours of the labels, where they have some already."""

    def tone(self, label: int) -> str:
        """The colour of a label."""
        return self.tones[label] if self.tones else tone(label)


@dataclass(frozen=True, slots=True)
class Tags:
    """A tag for every word."""

    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    otherwise: tuple[str, ...]
    """What the words are tagged as when they are read the other way: each alone, or all in their sentence."""
    how: str
    """What the other way is."""
    likely: Verdicts


@dataclass(frozen=True, slots=True)
class Translation:
    """A sentence, and where the decoder looked while it wrote another."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    attention: Floats | None
    """(source, target), each column adds up to 1; none where the network has no attention."""
    text: str
    score: float
    """Its log-probability under the model, in nats."""
    others: tuple[tuple[str, float], ...] = ()
    """The next best that the beam has found, with their scores."""


@dataclass(frozen=True, slots=True)
class Caption:
    """A picture in words."""

    picture: Picture
    caption: str
    truth: str
    """What the picture shows, as far as it is known."""
    probability: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """A series, what came of it, and what the network and a naive guess expected."""

    start: int
    """Number of the first value given."""
    given: Values
    """The latest values before the forecast."""
    forecast: Values
    truth: Values
    """What came instead; empty where nobody knows."""
    naive: Values
    """The last value, again and again."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text that began with a few characters and was written to its end."""

    seed: str
    text: str
    sound: bool | None
    """Whether the bars of a tune add up; None where it is no tune."""
    problem: str = ""
    """Why they do not."""


Result = Verdicts | Tags | Translation | Caption | Forecast | Written


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that is shown of one example."""

    unrolled: Unrolled
    result: Result
    said: str
    """The answer in a sentence."""
    traced: Traced | None = None
    layers: tuple[str, ...] = ()
    """Names of the rows of the states, where there are several."""
    unknown: tuple[str, ...] = ()
    """Words the model never saw in training."""
    text: str = ""
    """The example as it can be typed, where it was not."""


_TONES = (
    "rnn-0", "lstm-0", "gru-0", "other-1", "other-2", "lstm-1", "rnn-1", "gru-1", "other-3",
)  # fmt: skip
"""Colours of labels: the ones that differ most come first."""


def tone(index: int) -> str:
    """The colour of the label with this number, one of ``lab_looks.TONES``."""
    return _TONES[index % len(_TONES)]


def traced(states: States) -> Traced:
    """States as a heatmap shows them."""
    return Traced(step=0, tokens=states.tokens, values=states.values, surprise=np.zeros(0, np.float32))


def layer_names(config: TaskConfig) -> tuple[str, ...]:
    """Of the rows of the states, layer by layer: those that read backwards after those that read forwards."""
    ways = ("forwards", "backwards")
    if config.directions == 1:
        return tuple(f"layer {layer + 1}" for layer in range(config.layers))
    if config.layers == 1:
        return ways
    return tuple(f"layer {layer + 1} {way}" for layer in range(config.layers) for way in ways)


def span(config: TaskConfig, h: Floats) -> tuple[float, float]:
    """The range of a state: -1 to 1, unless the cell has no such bounds."""
    if config.cell == "rnn" and config.nonlinearity == "relu":
        end = float(np.abs(h).max(initial=1.0))
        return -end, end
    return -1.0, 1.0


def last_layer(values: dict[str, Floats], config: TaskConfig) -> tuple[Floats, Floats | None]:
    """h of the last layer, (T, H): read forwards, and backwards where it is."""
    h = values["h"]
    if config.directions == 1:
        return h[:, -1], None
    return h[:, -2], h[:, -1]


def percent(share: float) -> str:
    """``93%``; certain only when it is."""
    return "<1%" if 0 < share < 0.005 else ">99%" if 0.995 <= share < 1 else f"{share:.0%}"
