"""How an experiment that is running is stopped and paused."""

from __future__ import annotations

import queue

from playground import events

Commands = queue.SimpleQueue[events.Command]


class Stopped(Exception):  # noqa: N818  (no error: the user wanted it)
    """Raised inside an experiment when it is told to stop; nothing there should catch it."""


class Control:
    """The experiment's end of the queue of commands.

    An experiment calls :meth:`check` every few milliseconds of work, where a Stop takes effect, and yields an
    event several times a second, where a Pause does.
    """

    def __init__(self, commands: Commands | None = None) -> None:
        self._commands: Commands = commands if commands is not None else queue.SimpleQueue()
        self.pausing = False
        """Whether the experiment is to stand still."""

    def check(self) -> None:
        """Read the commands that have arrived.

        Raises:
            Stopped: if one of them is Stop.
        """
        while True:
            try:
                command = self._commands.get_nowait()
            except queue.Empty:
                return
            self._obey(command)

    def wait(self) -> None:
        """Stand still until the pause is over.

        Raises:
            Stopped: if that is how it ends.
        """
        while self.pausing:
            self._obey(self._commands.get())

    def _obey(self, command: events.Command) -> None:
        match command:
            case events.Stop():
                raise Stopped
            case events.Pause():
                self.pausing = True
            case events.GoOn():
                self.pausing = False
