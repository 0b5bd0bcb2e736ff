"""Exploding gradients: the radius, the task, the runs, and what is made of them."""

from __future__ import annotations

import math
import queue
from typing import Any

import pytest
import torch

from playground import events
from playground.config import Clip, TrainConfig
from playground.lab.control import Control, Stopped
from playground.lab.exploding import GradientDescent, adding, gradient_norm, scaled, spectral_radius
from playground.lab.exploding_verdict import CLIPPINGS, Outcome, judge, run_table
from playground.lab.networks import Kind
from playground.lab.run import LabRun
from playground.lab.sequence_task import SequenceTask, side_by_side
from playground.training.trainer import Trainer

SMALL: dict[str, Any] = {"length": 30, "steps": 8, "units": 8, "seed": 1}


def test_the_radius_is_what_power_iteration_finds() -> None:
    random = torch.Generator().manual_seed(0)
    A = torch.randn(12, 12, generator=random, dtype=torch.double)
    # Eigenvalues may come in pairs, so growth is averaged over many multiplications.
    x, growth = torch.ones(12, dtype=torch.double), 0.0
    for _ in range(4000):
        x = A @ x
        growth += math.log(float(x.norm()))
        x = x / x.norm()
    assert spectral_radius(A) == pytest.approx(math.exp(growth / 4000), rel=1e-3)
    assert math.isnan(spectral_radius(torch.tensor([[math.nan]])))


@pytest.mark.parametrize("kind", [Kind("rnn"), Kind("gru"), Kind("lstm")], ids=lambda kind: kind.short)
def test_every_recurrent_matrix_is_scaled(kind: Kind) -> None:
    network = scaled(kind, 1.7, SMALL)
    radii = [spectral_radius(matrix) for matrix in network.recurrent_matrices()]
    assert len(radii) == {"rnn": 1, "gru": 3, "lstm": 4}[kind.cell]
    assert radii == pytest.approx([1.7] * len(radii), rel=1e-5)


