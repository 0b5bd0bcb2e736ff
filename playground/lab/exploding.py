"""Exploding gradients: recurrent weights scaled up, and what clipping does about it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Generator, Tensor

from playground import events
from playground.config import Clip, TrainConfig
from playground.lab.control import Control
from playground.lab.exploding_verdict import CLIPPINGS, Outcome, judge, run_table
from playground.lab.networks import Kind, SmallNetwork
from playground.lab.sequence_task import Batch, SequenceTask, side_by_side
from playground.training.optimizer import AdamW
from playground.training.trainer import Trainer

_BATCH, _HELD_OUT = 16, 64
_RADII = tuple(0.25 * quarter for quarter in range(1, 13))
_FRESH_CEILING, _CEILING = 1e12, 1e20
"""Larger gradients of fresh networks, and larger values in training, are not drawn: all else looked flat."""
_TABLES = 20
"""How often the table is drawn anew."""
_KINDS = {"rnn-tanh": Kind("rnn"), "rnn-relu": Kind("rnn", "relu"), "gru": Kind("gru"), "lstm": Kind("lstm")}


def run(settings: dict[str, Any], control: Control) -> Iterator[events.Event]:
    """Measure gradients against the spectral radius, then train with and without clipping, side by side."""
    kinds = [_KINDS[name] for name in settings["networks"]]
    example = adding(settings["length"], _BATCH, torch.Generator().manual_seed(settings["seed"]))
    for kind in kinds:
        for radius in _RADII:
            control.check()
            yield events.LabProgress(share=0.0, what=f"{kind.short}, spectral radius {radius:g}")
            norm = gradient_norm(scaled(kind, radius, settings), example)
            if norm <= _FRESH_CEILING:
                yield events.Point(panel="radius", series=kind.short, x=radius, y=norm)
    runs = {(kind, clip): _Run(kind, clip, settings) for kind in kinds for clip in CLIPPINGS}
    yield from _follow(runs, settings["steps"], control)
    outcomes = [each.outcome() for each in runs.values()]
    yield run_table(outcomes)
    yield judge(outcomes, settings)


def adding(length: int, batch: int, random: Generator) -> Batch:
    """The adding problem (Hochreiter and Schmidhuber 1997): what is the sum of the two marked numbers?

    Inputs are a number from 0 to 1, and 1 where it is marked, else 0: one mark lies in each half of the
    sequence. The target, asked for at the end, is the sum of the marked numbers. Answering 1 costs 1/6.
    """
    numbers = torch.rand(length, batch, generator=random)
    half = max(1, length // 2)
    first = torch.randint(0, half, (batch,), generator=random)
    second = torch.randint(half, length, (batch,), generator=random)
    marked = torch.zeros(length, batch)
    which = torch.arange(batch)
    marked[first, which] = marked[second, which] = 1.0
    return Batch(torch.stack((numbers, marked), -1), (numbers * marked).sum(0)[None, :, None])


def spectral_radius(matrix: Tensor) -> float:
    """The largest absolute value of an eigenvalue of a square matrix; NaN where an entry is not finite."""
    if not bool(torch.isfinite(matrix).all()):
        return math.nan
    return float(torch.linalg.eigvals(matrix.double()).abs().max())


def scaled(kind: Kind, radius: float, settings: dict[str, Any]) -> SmallNetwork:
    """A fresh network, each of its recurrent matrices scaled to this spectral radius."""
    torch.manual_seed(settings["seed"])
    network = SmallNetwork(kind, 2, 1, settings["units"])
    for matrix in network.recurrent_matrices():
        matrix.mul_(radius / spectral_radius(matrix))
    return network


def gradient_norm(network: SmallNetwork, batch: Batch) -> float:
    """Norm of the gradient of the mean squared error in all weights, in double precision."""
    network.double()
    answers = network(batch.inputs.double())[-1:]
    torch.mean((answers - batch.targets.double()) ** 2).backward()  # type: ignore[no-untyped-call]
    gradients = [each.grad.flatten() for each in network.parameters() if each.grad is not None]
    return float(torch.linalg.vector_norm(torch.cat(gradients)))


class GradientDescent(AdamW):
    """Plain gradient descent, ``w <- w - rate * gradient``: steps as large as the gradient is."""

    def step(self, learning_rate: float) -> None:
        """Move every weight against its gradient."""
        with torch.no_grad():
            for parameter in self._parameters:
                if parameter.grad is not None:
                    parameter.sub_(parameter.grad, alpha=learning_rate)


class _Run:
    """One network trained with one way of clipping, and what happened to it."""

    def __init__(self, kind: Kind, clip: Clip, settings: dict[str, Any]) -> None:
        length, seed = settings["length"], settings["seed"]
        self.kind, self.clip = kind, clip
        self.network = scaled(kind, settings["radius"], settings)
        held_out = adding(length, _HELD_OUT, torch.Generator().manual_seed(seed + 1))
        config = TrainConfig(
            steps=settings["steps"],
            batch=_BATCH,
            window=length,
            learning_rate=settings["learning_rate"],
            weight_decay=0.0,
            warmup=0.0,
            final_rate=1.0,
            clip=clip,
            clip_at=settings["clip_value"] if clip == "value" else settings["clip_norm"],
            seed=seed,
        )
        task = SequenceTask(self.network, lambda random: adding(length, _BATCH, random), held_out, seed + 2)
        self.trainer = Trainer(
            task,
            config,
            report_seconds=None,
            autosave_seconds=math.inf,
            rollback=False,  # it would hide what is to be shown
            optimizer=GradientDescent if settings["optimizer"] == "sgd" else AdamW,
        )
        self._radius = self._radius_now()
        self._loss = self._norm = self._largest = math.nan
        self._step = self._clipped = 0
        self.broke: int | None = None
        """The step at which the loss was NaN."""

    def _radius_now(self) -> float:
        """The largest spectral radius of its recurrent matrices."""
        return max(map(spectral_radius, self.network.recurrent_matrices()))

    def take(self, event: events.Progress) -> Iterator[events.Event]:
        """The steps since the last such event, as points of the curves."""
        self._clipped += round(event.clipped * (event.step - self._step))
        self._step, self._loss, self._norm = event.step, event.loss, event.gradient_norm
        if math.isnan(self._largest) or self._norm > self._largest:
            self._largest = self._norm
        name = self.kind.short
        for panel, y in (("loss", event.loss), ("norm", event.gradient_norm)):
            if not y > _CEILING:  # a NaN is sent: the curve ends there
                yield events.Point(panel=f"{panel}-{self.clip}", series=name, x=event.step, y=y)
        if self.clip != "none":
            said = f"{name}, by {self.clip}"
            yield events.Point(panel="clips", series=said, x=event.step, y=self._clipped)
        if math.isnan(event.loss):
            self.broke = event.step

    def outcome(self) -> Outcome:
        """How it stands."""
        return Outcome(
            kind=self.kind,
            clip=self.clip,
            step=self._step,
            loss=self._loss,
            norm=self._norm,
            largest=self._largest,
            clipped=self._clipped,
            radius=(self._radius, self._radius_now()),
            broke=self.broke,
        )


def _follow(runs: dict[tuple[Kind, Clip], _Run], steps: int, control: Control) -> Iterator[events.Event]:
    """Train all runs side by side; one that broke goes no further."""
    broken: set[tuple[Kind, Clip]] = set()
    tables = 0
    trainers = {which: each.trainer for which, each in runs.items()}
    for which, event in side_by_side(trainers, control, broken):
        if not isinstance(event, events.Progress):
            continue
        each = runs[which]
        yield from each.take(event)
        if each.broke is not None:
            broken.add(which)
        furthest = max(trainer.step for trainer in trainers.values()) / steps
        yield events.LabProgress(share=0.05 + 0.95 * furthest, what=f"step {event.step:,} of {steps:,}")
        if each.broke is not None or furthest * _TABLES >= tables + 1:
            tables = int(furthest * _TABLES)
            yield run_table([each.outcome() for each in runs.values()])
