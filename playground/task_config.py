"""The shapes of the networks for the tasks beside language: classify, tag, translate, caption, series.

All of them are made of the same parts: an embedding, recurrent layers under their names of ``torch.nn``, a
linear head. What differs is where something goes in and where something comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from playground.config import TASKS, ModelConfig, Task, check_choice, check_number
from playground.errors import InputError

Pool = Literal["last", "mean"]
Shapes = dict[str, tuple[int, ...]]

_READS_WORDS = ("classify", "tag", "translate")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskConfig(ModelConfig):
    """The shape of a network for a task."""

    task: Task
    vocabulary: int = 0
    """Tokens the network reads, ``<unk>`` included; 0 where it reads numbers."""
    outputs: int
    """Labels, tags, tokens it can write, or numbers it predicts."""
    bidirectional: bool = False
    """A second set of layers reads backwards (Schuster and Paliwal 1997); the encoder's, of a translator."""
    attention: bool = False
    """The decoder looks back at every state of the encoder (Luong et al. 2015)."""
    features: int = 0
    """Rows of a second embedding, for how a word is spelled; 0 for none. Of a captioner: units that read a
    patch."""
    inputs: int = 0
    """Numbers a step of a series has, or numbers of the one vector that is captioned."""
    patch: int = 0
    """Numbers of one patch of a picture: the vector is so many patches, one after another, and each is read
    by the same layer of ``features`` units first (as a convolution does); 0 reads the vector as a whole."""
    pool: Pool = "last"
    """Which state a class is read from: the last one, or the mean of those so far."""
    recurrent: bool = True
    """False cuts the network from its past: every step begins with a state of zeros."""

    def __post_init__(self) -> None:
        check_choice("task", self.task, TASKS[1:])
        self._check_shape()
        check_number("outputs", self.outputs, 1, 5_000_000, whole=True)
        check_number("vocabulary", self.vocabulary, 0, 5_000_000, whole=True)
        check_number("features", self.features, 0, 5_000_000, whole=True)
        check_number("inputs", self.inputs, 0, 1_000_000, whole=True)
        check_number("patch", self.patch, 0, 1_000_000, whole=True)
        check_choice("pool", self.pool, ("last", "mean"))
        if self.task in _READS_WORDS and self.vocabulary < 2:
            raise InputError(f"A network to {self.task} must know at least one word.")
        if self.task in ("caption", "series") and self.inputs < 1:
            raise InputError(f"A network for {self.task} must be given at least one number.")
        if self.patch and (self.inputs % self.patch or self.features < 1):
            raise InputError("A picture must be a whole number of patches, each read by at least one unit.")

    @property
    def directions(self) -> int:
        """2 where the layers are read in both directions, else 1."""
        return 2 if self.bidirectional else 1

    def shapes(self) -> Shapes:
        """Name and shape of every weight, under its ``torch.nn`` name."""
        return _SHAPES[self.task](self)


def model_config(data: Mapping[str, Any]) -> ModelConfig:
    """The config that ``to_dict`` described, of a language model or of a task. Raises InputError."""
    if isinstance(data, Mapping) and data.get("task", "language") != "language":
        return TaskConfig.from_dict(data)
    return ModelConfig.from_dict(data)


def recurrent_shapes(config: TaskConfig, prefix: str, inputs: int, directions: int = 1) -> Shapes:
    """The weights of recurrent layers that read ``inputs`` numbers a step, as ``torch.nn`` names them."""
    H, G = config.units, len(config.gates)
    shapes: Shapes = {}
    for layer in range(config.layers):
        width = inputs if layer == 0 else directions * H
        for direction in ("", "_reverse")[:directions]:
            shapes[f"{prefix}.weight_ih_l{layer}{direction}"] = (G * H, width)
            shapes[f"{prefix}.weight_hh_l{layer}{direction}"] = (G * H, H)
            shapes[f"{prefix}.bias_ih_l{layer}{direction}"] = (G * H,)
            shapes[f"{prefix}.bias_hh_l{layer}{direction}"] = (G * H,)
    return shapes


def _head(config: TaskConfig, width: int) -> Shapes:
    shapes: Shapes = {"norm.weight": (width,), "norm.bias": (width,)} if config.layer_norm else {}
    return {**shapes, "head.weight": (config.outputs, width), "head.bias": (config.outputs,)}


def _reader(config: TaskConfig) -> Shapes:
    """Words in; a class after the last of them, or a tag for each."""
    shapes: Shapes = {"embedding.weight": (config.vocabulary, config.embedding)}
    if config.features:
        shapes["features.weight"] = (config.features, config.embedding)
    shapes |= recurrent_shapes(config, "rnn", config.embedding, config.directions)
    return {**shapes, **_head(config, config.directions * config.units)}


def _translator(config: TaskConfig) -> Shapes:
    """Words in by the encoder, words out by the decoder."""
    E, H = config.embedding, config.units
    shapes: Shapes = {"encoder.embedding.weight": (config.vocabulary, E)}
    shapes |= recurrent_shapes(config, "encoder.rnn", E, config.directions)
    shapes["decoder.embedding.weight"] = (config.outputs, E)
    shapes |= recurrent_shapes(config, "decoder.rnn", E)
    if config.attention:
        memory = config.directions * H
        shapes["attention.score.weight"] = (memory, H)
        shapes["attention.combine.weight"] = (H, memory + H)
    return {**shapes, **_head(config, H)}


def _captioner(config: TaskConfig) -> Shapes:
    """One vector in, words out."""
    shapes: Shapes = {}
    width = config.inputs
    if config.patch:
        shapes["patches.weight"], shapes["patches.bias"] = (config.features, config.patch), (config.features,)
        width = config.inputs // config.patch * config.features
    shapes["encoder.weight"], shapes["encoder.bias"] = (config.units, width), (config.units,)
    shapes["embedding.weight"] = (config.outputs, config.embedding)
    shapes |= recurrent_shapes(config, "rnn", config.embedding)
    return {**shapes, **_head(config, config.units)}


def _series(config: TaskConfig) -> Shapes:
    """Numbers in, the next number out, at every step."""
    return {**recurrent_shapes(config, "rnn", config.inputs), **_head(config, config.units)}


_SHAPES = {
    "classify": _reader,
    "tag": _reader,
    "translate": _translator,
    "caption": _captioner,
    "series": _series,
}
