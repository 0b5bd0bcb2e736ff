"""What is known of the training run, folded from its events, so that a screen opened late sees it all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from playground import events
from playground.recipes import TrainRequest
from playground.ui.time_machine import Film, Snapshot

Status = Literal["idle", "preparing", "running", "paused", "finished", "failed"]


class Client(Protocol):
    """What the app needs of ``playground.training.client.TrainingClient``; tests give one of their own."""

    @property
    def alive(self) -> bool: ...
    @property
    def busy(self) -> bool: ...
    def start(self) -> None: ...
    def train(self, request: events.Request) -> None: ...
    def send(self, command: events.Command) -> None: ...
    def poll(self) -> list[events.Event]: ...
    def close(self, patience: float = ...) -> None: ...


@dataclass(frozen=True, slots=True)
class Point:
    """One measurement of the loss."""

    step: int
    seconds: float
    nats: float
    """Per token."""
    bits: float
    """Per character."""


@dataclass
class RunState:
    """The run as the events so far tell it. Only :meth:`apply` and :meth:`begin` change it."""

    status: Status = "idle"
    request: TrainRequest | None = None
    what: str = ""
    """What is being prepared, before the first step."""
    started: events.Started | None = None
    progress: events.Progress | None = None
    validated: events.Validated | None = None
    traced: events.Traced | None = None
    weights: events.Weights | None = None
    finished: events.Finished | None = None
    failed: events.Failed | None = None
    saved: events.Saved | None = None
    train: list[Point] = field(default_factory=list)
    validation: list[Point] = field(default_factory=list)
    samples: list[events.Sampled] = field(default_factory=list)
    """The latest last; only the last few are kept."""
    vitals: list[events.Vitals] = field(default_factory=list)
    film: Film = field(default_factory=Film)

    KEPT_SAMPLES = 24
    KEPT_POINTS = 4096
    KEPT_VITALS = 1024

    @property
    def name(self) -> str:
        if self.started is not None:
            return self.started.name
        return self.request.name if self.request is not None else ""

    @property
    def active(self) -> bool:
        """A run is going on, be it being prepared or paused."""
        return self.status in ("preparing", "running", "paused")

    def begin(self, request: TrainRequest) -> None:
        """A run was asked for; forget the one before (a resumed run keeps its curves)."""
        keep = request.resume and request.name == self.name
        train, validation, samples = self.train, self.validation, self.samples
        vitals, film = self.vitals, self.film
        self.__init__()  # type: ignore[misc]  # every field back to its default
        self.status, self.request = "preparing", request
        if keep:
            self.train, self.validation, self.samples = train, validation, samples
            self.vitals, self.film = vitals, film

    def apply(self, event: events.Event) -> None:
        """Take one event in."""
        match event:
            case events.Preparing():
                self.what = event.what
            case events.Started():
                self.started, self.status = event, "running"
                self.cut(event.step)
            case events.Progress():
                self.progress = event
                self.train.append(Point(event.step, event.seconds, event.loss, event.bits_per_char))
                if len(self.train) > self.KEPT_POINTS:
                    self.train = _halved(self.train)
            case events.Validated():
                self.validated = event
                self.validation.append(Point(event.step, event.seconds, event.carried, event.bits_per_char))
            case events.Sampled():
                self.samples = [*self.samples, event][-self.KEPT_SAMPLES :]
                self.film.hear(event)
            case events.Traced():
                self.traced = event
                self._remember(event)
            case events.Vitals():
                self.vitals.append(event)
                if len(self.vitals) > self.KEPT_VITALS:
                    self.vitals = [*self.vitals[:-1:2], event]
            case events.Weights():
                self.weights = event
            case events.Saved():
                self.saved = event
            case events.Paused():
                self.status = "paused"
            case events.Resumed():
                self.status = "running"
            case events.RolledBack():
                self.cut(event.to_step)
            case events.Finished():
                self.finished, self.status = event, "finished"
            case events.Failed():
                self.failed, self.status = event, "failed"
            case _:
                pass

    def _remember(self, traced: events.Traced) -> None:
        """Add this moment to the film."""
        progress = self.progress
        sampled = self.samples[-1] if self.samples else None
        seconds, bits = (progress.seconds, progress.bits_per_char) if progress is not None else (0.0, None)
        self.film.add(Snapshot.take(traced, seconds, bits, sampled))

    def cut(self, step: int) -> None:
        """Drop what was measured after ``step``: the run went back there."""
        self.train = [point for point in self.train if point.step <= step]
        self.validation = [point for point in self.validation if point.step <= step]
        self.vitals = [measured for measured in self.vitals if measured.step <= step]
        self.samples = [sampled for sampled in self.samples if sampled.step <= step]
        if self.validated is not None and self.validated.step > step:
            self.validated = None
        self.film.cut(step)


def _halved(points: list[Point]) -> list[Point]:
    """Neighbours averaged two by two: a run of days has no longer a curve than one of minutes."""
    pairs = zip(points[::2], points[1::2], strict=False)
    return [
        Point(b.step, b.seconds, (a.nats + b.nats) / 2, (a.bits + b.bits) / 2) for a, b in pairs
    ] + points[len(points) // 2 * 2 :]


def coalesce(arrived: list[events.Event]) -> list[events.Event]:
    """Of each kind that replaces its predecessor keep only the newest; the order of the rest stays.

    Progress is kept whole: every point of it belongs on the curve.
    """
    newest: dict[type[events.Event], int] = {}
    for index, event in enumerate(arrived):
        if isinstance(event, events.Traced | events.Weights | events.Preparing):
            newest[type(event)] = index
    return [event for index, event in enumerate(arrived) if newest.get(type(event), index) == index]
