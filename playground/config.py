"""Every setting, as frozen dataclasses that refuse impossible values when they are made.

A value out of range raises :class:`~playground.errors.InputError` with one sentence that names the setting,
what was given and what is allowed. All of them turn into plain JSON (``asdict``) and back (``from_dict``).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from playground.errors import InputError

Cell = Literal["rnn", "gru", "lstm"]
Level = Literal["char", "word"]
Nonlinearity = Literal["tanh", "relu"]
Clip = Literal["norm", "value", "none"]
Device = Literal["auto", "cpu", "cuda", "mps"]
Optimizer = Literal["adamw", "muon"]
Precision = Literal["auto", "float32", "bfloat16"]
Task = Literal["language", "classify", "tag", "translate", "caption", "series"]

CELLS: tuple[Cell, ...] = ("rnn", "gru", "lstm")
LEVELS: tuple[Level, ...] = ("char", "word")
TASKS: tuple[Task, ...] = ("language", "classify", "tag", "translate", "caption", "series")

ALPHABET = 256
"""Kinds of tokens up to which a vocabulary counts as small, as that of the characters of an alphabet does."""

GATES: dict[Cell, tuple[str, ...]] = {
    "rnn": ("a",),  # the pre-activation W x + U h + b
    "gru": ("r", "z", "n"),
    "lstm": ("i", "f", "g", "o"),
}
"""The gates of each cell, in the order in which ``torch.nn`` stacks their weights."""


def check_number(name: str, value: float, low: float, high: float = math.inf, *, whole: bool = False) -> None:
    """Refuse a value outside ``low`` to ``high``, or of another kind, with a sentence that says so."""
    kinds = int if whole else int | float
    if isinstance(value, kinds) and not isinstance(value, bool) and low <= value <= high:
        return
    kind = "a whole number" if whole else "a number"
    most = f"{high:,}" if whole else f"{high:,g}"
    upto = f"from {low:g} to {most}" if high < math.inf else f"of at least {low:g}"
    raise InputError(f"{_capital(name)} must be {kind} {upto}, but {value!r} was given.")


def _capital(name: str) -> str:
    """``name`` at the beginning of a sentence."""
    return name[:1].upper() + name[1:]


def check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Refuse a value that is not one of ``choices`` with a sentence that names them."""
    if value not in choices:
        raise InputError(f"{_capital(name)} must be one of {', '.join(choices)}, but {value!r} was given.")


