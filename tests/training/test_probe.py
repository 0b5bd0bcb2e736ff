from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
import torch

from playground import events
from playground.inference.language_model import LanguageModel
from playground.inference.network import Network
from playground.tasks.language import LanguageTask
from playground.text.characters import CharVocabulary
from playground.training.probe import SAMPLE_TOKENS, Probe
from playground.training.trainer import Trainer

VOCABULARY = CharVocabulary("\n abcdef")


@pytest.fixture
def task(trainer: Callable[..., Trainer]) -> LanguageTask:
    return trainer(steps=1).task


def kinds(probe: Probe, task: LanguageTask, seconds: float, last: bool = False) -> list[str]:
    return [type(event).__name__ for event in probe.look(task, 1, seconds, last)]


def test_each_thing_has_its_own_pace(task: LanguageTask) -> None:
    probe = Probe(VOCABULARY, "abc", "ab", trace_seconds=100.0, sample_seconds=300.0)
    assert kinds(probe, task, 0.0) == ["Traced", "Sampled"]
    assert kinds(probe, task, 99.0) == []
    assert kinds(probe, task, 100.0) == ["Traced"]
    probe.receive(events.WatchWeights(on=True))
    assert kinds(probe, task, 101.0) == ["Weights"]
    probe.receive(events.WatchWeights(on=False))
    assert kinds(probe, task, 150.0, last=True) == ["Traced", "Sampled"]


def test_unless_asked_there_is_only_a_sample_at_the_end(task: LanguageTask) -> None:
    probe = Probe(VOCABULARY, "abc", "ab")
    assert kinds(probe, task, 50.0) == []
    assert kinds(probe, task, 50.0, last=True) == ["Sampled"]


def test_a_trace_is_of_the_probe_text(task: LanguageTask) -> None:
    probe = Probe(VOCABULARY, "abcabc", "ab", trace_seconds=0.0)
    (traced,) = probe.look(task, 7, 0.0, False)
    assert isinstance(traced, events.Traced)
    assert (traced.step, "".join(traced.tokens)) == (7, "abcabc")
    assert {name: array.shape for name, array in traced.values.items()} == dict.fromkeys("hcifgo", (6, 1, 12))
    assert traced.surprise.shape == (6,)
    assert traced.surprise[0] == 0
    probe.receive(events.SetProbe(text="abc" * 1000))
    (traced,) = probe.look(task, 8, 0.0, False)
    assert isinstance(traced, events.Traced)
    assert len(traced.tokens) == len(traced.surprise) == 400


def test_with_a_trace_comes_what_is_expected_after_the_prompt(task: LanguageTask) -> None:
    probe = Probe(VOCABULARY, "abc", "ab", trace_seconds=0.0)
    assert probe.traced is None
    (traced,) = probe.look(task, 7, 0.0, False)
    assert isinstance(traced, events.Traced)
    assert probe.traced is traced
    writer = LanguageModel("it", VOCABULARY, Network(task.network.config, task.network.weights()))
    candidates = writer.candidates("ab", 10)
    assert traced.prompt == "ab"
    assert traced.expected == tuple((each.text, each.probability) for each in candidates)
    assert len(traced.expected) == 8  # all there are but <unk>


def test_a_network_that_has_diverged_expects_nothing(task: LanguageTask) -> None:
    with torch.no_grad():
        task.network.head.bias.fill_(math.nan)
    (traced,) = Probe(VOCABULARY, "abc", "ab", trace_seconds=0.0).look(task, 7, 0.0, False)
    assert isinstance(traced, events.Traced)
    assert traced.expected == ()


def test_an_empty_probe_is_not_taken(task: LanguageTask) -> None:
    probe = Probe(VOCABULARY, "abc", "ab", trace_seconds=0.0)
    probe.receive(events.SetProbe(text=""))
    (traced,) = probe.look(task, 1, 0.0, False)
    assert isinstance(traced, events.Traced)
    assert "".join(traced.tokens) == "abc"


def test_what_the_model_never_saw_is_said_once(task: LanguageTask) -> None:
    probe = Probe(VOCABULARY, "abc", "ab", trace_seconds=1000.0)
    probe.receive(events.SetProbe(text="abxy\x1b"))
    notice, traced = probe.look(task, 1, 0.0, False)
    assert isinstance(notice, events.Notice)
    assert "never seen these 3 characters: x, y, ␛" in notice.text
    assert isinstance(traced, events.Traced)
    assert kinds(probe, task, 1.0) == []


def test_a_sample_depends_on_seed_and_step_alone_and_leaves_training_alone(task: LanguageTask) -> None:
    def sample(seed: int, step: int) -> str:
        (event,) = Probe(VOCABULARY, "abc", "ab", seed=seed).look(task, step, 0.0, True)
        assert isinstance(event, events.Sampled)
        return event.text

    before = task.network.weights()
    assert len(sample(1, 5)) == SAMPLE_TOKENS["char"]
    assert sample(1, 5) == sample(1, 5)
    assert len({sample(1, 5), sample(1, 6), sample(2, 5)}) == 3
    for name, array in task.network.weights().items():
        np.testing.assert_array_equal(array, before[name])
