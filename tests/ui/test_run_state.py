"""The run, folded from its events."""

from __future__ import annotations

import pytest

from playground import events
from playground.recipes import TrainRequest
from playground.ui.run_state import RunState, coalesce
from tests.ui import fakes

REQUEST = TrainRequest(sources=("fairy-tales",), name=fakes.NAME)


def told(*arrived: events.Event) -> RunState:
    run = RunState()
    run.begin(REQUEST)
    for event in arrived:
        run.apply(event)
    return run


def test_a_run_from_its_first_to_its_last_event() -> None:
    run = told()
    assert run.status == "preparing"
    assert run.name == fakes.NAME
    for event in fakes.story():
        run.apply(event)
    assert run.status == "running"
    assert len(run.train) == 201
    assert len(run.validation) == 8
    assert run.samples[-1].step == 780
    for event in fakes.finished():
        run.apply(event)
    assert run.status == "finished"
    assert not run.active


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (events.Paused(step=1), "paused"),
        (events.Resumed(step=1), "running"),
        (events.Failed(text="No."), "failed"),
    ],
)
def test_status_follows_the_events(event: events.Event, status: str) -> None:
    assert told(fakes.started(), event).status == status


def test_going_back_takes_the_curve_along() -> None:
    run = told(*fakes.story())
    run.apply(events.RolledBack(step=804, to_step=400, learning_rate=1e-3, reason="The loss leapt."))
    assert run.train[-1].step == 400
    assert run.validation[-1].step == 400
    assert run.validated is None  # that of step 800 is of a network that is no more
    assert all(sampled.step <= 400 for sampled in run.samples)


def test_a_resumed_run_keeps_its_curve_and_a_new_one_does_not() -> None:
    run = told(*fakes.story())
    run.begin(TrainRequest(sources=(), name=fakes.NAME, resume=True))
    assert run.status == "preparing"
    assert len(run.train) == 201
    run.apply(fakes.started(step=500))
    assert run.train[-1].step == 500
    run.begin(REQUEST)
    assert run.train == []
    assert run.progress is None


def test_a_long_run_is_thinned_and_keeps_its_ends() -> None:
    run = told(fakes.started())
    for step in range(1, RunState.KEPT_POINTS + 2):
        run.apply(fakes.progress(step, 0.5))
    assert len(run.train) <= RunState.KEPT_POINTS // 2 + 1
    assert run.train[-1].step == RunState.KEPT_POINTS + 1
    assert run.train[0].step <= 2


def test_only_the_latest_samples_are_kept() -> None:
    run = told(*(events.Sampled(step=step, prompt="a", text="b") for step in range(100)))
    assert len(run.samples) == RunState.KEPT_SAMPLES
    assert run.samples[-1].step == 99


def test_the_newest_trace_wins_and_every_progress_counts() -> None:
    first, last = fakes.traced(1), fakes.traced(2)
    steps = [fakes.progress(step, 0.1) for step in (1, 2)]
    assert coalesce([first, steps[0], last, steps[1]]) == [steps[0], last, steps[1]]
