"""Norms and saturated gates, against torch and by hand."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from playground import events
from playground.config import ModelConfig, TrainConfig
from playground.nets.recurrent import RecurrentNetwork
from playground.recipes import TrainRequest
from playground.training.meter import Meter
from playground.training.run import Run
from playground.training.trainer import Trainer
from playground.training.vitals import TIED, Vitals, norms, part_of, saturated
from tests.training.conftest import of_kind

Make = Callable[..., Trainer]


def watched(trainer: Make, steps: int = 3, **settings: object) -> list[events.Vitals]:
    """A run that is measured after every step."""
    meter = Meter()
    train = TrainConfig(steps=steps, **settings)  # type: ignore[arg-type]
    vitals = Vitals(meter, train, lambda: None, every=0.0)
    vitals._cadence._most = 1e9  # whatever it costs
    more: dict[str, Any] = {"observers": [vitals], "meters": [meter], "report_seconds": 0.0}
    run = trainer(more, steps=steps, **settings)
    return [event for event in run.run() if isinstance(event, events.Vitals)]


def test_parts_in_the_order_of_the_network() -> None:
    config = ModelConfig(vocabulary=7, layers=2, units=4, embedding=4)
    parts = [part_of(name, False) for name, _ in RecurrentNetwork(config).named_parameters()]
    assert list(dict.fromkeys(parts)) == ["embedding", "layer 1", "layer 2", "head"]
    tied = RecurrentNetwork(ModelConfig(vocabulary=7, units=4, embedding=4, tied=True))
    assert {part_of(name, True) for name, _ in tied.named_parameters()} == {TIED, "layer 1"}


def test_norms_are_those_of_all_numbers_of_a_part() -> None:
    torch.manual_seed(1)
    network = RecurrentNetwork(ModelConfig(vocabulary=7, layers=2, units=4, embedding=4))
    network.head.weight.grad = torch.full_like(network.head.weight, 2.0)
    weights, gradients = norms(network.named_parameters(), tied=False)
    layer = torch.cat(
        [weight.detach().flatten() for name, weight in network.named_parameters() if name.endswith("_l1")]
    )
    assert weights["layer 2"] == pytest.approx(float(layer.norm()), rel=1e-5)
    whole = torch.cat([weight.detach().flatten() for weight in network.parameters()])
    assert math.hypot(*weights.values()) == pytest.approx(float(whole.norm()), rel=1e-5)
    assert gradients == {
        "embedding": 0.0, "layer 1": 0.0, "layer 2": 0.0, "head": pytest.approx(2 * math.sqrt(28)),
    }  # fmt: skip


def test_gradients_are_as_they_were_before_clipping(trainer: Make) -> None:
    free = watched(trainer, clip="none")[0]
    clipped = watched(trainer, clip="norm", clip_at=1e-3)[0]
    assert (free.clipped, clipped.clipped) == (0.0, 1.0)
    assert clipped.before_clipping
    assert clipped.gradient_norms == pytest.approx(free.gradient_norms, rel=1e-4)
    by_value = watched(trainer, clip="value", clip_at=1e-4)[0]
    assert not by_value.before_clipping
    assert max(by_value.gradient_norms.values()) < min(free.gradient_norms.values())


def test_the_share_of_clipped_steps_is_of_those_since_the_last_measurement() -> None:
    meter = Meter()
    vitals = Vitals(meter, TrainConfig(steps=1), lambda: None, every=1.0)
    task = type("Task", (), {"network": RecurrentNetwork(ModelConfig(vocabulary=5, units=4, embedding=4))})()
    assert list(vitals.look(task, 0, 0.0, True)) == []  # no step was taken
    for clipped in (True, False, False, False):
        meter.add(1.0, 1.0, clipped, 0.1)
    (first,) = vitals.look(task, 4, 1.0, False)
    meter.add(1.0, 1.0, True, 0.1)
    assert list(vitals.look(task, 5, 1.5, False)) == []  # not so soon
    (last,) = vitals.look(task, 5, 1.5, True)
    assert isinstance(first, events.Vitals)
    assert isinstance(last, events.Vitals)
    assert (first.clipped, last.clipped) == (0.25, 1.0)
    assert (last.step, last.seconds, last.saturated) == (5, 1.5, {})


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (
            ModelConfig(vocabulary=5, cell="lstm"),
            {"i": 0.6, "f": 0.6, "g": 0.4, "o": 0.6},
        ),
        (ModelConfig(vocabulary=5, cell="gru"), {"r": 0.6, "z": 0.6, "n": 0.4}),
        (ModelConfig(vocabulary=5, cell="rnn"), {"a": 0.2}),
        (ModelConfig(vocabulary=5, cell="rnn", nonlinearity="relu"), {"a": 0.4}),
    ],
)
def test_what_is_saturated(config: ModelConfig, expected: dict[str, float]) -> None:
    shares = np.array([0.05, 0.11, 0.89, 0.91, 0.99], np.float32)
    signed = np.array([-0.95, -0.89, 0.0, 0.89, 0.91], np.float32)
    before = np.array([-3.0, -0.5, 0.5, 1.0, 1.4], np.float32)  # tanh: -0.995, -0.46, 0.46, 0.76, 0.885
    kinds = {"g": signed, "n": signed, "a": before}
    values = {gate: kinds.get(gate, shares) for gate in config.gates}
    assert saturated(values, config) == pytest.approx(expected)


def test_after_a_rollback_the_steps_that_are_forgotten_do_not_count(trainer: Make) -> None:
    meter = Meter()
    run = trainer({"meters": [meter], "report_seconds": 0.0}, steps=130)
    counted = []
    for event in run.run():
        if isinstance(event, events.Progress) and event.step == 120 and run.config.learning_rate == 0.01:
            with torch.no_grad():
                run.task.network.head.bias[3] = math.nan
        if isinstance(event, events.RolledBack):
            counted.append(meter.empty)
    assert counted == [True]


def test_a_run_that_is_looked_at_tells_its_vitals(text_file: Path) -> None:
    request = TrainRequest(
        sources=(str(text_file),),
        name="cats",
        model={"units": 16, "embedding": 16},
        train={"steps": 30, "batch": 4, "window": 16, "threads": 1},
        trace_seconds=0.0,
    )
    said = list(Run(request))
    measured = of_kind(events.Vitals, said)[-1]
    assert isinstance(measured, events.Vitals)
    assert list(measured.weight_norms) == list(measured.gradient_norms) == ["embedding", "layer 1", "head"]
    assert set(measured.saturated) == {"i", "f", "g", "o"}
    assert measured.step == 30
    assert all(norm > 0 for norm in (*measured.weight_norms.values(), *measured.gradient_norms.values()))


def test_a_run_that_nobody_looks_at_does_not_measure(text_file: Path) -> None:
    request = TrainRequest(
        sources=(str(text_file),),
        name="cats",
        model={"units": 8, "embedding": 8},
        train={"steps": 5, "batch": 4, "window": 16, "threads": 1},
    )
    assert of_kind(events.Vitals, list(Run(request))) == []
