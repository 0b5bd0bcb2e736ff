"""Driving one training run from the shell: shows its events, and turns Ctrl+C into "save and stop"."""

from __future__ import annotations

import os
import queue
import shlex
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from playground.cli.failures import FAILURE, INTERRUPTED
from playground.cli.interrupts import SIGNALS, Interrupts
from playground.cli.terminal import notice
from playground.errors import InputError, PlaygroundError

if TYPE_CHECKING:
    from playground.events import Command, Event, Saved
    from playground.ranks import Rank
    from playground.recipes import TrainRequest
    from playground.task_recipes import TaskRequest


def follow(request: TrainRequest | TaskRequest, *, as_json: bool, rank: Rank | None = None) -> None:
    """Train as asked until the run ends; with a ``rank``, as the first of several processes.

    Exits with 130 when it was interrupted, after saving if there was anything to save. What goes wrong is
    raised as the run raises it.
    """
    from playground import events
    from playground.cli.watching import OutputGoneError, choose
    from playground.task_recipes import TaskRequest

    commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
    watcher = choose(as_json=as_json)
    started = False
    saved: Saved | None = None

    def stop() -> None:
        if not started:  # nothing has been learned yet, so there is nothing to save
            raise KeyboardInterrupt
        again = "; press Ctrl+C again to quit without" if rank is None else ""
        _tell_at_once(f"\nStopping and saving{again}.\n")
        commands.put(events.Stop())

    if rank is not None:
        # A launcher that sees one process fail sends the others a signal. Outside of the run it does nothing,
        # so that this process can say its last sentence.
        for number in SIGNALS:
            signal.signal(number, lambda *_: None)
    try:
        with Interrupts(stop) as interrupts:
            for event in _run(request, commands, rank):
                match event:
                    case events.Started():
                        started = True
                    case events.Saved():
                        saved = event
                try:
                    watcher.show(event)
                except OutputGoneError:
                    commands.put(events.Stop())
    except KeyboardInterrupt:
        watcher.close()
        if saved is None:
            notice("Stopped; nothing was saved.")
        else:
            notice(f"Quit at once; {request.name} stands as it was saved at step {saved.step:,}.")
        raise click.exceptions.Exit(INTERRUPTED) from None
    finally:
        watcher.close()
    if saved is not None and saved.problem:
        raise InputError(saved.problem)
    name = shlex.quote(_name(request, saved))
    if interrupts.asked or watcher.gone:
        if not isinstance(request, TaskRequest):
            notice(f"Go on with: rnn-playground train --resume {name}")
        raise click.exceptions.Exit(INTERRUPTED)
    if not as_json:
        click.echo(f"Try it: rnn-playground {_trial(request, name)}")


def accompany(request: TrainRequest | TaskRequest, rank: Rank) -> None:
    """Take part in a run as any but the first of several processes.

    How the run ends is told by the first process, so that only what goes wrong here alone is told here: a
    text that this process cannot read. Exits with 1 then.
    """
    from playground import events

    try:
        for event in _run(request, queue.SimpleQueue(), rank):
            if isinstance(event, events.Started):
                # A launcher sends its signals to all. The first process obeys, and then lets this one go.
                for number in SIGNALS:
                    signal.signal(number, signal.SIG_IGN)
    except InputError as error:
        notice(f"Process {rank.number} of {rank.size}: {error}")
        raise click.exceptions.Exit(FAILURE) from None
    except PlaygroundError:
        return


def _run(
    request: TrainRequest | TaskRequest, commands: queue.SimpleQueue[Command], rank: Rank | None
) -> Iterable[Event]:
    from playground.task_recipes import TaskRequest

    if isinstance(request, TaskRequest):
        from playground.training.task_run import TaskRun

        return TaskRun(request, commands)
    from playground.training.run import Run

    return Run(request, commands, rank)


_TRIALS = {
    "classify": "classify {name} 'The food is not good'",
    "tag": "tag {name} 'John lives in Paris'",
    "translate": "translate {name} 'I love pizza'",
    "caption": "caption {name}",
    "series": "forecast {name} {source}",
}


def _trial(request: TrainRequest | TaskRequest, name: str) -> str:
    """The command that uses the model just trained."""
    from playground.task_recipes import TaskRequest

    if isinstance(request, TaskRequest):
        source = shlex.quote(request.sources[0]) if request.sources else ""
        return _TRIALS[request.task].format(name=name, source=source)
    return f"complete {name} {shlex.quote(request.prompt)}"


def _name(request: TrainRequest | TaskRequest, saved: Saved | None) -> str:
    """The model's name, or the path of one that could not be saved in the library and was kept elsewhere."""
    if saved is None or Path(saved.path).stem in (request.name, Path(request.name).stem):
        return request.name
    return saved.path


def _tell_at_once(sentence: str) -> None:
    """Write to standard error from a signal handler, past Python's buffers, which may be in use just now."""
    with suppress(OSError):
        os.write(2, sentence.encode())
