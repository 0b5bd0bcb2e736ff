"""One run of an experiment, from its name and settings to its verdict, as a stream of events."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager

from playground import events
from playground.lab import catalogue
from playground.lab.control import Commands, Control, Stopped
from playground.training.schedule import Clock


class LabRun:
    """Runs the experiment that ``request`` names; iterate over it to make it happen.

    Begins with ``LabStarted`` and ends with ``Verdict`` and ``Finished``, also when it is stopped on the way.

    Args:
        request: the experiment and the settings that differ from its defaults.
        commands: where ``Stop``, ``Pause`` and ``GoOn`` arrive; others mean nothing here.

    Raises (while iterating):
        InputError: before anything happens, for an unknown experiment or an impossible setting.
    """

    def __init__(self, request: events.LabRequest, commands: Commands | None = None) -> None:
        self.request = request
        self._control = Control(commands)

    def __iter__(self) -> Iterator[events.Event]:
        experiment = catalogue.find(self.request.name)
        settings = experiment.complete(self.request.settings)
        yield events.LabStarted(
            name=experiment.name,
            title=experiment.title,
            claim=experiment.claim,
            settings=settings,
            panels=experiment.panels,
        )
        clock = Clock()
        stopped = False
        try:
            self._control.check()
            # Loads torch, which is why it happens only now.
            module = importlib.import_module(experiment.module)
            with _one_thread():
                for event in module.run(settings, self._control):
                    yield event
                    self._control.check()
                    yield from self._pause(clock)
        except Stopped:
            stopped = True
            yield events.Verdict(
                text="Stopped before the end: the curves show what was measured until then, and no more.",
                holds=None,
            )
        yield events.Finished(step=0, seconds=clock.seconds, stopped=stopped, loss=None)

    def _pause(self, clock: Clock) -> Iterator[events.Event]:
        """Stand still for as long as a Pause that has arrived lasts."""
        if not self._control.pausing:
            return
        clock.pause()
        yield events.Paused(step=0)
        try:
            self._control.wait()
        finally:
            clock.go_on()
        yield events.Resumed(step=0)


@contextmanager
def _one_thread() -> Iterator[None]:
    """A single thread for torch while this lasts.

    The networks of experiments are too small to gain from a second one, lose much to it where the machine is
    busy, and would give results that depend on the number of cores.
    """
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
