"""What a run says of itself: where it stands, how it was judged, and the curve kept with the model."""

from __future__ import annotations

import math
from collections.abc import Sequence

from playground import events
from playground.tasks.task import Task, Validation
from playground.training.meter import Meter
from playground.training.schedule import Plan

_POINTS = 200
"""Points of the curve that is kept with the model."""


class Report:
    """Is told of every step, and makes events of what it was told.

    Args:
        task: how many tokens it reads in a step, and how many steps are an epoch.
        plan: of the run; how much of it is done, and how much is left.
        chars_per_token: of the held-out text; turns nats a token into bits a character.
        meters: others that are told of every step.
    """

    def __init__(self, task: Task, plan: Plan, chars_per_token: float, meters: Sequence[Meter]) -> None:
        self.history: list[dict[str, float]] = []
        """Points of the curves of training and validation, the oldest first."""
        self.scores: dict[str, float] = {}
        """Of the last validation."""
        self._bits = 1.0 / (math.log(2.0) * chars_per_token)
        self._tokens_per_step, self._steps_per_epoch = task.tokens_per_step, task.steps_per_epoch
        self._plan = plan
        self._meter = Meter()
        self._curve = Meter()
        self._meters = (self._meter, self._curve, *meters)
        self._busy = 0.0
        """Seconds in training steps, and ``_taken`` how many there were, since the run began or went on."""
        self._taken = 0
        self._drawn_at = -1.0

    def add(self, loss: float, norm: float, clipped: bool, seconds: float) -> None:
        """A step was taken."""
        self._busy += seconds
        self._taken += 1
        for meter in self._meters:
            meter.add(loss, norm, clipped, seconds)

    def go_back(self, to_step: int) -> None:
        """Forget what came after a step: it belongs to a run that is no more."""
        self.history = [point for point in self.history if point["step"] <= to_step]
        for meter in self._meters:
            meter.reset()

    @property
    def rate(self) -> float:
        """Tokens a second in training steps alone."""
        return self._taken * self._tokens_per_step / max(self._busy, 1e-9)

    @property
    def empty(self) -> bool:
        """Whether no step was taken since the last :meth:`progress`."""
        return self._meter.empty

    def progress(
        self, step: int, seconds: float, learning_rate: float, threads: int | None
    ) -> events.Progress:
        """The steps since the last such event; ``step`` and ``seconds`` say where the run is now."""
        reading = self._meter.take()
        return events.Progress(
            step=step,
            share=self._plan.share(step, seconds),
            seconds=seconds,
            eta=self._plan.eta(step, seconds, reading.seconds / reading.steps),
            epoch=step / self._steps_per_epoch,
            tokens=step * self._tokens_per_step,
            loss=reading.loss,
            bits_per_char=reading.loss * self._bits,
            learning_rate=learning_rate,
            gradient_norm=reading.gradient_norm,
            clipped=reading.clipped,
            tokens_per_second=reading.steps * self._tokens_per_step / reading.seconds,
            threads=threads,
        )

    def draw(self, step: int, seconds: float) -> None:
        """Add a point to the curve that is kept with the model, at every two-hundredth of the run."""
        share = self._plan.share(step, seconds)
        if self._curve.empty or abs(share - self._drawn_at) < 1 / _POINTS:
            return
        reading = self._curve.take()
        self._drawn_at = share
        self._remember(step, seconds, train=reading.loss, gradient_norm=reading.gradient_norm)

    def validated(self, step: int, seconds: float, result: Validation, final: bool) -> events.Validated:
        """The network was judged."""
        self._remember(step, seconds, validation=result.carried, cold=result.cold, **result.metrics)
        bits = result.carried * self._bits
        self.scores = {
            "nats_per_token": result.carried,
            "cold_nats_per_token": result.cold,
            "bits_per_char": bits,
            "tokens": result.tokens,
            **result.metrics,
        }
        return events.Validated(
            step=step,
            seconds=seconds,
            carried=result.carried,
            cold=result.cold,
            bits_per_char=bits,
            perplexity=math.exp(min(700.0, result.carried)),
            tokens=result.tokens,
            final=final,
            metrics=dict(result.metrics),
        )

    def _remember(self, step: int, seconds: float, **values: float) -> None:
        where = {"step": step, "seconds": round(seconds, 3)}
        self.history.append({**where, **{name: round(value, 5) for name, value in values.items()}})
