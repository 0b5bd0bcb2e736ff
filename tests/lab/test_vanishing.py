"""Vanishing gradients: the task, what is drawn, and what the numbers are made to say."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from playground import events
from playground.lab.networks import Kind
from playground.lab.run import LabRun
from playground.lab.vanishing import recall
from playground.lab.vanishing_verdict import Fall, fall_table, judge, orders

SMALL: dict[str, Any] = {
    "lengths": (3, 12), "distance": 8, "steps": 6, "window": 6, "units": 6, "forget_biases": (0, 1),
}  # fmt: skip


def said(**changes: Any) -> list[events.Event]:
    return list(LabRun(events.LabRequest(name="vanishing", settings=SMALL | changes)))


def test_the_target_is_the_number_that_was_marked_last() -> None:
    batch = recall(9, 5, 3.0, torch.Generator().manual_seed(0))
    assert (batch.inputs[0, :, 1] == 1).all()
    assert batch.inputs[1:, :, 1].any()
    for column in range(5):
        latest = None
        for step in range(9):
            number, mark = batch.inputs[step, column].tolist()
            latest = number if mark else latest
            assert batch.targets[step, column, 0].item() == latest


def test_without_marks_the_first_number_is_the_answer_at_any_length() -> None:
    batch = recall(7, 4, 0.0, torch.Generator().manual_seed(0))
    assert torch.equal(batch.targets[..., 0], batch.inputs[:1, :, 0].expand(7, 4))


def test_a_small_run_draws_every_panel_for_every_network() -> None:
    everything = said()
    series = {"RNN tanh", "RNN relu", "GRU", "LSTM, forget bias 0", "LSTM, forget bias 1"}
    started = everything[0]
    assert isinstance(started, events.LabStarted)
    drawn: dict[str, set[str]] = {panel.id: set() for panel in started.panels}
    for event in everything:
        if isinstance(event, events.Point | events.Curve):
            drawn[event.panel].add(event.series)
    assert drawn.pop("cell") == {f"LSTM {state}, forget bias {bias}" for state in "hc" for bias in (0, 1)}
    assert all(names == series for names in drawn.values())
    profile = next(
        event for event in everything if isinstance(event, events.Curve) and event.panel == "start"
    )
    assert profile.xs == tuple(range(17))
    assert profile.ys[0] == 1.0
    table = next(event for event in everything if isinstance(event, events.LabTable))
    assert {row[0] for row in table.rows} == series


def test_the_same_seed_says_the_same_and_another_something_else() -> None:
    once, again, other = (
        [event for event in said(networks=("rnn-tanh",), seed=seed) if isinstance(event, events.Curve)]
        for seed in (0, 0, 1)
    )
    assert once == again
    assert once != other


def fall(kind: Kind, before: float, after: float, error: float = 0.1) -> Fall:
    states = 2 if kind.cell == "lstm" else 1
    return Fall(kind, (before,) * states, (after,) * states, error)


TANH, RELU, OPEN, WIDE = Kind("rnn"), Kind("rnn", "relu"), Kind("lstm"), Kind("lstm", forget_bias=5.0)


@pytest.mark.parametrize(
    ("tanh", "lstm", "holds", "words"),
    [
        ((1e-20, 1e-9), (0.5, 0.5), True, "holds, at initialisation and after training"),
        ((1e-20, 1e-9), (1e-7, 0.5), None, "once the networks have learned, but not at initialisation"),
        ((1e-20, 0.5), (0.5, 0.5), None, "at initialisation, but not after training"),
        ((1e-20, 1e-9), (1e-7, 1e-5), False, "does not hold here"),
        ((0.5, 0.5), (0.5, 0.5), False, "does not hold here"),
    ],
)
def test_the_verdict_follows_the_numbers(
    tanh: tuple[float, float], lstm: tuple[float, float], holds: bool | None, words: str
) -> None:
    verdict = judge([fall(TANH, *tanh), fall(OPEN, *lstm)], 100, 500)
    assert verdict.holds is holds
    assert words in verdict.text


def test_what_contradicts_the_textbook_is_said() -> None:
    falls = [
        fall(TANH, 1e-20, 1e-9),
        fall(RELU, 1e-40, 0.8),
        fall(OPEN, 1e-7, 0.5),
        fall(WIDE, 0.1, 0.01, 0.3),
    ]
    text = judge(falls, 100, 500).text
    assert "RNN relu kept its gradient too" in text
    assert "RNN tanh kept" not in text
    assert "forget bias 5, 0.993, it stays from the beginning, but" in text
    assert "sigmoid(1) = 0.73" in text
    assert "RNN tanh 20.0 and 9.0" in text


def test_without_one_of_the_two_nothing_is_decided() -> None:
    for falls in ([fall(TANH, 0.1, 0.1)], [fall(OPEN, 0.1, 0.1)]):
        verdict = judge(falls, 10, 10)
        assert verdict.holds is None
        assert "nothing is decided" in verdict.text


def test_orders_of_magnitude() -> None:
    assert orders(1e-3) == pytest.approx(3)
    assert orders(0.0) == math.inf
    table = fall_table([fall(TANH, 0.0, math.nan), fall(OPEN, 0.01, 10.0)], 100, 5)
    assert table.rows == (
        ("RNN tanh", "more than 300", "no gradient", "", "", "0.1000"),
        ("LSTM, forget bias 1", "2.0", "-1.0", "2.0", "-1.0", "0.1000"),
    )
