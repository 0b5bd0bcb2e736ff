"""Free-running text, how it is measured, and what is concluded from it."""

from __future__ import annotations

import queue

import numpy as np
import pytest
import torch

from playground import events
from playground.config import ModelConfig
from playground.lab.drift import Writing
from playground.lab.drift_verdict import drift, judge
from playground.lab.free_running import forced_bits, known_share, repeats, words_in, write
from playground.lab.run import LabRun
from playground.nets.recurrent import RecurrentNetwork


@pytest.fixture
def network() -> RecurrentNetwork:
    torch.manual_seed(0)
    return RecurrentNetwork(ModelConfig(vocabulary=7, units=8, embedding=8))


def prompts(texts: int = 5) -> np.ndarray:
    return np.random.default_rng(0).integers(1, 7, (4, texts))


def test_teacher_forced_bits_are_those_of_the_network(network: RecurrentNetwork) -> None:
    texts = np.random.default_rng(1).integers(1, 7, (6, 5))
    bits = forced_bits(network, prompts(), texts)
    state = network.zero_state(1)
    whole = np.concatenate([prompts(), texts])[:, 2:3]
    with torch.no_grad():
        logits, _ = network(torch.from_numpy(whole), state)
    logs = torch.log_softmax(logits[:, 0], -1)
    expected = [-float(logs[place - 1, whole[place, 0]]) / np.log(2) for place in range(4, 10)]
    np.testing.assert_allclose(bits[:, 2], expected, rtol=1e-5)


def test_writing_is_reproducible_and_never_unknown(network: RecurrentNetwork) -> None:
    calls: list[int] = []
    one = write(network, prompts(), 30, 2.0, 7, lambda: calls.append(1))
    other = write(network, prompts(), 30, 2.0, 7, lambda: None)
    np.testing.assert_array_equal(one.ids, other.ids)
    assert one.ids.min() >= 1
    assert len(calls) == 30


def test_temperature_opens_the_distribution(network: RecurrentNetwork) -> None:
    with torch.no_grad():
        network.head.weight.mul_(30)
    entropies = [write(network, prompts(), 40, t, 0, lambda: None).entropy for t in (0.05, 0.5, 1.0, 500.0)]
    assert entropies == sorted(entropies)
    assert entropies[-1] == pytest.approx(np.log2(6), abs=0.02)


def test_repeats_are_counted() -> None:
    circle = np.tile(np.arange(6), 20)[:, None]
    fresh = np.arange(120)[:, None]
    assert repeats(fresh) == 0.0
    assert repeats(circle) == pytest.approx((109 - 6) / 109)
    assert repeats(circle[:5]) == 0.0


def test_words_cut_off_at_the_ends_do_not_count() -> None:
    assert words_in("The king's cat, 3 times") == ["the", "king", "s", "cat", "times"]
    assert known_share(["ing went away qu"], {"went"}) == 0.5


def writing(name: str, strange: list[float], rows: list[tuple[float, float, float, float]]) -> Writing:
    network = RecurrentNetwork(ModelConfig(vocabulary=3, units=2, embedding=2))
    return Writing(name, network, strange=np.array(strange), temperatures=rows)


COLD_AND_HOT = [(0.1, 0.2, 0.5, 0.99), (1.5, 3.0, 0.0, 0.4)]


def test_drift_is_measured_against_the_true_text() -> None:
    assert drift(writing("GRU", [2, 2, 3, 3.5], []), np.array([1.0, 1, 1, 1.25])) == pytest.approx(1.25)


@pytest.mark.parametrize(
    ("strange", "rows", "holds"),
    [
        ([2.0, 2.0, 2.0, 3.0], COLD_AND_HOT, True),
        ([2.0, 2.0, 2.0, 2.0], COLD_AND_HOT, None),
        ([2.0, 2.0, 2.0, 2.0], [(1.0, 2.0, 0.0, 0.9)], False),
    ],
)
def test_the_verdict_follows_the_numbers(
    strange: list[float], rows: list[tuple[float, float, float, float]], holds: bool | None
) -> None:
    assert judge([writing("LSTM", strange, rows)], np.array([1.0, 1, 1, 1]), 0.01).holds is holds


SMALL = {"networks": "GRU", "updates": 3, "units": 8, "texts": 4, "length": 60, "temperatures": "50,150"}


def test_runs_from_settings_to_verdict() -> None:
    said = list(LabRun(events.LabRequest(name="drift", settings=SMALL)))
    curves = {(event.panel, event.series) for event in said if isinstance(event, events.Curve)}
    panels = ("drift", "forced", "entropy", "repeats", "words")
    assert curves == {("drift", "True text"), *((panel, "GRU") for panel in panels)}
    tables = {event.id: event for event in said if isinstance(event, events.LabTable)}
    assert [row[1] for row in tables["temperature"].rows] == ["0.5", "1", "1.5"]
    assert isinstance(said[-2], events.Verdict)


def test_stops_in_the_middle_of_a_text() -> None:
    commands: queue.SimpleQueue[events.Command] = queue.SimpleQueue()
    said = []
    for event in LabRun(events.LabRequest(name="drift", settings={**SMALL, "length": 5000}), commands):
        said.append(event)
        if isinstance(event, events.LabProgress) and "writes" in event.what:
            commands.put(events.Stop())
    assert isinstance(said[-1], events.Finished)
    assert said[-1].stopped
