"""Sequence length in practice: sentiment of texts of 10 to 1,000 words, none of them padded."""

from __future__ import annotations

import copy
from collections.abc import Generator, Iterator
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from playground import events
from playground.config import CELLS, TrainConfig
from playground.lab.control import Control
from playground.lab.learn import learn
from playground.lab.length_verdict import BAG, Lengths, Result, judge, tables
from playground.lab.long_texts import LongTexts, shipped_texts, user_texts
from playground.lab.reading import BagOfWords, Reader, ReadingTask, Texts
from playground.nets.classifier import Classifier
from playground.task_config import TaskConfig

_BATCH = 32
_STEPS = 20_000
"""Updates times words at most, at one length."""
_HELD_OUT = 256
"""Texts that accuracies are measured on."""
_GRADIENTS = 32
"""Texts that gradients are averaged over."""
_DROPOUT = 0.5
_BAG_RATE = 0.02


def run(settings: dict[str, Any], control: Control) -> Iterator[events.Event]:
    """Train every network at every length, the short ones first."""
    yield events.LabProgress(share=0.0, what="reading the texts")
    lengths: tuple[int, ...] = settings["lengths"]
    if settings["folder"]:
        texts = user_texts(settings["folder"], lengths[-1], settings["seed"])
    else:
        texts = shipped_texts(settings["opinion"], settings["seed"])
    for sentence in texts.notices:
        yield events.Notice(text=sentence)
    ends = (float(lengths[0]), float(lengths[-1]))
    for panel in ("accuracy", "ends") if texts.can_turn else ("accuracy",):
        yield events.Curve(panel=panel, series="One half", xs=ends, ys=(0.5, 0.5))
    students = [_Student(name, texts, settings) for name in (BAG, *settings["cells"])]
    # Long texts get fewer updates, but even one of them takes its time.
    work = [length * most_updates(settings["updates"], length) for length in lengths]
    for index, length in enumerate(lengths):
        for place, student in enumerate(students):
            begin = sum(work[:index]) + work[index] * place / len(students)
            end = begin + work[index] / len(students)
            share = (begin / sum(work), end / sum(work))
            result = yield from student.read(length, share, control)
            yield from _points(student.found.name, length, result)
    found = [student.found for student in students]
    yield tables(found, lengths)
    yield judge(found, lengths, texts.name)


def most_updates(most: int, length: int) -> int:
    """Updates at ``length`` where ``most`` are allowed: fewer where texts are long."""
    return max(1, min(most, _STEPS // length))


class _Student:
    """One network, which reads longer and longer texts."""

    def __init__(self, name: str, texts: LongTexts, settings: dict[str, Any]) -> None:
        self.found = Lengths(name)
        self._texts = texts
        self._settings = settings
        self._network = self._fresh()

    def _fresh(self) -> Reader:
        torch.manual_seed(self._settings["seed"])
        words, units = self._texts.lexicon.size, self._settings["units"]
        if self.found.name == BAG:
            return BagOfWords(words, 2)
        config = TaskConfig(
            task="classify",
            cell=next(cell for cell in CELLS if cell == self.found.name.lower()),
            vocabulary=words,
            outputs=2,
            units=units,
            embedding=units,
            dropout=_DROPOUT,
        )
        return Classifier(config)

    def read(
        self, length: int, share: tuple[float, float], control: Control
    ) -> Generator[events.Event, None, Result]:
        """Learn from texts of ``length`` words and be examined on others."""
        settings, name = self._settings, self.found.name
        if settings["training"] == "afresh":
            self._network = self._fresh()
        held_out = self._texts.held_out.draw(_HELD_OUT, length, _random(settings, 1))
        task = ReadingTask(
            self._network,
            lambda random: self._texts.train.draw(_BATCH, length, random),
            held_out,
            settings["seed"],
        )
        train = TrainConfig(
            steps=most_updates(settings["updates"], length),
            batch=_BATCH,
            window=length,
            learning_rate=_BAG_RATE if name == BAG else settings["learning_rate"],
            seed=settings["seed"],
        )
        last = yield from learn(task, train, control, what=f"{name}, {length:,} words", share=share)
        self._network.train(False)
        control.check()
        followed = None
        if self._texts.can_turn:
            turning = self._texts.held_out.draw(_HELD_OUT, length, _random(settings, 2), mixed=True)
            followed = accuracy(self._network, turning)
        control.check()
        gradient = reaching_first(self._network, held_out) if isinstance(self._network, Classifier) else None
        seconds = last.seconds / last.step
        result = Result(last.metrics["accuracy"], gradient, followed, seconds)
        self.found.results[length] = result
        return result


def _random(settings: dict[str, Any], which: int) -> torch.Generator:
    """Random numbers for held-out texts, other than those for the texts to learn from."""
    return torch.Generator().manual_seed(2**32 * which + settings["seed"])


def _points(name: str, length: int, result: Result) -> Iterator[events.Point]:
    values = {
        "accuracy": result.accuracy,
        "gradient": result.gradient or None,  # on a logarithmic axis there is no 0
        "ends": result.follows_end,
        "time": 1000 * result.seconds,
    }
    for panel, y in values.items():
        if y is not None:
            yield events.Point(panel=panel, series=name, x=float(length), y=y)


@torch.no_grad()
def accuracy(network: Reader, texts: Texts) -> float:
    """Share of ``texts`` whose label is what the network says."""
    said = network(texts.words, texts.lengths).argmax(1)
    return float((said == texts.labels).float().mean())


def reaching_first(network: Classifier, texts: Texts) -> float:
    """Norm of dL/dx_1, as a share of that of dL/dx_T, each averaged over some of ``texts``.

    In double precision, where a share as small as 1e-300 is still a number.
    """
    precise = copy.deepcopy(network).double().eval()
    kept: list[Tensor] = []

    def keep(_module: torch.nn.Module, _inputs: tuple[Tensor, ...], vectors: Tensor) -> None:
        vectors.retain_grad()
        kept.append(vectors)

    precise.embedding.register_forward_hook(keep)
    logits = precise(texts.words[:, :_GRADIENTS], texts.lengths[:_GRADIENTS])
    torch.autograd.backward(F.cross_entropy(logits, texts.labels[:_GRADIENTS]))
    gradient = kept[0].grad
    assert gradient is not None, "it was asked to be kept"
    first, last = (float(gradient[step].norm(dim=1).mean()) for step in (0, -1))
    return first / last if last > 0 else 0.0
