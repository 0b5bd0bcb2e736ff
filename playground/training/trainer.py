"""The training loop: a generator of events that does no input or output of its own.

Each turn is one step of truncated back-propagation through time: read a window, compute the loss, walk back
through the window, clip, update. Between steps the loop obeys the commands it was sent, and every so often it
reports, validates, lets observers look at the network, or asks to be saved.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from playground import events
from playground.config import TrainConfig
from playground.errors import PlaygroundError
from playground.tasks.task import Task
from playground.training import checkpoint
from playground.training.checkpoint import Arrays
from playground.training.distributed import Group, Order, PartnerLostError
from playground.training.held_out import HeldOut
from playground.training.meter import Meter
from playground.training.muon import Muon
from playground.training.optimizer import AdamW, learning_rate
from playground.training.report import Report
from playground.training.rollback import MOST_TRIES, Rollback
from playground.training.schedule import Cadence, Clock, Plan
from playground.training.steering import Commands, Steering
from playground.training.threads import Threads

OPTIMIZERS: dict[str, type[AdamW]] = {"adamw": AdamW, "muon": Muon}

_REPORTS = 200
"""Reports of a run planned in steps,"""
_MOST_APART = 100
"""or one in so many steps, however long it is."""


AnyTask = TypeVar("AnyTask", bound=Task)
Watched = TypeVar("Watched", bound=Task, contravariant=True)


class Observer(Protocol[Watched]):
    """Looks at the network between steps, without changing it."""

    def receive(self, command: events.Command) -> None:
        """A command that may concern it."""

    def look(self, task: Watched, step: int, seconds: float, last: bool) -> Iterator[events.Event]:
        """What there is to say now, if anything; ``last`` at the end of the run."""


class Trainer(Generic[AnyTask]):
    """Trains the network of ``task`` as ``config`` says.

    Args:
        task: the network and its examples.
        config: length of the run, optimizer and schedule.
        commands: obeyed between steps.
        chars_per_token: of the held-out text; turns nats a token into bits a character.
        observers: they see the network between steps.
        meters: told of every step too; an observer may read them.
        report_seconds: a ``Progress`` at most this often; when not given, at steps fixed beforehand (200
            of them, or every hundredth), so that a run planned in steps says the same each time (one planned
            in seconds: twice a second).
        autosave_seconds: a ``CheckpointDue`` at least this often.
        threads: told of every step; it may change the number of threads, and say so.
        rollback: False lets a run that goes wrong go on as it is, to the last NaN.
        optimizer: another way to move the weights than the configuration says, for an experiment about it.
        group: the processes that train this network together; the first one iterates over :meth:`run`, the
            others call :meth:`accompany`.
    """

    def __init__(
        self,
        task: AnyTask,
        config: TrainConfig,
        commands: Commands | None = None,
        *,
        chars_per_token: float = 1.0,
        observers: Sequence[Observer[AnyTask]] = (),
        meters: Sequence[Meter] = (),
        report_seconds: float | None = 0.1,
        autosave_seconds: float = 10.0,
        threads: Threads | None = None,
        rollback: bool = True,
        optimizer: type[AdamW] | None = None,
        group: Group | None = None,
    ) -> None:
        self.task = task
        self.config = config
        self.step = 0
        self.steering = Steering(commands, self._set_peak, self._tell)
        self._observers = observers
        self._optimizer = (optimizer or OPTIMIZERS[config.optimizer])(task.network.named_parameters(), config)
        self._plan = Plan(config, task.steps_per_epoch)
        self._clock = Clock()
        self._report = Report(task, self._plan, chars_per_token, meters)
        self._rollback: Rollback[tuple[int, Arrays, dict[str, int]]] = Rollback()
        self._watching = rollback
        self._reporting = Cadence(0.5 if report_seconds is None else report_seconds)
        self._report_every: int | None = None
        if report_seconds is None and self._plan.steps is not None:
            self._report_every = min(_MOST_APART, math.ceil(self._plan.steps / _REPORTS))
        self._autosave = Cadence(autosave_seconds, most=0.02)
        self._autosave.done(0.0)
        self._held_out = HeldOut(self._plan, task.held_out_tokens)
        self._threads = threads
        self._group = group

    @property
    def history(self) -> list[dict[str, float]]:
        """The curves of the run so far, point by point."""
        return self._report.history

    @property
    def scores(self) -> dict[str, float]:
        """Of the last validation."""
        return self._report.scores

    @property
    def seconds(self) -> float:
        """Seconds of training so far."""
        return self._clock.seconds

    @property
    def processes(self) -> int:
        """That train this network together."""
        return 1 if self._group is None else self._group.rank.size

    @property
    def finished(self) -> bool:
        """Whether the plan is fulfilled."""
        return self._share >= 1.0

    @property
    def planned_steps(self) -> int | None:
        """The step at which the run ends, when it is planned in steps or epochs."""
        return None if self._plan.steps is None else self._plan.from_step + self._plan.steps

    @property
    def _share(self) -> float:
        return self._plan.share(self.step, self._clock.seconds)

    def run(self) -> Iterator[events.Event]:
        """Train until the plan is fulfilled or a command stops it.

        Raises:
            PlaygroundError: if the loss keeps going wrong after every rollback, or if another process of the
                group is lost; a checkpoint was asked for then.
        """
        self._clock = Clock(self._clock.seconds)
        self.task.network.train()
        try:
            yield from self._train()
            if self._group is not None:
                self._group.dismiss(self.state()[0])
        except PartnerLostError as lost:
            yield events.CheckpointDue(step=self.step, reason="stopped")
            raise PlaygroundError(f"{lost} The model is saved as it was at step {self.step:,}.") from lost
        yield from self._end()

    def accompany(self) -> None:
        """Take part in the run that the first process of the group leads, to its end.

        Raises:
            PlaygroundError: as :meth:`run` does.
        """
        assert self._group is not None
        self.task.network.train()
        while (order := self._group.order()) is not Order.END:
            if order is Order.GATHER:
                self.state()
                continue
            for _ in self._step():  # what there is to say, the first process says
                pass

    def _train(self) -> Iterator[events.Event]:
        while self._share < 1.0 and not self.steering.stopping:
            if self._group is not None:
                self._group.order(Order.STEP)
            yield from self._step()
            if not self._report.empty and self._report_due():
                yield self._progress()
            self._report.draw(self.step, self._clock.seconds)
            if self._held_out.due(self._share, self._clock.seconds):
                yield self._validate(self._held_out.quick(self._report.rate))
            if self._autosave.due(self._clock.seconds):
                began = self._clock.seconds
                yield events.CheckpointDue(step=self.step, reason="autosave")
                self._autosave.done(self._clock.seconds, self._clock.seconds - began)
            yield from self._observe()
            yield from self.steering.obey(self.step, self._clock, self._observe)

    def _end(self) -> Iterator[events.Event]:
        if not self._report.empty:
            yield self._progress()
        stopped = self.steering.stopping
        rate = self._report.rate
        limit = self._held_out.quick(rate) if stopped else self._held_out.affordable(rate)
        yield self._validate(limit, final=not stopped)
        yield from self._observe(last=True)
        yield events.CheckpointDue(step=self.step, reason="stopped" if stopped else "finished")
        yield events.Finished(
            step=self.step,
            seconds=self._clock.seconds,
            stopped=stopped,
            loss=self.scores.get("nats_per_token"),
        )

    def _step(self) -> Iterator[events.Event]:
        began = time.perf_counter()
        loss = self.task.loss()
        self._optimizer.zero_gradients()
        loss.backward()  # type: ignore[no-untyped-call]
        rate = learning_rate(self.config, self._share)
        if self._group is not None:
            loss, rate = self._group.average(self.task.network.named_parameters(), loss, rate)
        norm, clipped = self._optimizer.clip()
        loss_now, norm_now = float(loss.detach()), float(norm)
        problem = self._rollback.watch(loss_now, norm_now) if self._watching else None
        if problem is not None:
            yield self._roll_back(problem)
            return
        self._optimizer.step(rate)
        self.step += 1
        taken = time.perf_counter() - began
        self._report.add(loss_now, norm_now, bool(clipped), taken)
        if self._threads is not None and (sentence := self._threads.step(taken)):
            yield events.Notice(text=sentence)
        if self._rollback.keep_due:
            self._rollback.keep((self.step, *checkpoint.take(self.task, self._optimizer)))

    def _roll_back(self, problem: str) -> events.Event:
        kept = self._rollback.back()
        if kept is None:
            raise PlaygroundError(
                f"Training diverged at step {self.step}: {problem}, and going back with a lower learning "
                f"rate did not help ({min(self._rollback.tries, MOST_TRIES)} tries); start with a lower one "
                f"than {self.config.learning_rate:g}."
            )
        step, (to_step, arrays, place) = self.step, kept
        checkpoint.put_back(arrays, place, self.task, self._optimizer)
        self.step = to_step
        self._report.go_back(to_step)
        rate = self.config.learning_rate / 2
        self._set_peak(rate)
        return events.RolledBack(step=step, to_step=to_step, learning_rate=rate, reason=problem)

    def _report_due(self) -> bool:
        if self._report_every is not None:
            return (self.step - self._plan.from_step) % self._report_every == 0
        return self._reporting.due(self._clock.seconds)

    def _progress(self) -> events.Progress:
        seconds = self._clock.seconds
        self._reporting.done(seconds)
        rate = learning_rate(self.config, self._share)
        return self._report.progress(
            self.step, seconds, rate, self._threads.count if self._threads is not None else None
        )

    def _validate(self, limit: int | None, final: bool = False) -> events.Validated:
        began = self._clock.seconds
        result = self.task.validate(limit)
        now = self._clock.seconds
        self._held_out.done(result.tokens, now - began, self._share, now)
        return self._report.validated(self.step, now, result, final)

    def _observe(self, last: bool = False) -> Iterator[events.Event]:
        for observer in self._observers:
            yield from observer.look(self.task, self.step, self._clock.seconds, last)

    def _set_peak(self, rate: float) -> None:
        """Another peak of the learning rate; the schedule's shape stays."""
        self.config = dataclasses.replace(self.config, learning_rate=rate)

    def _tell(self, command: events.Command) -> None:
        for observer in self._observers:
            observer.receive(command)

    def state(self) -> tuple[Arrays, dict[str, int]]:
        """Everything needed to go on from here, with one process or with several."""
        arrays, place = checkpoint.take(self.task, self._optimizer)
        if self._group is not None:
            arrays = self._group.whole(arrays)
        return arrays, place

    def restore(self, arrays: Arrays, place: dict[str, int]) -> None:
        """Go back to what :meth:`state` returned."""
        if self._group is not None:
            arrays = self._group.own(arrays)
        checkpoint.put_back(arrays, place, self.task, self._optimizer)

    def go_on_from(
        self,
        step: int,
        seconds: float,
        history: list[dict[str, float]],
        plan_began: tuple[int, float],
    ) -> None:
        """Set the counters of a resumed run, and the step and second at which its plan began."""
        self.step = step
        self._plan.from_step, self._plan.from_seconds = plan_began
        self._clock = Clock(seconds)
        self._report.history = list(history)
        self._autosave.done(seconds)
        self._held_out.begin(self._share)

    @property
    def plan_began(self) -> tuple[int, float]:
        """Step and second at which the present plan began: not (0, 0) when a finished run was prolonged."""
        return self._plan.from_step, self._plan.from_seconds
