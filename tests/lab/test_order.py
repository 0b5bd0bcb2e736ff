"""Adding words up cannot tell who does it; reading them in order can."""

from __future__ import annotations

import queue
from collections import Counter

import pytest
import torch

from playground import events
from playground.data.lexicon import Lexicon
from playground.lab.order import Result, judge
from playground.lab.order_networks import AVERAGE, BAG, SentenceNetwork
from playground.lab.order_sentences import ANIMAL, PERSON, sentence, sentences
from playground.lab.run import LabRun
from playground.tasks.batches import padded


def test_the_passive_turns_the_sentence_round() -> None:
    assert sentence("dog", "man", "bites") == "the dog bites the man"
    assert sentence("dog", "man", "bites", passive=True) == "the man is bitten by the dog"
    assert (
        sentence("dog", "man", "sees", opening="today", adjective="old") == "today the old dog sees the man"
    )


@pytest.mark.parametrize("passive", [False, True])
def test_every_sentence_has_a_partner_with_the_same_words_and_the_other_answer(passive: bool) -> None:
    learned, held_out = sentences(passive=passive, seed=1)
    for part in (learned, held_out):
        answers: dict[tuple[str, ...], Counter[int]] = {}
        for each in part:
            answers.setdefault(tuple(sorted(each.words)), Counter())[each.answer] += 1
        assert all(count[ANIMAL] == count[PERSON] for count in answers.values())
    assert not {each.words for each in learned} & {each.words for each in held_out}
    assert {word for each in held_out for word in each.words} <= {w for each in learned for w in each.words}


@pytest.mark.parametrize("kind", [BAG, AVERAGE, "RNN", "GRU", "LSTM"])
def test_only_reading_in_order_gives_two_vectors(kind: str) -> None:
    torch.manual_seed(0)
    lexicon = Lexicon(["dog", "man", "bites"])
    network = SentenceNetwork(kind, lexicon.size, 6)
    words, lengths = padded([lexicon.ids(["dog", "bites", "man"]), lexicon.ids(["man", "bites", "dog"])])
    one, other = network.vector(words, lengths)
    assert torch.equal(one, other) == (kind in (BAG, AVERAGE))


@pytest.mark.parametrize("kind", [BAG, AVERAGE, "LSTM"])
def test_padding_changes_no_vector(kind: str) -> None:
    torch.manual_seed(0)
    lexicon = Lexicon(["dog", "man", "bites", "today"])
    network = SentenceNetwork(kind, lexicon.size, 6)
    texts = [lexicon.ids(text.split()) for text in ("dog bites man", "today man bites dog today")]
    together = network.vector(*padded(texts))[0]
    torch.testing.assert_close(together, network.vector(*padded(texts[:1]))[0])


def test_runs_and_finds_what_it_claims() -> None:
    settings = {"networks": "Bag of words,LSTM", "updates": "150", "repeats": "1", "units": "16"}
    said = list(LabRun(events.LabRequest(name="order", settings=settings)))
    verdict = next(event for event in said if isinstance(event, events.Verdict))
    assert "Bag of words 50.0%" in verdict.text
    assert verdict.holds
    tables = {event.id: event for event in said if isinstance(event, events.LabTable)}
    assert [row[-1] for row in tables["vectors"].rows] == ["yes", "no"]
    curves = {(event.panel, event.series) for event in said if isinstance(event, events.Curve)}
    assert curves == {(panel, name) for panel in ("accuracy", "loss") for name in ("Bag of words", "LSTM")}


def test_stops_when_told_to() -> None:
    commands: queue.SimpleQueue[events.Command] = queue.SimpleQueue()
    said = []
    for event in LabRun(events.LabRequest(name="order", settings={"updates": 5000}), commands):
        said.append(event)
        if isinstance(event, events.LabProgress):
            commands.put(events.Stop())
    assert isinstance(said[-1], events.Finished)
    assert said[-1].stopped


@pytest.mark.parametrize(("bag", "lstm", "holds"), [(0.5, 1.0, True), (0.5, 0.6, False), (0.7, 1.0, None)])
def test_the_verdict_follows_the_numbers(bag: float, lstm: float, holds: bool | None) -> None:
    results = [Result(BAG, accuracies=[[0.5, bag]]), Result("LSTM", accuracies=[[0.5, lstm]])]
    assert judge(results).holds is holds
