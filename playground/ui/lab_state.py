"""What is known of one experiment of the Lab, folded from its events; it stays while the app is open."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from playground import events
from playground.lab.experiment import Experiment
from playground.ui.lab_looks import Looks
from playground.ui.recipe import show_duration

Status = Literal["idle", "preparing", "running", "paused", "finished", "failed"]
clock: Callable[[], float] = time.monotonic
"""Seconds; tests give another."""


def duration(seconds: float) -> str:
    """How long an experiment takes, in few columns: ``5 s``, ``90 s``, ``2:30``."""
    return f"{seconds:.0f} s" if seconds < 100 else show_duration(seconds)


@dataclass(slots=True)
class Series:
    """One curve: points in the order in which they came."""

    xs: list[float] = field(default_factory=list)
    ys: list[float] = field(default_factory=list)

    @property
    def broke_at(self) -> float | None:
        """The x of the first y that is not a number, if there is one."""
        return next((x for x, y in zip(self.xs, self.ys, strict=True) if not math.isfinite(y)), None)


class LabState:
    """One experiment: what was measured in its latest run. Only :meth:`begin` and :meth:`apply` change it."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.request: events.LabRequest | None = None
        self._clear("idle")

    def _clear(self, status: Status) -> None:
        self.status: Status = status
        self.panels = self.experiment.panels
        self.settings: dict[str, Any] = {}
        """All of them, as the run began."""
        self.curves: dict[str, dict[str, Series]] = {panel.id: {} for panel in self.panels}
        self.tables: dict[str, events.LabTable] = {}
        self.looks = Looks()
        self.verdict: events.Verdict | None = None
        self.problem = ""
        """Why it failed, if it did."""
        self.stopped = False
        self.share, self.what = 0.0, ""
        self.seconds: float | None = None
        """How long it took, once it has ended."""
        self._since: float | None = None
        self._spent = 0.0

    @property
    def active(self) -> bool:
        """It is going on, be it being prepared or paused."""
        return self.status in ("preparing", "running", "paused")

    @property
    def shown(self) -> bool:
        """There is something to look at."""
        return any(self.curves.values()) or bool(self.tables)

    def begin(self, request: events.LabRequest) -> None:
        """It was asked for; what was measured before is forgotten."""
        self.request = request
        self._clear("preparing")

    def apply(self, event: events.Event) -> None:
        """Take one event in."""
        match event:
            case events.LabStarted():
                self.status, self._since = "running", clock()
                self.panels, self.settings = event.panels, event.settings
                self.curves = {panel.id: {} for panel in event.panels}
            case events.LabProgress():
                self.share, self.what = min(max(event.share, 0.0), 1.0), event.what
            case events.Point():
                series = self._series(event.panel, event.series)
                series.xs.append(event.x)
                series.ys.append(event.y)
            case events.Curve():
                series = self._series(event.panel, event.series)
                series.xs, series.ys = list(event.xs), list(event.ys)
            case events.LabTable():
                self.tables[event.id] = event
            case events.Verdict():
                self.verdict = event
            case events.Paused():
                self._halt("paused")
            case events.Resumed():
                self.status, self._since = "running", clock()
            case events.Finished():
                self._halt("finished")
                self.stopped = event.stopped
                self.seconds = event.seconds
                self.share = self.share if event.stopped else 1.0
            case events.Failed():
                self._halt("failed")
                self.problem = event.text
            case _:
                pass

    def _series(self, panel: str, name: str) -> Series:
        curves = self.curves.setdefault(panel, {})
        if name not in curves:
            self.looks.of(name, panel)  # the order of arrival decides on colours and letters
            curves[name] = Series()
        return curves[name]

    def _halt(self, status: Status) -> None:
        self.status = status
        if self._since is not None:
            self._spent += clock() - self._since
        self._since = None

    @property
    def eta(self) -> float:
        """Seconds to go: by the share that is done, at first by what the defaults usually take."""
        spent = self._spent + (clock() - self._since if self._since is not None else 0.0)
        usual = self.experiment.seconds
        guess = spent * (1 - self.share) / self.share if self.share > 0 else usual
        trust = min(1.0, self.share / 0.1)
        return max(0.0, trust * guess + (1 - trust) * max(usual - spent, 0.0))
