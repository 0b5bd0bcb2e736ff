"""What a training run says while it runs, and what can be said to it.

Frozen messages of plain Python and NumPy values. They cross the border between processes, drive the progress
bar of the command line, the screens of the app, and any Python program that loops over a run.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.config import ModelConfig, TrainConfig

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Anything a run says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Event):
    """One sentence the user should see: an encoding assumed, a batch made smaller, threads reduced."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparing(Event):
    """Work before the first step: ``what`` is being done ("reading bard.txt")."""

    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Event):
    """The run is about to take its first step (or goes on from ``step``)."""

    name: str
    model: ModelConfig
    train: TrainConfig
    corpus: str
    tokens: int
    """Tokens of the training part."""
    chars: int
    """Characters of the training part."""
    validation_tokens: int
    chars_per_token: float
    """Of the validation part: turns nats a token into bits a character."""
    device: str
    threads: int
    """Of each process."""
    processes: int = 1
    """That train the network together."""
    step: int = 0
    planned_steps: int | None = None
    """Known at the start only for a run planned by steps or epochs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Event):
    """Where the run stands, averaged over the steps since the last such event."""

    step: int
    share: float
    """Share of the planned run that is done, 0 to 1."""
    seconds: float
    """Seconds of training so far, pauses not counted."""
    eta: float
    """Seconds to go, estimated."""
    epoch: float
    tokens: int
    """Tokens trained on so far."""
    loss: float
    """Training loss, nats a token."""
    bits_per_char: float
    learning_rate: float
    gradient_norm: float
    """Before clipping."""
    clipped: float
    """Share of the steps whose gradient was clipped."""
    tokens_per_second: float
    threads: int | None = None
    """In use now, where that can be another number than at the start: fewer while the machine is busy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validated(Event):
    """Loss on the held-out part, nats a token."""

    step: int
    seconds: float
    carried: float
    """The state carried through the text, as in training."""
    cold: float
    """Blocks of 256 tokens, each read from a zero state."""
    bits_per_char: float
    """Of ``carried``."""
    perplexity: float
    """``exp(carried)``, a token."""
    tokens: int
    """How many tokens were scored."""
    final: bool = False
    """The last one of the run, on as much of the held-out part as there is time for."""
    metrics: Mapping[str, float] = field(default_factory=dict)
    """What else the task measures: ``accuracy``, ``f1``, ``exact``, ...; a language model has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled(Event):
    """What the network writes at this moment, after ``prompt``."""

    step: int
    prompt: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced(Event):
    """The state of the network while it reads the probe text."""

    step: int
    tokens: tuple[str, ...]
    """The probe text, token by token (length T)."""
    values: dict[str, Floats]
    """``h``, ``c`` (LSTM only) and each gate: arrays (T, layers, units)."""
    surprise: Floats
    """Bits of each token given those before it, (T,); the first is 0."""
    prompt: str = ""
    """What samples begin with."""
    expected: tuple[tuple[str, float], ...] = ()
    """The likeliest tokens after the prompt, the likeliest first, each with its probability."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals(Event):
    """How weights and gradients of the parts of the network are, from the embedding to the head."""

    step: int
    seconds: float
    weight_norms: dict[str, float]
    """Euclidean norm of all weights of a part: ``embedding``, ``layer 1`` and so on, ``head``."""
    gradient_norms: dict[str, float]
    """The same of the gradients of the last step."""
    before_clipping: bool
    """Gradients are as they were before they were clipped; by value, that cannot be told afterwards."""
    clipped: float
    """Share of the steps since the last such event whose gradient was clipped."""
    saturated: dict[str, float]
    """Of each gate the share of its values, over all layers and the probe text, that is saturated: a sigmoid
    below 0.1 or above 0.9, a tanh beyond 0.9 either way, a relu at 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights(Event):
    """A copy of the network as it is now, for completing text while it trains."""

    step: int
    model: ModelConfig
    vocabulary: dict[str, Any]
    weights: dict[str, Floats]
    document: dict[str, Any] = field(default_factory=dict)
    """What else a task's network needs (``ModelCard.task``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointDue(Event):
    """The loop asks whoever drives it to save now; the loop itself never touches a file."""

    step: int
    reason: str
    """``autosave``, ``asked``, ``stopped`` or ``finished``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved(Event):
    """The model is on disk."""

    step: int
    path: str
    reason: str
    problem: str = ""
    """Why it could not be saved where it belongs, and where it is instead; one sentence or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused(Event):
    """The run stands still until it is told to go on."""

    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """The pause is over."""

    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RolledBack(Event):
    """The loss was no longer a number, or leapt: the run went back to its last good state."""

    step: int
    to_step: int
    learning_rate: float
    """The new, lower peak."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(Event):
    """The run is over: the plan was fulfilled, or it was stopped."""

    step: int
    seconds: float
    stopped: bool
    loss: float | None
    """Final validation (carried), nats a token; none when stopped before one."""
    path: str | None = None
    tokens_per_second: float | None = None
    """In training steps, the median over the run; of a language model trained for a given time."""
    utilisation: float | None = None
    """That rate as a share of what bare matrix products would reach on the device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Event):
    """The run ended by an error; ``text`` is the sentence for the user."""

    text: str
    exit_code: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One chart of an experiment."""

    id: str
    title: str
    x: str
    """What the axis shows, with its unit."""
    y: str
    log_x: bool = False
    log_y: bool = False
    note: str = ""
    """One line: how to read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabStarted(Event):
    """An experiment begins."""

    name: str
    title: str
    claim: str
    settings: dict[str, Any]
    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabProgress(Event):
    """How far an experiment is."""

    share: float
    """0 to 1."""
    what: str
    """What it is doing: "GRU, delay 100"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point(Event):
    """One more point of a curve. A ``y`` that is not a number ends it: it broke there."""

    panel: str
    series: str
    """Begins with the cell: "RNN tanh", "LSTM, forget bias 1"."""
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve(Event):
    """A whole curve, in place of what it was."""

    panel: str
    series: str
    xs: tuple[float, ...]
    ys: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabTable(Event):
    """A table of an experiment, in place of what it was."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(Event):
    """What the numbers say about the claim."""

    text: str
    holds: bool | None
    """None: in part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Anything a worker can be asked to run: its answer is a stream of events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabRequest(Request):
    """Run the experiment ``name`` of the Lab."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Only what differs from the experiment's defaults."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Anything that can be said to a run, between two steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Command):
    """Stand still; other commands are still obeyed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOn(Command):
    """End the pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop(Command):
    """End the run now: validate, save, finish."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Save(Command):
    """Save the model now, and train on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLearningRate(Command):
    """A new peak; the schedule's shape stays."""

    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProbe(Command):
    """The text whose states are traced."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchWeights(Command):
    """Send ``Weights`` every few seconds, or stop sending them."""

    on: bool


def to_json(event: Event) -> dict[str, Any]:
    """An event as JSON-ready values: its name under ``event``, arrays as lists, NaN and infinity as null.

    ``Weights`` loses its arrays: they belong in a model file.
    """

    def plain(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return plain(np.round(value, 5).tolist())
        if isinstance(value, float):
            return value if math.isfinite(value) else None
        if isinstance(value, dict):
            return {str(key): plain(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [plain(inner) for inner in value]
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return plain(dataclasses.asdict(value))
        return value

    values = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}
    if isinstance(event, Weights):
        values.pop("weights")
        values.pop("vocabulary")
        values.pop("document")
    return {"event": type(event).__name__.lower(), **plain(values)}
