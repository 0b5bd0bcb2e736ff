"""Memory span: over how many steps each kind of network learns to remember something."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

import torch

from playground import events
from playground.config import CELLS, TrainConfig
from playground.lab.control import Control
from playground.lab.learn import learn
from playground.lab.memory_verdict import HALF, Memory, judge, spans
from playground.lab.networks import Kind, SmallNetwork
from playground.lab.toys import Adding, Problem, Recall, ToyTask

_BATCH = 32
_STEPS = 40_000
"""Updates times delay at most, at one delay."""
_SOLVED = {"recall": 1.0, "adding": 0.97}
"""How much of the way from a guess to perfect counts as learned."""
_GIVEN_UP = 0.25
"""Share of the updates for a network that failed at the last two delays."""
_LOWEST = -1.0
"""Curves of learning end here: a first answer may be worse than a guess by any amount."""
_GUESSING = {"recall": "Guessing", "adding": "Always 1"}


def run(settings: dict[str, Any], control: Control) -> Iterator[events.Event]:
    """Train every network at every delay, several times, and compare their spans."""
    delays: tuple[int, ...] = settings["delays"]
    memories: list[Memory] = []
    for name in settings["problems"]:
        guess = problem(name, delays[0]).guess
        ends = (float(delays[0]), float(delays[-1]))
        yield events.Curve(panel=name, series=_GUESSING[name], xs=ends, ys=(guess, guess))
        memories += [Memory(name, network, guess) for network in settings["networks"]]
    work = _Work(settings, len(memories))
    for repeat in range(settings["repeats"]):
        for memory in memories:
            yield from _Pupil(memory, settings, settings["seed"] + repeat).remember(work, control)
    for name in settings["problems"]:
        yield spans(name, [memory for memory in memories if memory.problem == name], delays)
    yield judge(memories, delays)


def problem(name: str, delay: int) -> Problem:
    """The problem called ``name`` at ``delay``."""
    return Adding(delay) if name == "adding" else Recall(delay)


def most_updates(most: int, delay: int) -> int:
    """Updates at ``delay`` where ``most`` are allowed: fewer where sequences are long."""
    return max(1, min(most, _STEPS // delay))


@torch.no_grad()
def start_chrono(network: SmallNetwork, longest: int) -> None:
    """Gate biases for memories of 1 to ``longest`` steps (Tallec and Ollivier 2018, section 3).

    LSTM: b_f = log u and b_i = -b_f with u uniform from 1 to ``longest`` - 1. GRU: the same for its gate z,
    which in torch keeps the state where it is near 1.
    """
    H = network.config.units
    hold = torch.log(1 + (max(longest, 3) - 2) * torch.rand(H))
    biases = dict(network.rnn.named_parameters())
    biases["bias_ih_l0"][H : 2 * H] = hold
    biases["bias_hh_l0"][H : 2 * H] = 0.0
    if network.config.cell == "lstm":
        biases["bias_ih_l0"][:H] = -hold
        biases["bias_hh_l0"][:H] = 0.0


class _Work:
    """How much of the experiment is done, counted in steps of sequences that may have to be read."""

    def __init__(self, settings: dict[str, Any], memories: int) -> None:
        self._of = {delay: delay * most_updates(settings["updates"], delay) for delay in settings["delays"]}
        self._all = settings["repeats"] * memories * sum(self._of.values())
        self._done = 0

    def take(self, delay: int) -> tuple[float, float]:
        """Share of the whole that is done before and after one training at ``delay``."""
        begin, self._done = self._done, self._done + self._of[delay]
        return begin / self._all, self._done / self._all


class _Pupil:
    """One network of the kind ``memory`` is about, with weights of its own."""

    def __init__(self, memory: Memory, settings: dict[str, Any], seed: int) -> None:
        self._memory = memory
        self._settings = settings
        self._seed = seed
        self._network = self._fresh()

    def _fresh(self) -> SmallNetwork:
        name, longest = self._memory.network, max(self._settings["delays"])
        example = problem(self._memory.problem, longest)
        torch.manual_seed(self._seed)
        network = SmallNetwork(
            Kind(next(cell for cell in CELLS if name.lower().startswith(cell))),
            example.inputs,
            example.outputs,
            self._settings["units"],
            "orthogonal" if name.endswith("orthogonal") else "uniform",
        )
        if name.endswith("chrono"):
            start_chrono(network, longest)
        return network

    def remember(self, work: _Work, control: Control) -> Iterator[events.Event]:
        """Learn one delay after the other."""
        failed = 0
        for delay in self._settings["delays"]:
            if self._settings["training"] == "afresh":
                self._network = self._fresh()
            updates = most_updates(self._settings["updates"], delay)
            if failed >= 2:
                updates = max(1, round(_GIVEN_UP * updates))
            share = yield from self._learn(delay, updates, work.take(delay), control)
            failed = failed + 1 if share < HALF else 0
            yield self._memory.curve()

    def _learn(
        self, delay: int, updates: int, share: tuple[float, float], control: Control
    ) -> Generator[events.Event, None, float]:
        """Train at one delay; how far from a guess to perfect it came."""
        memory = self._memory
        shape = problem(memory.problem, delay)
        train = TrainConfig(
            steps=updates,
            batch=_BATCH,
            window=shape.length,
            learning_rate=self._settings["learning_rate"],
            weight_decay=0.0,
            seed=self._seed,
        )
        way: list[tuple[float, float]] = [(0.0, 0.0)]

        def watch(seen: events.Validated) -> events.Event:
            way.append((float(seen.step), max(_LOWEST, memory.share(seen.metrics["score"]))))
            xs, ys = zip(*way, strict=True)
            return events.Curve(panel="learning", series=memory.network, xs=xs, ys=ys)

        last = yield from learn(
            ToyTask(self._network, shape, _BATCH, self._seed),
            train,
            control,
            what=f"{memory.network}, {memory.problem}, delay {delay:,}",
            share=share,
            watch=watch,
            solved=lambda seen: memory.share(seen.metrics["score"]) >= _SOLVED[memory.problem],
        )
        memory.add(delay, last.metrics["score"], last.step)
        return memory.share(last.metrics["score"])
