"""How a network is while it trains: the norms of its weights and gradients, and how many gates are saturated.

A gradient that shrinks from the last layer to the first, weights that grow without end, gates that are always
open or always shut: what goes wrong in a recurrent network shows here before the loss tells.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from playground import events
from playground.config import ModelConfig, TrainConfig
from playground.events import Floats
from playground.training.meter import Meter
from playground.training.schedule import Cadence

EVERY = 0.5
"""Seconds between two measurements, at least."""
SHUT, OPEN = 0.1, 0.9
"""A sigmoid outside of these is saturated, and so is a tanh further than the second from 0."""
TIED = "embedding and head"

_LAYER = re.compile(r"rnn\..*_l(\d+)")


class Network(Protocol):
    """What is asked of the network."""

    config: ModelConfig

    def named_parameters(self) -> Iterator[tuple[str, nn.Parameter]]: ...


class Task(Protocol):
    """What is asked of the task."""

    @property
    def network(self) -> Network: ...


class Vitals:
    """An observer that measures the network at most every :data:`EVERY` seconds, for a hundredth of the time.

    Args:
        meter: told of every step of the run; read and emptied here.
        train: how gradients are clipped.
        traced: gives the latest states of the probe text, in which saturated gates are counted.
    """

    def __init__(
        self,
        meter: Meter,
        train: TrainConfig,
        traced: Callable[[], events.Traced | None],
        every: float = EVERY,
    ) -> None:
        self._meter = meter
        self._clip = train.clip
        self._traced = traced
        self._cadence = Cadence(every, most=0.01)

    def receive(self, command: events.Command) -> None:
        """Nothing that can be said to a run concerns it."""

    def look(self, task: Task, step: int, seconds: float, last: bool) -> Iterator[events.Event]:
        """A measurement, if it is time for one and a step was taken since the last."""
        if self._meter.empty or not (last or self._cadence.due(seconds)):
            return
        began = time.thread_time()
        config = task.network.config
        weights, gradients = norms(task.network.named_parameters(), config.tied)
        reading = self._meter.take()
        if self._clip == "norm":
            after = math.hypot(*gradients.values())
            longer = reading.last_gradient_norm / after if after > 0 else 1.0
            gradients = {part: norm * longer for part, norm in gradients.items()}
        traced = self._traced()
        measured = events.Vitals(
            step=step,
            seconds=seconds,
            weight_norms=weights,
            gradient_norms=gradients,
            before_clipping=self._clip != "value",
            clipped=reading.clipped,
            saturated=saturated(traced.values, config) if traced is not None else {},
        )
        self._cadence.done(seconds, time.thread_time() - began)
        yield measured


def norms(
    parameters: Iterator[tuple[str, nn.Parameter]], tied: bool
) -> tuple[dict[str, float], dict[str, float]]:
    """Euclidean norms of the weights and of the gradients of each part, in the order of the network.

    The layer norm before the output counts as part of the head.
    """
    parts: list[str] = []
    weights: list[Tensor] = []
    gradients: list[Tensor] = []
    with torch.no_grad():
        for name, parameter in parameters:
            parts.append(part_of(name, tied))
            weights.append(parameter)
            gradients.append(parameter.grad if parameter.grad is not None else torch.zeros_like(parameter))
        # One number a tensor, fetched together: a device other than the processor is waited for once.
        found = torch.stack(torch._foreach_norm([*weights, *gradients])).tolist()
    return _joined(parts, found[: len(parts)]), _joined(parts, found[len(parts) :])


def _joined(parts: Sequence[str], found: Sequence[float]) -> dict[str, float]:
    """Norms of tensors as norms of the parts they belong to."""
    joined: dict[str, float] = {}
    for part, norm in zip(parts, found, strict=True):
        joined[part] = math.hypot(joined.get(part, 0.0), norm)
    return joined


def part_of(name: str, tied: bool) -> str:
    """The part of the network that a weight belongs to, by its ``torch.nn`` name."""
    if layer := _LAYER.fullmatch(name):
        return f"layer {int(layer[1]) + 1}"
    if tied:
        return TIED
    return "embedding" if name.startswith("embedding.") else "head"


def saturated(values: Mapping[str, Floats], config: ModelConfig) -> dict[str, float]:
    """Share of the values of each gate, arrays of any shape, that are saturated.

    The pre-activation of a plain RNN counts by what its nonlinearity makes of it.
    """
    return {gate: _share(gate, values[gate], config) for gate in config.gates if gate in values}


def _share(gate: str, values: Floats, config: ModelConfig) -> float:
    if gate == "a":
        relu = config.nonlinearity == "relu"
        return float(np.mean(values <= 0) if relu else np.mean(np.abs(np.tanh(values)) > OPEN))
    if gate in "gn":
        return float(np.mean(np.abs(values) > OPEN))
    return float(np.mean((values < SHUT) | (values > OPEN)))
