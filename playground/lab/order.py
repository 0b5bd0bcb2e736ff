"""Word order: who can tell "dog bites man" from "man bites dog"."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from playground import events
from playground.config import TrainConfig
from playground.data.lexicon import Lexicon
from playground.lab.control import Control
from playground.lab.learn import learn
from playground.lab.order_networks import AVERAGE, BAG, SentenceNetwork
from playground.lab.order_sentences import ANIMAL, Sentence, sentence, sentences
from playground.tasks.batches import Batches, padded
from playground.tasks.task import Validation

_BATCH = 32
_ASKED = (("dog", "man", "bites", False), ("man", "dog", "bites", False), ("dog", "man", "bites", True))
"""The sentences of the tables: who does what to whom, and whether in the passive."""


class OrderTask:
    """Trains ``network`` to say who does it.

    Args:
        seed: of the order in which sentences are read.
    """

    def __init__(
        self,
        network: SentenceNetwork,
        lexicon: Lexicon,
        learned: Sequence[Sentence],
        held_out: Sequence[Sentence],
        seed: int,
    ) -> None:
        self.network = network
        self._learned = [(lexicon.ids(each.words), each.answer) for each in learned]
        self._held_out = _batch([(lexicon.ids(each.words), each.answer) for each in held_out])
        lengths = [len(each.words) for each in learned]
        self._batches = Batches(lengths, _BATCH, seed)
        self.tokens_per_step = round(_BATCH * float(np.mean(lengths)))
        self.steps_per_epoch = self._batches.per_epoch
        self.held_out_tokens = sum(len(each.words) for each in held_out)

    def loss(self) -> Tensor:
        """Cross-entropy of the next batch, nats a sentence."""
        words, lengths, answers = _batch([self._learned[index] for index in self._batches.next()])
        return F.cross_entropy(self.network(words, lengths), answers)

    def validate(self, limit: int | None = None) -> Validation:
        """Loss and ``accuracy`` on the held-out sentences; they are few, so ``limit`` changes nothing."""
        del limit
        words, lengths, answers = self._held_out
        with torch.no_grad():
            logits = self.network(words, lengths)
            loss = float(F.cross_entropy(logits, answers))
        accuracy = float((logits.argmax(1) == answers).float().mean())
        return Validation(loss, loss, self.held_out_tokens, {"accuracy": accuracy})

    def state(self) -> tuple[dict[str, NDArray[Any]], dict[str, int]]:
        """The place among the sentences."""
        return {}, self._batches.state()

    def restore(self, arrays: dict[str, NDArray[Any]], place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        del arrays
        self._batches.restore(place)


def _batch(examples: Sequence[tuple[NDArray[np.int64], int]]) -> tuple[Tensor, Tensor, Tensor]:
    words, lengths = padded([ids for ids, _ in examples])
    return words, lengths, torch.tensor([answer for _, answer in examples])


@dataclass
class Result:
    """One kind of network: its curves, one row each repeat, and the last network."""

    name: str
    steps: list[float] = field(default_factory=list)
    accuracies: list[list[float]] = field(default_factory=list)
    losses: list[list[float]] = field(default_factory=list)
    networks: list[SentenceNetwork] = field(default_factory=list)

    @property
    def accuracy(self) -> float:
        """At the end, mean of the repeats."""
        return float(np.mean([row[-1] for row in self.accuracies]))

    def curves(self) -> Iterator[events.Curve]:
        """Means over the repeats as far as all of them have come."""
        for panel, rows in (("accuracy", self.accuracies), ("loss", self.losses)):
            count = min(len(row) for row in rows)
            means = np.mean([row[:count] for row in rows], axis=0)
            yield events.Curve(
                panel=panel, series=self.name, xs=tuple(self.steps[:count]), ys=tuple(map(float, means))
            )


def run(settings: dict[str, Any], control: Control) -> Iterator[events.Event]:
    """Train every network on the same sentences, several times, and ask each about the dog and the man."""
    names: tuple[str, ...] = settings["networks"]
    results = [Result(name) for name in names]
    learned, held_out = sentences(passive=settings["passive"] == "yes", seed=settings["seed"])
    lexicon = Lexicon.of(each.words for each in (*learned, *held_out))
    rounds = settings["repeats"] * len(names)
    for turn in range(rounds):
        repeat, result = turn // len(names), results[turn % len(names)]
        seed = settings["seed"] + repeat
        torch.manual_seed(seed)
        network = SentenceNetwork(result.name, lexicon.size, settings["units"])
        task = OrderTask(network, lexicon, learned, held_out, seed)
        yield from _train(result, task, settings, (turn / rounds, (turn + 1) / rounds), control)
        result.networks.append(network)
    yield _vectors(results, lexicon)
    yield _answers(results, lexicon, settings)
    yield judge(results)


def _train(
    result: Result, task: OrderTask, settings: dict[str, Any], share: tuple[float, float], control: Control
) -> Generator[events.Event]:
    train = TrainConfig(
        steps=settings["updates"],
        batch=_BATCH,
        learning_rate=settings["learning_rate"],
        weight_decay=0.0,
        seed=settings["seed"],
    )
    first = task.validate()
    result.accuracies.append([first.metrics["accuracy"]])
    result.losses.append([first.carried])
    steps = [0.0]

    def watch(seen: events.Validated) -> None:
        if seen.step > steps[-1]:
            steps.append(float(seen.step))
            result.accuracies[-1].append(seen.metrics["accuracy"])
            result.losses[-1].append(seen.carried)
            if len(steps) > len(result.steps):
                result.steps = list(steps)

    yield from learn(task, train, control, what=result.name, share=share, watch=watch)
    yield from result.curves()


def _vector(network: SentenceNetwork, lexicon: Lexicon, text: str) -> Tensor:
    words, lengths = padded([lexicon.ids(text.split())])
    with torch.no_grad():
        return network.vector(words, lengths)[0]


def _vectors(results: Sequence[Result], lexicon: Lexicon) -> events.LabTable:
    """How far apart the vectors of the two sentences are."""
    rows = []
    for result in results:
        one = _vector(result.networks[-1], lexicon, "dog bites man")
        other = _vector(result.networks[-1], lexicon, "man bites dog")
        apart = float((one - other).norm())
        rows.append(
            (
                result.name,
                f"{len(one):,}",
                f"{float(one.norm()):.3f}",
                f"{apart:.3f}" if apart else "0 (the same)",
                "yes" if torch.equal(one, other) else "no",
            )
        )
    return events.LabTable(
        id="vectors",
        title='"dog bites man" and "man bites dog" as vectors',
        columns=("Network", "Numbers", "Length of the first", "Distance to the second", "Equal"),
        rows=tuple(rows),
    )


def _answers(results: Sequence[Result], lexicon: Lexicon, settings: dict[str, Any]) -> events.LabTable:
    """What each network says of the dog and the man."""
    asked = [each for each in _ASKED if settings["passive"] == "yes" or not each[3]]
    texts = [sentence(doer, other, verb, passive=passive) for doer, other, verb, passive in asked]
    rows = []
    for result in results:
        words, lengths = padded([lexicon.ids(text.split()) for text in texts])
        with torch.no_grad():
            shares = torch.softmax(result.networks[-1](words, lengths), 1)[:, ANIMAL]
        rows.append((result.name, *(f"{float(share):.1%}" for share in shares), f"{result.accuracy:.1%}"))
    return events.LabTable(
        id="answers",
        title="How likely it is the animal that does it, and accuracy on all held-out sentences",
        columns=("Network", *texts, "Held out"),
        rows=tuple(rows),
    )


def judge(results: Sequence[Result]) -> events.Verdict:
    """Whether adding up failed and reading in order did not."""
    adding = [result for result in results if result.name in (BAG, AVERAGE)]
    reading = [result for result in results if result.name not in (BAG, AVERAGE)]
    listed = ", ".join(f"{result.name} {result.accuracy:.1%}" for result in results)
    text = f"Right about who does it, in held-out sentences: {listed}."
    if not adding or not reading:
        return events.Verdict(text=f"{text} Nothing else was compared.", holds=None)
    blind = all(abs(result.accuracy - 0.5) < 1e-9 for result in adding)
    seeing = [result for result in reading if result.accuracy >= 0.95]
    text += (
        " Whatever only adds words up gives both sentences of a pair the same answer, and one of the two is "
        "wrong: exactly half."
        if blind
        else " Something that only adds words up did not get exactly half, which it should."
    )
    if len(seeing) == len(reading):
        text += " Every network that reads in order had learned it."
    else:
        slow = ", ".join(result.name for result in reading if result not in seeing)
        text += f" Not (yet) learned, after these updates, by {slow}."
    if blind and len(seeing) == len(reading):
        return events.Verdict(text=text, holds=True)
    return events.Verdict(text=text, holds=None if seeing else False)
