"""Vanishing gradients: how much is left of them on their way back, before and during training."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch
from torch import Generator, Tensor

from playground import events
from playground.config import TrainConfig
from playground.lab.control import Control
from playground.lab.networks import Kind, SmallNetwork
from playground.lab.sequence_task import Batch, SequenceTask, side_by_side
from playground.lab.state_gradients import fading, state_gradients
from playground.lab.vanishing_verdict import Fall, fall_table, judge
from playground.training.trainer import Trainer

_BATCH, _HELD_OUT, _MEASURED = 32, 128, 16
"""Sequences of a training step, of the held-out set, and of those on which gradients are measured."""
_MARKS = 2.0
"""Marked steps of a sequence that is trained on, on average, beside the first."""
_SNAPSHOTS = 20
_FLOOR = 1e-20
"""Curves end where less is left. In single precision it would be lost even beside a millionth of the rest."""


def run(settings: dict[str, Any], control: Control) -> Iterator[events.Event]:
    """Measure, train side by side, measure again."""
    studies = {kind.name: _Study(kind, settings) for kind in _kinds(settings)}
    for name, study in studies.items():
        control.check()
        yield events.LabProgress(share=0.0, what=f"{name}, at initialisation")
        yield from study.measure(0)
    yield from _train(studies, settings, control)
    for name, study in studies.items():
        for length in settings["lengths"]:
            control.check()
            yield events.LabProgress(share=0.97, what=f"{name}, length {length:,}")
            left = float(fading(study.gradients(length)[0])[-1])
            if left >= _FLOOR:
                yield events.Point(panel="first", series=name, x=length, y=left)
    falls = [study.fall() for study in studies.values()]
    yield fall_table(falls, settings["distance"], settings["steps"])
    yield judge(falls, settings["distance"], settings["steps"])


def _kinds(settings: dict[str, Any]) -> Iterator[Kind]:
    plain = {"rnn-tanh": Kind("rnn"), "rnn-relu": Kind("rnn", "relu"), "gru": Kind("gru")}
    for name in settings["networks"]:
        if name == "lstm":
            yield from (Kind("lstm", forget_bias=float(bias)) for bias in settings["forget_biases"])
        else:
            yield plain[name]


def recall(length: int, batch: int, marks: float, random: Generator) -> Batch:
    """Sequences in which the number marked last is the target at every step.

    Inputs are a number from -1 to 1, and 1 where it is marked (the first always is), else 0.

    Args:
        length: T.
        marks: how many steps of a sequence are marked beside the first, on average.
    """
    numbers = 2 * torch.rand(length, batch, generator=random) - 1
    marked = torch.rand(length, batch, generator=random) < marks / length
    marked[0] = True
    steps = torch.arange(length)[:, None].expand(length, batch)
    latest = torch.where(marked, steps, 0).cummax(0).values
    return Batch(torch.stack((numbers, marked.float()), -1), numbers.gather(0, latest)[..., None])


class _Study:
    """One network, and what was measured on it."""

    def __init__(self, kind: Kind, settings: dict[str, Any]) -> None:
        seed = settings["seed"]
        torch.manual_seed(seed)
        self.kind = kind
        self.network = SmallNetwork(kind, 2, 1, settings["units"], settings["start"])
        self._distance: int = settings["distance"]
        longest = max(2 * self._distance + 1, *settings["lengths"])
        # Only the first step is marked: the last answer depends on the first step, and on nothing since.
        self._measured = recall(longest, _MEASURED, 0.0, torch.Generator().manual_seed(seed))
        self._left: list[tuple[float, ...]] = []
        """Left at the distance compared, of h and of an LSTM's c, at each measurement."""
        self.error = float("nan")
        """Latest on the held-out sequences."""

    def gradients(self, length: int) -> tuple[Tensor, ...]:
        """dL_T/dh_t, and dL_T/dc_t of an LSTM, on sequences of this length T."""
        batch = self._measured
        found = state_gradients(self.network, batch.inputs[:length], batch.targets[0])
        return (found.h,) if found.c is None else (found.h, found.c)

    def measure(self, step: int) -> Iterator[events.Event]:
        """Take the gradient's profile at this step of training and draw it."""
        profiles = [fading(part).numpy() for part in self.gradients(2 * self._distance + 1)]
        name = self.kind.name
        yield _curve("now" if step else "start", name, profiles[0])
        if not step:
            yield _curve("now", name, profiles[0])
        for state, profile in zip("hc", profiles, strict=False):
            if len(profiles) > 1:
                yield _curve("cell", name.replace("LSTM", f"LSTM {state}"), profile)
        self._left.append(tuple(float(profile[self._distance]) for profile in profiles))
        if self._left[-1][0] >= _FLOOR:
            yield events.Point(panel="reach", series=name, x=step, y=self._left[-1][0])

    def fall(self) -> Fall:
        """What came of it."""
        return Fall(self.kind, self._left[0], self._left[-1], self.error)


def _curve(panel: str, series: str, profile: np.ndarray[Any, np.dtype[np.float64]]) -> events.Curve:
    """The profile down to where nothing worth drawing is left."""
    faint = np.flatnonzero(~(profile >= _FLOOR))
    end = int(faint[0]) if len(faint) else len(profile)
    return events.Curve(
        panel=panel, series=series, xs=tuple(map(float, range(end))), ys=tuple(map(float, profile[:end]))
    )


def _train(studies: dict[str, _Study], settings: dict[str, Any], control: Control) -> Iterator[events.Event]:
    """Train all networks side by side, and measure each about every twentieth of the way."""
    steps, window, seed = settings["steps"], settings["window"], settings["seed"]
    config = TrainConfig(
        steps=steps,
        batch=_BATCH,
        window=window,
        learning_rate=settings["learning_rate"],
        weight_decay=0.0,
        seed=seed,
    )
    held_out = recall(window, _HELD_OUT, _MARKS, torch.Generator().manual_seed(seed + 1))

    def draw(random: Generator) -> Batch:
        return recall(window, _BATCH, _MARKS, random)

    trainers = {
        name: Trainer(
            SequenceTask(study.network, draw, held_out, seed + 2),
            config,
            report_seconds=None,
            autosave_seconds=float("inf"),
        )
        for name, study in studies.items()
    }
    measured = dict.fromkeys(studies, 0.0)
    for name, event in side_by_side(trainers, control):
        if isinstance(event, events.Validated):
            studies[name].error = event.carried
            yield events.Point(panel="learning", series=name, x=event.step, y=event.carried)
        if isinstance(event, events.Progress):
            done = sum(trainer.step for trainer in trainers.values()) / (steps * len(trainers))
            yield events.LabProgress(share=0.95 * done, what=f"{name}, step {event.step:,} of {steps:,}")
            if event.step >= steps or event.step - measured[name] >= steps / _SNAPSHOTS:
                measured[name] = event.step
                yield from studies[name].measure(event.step)
