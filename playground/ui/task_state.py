"""What is known of a network of Shapes in training, or of how one was trained: its curves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from playground import events
from playground.modelfile import ModelCard
from playground.recipes import TrainRequest
from playground.task_recipes import TaskRequest
from playground.ui.examples.offers import figures, is_share, measures, wording
from playground.ui.lab_state import Series
from playground.ui.run_state import RunState

TRAINING, HELD_OUT = "training", "held out"


@dataclass(slots=True)
class Curves:
    """Loss and measures over the seconds of training."""

    loss: dict[str, Series] = field(default_factory=dict)
    measures: dict[str, Series] = field(default_factory=dict)
    """By their names in words; shares in percent."""
    shares: bool = True
    """All measures are shares."""

    def add_loss(self, name: str, seconds: float, value: float) -> None:
        """One more loss, in nats."""
        _add(self.loss, name, seconds, value)

    def add_measures(self, seconds: float, values: Mapping[str, float]) -> None:
        """What a validation has measured."""
        for name, value in values.items():
            share = is_share(name)
            self.shares = self.shares and share
            _add(self.measures, wording(name), seconds, 100 * value if share else value)


def _add(curves: dict[str, Series], name: str, x: float, y: float) -> None:
    series = curves.setdefault(name, Series())
    series.xs.append(x)
    series.ys.append(y)


def learned(card: ModelCard | None) -> Curves:
    """How a model was trained, from its card."""
    curves = Curves()
    for point in card.history if card is not None else ():
        seconds = point.get("seconds")
        if not isinstance(seconds, int | float):
            continue
        for key, name in (("train", TRAINING), ("validation", HELD_OUT)):
            if isinstance(value := point.get(key), int | float):
                curves.add_loss(name, float(seconds), float(value))
        if "validation" in point:
            curves.add_measures(float(seconds), _measured(point))
    return curves


_OF_HISTORY = frozenset({"step", "seconds", "tokens", "train", "validation", "cold", "gradient_norm"})


def _measured(point: Mapping[str, object]) -> dict[str, float]:
    return {name: value for name, value in measures(point).items() if name not in _OF_HISTORY}


class TaskState:
    """The network in training. Only :meth:`begin` and :meth:`apply` change it."""

    def __init__(self) -> None:
        self.request: TaskRequest | TrainRequest | None = None
        self.run = RunState()
        self.curves = Curves()
        self.latest: dict[str, float] = {}
        """The measures of the latest validation."""

    @property
    def name(self) -> str:
        """What it will be called."""
        return self.request.name if self.request is not None else ""

    @property
    def active(self) -> bool:
        """It is going on, be it being prepared or paused."""
        return self.run.active

    def begin(self, request: TaskRequest | TrainRequest) -> None:
        """It was asked for; forget the one before."""
        self.request = request
        self.run, self.curves, self.latest = RunState(), Curves(), {}
        self.run.status = "preparing"

    def apply(self, event: events.Event) -> None:
        """Take one event in."""
        self.run.apply(event)
        match event:
            case events.Progress():
                self.curves.add_loss(TRAINING, event.seconds, event.loss)
            case events.Validated():
                self.curves.add_loss(HELD_OUT, event.seconds, event.carried)
                self.curves.add_measures(event.seconds, event.metrics)
                self.latest = dict(event.metrics)
            case _:
                pass

    @property
    def figures(self) -> str:
        """The latest measures in words."""
        return figures(self.latest)