class _FromDict:
    """Reading back what ``dataclasses.asdict`` wrote; unknown keys are left out, wrong types refused."""

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        if not isinstance(data, Mapping):
            raise InputError(f"{cls.__name__} must be a set of named values, not {type(data).__name__}.")
        names = {field.name for field in dataclasses.fields(cls)}  # type: ignore[arg-type]
        try:
            return cls(**{key: value for key, value in data.items() if key in names})
        except TypeError as error:
            raise InputError(f"{cls.__name__} cannot be read: {error}.") from error

    def to_dict(self) -> dict[str, Any]:
        return dataclasses.asdict(self)  # type: ignore[call-overload, no-any-return]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelConfig(_FromDict):
    """The shape of a network: embedding -> ``layers`` x cell -> layer norm -> linear -> softmax."""

    vocabulary: int
    """Number of tokens V the network can read and write, ``<unk>`` included."""
    cell: Cell = "lstm"
    nonlinearity: Nonlinearity = "tanh"
    """Of the plain RNN only."""
    layers: int = 1
    units: int = 128
    """Units H of each layer."""
    embedding: int = 128
    """Width E of the embedding; equal to ``units`` when tied."""
    dropout: float = 0.0
    """Share of values dropped in training: between layers, before the output, and of the embedding where
    the vocabulary is large."""
    tied: bool = False
    """The output layer uses the embedding's matrix (Press and Wolf 2017)."""
    layer_norm: bool = True
    """Layer norm before the output (Ba et al. 2016)."""
    task: Task = "language"
    """What the network is for; the others have a :class:`~playground.task_config.TaskConfig`."""

    def __post_init__(self) -> None:
        check_choice("task", self.task, ("language",))
        check_number("vocabulary", self.vocabulary, 2, 5_000_000, whole=True)
        self._check_shape()

    def _check_shape(self) -> None:
        """What every network has in common."""
        check_choice("cell", self.cell, CELLS)
        check_choice("nonlinearity", self.nonlinearity, ("tanh", "relu"))
        check_number("layers", self.layers, 1, 16, whole=True)
        check_number("units", self.units, 1, 8192, whole=True)
        check_number("embedding", self.embedding, 1, 8192, whole=True)
        check_number("dropout", self.dropout, 0.0, 0.95)
        if self.tied and self.embedding != self.units:
            raise InputError(
                f"A tied embedding must be as wide as a layer, but embedding is {self.embedding} and units "
                f"is {self.units}; make them equal or leave the embedding untied."
            )

    @property
    def gates(self) -> tuple[str, ...]:
        """Names of the cell's gates, in the order in which the weights stack them."""
        return GATES[self.cell]

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of every weight, under its ``torch.nn`` name."""
        V, E, H, G = self.vocabulary, self.embedding, self.units, len(self.gates)
        shapes: dict[str, tuple[int, ...]] = {"embedding.weight": (V, E)}
        for layer in range(self.layers):
            shapes[f"rnn.weight_ih_l{layer}"] = (G * H, E if layer == 0 else H)
            shapes[f"rnn.weight_hh_l{layer}"] = (G * H, H)
            shapes[f"rnn.bias_ih_l{layer}"] = (G * H,)
            shapes[f"rnn.bias_hh_l{layer}"] = (G * H,)
        if self.layer_norm:
            shapes["norm.weight"] = shapes["norm.bias"] = (H,)
        if not self.tied:
            shapes["head.weight"] = (V, H)
        shapes["head.bias"] = (V,)
        return shapes

    @property
    def parameters(self) -> int:
        """How many numbers training adjusts."""
        return sum(math.prod(shape) for shape in self.shapes().values())


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainConfig(_FromDict):
    """How a network is trained. Exactly one of ``seconds``, ``steps`` and ``epochs`` plans the run."""

    seconds: float | None = None
    """Length of the run in seconds of training, its validations included."""
    steps: int | None = None
    epochs: float | None = None
    batch: int = 32
    """Streams B read side by side."""
    window: int = 64
    """Tokens T a stream reads between two updates: the reach of truncated BPTT."""
    reset: float = 0.1
    """Share of the streams that forget their state before a window, so that beginnings are learned too."""
    optimizer: Optimizer = "adamw"
    """``muon`` moves the matrices of the recurrent layers by Muon and the rest by AdamW."""
    learning_rate: float = 8e-3
    beta1: float = 0.9
    beta2: float = 0.99
    weight_decay: float = 0.1
    """AdamW's decoupled decay, on matrices only."""
    warmup: float = 0.03
    """Share of the run over which the learning rate rises from 0."""
    final_rate: float = 0.01
    """Learning rate at the end of the cosine decay, as a share of the peak."""
    clip: Clip = "norm"
    clip_at: float = 1.0
    """Largest gradient norm (``norm``) or largest size of one value (``value``)."""
    seed: int = 0
    device: Device = "auto"
    threads: int | None = None
    """CPU threads; chosen by the machine's load when not given."""
    precision: Precision = "float32"
    """In which matrices are multiplied; ``auto`` is settled when the run begins. All else is float32."""
    validation_share: float = 0.1
    """Share of the text, at its end, that is held out."""

    def __post_init__(self) -> None:
        plans = [name for name in ("seconds", "steps", "epochs") if getattr(self, name) is not None]
        if len(plans) != 1:
            raise InputError(
                "A run is planned by exactly one of seconds, steps and epochs, but "
                + (f"{' and '.join(plans)} were given." if plans else "none was given.")
            )
        if self.seconds is not None:
            check_number("seconds", self.seconds, 0.1, 60 * 60 * 24 * 365)
        if self.steps is not None:
            check_number("steps", self.steps, 1, 10**9, whole=True)
        if self.epochs is not None:
            check_number("epochs", self.epochs, 1e-6, 10**6)
        check_number("batch", self.batch, 1, 4096, whole=True)
        check_number("window", self.window, 1, 16384, whole=True)
        check_number("reset", self.reset, 0.0, 1.0)
        check_number("learning rate", self.learning_rate, 0.0, 100.0)
        check_number("beta1", self.beta1, 0.0, 0.99999)
        check_number("beta2", self.beta2, 0.0, 0.99999)
        check_number("weight decay", self.weight_decay, 0.0, 10.0)
        check_number("warmup", self.warmup, 0.0, 1.0)
        check_number("final rate", self.final_rate, 0.0, 1.0)
        check_choice("clip", self.clip, ("norm", "value", "none"))
        check_number("clip at", self.clip_at, 1e-6, 1e6)
        check_number("seed", self.seed, 0, 2**63 - 1, whole=True)
        check_choice("device", self.device, ("auto", "cpu", "cuda", "mps"))
        check_choice("optimizer", self.optimizer, ("adamw", "muon"))
        check_choice("precision", self.precision, ("auto", "float32", "bfloat16"))
        if self.threads is not None:
            check_number("threads", self.threads, 1, 1024, whole=True)
        check_number("validation share", self.validation_share, 0.001, 0.9)

    @property
    def plan(self) -> str:
        """The length of the run as words: ``60 seconds``, ``1,000 steps``, ``3 epochs``."""
        for name in ("seconds", "steps", "epochs"):
            value = getattr(self, name)
            if value is not None:
                return f"{value:,g} {name[:-1] if value == 1 else name}"
        raise AssertionError("checked when made")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleConfig(_FromDict):
    """How the next token is drawn from the predicted probabilities."""

    temperature: float = 0.8
    """Logits are divided by it: below 1 bolder, above 1 wilder; 0 always takes the likeliest."""
    top_k: int = 0
    """Keep only the k likeliest tokens (Fan et al. 2018); 0 keeps all."""
    top_p: float = 1.0
    """Keep the smallest set of tokens whose probability reaches p (Holtzman et al. 2020)."""
    min_p: float = 0.0
    """Keep tokens at least this share as likely as the likeliest (Nguyen et al. 2024)."""
    repetition_penalty: float = 1.0
    """Divide the positive and multiply the negative logits of recent tokens by it (Keskar et al. 2019)."""
    repetition_window: int = 64
    """How many of the latest tokens count as recent."""
    seed: int | None = None
    """Seed of the draws; another one each time when not given."""
    stop: tuple[str, ...] = ()
    """Texts at which generation ends; they are not part of what is returned."""

    def __post_init__(self) -> None:
        check_number("temperature", self.temperature, 0.0, 100.0)
        check_number("top-k", self.top_k, 0, 10**7, whole=True)
        check_number("top-p", self.top_p, 1e-9, 1.0)
        check_number("min-p", self.min_p, 0.0, 1.0)
        check_number("repetition penalty", self.repetition_penalty, 0.01, 100.0)
        check_number("repetition window", self.repetition_window, 1, 10**6, whole=True)
        if self.seed is not None:
            check_number("seed", self.seed, 0, 2**63 - 1, whole=True)
        object.__setattr__(self, "stop", tuple(self.stop))
        if not all(isinstance(text, str) and text for text in self.stop):
            raise InputError("A stop text must hold at least one character.")
