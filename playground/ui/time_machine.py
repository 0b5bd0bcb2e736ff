"""The time machine: snapshots along a run, few enough to keep, so that its moments can be seen again."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from playground.events import Sampled, Traced

MOST = 240
"""Snapshots kept of a run: a film of half a minute."""
MOST_BYTES = 64 << 20
"""Memory that their states may take together."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """One moment of a run. Its states are kept with three digits (float16), more than an eye sees."""

    step: int
    seconds: float
    """Of training, at this step."""
    bits: float | None
    """Training loss, bits a character, where one was reported by then."""
    sampled: Sampled | None
    """What the network wrote last, by then."""
    _traced: Traced
    """Without its values."""
    _values: dict[str, NDArray[np.float16]]

    @classmethod
    def take(cls, traced: Traced, seconds: float, bits: float | None, sampled: Sampled | None) -> Snapshot:
        """A snapshot of the moment of ``traced``."""
        with np.errstate(over="ignore"):  # a value beyond 65,504 is off every scale
            values = {name: array.astype(np.float16) for name, array in traced.values.items()}
        return cls(traced.step, seconds, bits, sampled, replace(traced, values={}), values)

    @property
    def traced(self) -> Traced:
        """The states of the probe text, and what was expected after the prompt."""
        return replace(
            self._traced, values={name: array.astype(np.float32) for name, array in self._values.items()}
        )

    @property
    def prompt(self) -> str:
        """What samples began with."""
        return self._traced.prompt

    @property
    def expected(self) -> tuple[tuple[str, float], ...]:
        """The likeliest tokens after the prompt, with their probability."""
        return self._traced.expected

    @property
    def nbytes(self) -> int:
        """Memory that its states take."""
        return sum(array.nbytes for array in self._values.values())


class Film:
    """The snapshots of one run, in order: always its first and its newest, and an even spread in between.

    When there are too many, half of them go, those that leave the rest evenly spread over the steps of the
    run; from then on a new one is kept only that far from the one before. The newest is always there, and
    gives way to the next until it is far enough from the one before it.

    Args:
        most: snapshots.
        most_bytes: of their states together; two snapshots are kept however large they are.
    """

    def __init__(self, most: int = MOST, most_bytes: int = MOST_BYTES) -> None:
        self._most = max(2, most)
        self._most_bytes = most_bytes
        self._shots: list[Snapshot] = []
        self._gap = 0.0
        """Steps between two of them, at least."""

    def __len__(self) -> int:
        return len(self._shots)

    @property
    def plays(self) -> bool:
        """There is a past to go back to."""
        return len(self._shots) > 1

    @property
    def shots(self) -> Sequence[Snapshot]:
        """All of them, the oldest first."""
        return self._shots

    def add(self, shot: Snapshot) -> None:
        """Take the newest one in; one that is not of a later step than the last takes its place."""
        shots = self._shots
        while shots and shots[-1].step >= shot.step:
            shots.pop()
        if len(shots) > 1 and shots[-1].step - shots[-2].step < self._gap:
            shots.pop()
        shots.append(shot)
        size = sum(each.nbytes for each in shots)
        if len(shots) > 2 and (len(shots) > self._most or size > self._most_bytes):
            self._thin(max(2, min(self._most, len(shots)) // 2))

    def hear(self, sampled: Sampled) -> None:
        """What the network wrote: it belongs to the newest snapshot, if it is of the same step."""
        if self._shots and self._shots[-1].step == sampled.step:
            self._shots[-1] = replace(self._shots[-1], sampled=sampled)

    def _thin(self, count: int) -> None:
        """Keep ``count``: for each of as many steps spread evenly, the nearest."""
        shots = self._shots
        steps = np.array([shot.step for shot in shots])
        wanted = np.linspace(steps[0], steps[-1], count)
        nearest = np.abs(steps[None, :] - wanted[:, None]).argmin(axis=1)
        self._shots = [shots[index] for index in sorted(set(nearest.tolist()))]
        self._gap = float(steps[-1] - steps[0]) / (count - 1)

    def cut(self, step: int) -> None:
        """Drop what came after ``step``: the run went back there."""
        self._shots = [shot for shot in self._shots if shot.step <= step]

    def index(self, step: float) -> int:
        """Which of them is nearest to ``step``; there must be one."""
        steps = [shot.step for shot in self._shots]
        after = min(bisect_left(steps, step), len(steps) - 1)
        before = max(after - 1, 0)
        return before if step - steps[before] <= steps[after] - step else after

    def samples(self, step: int, most: int) -> list[Sampled]:
        """What the network wrote up to ``step``, the latest last, each text once."""
        found: dict[int, Sampled] = {}
        for shot in self._shots:
            if shot.step <= step and shot.sampled is not None:
                found[shot.sampled.step] = shot.sampled
        return list(found.values())[-most:]