@pytest.mark.parametrize("length", [2, 3, 50])
def test_one_number_of_each_half_is_marked_and_their_sum_asked_for(length: int) -> None:
    batch = adding(length, 40, torch.Generator().manual_seed(0))
    numbers, marks = batch.inputs.unbind(-1)
    assert (marks[: length // 2].sum(0) == 1).all()
    assert (marks[length // 2 :].sum(0) == 1).all()
    assert torch.equal(batch.targets[0, :, 0], (numbers * marks).sum(0))


def test_the_gradient_of_a_plain_network_grows_with_the_radius() -> None:
    batch = adding(60, 8, torch.Generator().manual_seed(0))
    wide = SMALL | {"units": 32}
    norms = [gradient_norm(scaled(Kind("rnn"), radius, wide), batch) for radius in (0.5, 1.5, 3.0)]
    assert norms == sorted(norms)
    assert norms[2] > 1000 * norms[0]


def test_gradient_descent_steps_against_the_gradient() -> None:
    weight = torch.nn.Parameter(torch.tensor([1.0, 2.0]))
    idle = torch.nn.Parameter(torch.ones(1))
    descent = GradientDescent([("w", weight), ("idle", idle)], TrainConfig(steps=1))
    (weight * torch.tensor([3.0, -4.0])).sum().backward()
    descent.step(0.1)
    assert torch.allclose(weight.detach(), torch.tensor([0.7, 2.4]))
    assert idle.item() == 1.0


def trainer(*, rollback: bool) -> Trainer[SequenceTask]:
    """A run that overflows within a few steps."""
    task = SequenceTask(
        scaled(Kind("rnn", "relu"), 2.0, SMALL),
        lambda random: adding(100, 8, random),
        adding(100, 8, torch.Generator().manual_seed(1)),
        seed=0,
    )
    config = TrainConfig(
        steps=12, clip="none", learning_rate=0.05, warmup=0.0, final_rate=1.0, weight_decay=0.0
    )
    return Trainer(
        task,
        config,
        report_seconds=None,
        autosave_seconds=math.inf,
        rollback=rollback,
        optimizer=GradientDescent,
    )


def test_without_rollback_a_run_goes_on_to_the_last_nan() -> None:
    said = list(trainer(rollback=False).run())
    losses = [event.loss for event in said if isinstance(event, events.Progress)]
    assert math.isnan(losses[-1])
    assert len(losses) == 12
    assert not any(isinstance(event, events.RolledBack) for event in said)


def test_a_run_that_ended_is_not_taken_further_and_a_stop_ends_all() -> None:
    trainers = {"one": trainer(rollback=False), "two": trainer(rollback=False)}
    ended: set[str] = set()
    for name, event in side_by_side(trainers, Control(), ended):
        if name == "one" and isinstance(event, events.Progress) and event.step == 3:
            ended.add("one")
    assert (trainers["one"].step, trainers["two"].step) == (3, 12)
    commands: queue.SimpleQueue[events.Command] = queue.SimpleQueue()
    commands.put(events.Stop())
    with pytest.raises(Stopped):
        next(side_by_side({"one": trainer(rollback=False)}, Control(commands)))


def test_clipping_keeps_a_run_alive_that_otherwise_ends_in_nan() -> None:
    request = events.LabRequest(
        name="exploding",
        settings={
            "networks": "rnn-tanh",
            "radius": 2.0,
            "length": 60,
            "steps": 120,
            "units": 16,
            "learning_rate": 0.1,
        },
    )
    said = list(LabRun(request))
    verdict = next(event for event in said if isinstance(event, events.Verdict))
    assert verdict.holds is True
    assert "NaN for RNN tanh at step" in verdict.text
    points = [event for event in said if isinstance(event, events.Point)]
    broke = [point for point in points if not math.isfinite(point.y)]
    assert {point.panel for point in broke} == {"loss-none", "norm-none"}
    assert {point.panel for point in points if point.x == 120} >= {"loss-value", "loss-norm", "clips"}
    table = [event for event in said if isinstance(event, events.LabTable)][-1]
    assert [row[1] for row in table.rows] == ["none", "by value", "by norm"]
    assert table.rows[0][-1].startswith("NaN at step")
    assert [row[-1] for row in table.rows[1:]] == ["alive", "alive"]


def test_adamw_is_said_to_need_it_less() -> None:
    settings = SMALL | {"optimizer": "adamw", "networks": "gru", "radius": 1.0}
    said = list(LabRun(events.LabRequest(name="exploding", settings=settings)))
    verdict = next(event for event in said if isinstance(event, events.Verdict))
    assert verdict.holds is False
    assert "nothing was to be saved" in verdict.text
    assert "AdamW divides each step" in verdict.text


def outcome(kind: Kind, clip: Clip, broke: int | None, norm: float = 1.0) -> Outcome:
    return Outcome(
        kind=kind,
        clip=clip,
        step=broke or 9,
        loss=math.nan if broke else 0.1,
        norm=norm,
        largest=math.inf,
        clipped=2,
        radius=(1.5, 1.6),
        broke=broke,
    )


@pytest.mark.parametrize(
    ("broke", "holds"),
    [((3, None, None), True), ((3, 4, None), None), ((3, 4, 5), False), ((None, None, None), False)],
)
def test_the_verdict_follows_what_broke(broke: tuple[int | None, ...], holds: bool | None) -> None:
    outcomes = [outcome(Kind("rnn"), clip, at) for clip, at in zip(CLIPPINGS, broke, strict=True)]
    outcomes += [outcome(Kind("lstm"), clip, None) for clip in CLIPPINGS]
    verdict = judge(outcomes, {"radius": 1.5, "steps": 9, "optimizer": "sgd"})
    assert verdict.holds is holds
    assert ("LSTM lived without help, as gates" in verdict.text) == (broke[0] is not None)
    assert ("RNN tanh clipped by value (step 4)" in verdict.text) == (broke[1] == 4)


def test_a_run_whose_gradient_has_no_norm_is_alive_in_name_only() -> None:
    broke, value = outcome(Kind("rnn"), "none", 3), outcome(Kind("rnn"), "value", None, math.inf)
    still = outcome(Kind("rnn"), "norm", None, math.inf)
    assert (value.state, still.state) == ("alive", "stands still")
    verdict = judge([broke, value, still], {"radius": 2.0, "steps": 9, "optimizer": "sgd"})
    assert verdict.holds is None
    assert "Clipped by norm, RNN tanh stood still" in verdict.text


def test_what_breaks_only_when_clipped_is_not_passed_over() -> None:
    outcomes = [outcome(Kind("rnn"), clip, 7 if clip == "norm" else None) for clip in CLIPPINGS]
    verdict = judge(outcomes, {"radius": 2.0, "steps": 9, "optimizer": "adamw"})
    assert verdict.holds is False
    assert "RNN tanh clipped by norm (step 7) ended in NaN too" in verdict.text


def test_the_table_says_what_is_no_number() -> None:
    rows = run_table([outcome(Kind("gru"), "none", 3)]).rows
    assert rows == (("GRU", "none", "3", "NaN", "overflow", "2", "1.50 to 1.6", "NaN at step 3"),)
