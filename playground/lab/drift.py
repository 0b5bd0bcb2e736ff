"""Teacher forcing and temperature: what becomes of a text the further a network writes it by itself."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from playground import events
from playground.config import ModelConfig, TrainConfig
from playground.lab.control import Control
from playground.lab.drift_verdict import judge, tables
from playground.lab.free_running import Ids, forced_bits, known_share, repeats, words_in, write
from playground.lab.learn import learn
from playground.nets.recurrent import RecurrentNetwork
from playground.tasks.language import LanguageTask
from playground.text.corpus import Corpus, prepare
from playground.text.ngram import bits_of_each
from playground.text.reading import open_text

TRUE = "True text"
_PROMPT = 64
_ORDER = 6
_POINTS = 16
"""Points of a curve over the distance from the prompt."""
_RATES = {"rnn": 4e-3, "gru": 8e-3, "lstm": 1e-2}
_TRAINING = 0.7
"""Share of the experiment that training takes, about."""

Bits = NDArray[np.float64]


@dataclass
class Writing:
    """One network, and what came of it."""

    name: str
    network: RecurrentNetwork
    forced: float = 0.0
    """Teacher-forced loss on the true continuations, bits a character."""
    strange: Bits = field(default_factory=lambda: np.zeros(1))
    """Bits for the judge by distance from the prompt, at temperature 1."""
    temperatures: list[tuple[float, float, float, float]] = field(default_factory=list)
    """Temperature, entropy, repeats and share of real words."""


@dataclass(frozen=True)
class Stage:
    """What all networks are judged on."""

    corpus: Corpus
    prompts: Ids
    """(characters, texts)."""
    true: Ids
    """The true continuations, (characters, texts)."""
    known: set[str]
    """Words of the training text."""

    def strange(self, texts: Ids) -> Bits:
        """Bits of each character of ``texts`` (characters, texts) for the judge, mean over the texts."""
        whole = np.concatenate([self.prompts, texts])
        train = np.asarray(self.corpus.train, np.int64)
        bits = bits_of_each(train, whole.T.reshape(-1), self.corpus.vocabulary.size, _ORDER)
        rows = bits.reshape(whole.shape[1], -1)[:, len(self.prompts) :]
        strange: Bits = rows.mean(0)
        return strange

    def decoded(self, texts: Ids) -> list[str]:
        """The texts as characters."""
        return [self.corpus.vocabulary.decode(text) for text in texts.T]


def run(settings: dict[str, Any], control: Control) -> Iterator[events.Event]:
    """Train the networks, let them write, and judge what they wrote."""
    yield events.LabProgress(share=0.0, what="reading the tales")
    stage = _stage(settings)
    true = stage.strange(stage.true)
    yield _curve("drift", TRUE, true)
    names: tuple[str, ...] = settings["networks"]
    writings = []
    for turn, name in enumerate(names):
        share = (_TRAINING * turn / len(names), _TRAINING * (turn + 1) / len(names))
        network = yield from _train(name, stage.corpus, settings, share, control)
        writing = Writing(name, network)
        writings.append(writing)
        forced = forced_bits(network, stage.prompts, stage.true).mean(1)
        writing.forced = float(forced.mean())
        yield _curve("forced", name, forced)
    rounds = [(writing, percent) for percent in _temperatures(settings) for writing in writings]
    for turn, (writing, percent) in enumerate(rounds):
        share_now = _TRAINING + (1 - _TRAINING) * turn / len(rounds)
        yield events.LabProgress(
            share=share_now, what=f"{writing.name} writes at temperature {percent / 100:g}"
        )
        yield from _write(writing, stage, percent, settings, control)
    yield from tables(writings, true)
    yield judge(writings, true, repeats(stage.true))


def _temperatures(settings: dict[str, Any]) -> list[int]:
    """In percent, 100 always among them and first."""
    return [100, *(percent for percent in settings["temperatures"] if percent != 100)]


def _stage(settings: dict[str, Any]) -> Stage:
    corpus = prepare(open_text(["fairy-tales"]), "char")
    held_out = np.asarray(corpus.validation, np.int64)
    # However long the texts are to be, they must lie in the held-out part.
    length = min(settings["length"], len(held_out) // 2)
    random = np.random.default_rng(settings["seed"])
    starts = random.integers(0, len(held_out) - _PROMPT - length, settings["texts"])
    pieces = held_out[starts[None, :] + np.arange(_PROMPT + length)[:, None]]
    return Stage(corpus, pieces[:_PROMPT], pieces[_PROMPT:], set(words_in(corpus.train_text())))


def _train(
    name: str, corpus: Corpus, settings: dict[str, Any], share: tuple[float, float], control: Control
) -> Generator[events.Event, None, RecurrentNetwork]:
    cell = name.lower()
    model = ModelConfig(
        vocabulary=corpus.vocabulary.size,
        cell=cell,  # type: ignore[arg-type]
        units=settings["units"],
        embedding=settings["units"],
    )
    train = TrainConfig(
        steps=settings["updates"], batch=32, window=64, learning_rate=_RATES[cell], seed=settings["seed"]
    )
    torch.manual_seed(settings["seed"])
    task = LanguageTask(model, train, corpus.train, corpus.validation, torch.device("cpu"))
    yield from learn(task, train, control, what=f"{name} learns", share=share)
    return task.network


def _write(
    writing: Writing, stage: Stage, percent: int, settings: dict[str, Any], control: Control
) -> Iterator[events.Event]:
    written = write(
        writing.network, stage.prompts, len(stage.true), percent / 100, settings["seed"], control.check
    )
    if percent == 100:
        writing.strange = stage.strange(written.ids)
        yield _curve("drift", writing.name, writing.strange)
    real = known_share(stage.decoded(written.ids), stage.known)
    writing.temperatures.append((percent / 100, written.entropy, repeats(written.ids), real))
    writing.temperatures.sort()
    columns = list(zip(*writing.temperatures, strict=True))
    for panel, values in zip(("entropy", "repeats", "words"), columns[1:], strict=True):
        yield events.Curve(panel=panel, series=writing.name, xs=columns[0], ys=values)


def _curve(panel: str, series: str, bits: Sequence[float] | Bits) -> events.Curve:
    """Bits by distance, as means over stretches of equal length."""
    parts = np.array_split(np.asarray(bits), min(_POINTS, len(bits)))
    ends = np.cumsum([len(part) for part in parts])
    middles = ends - np.array([len(part) for part in parts]) / 2
    return events.Curve(
        panel=panel,
        series=series,
        xs=tuple(map(float, middles)),
        ys=tuple(float(part.mean()) for part in parts),
    )
