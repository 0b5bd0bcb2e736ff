from __future__ import annotations

import pytest

from playground.config import TrainConfig
from playground.training.held_out import QUICK, HeldOut
from playground.training.schedule import Cadence, Clock, Plan


def test_the_clock_counts_no_pauses() -> None:
    now = [100.0]
    clock = Clock(already=5.0, now=lambda: now[0])
    now[0] += 2
    assert clock.seconds == 7
    clock.pause()
    now[0] += 60
    assert clock.seconds == 7
    clock.go_on()
    clock.go_on()
    now[0] += 1
    assert clock.seconds == 8


def test_what_costs_much_is_done_less_often() -> None:
    cadence = Cadence(every=1.0, most=0.1)
    assert cadence.due(0.0)
    cadence.done(0.0, cost=0.01)
    assert not cadence.due(0.9)
    assert cadence.due(1.0)
    cadence.done(1.0, cost=0.5)
    assert not cadence.due(5.9)
    assert cadence.due(6.0)


def test_epochs_become_steps() -> None:
    assert Plan(TrainConfig(epochs=2.5), 40).steps == 100
    assert Plan(TrainConfig(epochs=1e-6), 40).steps == 1


def test_a_plan_on_top_of_another_counts_from_there() -> None:
    plan = Plan(TrainConfig(steps=10), 40)
    plan.from_step = 100
    assert plan.share(105, 0.0) == 0.5
    assert plan.eta(105, 0.0, 2.0) == 10
    plan = Plan(TrainConfig(seconds=10), 40)
    plan.from_seconds = 50.0
    assert plan.share(0, 55.0) == 0.5
    assert plan.eta(0, 55.0, 2.0) == 5


def held_out(tokens: int, **length: float) -> tuple[HeldOut, Plan]:
    plan = Plan(TrainConfig(**length), 40)  # type: ignore[arg-type]
    return HeldOut(plan, tokens), plan


def test_a_run_in_steps_is_validated_every_twentieth_whatever_it_costs() -> None:
    reading, plan = held_out(1_000_000, steps=100)
    due = []
    for step in range(1, 101):
        if reading.due(step / 100, float(step)):
            due.append(step)
            reading.done(QUICK, 1000.0, step / 100, float(step))
    assert due == [5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95]
    assert reading.affordable(1e6) is None
    assert plan.reserve == 0


def test_a_run_in_seconds_keeps_time_for_the_last_validation() -> None:
    reading, plan = held_out(10 * QUICK, seconds=100)
    assert reading.affordable(1e6) == QUICK
    assert reading.quick(400) == 1000  # a fortieth of the run, at 400 tokens a second
    assert reading.due(0.1, 10.0)
    reading.done(QUICK, 0.5, 0.1, 10.0)
    assert plan.reserve == pytest.approx(5.0)
    assert reading.affordable(1e6) is None
    assert not reading.due(0.2, 20.0)  # half a second is a fiftieth of 25
    assert reading.due(0.35, 35.0)
    reading.done(QUICK, 4.0, 0.35, 35.0)
    assert plan.reserve == pytest.approx(10.0)  # a tenth of the run at most
    affordable = reading.affordable(1e6)
    assert affordable is not None
    assert affordable * 4.0 / QUICK == pytest.approx(10.0, rel=0.01)


def test_a_resumed_run_is_not_validated_at_once() -> None:
    reading, _ = held_out(1000, steps=100)
    reading.begin(0.5)
    assert not reading.due(0.51, 0.0)
    assert reading.due(0.55, 0.0)
