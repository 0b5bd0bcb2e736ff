"""Truncated back-propagation: what a network learns of a text that is cut into shorter or longer windows."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from playground import events
from playground.config import ModelConfig, TrainConfig
from playground.lab import brackets
from playground.lab.brackets import Brackets
from playground.lab.control import Control
from playground.lab.learn import learn
from playground.lab.truncation_verdict import judge, tables
from playground.tasks.language import LanguageTask
from playground.text.corpus import Corpus, prepare
from playground.text.reading import open_text

_CHARACTERS = 2048
"""Of an update, whatever the window."""
_RATES = {"rnn": 4e-3, "gru": 8e-3, "lstm": 1e-2}
_GUESS, _UNIFORM = "Guess", 1 / brackets.KINDS


@dataclass
class Learned:
    """What one cell learned, by window."""

    name: str
    bits: dict[int, float] = field(default_factory=dict)
    """Bits a character of the held-out tales."""
    closers: dict[int, dict[int, float]] = field(default_factory=dict)
    """Accuracy by window and distance."""

    @property
    def cell(self) -> str:
        return self.name.lower()


def run(settings: dict[str, Any], control: Control) -> Iterator[events.Event]:
    """Every window on both texts, cell by cell."""
    yield events.LabProgress(share=0.0, what="reading the tales")
    windows, distances = settings["windows"], settings["distances"]
    corpus = prepare(open_text(["fairy-tales"]), "char")
    longest = (float(windows[0]), float(windows[-1]))
    for panel in ("nearest", "farthest"):
        yield events.Curve(panel=panel, series=_GUESS, xs=longest, ys=(_UNIFORM, _UNIFORM))
    made_up = brackets.draw(_CHARACTERS * 60, distances, settings["seed"])
    held_out = brackets.draw(20_000, distances, settings["seed"] + 1)
    learned = [Learned(name) for name in settings["networks"]]
    # Both texts of all cells at one window, then the next: the curves grow side by side.
    rounds = [(window, each) for window in windows for each in learned]
    for turn, (window, each) in enumerate(rounds):
        begin, middle, end = turn / len(rounds), (turn + 0.6) / len(rounds), (turn + 1) / len(rounds)
        each.bits[window] = yield from _tales(each, window, corpus, settings, (begin, middle), control)
        yield _curve("loss", each.name, each.bits)
        each.closers[window] = yield from _closers(
            each, window, made_up, held_out, settings, (middle, end), control
        )
        for panel, distance in (("nearest", distances[0]), ("farthest", distances[-1])):
            yield _curve(panel, each.name, {w: found[distance] for w, found in each.closers.items()})
    yield from tables(learned, windows, distances)
    yield judge(learned, windows, distances)


def _train(
    each: Learned,
    window: int,
    texts: tuple[NDArray[Any], NDArray[Any]],
    vocabulary: int,
    units: int,
    updates: int,
    seed: int,
) -> tuple[LanguageTask, TrainConfig]:
    model = ModelConfig(vocabulary=vocabulary, cell=each.cell, units=units, embedding=units)  # type: ignore[arg-type]
    train = TrainConfig(
        steps=updates,
        batch=max(1, _CHARACTERS // window),
        window=window,
        learning_rate=_RATES[each.cell],
        reset=0.0,
        seed=seed,
    )
    torch.manual_seed(seed)
    return LanguageTask(model, train, *texts, torch.device("cpu")), train


def _tales(
    each: Learned,
    window: int,
    corpus: Corpus,
    settings: dict[str, Any],
    share: tuple[float, float],
    control: Control,
) -> Generator[events.Event, None, float]:
    task, train = _train(
        each,
        window,
        (corpus.train, corpus.validation),
        corpus.vocabulary.size,
        settings["units"],
        settings["updates"],
        settings["seed"],
    )
    last = yield from learn(task, train, control, what=f"{each.name}, window {window}, tales", share=share)
    return last.carried / math.log(2)


def _closers(
    each: Learned,
    window: int,
    made_up: Brackets,
    held_out: Brackets,
    settings: dict[str, Any],
    share: tuple[float, float],
    control: Control,
) -> Generator[events.Event, None, dict[int, float]]:
    task, train = _train(
        each,
        window,
        (made_up.ids, held_out.ids[:1024]),
        brackets.vocabulary(settings["distances"]),
        max(2, settings["units"] // 2),
        3 * settings["updates"],
        settings["seed"],
    )
    yield from learn(
        task, train, control, what=f"{each.name}, window {window}, openers and closers", share=share
    )
    return brackets.accuracies(task.network, held_out)


def _curve(panel: str, series: str, values: dict[int, float]) -> events.Curve:
    xs: Sequence[int] = sorted(values)
    return events.Curve(
        panel=panel,
        series=series,
        xs=tuple(map(float, xs)),
        ys=tuple(float(np.float64(values[x])) for x in xs),
    )
