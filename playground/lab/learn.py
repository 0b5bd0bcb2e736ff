"""One training inside an experiment: its events become progress, its last validation the result."""

from __future__ import annotations

from collections.abc import Callable, Generator

from playground import events
from playground.config import TrainConfig
from playground.lab.control import Control
from playground.tasks.task import Task
from playground.training.trainer import Trainer

_REPORT_SECONDS = 0.1


def learn(
    task: Task,
    train: TrainConfig,
    control: Control,
    *,
    what: str,
    share: tuple[float, float] = (0.0, 1.0),
    watch: Callable[[events.Validated], events.Event | None] | None = None,
    solved: Callable[[events.Validated], bool] | None = None,
) -> Generator[events.Event, None, events.Validated]:
    """Train ``task`` as ``train`` says, a run planned in steps.

    A run that goes wrong is left to itself: what becomes of it is the result.

    Args:
        what: is being learned; shown as progress.
        share: of the experiment that is done when the run begins and when it ends.
        watch: makes an event of each validation, if there is something to say.
        solved: ends the run when it says so of a validation.

    Returns:
        The last validation, as the value of ``yield from``; its ``step`` is the number of updates.

    Raises:
        Stopped: when the experiment is told to stop.
    """
    last: events.Validated | None = None
    begin, end = share
    trainer = Trainer(task, train, report_seconds=_REPORT_SECONDS, rollback=False)
    for event in trainer.run():
        control.check()
        if isinstance(event, events.Progress):
            yield events.LabProgress(share=begin + (end - begin) * event.share, what=what)
        elif isinstance(event, events.Validated):
            last = event
            seen = watch(event) if watch is not None else None
            if seen is not None:
                yield seen
            if solved is not None and solved(event):
                break
    assert last is not None, "a run planned in steps ends with a validation"
    return last
