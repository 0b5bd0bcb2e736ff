"""Openers and closers, and what follows from who learned them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground import events
from playground.config import ModelConfig
from playground.lab import brackets
from playground.lab.run import LabRun
from playground.lab.truncation import Learned
from playground.lab.truncation_verdict import judge
from playground.nets.recurrent import RecurrentNetwork


@given(st.lists(st.integers(3, 40), min_size=1, max_size=4, unique=True), st.integers(0, 99))
def test_every_closer_fits_the_opener_at_its_distance(distances: list[int], seed: int) -> None:
    text = brackets.draw(2000, distances, seed)
    closers = text.ids[text.closers]
    openers = text.ids[text.closers - text.distances]
    assert (text.ids[text.closers - 1] == brackets.QUESTION).all()
    assert text.ids.min() >= 1
    assert text.ids.max() < brackets.vocabulary(distances)
    # The kind of an opener is that of its closer, and each distance has openers of its own.
    assert ((openers - brackets._OPENER) % brackets.KINDS == closers - brackets._CLOSER).all()
    owners = {opener: set(text.distances[openers == opener].tolist()) for opener in set(openers.tolist())}
    assert all(len(found) == 1 for found in owners.values())


def test_a_network_that_guesses_is_right_one_time_in_four() -> None:
    torch.manual_seed(0)
    text = brackets.draw(30_000, (4, 16), 0)
    network = RecurrentNetwork(ModelConfig(vocabulary=brackets.vocabulary((4, 16)), units=4, embedding=4))
    found = brackets.accuracies(network, text)
    assert set(found) == {4, 16}
    assert all(0.15 < accuracy < 0.35 for accuracy in found.values())
    assert network.training


def learned(name: str, near: float, far: float) -> Learned:
    """By window 8 and 128, at distances 4 and 64."""
    return Learned(name, {8: 2.0, 128: 1.9}, {8: {4: 1.0, 64: near}, 128: {4: 1.0, 64: far}})


@pytest.mark.parametrize(
    ("outside", "inside", "holds"), [(0.25, 0.9, True), (0.9, 0.9, False), (0.25, 0.3, False)]
)
def test_the_verdict_follows_the_numbers(outside: float, inside: float, holds: bool) -> None:
    verdict = judge([learned("LSTM", outside, inside)], (8, 128), (4, 64))
    assert verdict.holds is holds
    assert "LSTM 1.90 with 128" in verdict.text


def test_a_network_that_forgets_does_not_speak_against_windows() -> None:
    both = [learned("RNN", 0.25, 0.25), learned("LSTM", 0.25, 1.0)]
    assert judge(both, (8, 128), (4, 64)).holds is True


def test_runs_from_settings_to_verdict() -> None:
    settings = {"networks": "LSTM", "windows": "4,32", "distances": "3,8", "updates": 2, "units": 8}
    said = list(LabRun(events.LabRequest(name="truncation", settings=settings)))
    curves = {(event.panel, event.series): event for event in said if isinstance(event, events.Curve)}
    assert curves["loss", "LSTM"].xs == (4.0, 32.0)
    assert np.isfinite(curves["farthest", "LSTM"].ys).all()
    tables = {event.id: event for event in said if isinstance(event, events.LabTable)}
    assert len(tables["closers"].rows) == 2
    assert isinstance(said[-2], events.Verdict)
