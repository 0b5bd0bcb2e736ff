"""The process that trains for the app.

It loads torch as soon as it starts, waits for requests, runs them, and sends their events. When the app says
so, or is simply gone, it stops the run at hand, saves the model and ends.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Iterable
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import torch

from playground import events, memory, places
from playground.errors import PlaygroundError
from playground.files import clear_leftovers
from playground.lab.run import LabRun
from playground.nets.kernels.precision import bfloat16_pays
from playground.recipes import TrainRequest
from playground.task_recipes import TaskRequest
from playground.training.run import Run
from playground.training.steering import Commands
from playground.training.task_run import TaskRun

_NEWEST_WINS = (events.Progress, events.Traced, events.Sampled, events.Weights)
_LONGEST_LOG = 1 << 20


def main(connection: Connection, log: str, nice: int) -> None:
    """Serve ``connection`` until it is closed: requests and commands in, events out."""
    _redirect(Path(log))
    _step_back(nice)
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the app's to handle
    worker = Worker(connection)
    signal.signal(signal.SIGTERM, lambda *_: worker.leave())
    if hasattr(signal, "SIGHUP"):  # the window was closed: what is being trained is saved all the same
        signal.signal(signal.SIGHUP, lambda *_: worker.leave())
    for folder in (places.user_models(), places.user_corpora(), places.cache()):
        clear_leftovers(folder)
    _warm_up()
    worker.serve()


class Outbox:
    """Sends events from a thread of its own, so that a slow reader never holds up training.

    Where only the newest of a kind matters, one that was not sent yet gives way to the next.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._waiting: list[events.Event] = []
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._send, name="outbox", daemon=True)
        self._thread.start()

    def put(self, event: events.Event) -> None:
        """Queue an event; returns at once."""
        with self._changed:
            if isinstance(event, _NEWEST_WINS):
                self._waiting = [each for each in self._waiting if type(each) is not type(event)]
            self._waiting.append(event)
            self._changed.notify()

    def close(self) -> None:
        """Send what is waiting, for at most five seconds."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(5.0)

    def _send(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                batch, self._waiting = self._waiting, []
            if not batch:
                return
            for event in batch:
                # Nobody listens any more: the run goes on to its save all the same.
                with contextlib.suppress(OSError, ValueError):
                    self._connection.send(event)


class Worker:
    """Takes one request after another from ``connection``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._requests: queue.SimpleQueue[tuple[events.Request, Commands] | None] = queue.SimpleQueue()
        # Each run has a queue of its own from the moment it is asked for: what is said to it while it waits
        # for its turn is not lost, and what is said too late does not reach the next one.
        self._asked_for: list[Commands] = []
        self._outbox = Outbox(connection)
        threading.Thread(target=self._listen, name="inbox", daemon=True).start()

    def leave(self) -> None:
        """Stop and save the run at hand, then end."""
        for commands in self._asked_for[:]:
            commands.put(events.Stop())
        self._requests.put(None)

    def _listen(self) -> None:
        while True:
            try:
                message = self._connection.recv()
            except (EOFError, OSError):
                message = None
            if message is None:
                self.leave()
                return
            if isinstance(message, events.Request):
                commands: Commands = queue.SimpleQueue()
                self._asked_for.append(commands)
                self._requests.put((message, commands))
            else:
                for commands in self._asked_for[-1:]:
                    commands.put(message)

    def serve(self) -> None:
        """Run requests until it is time to leave."""
        while (asked := self._requests.get()) is not None:
            self._run(*asked)
            del self._asked_for[0]
        self._outbox.close()

    def _run(self, request: events.Request, commands: Commands) -> None:
        try:
            for event in _answer(request, commands):
                self._outbox.put(event)
        except PlaygroundError as error:
            self._outbox.put(events.Failed(text=str(error), exit_code=error.exit_code))
        except Exception as error:
            traceback.print_exc()
            what = f"{type(error).__name__}: {error}".splitlines()[0][:200]
            kept = "a model in training is kept as it was last saved"
            text = f"The run was stopped by an unexpected error ({what}); {kept}."
            self._outbox.put(events.Failed(text=text))
        memory.give_back()


def _answer(request: events.Request, commands: Commands) -> Iterable[events.Event]:
    """What the request asks for, as events."""
    match request:
        case TrainRequest():
            return Run(request, commands)
        case TaskRequest():
            return TaskRun(request, commands)
        case events.LabRequest():
            return LabRun(request, commands)
    raise TypeError(f"{type(request).__name__} is no request")


def _redirect(log: Path) -> None:
    """Send everything printed here, by libraries too, to a file: the terminal belongs to the app."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > _LONGEST_LOG:
            log.unlink()
        target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        target = os.open(os.devnull, os.O_WRONLY)
    os.dup2(target, 1)
    os.dup2(target, 2)
    os.close(target)
    sys.stdout = open(1, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115


def _step_back(nice: int) -> None:
    """Leave the processor to the app, and everything else, first."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(nice)


def _warm_up() -> None:
    """What would otherwise keep the first step of a run waiting: kernels, imports, what is found out once."""
    layer = torch.nn.LSTM(8, 8)
    out, _ = layer(torch.zeros(2, 2, 8))
    out.sum().backward()
    np.random.default_rng()  # imports numpy.random
    bfloat16_pays()
