"""Padding: what a batch of unequal sequences gives, read in four ways, against each sequence read alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from playground import events
from playground.lab.control import Control
from playground.lab.networks import Kind
from playground.lab.padded_reading import READINGS, Example, PaddedNetwork, alone
from playground.lab.padding_verdict import Difference, difference_table, judge

_INPUTS, _CLASSES = 4, 3
_LEFT_OVER = 1e-12
"""Curves end where less is left."""
_KINDS = {"rnn-tanh": Kind("rnn"), "rnn-relu": Kind("rnn", "relu"), "gru": Kind("gru"), "lstm": Kind("lstm")}


def run(settings: dict[str, Any], control: Control) -> Iterator[events.Event]:
    """Compare the readings for each network, one-way and both ways; then follow states into padding."""
    random = torch.Generator().manual_seed(settings["seed"])
    sequences = [torch.randn(length, _INPUTS, generator=random) for length in settings["lengths"]]
    example = Example(
        sequences=sequences,
        tags=[torch.randint(_CLASSES, (len(each),), generator=random) for each in sequences],
        labels=torch.randint(_CLASSES, (len(sequences),), generator=random),
        fill=settings["fill"],
        after=settings["side"] == "after",
    )
    kinds = [_KINDS[name] for name in settings["networks"]]
    differences: list[Difference] = []
    for both in (False, True):
        for kind in kinds:
            control.check()
            yield events.LabProgress(share=len(differences) / (10 * len(kinds)), what=kind.short)
            torch.manual_seed(settings["seed"])
            network = PaddedNetwork(kind, _INPUTS, _CLASSES, settings["units"], bidirectional=both)
            differences += compare(network, kind, example)
            yield difference_table([each for each in differences if each.both == both], both)
    for kind in kinds:
        yield from _follow(kind, settings, control)
    yield judge(differences, settings)


def compare(network: PaddedNetwork, kind: Kind, example: Example) -> Iterator[Difference]:
    """How far each way of reading is from reading every sequence alone."""
    true = alone(network, example)
    true_gradients = _gradients(network, true.loss)
    largest = max(float(each.abs().max()) for each in true_gradients)
    for name, read in READINGS.items():
        found = read(network, example)
        gradients = _gradients(network, found.loss)
        yield Difference(
            kind=kind,
            both=network.rnn.bidirectional,
            reading=name,
            outputs=_largest(found.outputs, true.outputs),
            last=_largest(found.last, true.last),
            loss=_largest(found.loss, true.loss),
            gradient=max(map(_largest, gradients, true_gradients)) / largest,
        )


def _gradients(network: PaddedNetwork, loss: Tensor) -> list[Tensor]:
    """Of every weight; one that plays no part has a gradient of zeros."""
    weights = list(network.parameters())
    return list(torch.autograd.grad(loss, weights, materialize_grads=True))


def _largest(one: Tensor, other: Tensor) -> float:
    """The largest absolute difference."""
    return float((one - other).detach().abs().max())


@torch.no_grad()
def _follow(kind: Kind, settings: dict[str, Any], control: Control) -> Iterator[events.Event]:
    """The last state of sequences, step by step into the padding."""
    torch.manual_seed(settings["seed"])
    network = PaddedNetwork(kind, _INPUTS, _CLASSES, settings["units"]).double()
    length, steps = settings["lengths"][-1], settings["padding"]
    random = torch.Generator().manual_seed(settings["seed"])
    x = torch.full((length + steps, 2, _INPUTS), settings["fill"], dtype=torch.double)
    x[:length] = torch.randn(length, 2, _INPUTS, generator=random)
    states = network.rnn(x)[0][length - 1 :]
    away = torch.linalg.vector_norm(states - states[0], dim=2) / torch.linalg.vector_norm(states[0], dim=1)
    apart = torch.linalg.vector_norm(states[:, 0] - states[:, 1], dim=1)
    for step in range(steps + 1):
        control.check()
        yield events.Point(panel="drift", series=kind.short, x=step, y=float(away[step].mean()))
        left = float(apart[step] / apart[0])
        if left >= _LEFT_OVER:
            yield events.Point(panel="apart", series=kind.short, x=step, y=left)
