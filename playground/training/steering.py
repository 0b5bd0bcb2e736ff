"""What is said to a run, and how it obeys: between two steps, or while it stands still."""

from __future__ import annotations

import math
import queue
from collections.abc import Callable, Iterator

from playground import events
from playground.training.schedule import Clock

Commands = queue.SimpleQueue[events.Command]
"""How a run is spoken to; safe to fill from another thread."""


class Steering:
    """Carries out the commands of one run.

    Args:
        commands: those that wait.
        set_rate: gives the schedule of the learning rate another peak.
        tell: passes a command on to whomever it may concern besides.
    """

    def __init__(
        self,
        commands: Commands | None,
        set_rate: Callable[[float], None],
        tell: Callable[[events.Command], None],
    ) -> None:
        self.commands = commands if commands is not None else queue.SimpleQueue()
        self.stopping = False
        """The run was told to end."""
        self._set_rate = set_rate
        self._tell = tell

    def obey(
        self, step: int, clock: Clock, observe: Callable[[], Iterator[events.Event]]
    ) -> Iterator[events.Event]:
        """Carry out every command that waits, after ``step`` steps; ``clock`` stands still during a pause.

        ``observe`` yields what observers have to say, which in a pause only a command can bring about.
        """
        while True:
            try:
                command = self.commands.get_nowait()
            except queue.Empty:
                return
            if isinstance(command, events.Pause):
                yield from self._wait(step, clock, observe)
            else:
                yield from self._carry_out(command, step)

    def _wait(
        self, step: int, clock: Clock, observe: Callable[[], Iterator[events.Event]]
    ) -> Iterator[events.Event]:
        """Paused: nothing but commands, until one of them ends the pause."""
        clock.pause()
        yield events.Paused(step=step)
        while not self.stopping:
            command = self.commands.get()
            if isinstance(command, events.GoOn):
                break
            yield from self._carry_out(command, step)
            yield from observe()
        clock.go_on()
        if not self.stopping:
            yield events.Resumed(step=step)

    def _carry_out(self, command: events.Command, step: int) -> Iterator[events.Event]:
        match command:
            case events.Stop():
                self.stopping = True
            case events.Save():
                yield events.CheckpointDue(step=step, reason="asked")
            case events.SetLearningRate(value=value):
                if not (math.isfinite(value) and 0 < value <= 100):
                    yield events.Notice(
                        text=f"A learning rate of {value} is not possible; it stays as it is."
                    )
                else:
                    self._set_rate(value)
                    yield events.Notice(text=f"The learning rate now peaks at {value:g}.")
        self._tell(command)
