"""Good defaults: from what the user asked for to a complete, sensible configuration.

Nobody should have to know that ten seconds are best spent on 192 units with a high learning rate and ten
minutes on more. :func:`plan` chooses what was left open from the length of the run and the size of the text;
whatever the user did set is kept.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playground import speed
from playground.config import ALPHABET, Cell, Level, ModelConfig, TrainConfig, check_choice, check_number
from playground.errors import InputError
from playground.events import Request

DEFAULT_SECONDS = 60.0
DEFAULT_PROBE = "Once upon a time there was"
DEFAULT_PROMPT = "Once upon a"
MOST_WORDS = 1_000_000
"""Of a vocabulary: so many still have room in the header of a model's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainRequest(Request):
    """What a user asks to be trained; everything left out is chosen by :func:`plan`."""

    sources: tuple[str, ...]
    """Files, folders, names of corpora, or ``-``."""
    name: str
    """The model's name in the library."""
    level: Level = "char"
    model: Mapping[str, Any] = field(default_factory=dict)
    """Fields of :class:`ModelConfig` that the user set."""
    train: Mapping[str, Any] = field(default_factory=dict)
    """Fields of :class:`TrainConfig` that the user set."""
    vocabulary_limit: int | None = None
    """Most words of the vocabulary, 20,000 when not given; characters are all kept."""
    encoding: str | None = None
    overwrite: bool = False
    resume: bool = False
    """Go on with the model of this name from where it stopped."""
    probe: str = DEFAULT_PROBE
    """The text whose states are traced while training."""
    prompt: str = DEFAULT_PROMPT
    """What samples begin with."""
    trace_seconds: float | None = None
    """Send the states of the probe this often; never when not given."""
    sample_seconds: float | None = None
    """Send a sample this often; only one at the end when not given."""
    report_seconds: float | None = 0.1
    """A ``Progress`` at most this often; None: at steps fixed beforehand, the same in every such run."""
    autosave_seconds: float = 10.0

    def __post_init__(self) -> None:
        check_choice("level", self.level, ("char", "word"))
        if self.vocabulary_limit is not None:
            check_number("vocabulary limit", self.vocabulary_limit, 1, MOST_WORDS, whole=True)
            if self.level == "char" and not self.resume:
                raise InputError("A vocabulary limit is for words; characters are all kept.")
        if not self.sources and not self.resume:
            raise InputError("Nothing to train on: name a file, a folder, a corpus, or - for standard input.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a run will cost, before it starts."""

    parameters: int
    weight_bytes: int
    memory_bytes: int
    """Weights, gradients, optimizer moments and the activations of one step."""
    tokens_per_second: float
    """Estimated from the latest runs on this machine, or a cautious guess before the first."""
    seconds_per_epoch: float
    steps: int
    epochs: float
    seconds: float


def plan(request: TrainRequest, *, tokens: int, vocabulary: int) -> tuple[ModelConfig, TrainConfig]:
    """Complete configurations for a text of ``tokens`` training tokens over ``vocabulary`` kinds.

    Raises:
        InputError: if a setting of the request is out of range.
    """
    given = {**request.model, "vocabulary": vocabulary}
    train_given = dict(request.train)
    if not any(train_given.get(key) is not None for key in ("seconds", "steps", "epochs")):
        train_given["seconds"] = DEFAULT_SECONDS
    TrainConfig(**train_given)  # refuse impossible values before anything is computed from them
    cell: Cell = given.get("cell", "lstm")
    check_choice("cell", cell, ("rnn", "gru", "lstm"))

    batch = train_given.setdefault("batch", 32)
    window = train_given.get("window", 64)
    seconds = _seconds(train_given, tokens, batch * window)
    given.setdefault("units", _units(seconds, tokens, request.level))
    given.setdefault("embedding", _embedding(given["units"], vocabulary))
    # With thousands of words, most are too rare to learn two vectors each.
    given.setdefault("tied", request.level == "word" and given["embedding"] == given["units"])
    shape = ModelConfig(**given)
    rate = speed.estimate(shape)
    epochs = train_given.get("epochs") or (
        train_given["steps"] * batch * window / tokens
        if train_given.get("steps")
        else seconds * rate / tokens
    )
    given.setdefault("dropout", _dropout(epochs, tokens, request.level, shape))
    train_given.setdefault("learning_rate", _learning_rate(shape))
    train_given.setdefault("precision", "auto")
    train_given.setdefault("optimizer", "muon")
    train_given.setdefault("beta2", 0.95 if seconds >= 45 else 0.99)
    return ModelConfig(**given), TrainConfig(**train_given)


def _seconds(train: Mapping[str, Any], tokens: int, tokens_per_step: int) -> float:
    """How long the run will be; steps and epochs are counted at the speed of a common laptop.

    A nominal speed and not this machine's: a run planned in steps is the same on every machine.
    """
    if train.get("seconds") is not None:
        return float(train["seconds"])
    work = train["steps"] * tokens_per_step if train.get("steps") else train["epochs"] * tokens
    return float(work) / 60_000


def _units(seconds: float, tokens: int, level: Level) -> int:
    """Wide enough for what can be learned in the time from so much text, and no wider."""
    if level == "char" and tokens < 20_000:
        return 64
    if level == "char" and tokens < 100_000:
        return 128
    if seconds < 15:
        return 192 if level == "char" else 128
    return 512 if seconds >= 120 and tokens >= 300_000 and level == "char" else 256


def _embedding(units: int, vocabulary: int) -> int:
    """A few dozen kinds of tokens need no vectors of hundreds of numbers."""
    return min(units, 64) if vocabulary <= ALPHABET else units


_LONG_TEXT = 600_000
"""Characters from which on a text's length no longer says how soon it is known by heart."""


def _dropout(epochs: float, tokens: int, level: Level, model: ModelConfig) -> float:
    """More passes over the same text invite learning it by heart: sooner with many weights than with few.

    A wide layer has more of them than a narrow one, and an LSTM has four times those of a plain RNN. And a
    short text is known by heart sooner than a long one.
    """
    start = 1.5
    if level == "char":
        start = 6.0 * min(1.0, 256 / model.units) * 4 / len(model.gates) * min(1.0, tokens / _LONG_TEXT)
    if epochs <= start:
        return 0.0
    return round(min(0.6, 0.1 + 0.13 * math.log2(epochs / start)), 2)


def _learning_rate(model: ModelConfig) -> float:
    """Peak rate of AdamW: wider layers and deeper stacks take smaller steps, plain RNNs smaller still."""
    base = {"lstm": 1.25e-2, "gru": 1e-2, "rnn": 7e-3}[model.cell]
    return float(f"{base * min(1.0, math.sqrt(256 / model.units)) / math.sqrt(model.layers):.3g}")


def forecast(model: ModelConfig, train: TrainConfig, tokens: int) -> Forecast:
    """What training ``model`` on ``tokens`` tokens will need in memory and time."""
    tokens_per_step = train.batch * train.window
    rate = speed.estimate(model)
    if train.steps is not None:
        seen = train.steps * tokens_per_step
    elif train.epochs is not None:
        seen = round(train.epochs * tokens)
    else:
        seen = round((train.seconds or 0.0) * rate)
    weights = 4 * model.parameters
    activations = (
        4
        * tokens_per_step
        * (model.layers * (len(model.gates) + 3) * model.units + 3 * model.units + 2 * model.vocabulary)
    )
    return Forecast(
        parameters=model.parameters,
        weight_bytes=weights,
        memory_bytes=4 * weights + 2 * activations,
        tokens_per_second=rate,
        seconds_per_epoch=tokens / rate,
        steps=max(1, math.ceil(seen / tokens_per_step)),
        epochs=seen / max(1, tokens),
        seconds=train.seconds if train.seconds is not None else seen / rate,
    )


def cores() -> int:
    """Processor cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1
