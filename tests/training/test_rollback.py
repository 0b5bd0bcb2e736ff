from __future__ import annotations

import math

import pytest

from playground.training.rollback import MOST_TRIES, Rollback


def test_a_healthy_state_is_kept_at_once_and_every_hundred_steps() -> None:
    rollback: Rollback[int] = Rollback()
    kept = []
    for step in range(1, 302):
        assert rollback.watch(2.0, 1.0) is None
        if rollback.keep_due:
            rollback.keep(step)
            kept.append(step)
    assert kept == [1, 101, 201, 301]
    assert rollback.back() == 301


@pytest.mark.parametrize(
    ("loss", "norm", "what"),
    [(math.nan, 1.0, "the loss"), (math.inf, 1.0, "the loss"), (1.0, math.nan, "the gradient")],
)
def test_what_is_no_number_is_noticed_at_once(loss: float, norm: float, what: str) -> None:
    assert (Rollback[int]().watch(loss, norm) or "").startswith(what)


def test_a_leap_is_noticed_and_one_bad_step_is_not() -> None:
    rollback: Rollback[int] = Rollback()
    for _ in range(50):
        assert rollback.watch(1.0, 1.0) is None
    assert rollback.watch(15.0, 1.0) is None
    problems = [rollback.watch(15.0, 1.0) for _ in range(3)]
    assert any("leapt from 1.00" in problem for problem in problems if problem)


def test_nothing_is_kept_while_the_loss_rises() -> None:
    rollback: Rollback[int] = Rollback()
    rollback.watch(1.0, 1.0)
    rollback.keep(1)
    for _ in range(150):
        rollback.watch(1.5, 1.0)
    assert not rollback.keep_due
    assert rollback.back() == 1


def test_tries_are_counted() -> None:
    rollback: Rollback[int] = Rollback()
    assert rollback.back() is None
    rollback.keep(1)
    assert [rollback.back() for _ in range(MOST_TRIES)] == [1] * (MOST_TRIES - 1) + [None]
