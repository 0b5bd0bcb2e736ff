"""The app's side of training: starts the worker process, sends it commands, collects its events.

Nothing here imports torch: the worker does, in its own process, while the app is already on the screen.
"""

from __future__ import annotations

import contextlib
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from playground import events, places


class TrainingClient:
    """One worker process, that trains one model at a time.

    Args:
        nice: how far the worker steps back for the app and everything else on the machine (0 to 19).
    """

    def __init__(self, nice: int = 5) -> None:
        self._nice = nice
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._events: deque[events.Event] = deque()
        self._busy = False
        self._closing = threading.Event()

    def start(self) -> None:
        """Start the worker; returns at once. Does nothing while one is alive."""
        if self.alive:
            return
        # While Textual has replaced stderr by one without a file descriptor, no process could be spawned.
        with contextlib.redirect_stderr(sys.__stderr__):
            self._spawn()

    def _spawn(self) -> None:
        if os.name == "posix":
            resource_tracker.ensure_running()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        log = places.log_file()
        process = context.Process(
            target=_child,
            args=(theirs, str(log), self._nice),
            name="rnn-playground worker",
            daemon=True,
        )
        process.start()
        theirs.close()
        self._process, self._connection = process, ours
        self._busy = False
        # One a process: a listener that is still ending must not mistake the next process for its own.
        self._closing = threading.Event()
        threading.Thread(
            target=self._listen, args=(process, ours, self._closing), name="training events", daemon=True
        ).start()

    @property
    def alive(self) -> bool:
        """Whether the worker process is there."""
        return self._process is not None and self._process.is_alive()

    @property
    def busy(self) -> bool:
        """Whether a run is under way."""
        return self._busy

    def train(self, request: events.Request) -> None:
        """Begin a run; its events arrive with :meth:`poll`. Starts the worker if it is not there."""
        self.start()
        self._busy = True
        self._send(request)

    def send(self, command: events.Command) -> None:
        """Say something to the run under way; without one, nothing happens."""
        if self._busy:
            self._send(command)

    def _send(self, message: events.Request | events.Command | None) -> None:
        if self._connection is None:
            return
        # A worker that is gone is reported by the listener; there is nothing to add here.
        with contextlib.suppress(OSError, ValueError):
            self._connection.send(message)

    def poll(self) -> list[events.Event]:
        """Every event that has arrived since the last call, oldest first; never waits."""
        arrived = []
        while self._events:
            event = self._events.popleft()
            if isinstance(event, events.Finished | events.Failed):
                self._busy = False
            arrived.append(event)
        return arrived

    def _listen(self, process: SpawnProcess, connection: Connection, closing: threading.Event) -> None:
        """Collect events until the worker closes its end."""
        while True:
            try:
                self._events.append(connection.recv())
            except (EOFError, OSError):
                break
        process.join()
        if not closing.is_set():
            self._events.append(events.Failed(text=_obituary(process.exitcode)))

    def close(self, patience: float = 20.0) -> None:
        """Let the worker save what it is training, and end it.

        Args:
            patience: seconds to wait before the worker is ended by force.
        """
        process = self._process
        self._closing.set()
        if process is None:
            return
        self._send(None)
        process.join(patience)
        if process.is_alive():
            process.kill()
            process.join()
        self._process = self._connection = None
        self._busy = False


def _child(connection: Connection, log: str, nice: int) -> None:
    """First function of the worker process; loads torch there, and only there."""
    importlib.import_module("playground.training.worker").main(connection, log, nice)


def _obituary(exitcode: int | None) -> str:
    """One sentence on a worker that ended by itself."""
    how = f"with code {exitcode}"
    if exitcode is not None and exitcode < 0:
        with contextlib.suppress(ValueError):
            how = f"by {signal.Signals(-exitcode).name}"
        if exitcode == -9:
            how += ", often a sign of too little memory"
    return f"The worker process ended unexpectedly ({how}); a model in training is kept as it was last saved."
