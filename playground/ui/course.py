"""The second worker of the app: experiments of the Lab and the small networks of Shapes run there, apart from
the training run, so that neither disturbs the other.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground import events
from playground.ui.run_state import Client

LAB_PATIENCE, SHAPES_PATIENCE = 3.0, 20.0
"""Seconds that leaving waits: an experiment leaves nothing behind, a network in training is saved."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event, with whose it is."""

    owner: str
    """The mode that asked."""
    request: events.Request
    """What it asked for: the very object."""
    event: events.Event


class Course:
    """One request at a time, of one of the modes; the worker starts with the first one, or with :meth:`warm`.

    Args:
        client: the worker's client, not yet started; without one nothing can be run.
    """

    def __init__(self, client: Client | None = None) -> None:
        self._client = client
        self.owner = ""
        """The mode whose request is being run."""
        self.request: events.Request | None = None
        """What is being run."""
        self._waiting: tuple[str, events.Request] | None = None
        self._dropped: list[Told] = []

    @property
    def available(self) -> bool:
        """Something can be run at all."""
        return self._client is not None

    @property
    def busy(self) -> bool:
        """A request is being run."""
        return self.request is not None

    def warm(self) -> None:
        """Start the worker, so that it has loaded what it needs when it is first asked."""
        if self._client is not None and not self._client.alive:
            self._client.start()

    def start(self, request: events.Request, owner: str) -> bool:
        """Run ``request``; refused, with False, while another one is being run."""
        if self._client is None or self.busy:
            return False
        self.owner, self.request = owner, request
        self._client.train(request)
        return True

    def instead(self, request: events.Request, owner: str) -> None:
        """Stop what is being run, and run ``request`` as soon as it has ended."""
        if self._waiting is not None:
            self.stop(self._waiting[1])
        if not self.start(request, owner):
            self._waiting = (owner, request)
            self.send(events.Stop())

    def stop(self, request: events.Request) -> None:
        """End ``request``; one that still waits for its turn ends as if it had been stopped."""
        if request is self.request:
            self.send(events.Stop())
        elif self._waiting is not None and self._waiting[1] is request:
            over = events.Finished(step=0, seconds=0.0, stopped=True, loss=None)
            self._dropped.append(Told(self._waiting[0], request, over))
            self.forget(request)

    def forget(self, request: events.Request) -> None:
        """Do not run a request that still waits for its turn; nothing is told of it."""
        if self._waiting is not None and self._waiting[1] is request:
            self._waiting = None

    def send(self, command: events.Command) -> None:
        """Say something to what is being run."""
        if self._client is not None and self.busy:
            self._client.send(command)

    def poll(self) -> list[Told]:
        """What has been said since the last time, oldest first."""
        found, self._dropped = self._dropped, []
        for event in self._client.poll() if self._client is not None else ():
            if self.request is None:
                continue  # a worker that ends while nobody needs it is started again when somebody does
            found.append(Told(self.owner, self.request, event))
            if isinstance(event, events.Finished | events.Failed):
                self.owner, self.request = "", None
        if self.request is None and self._waiting is not None:
            (owner, request), self._waiting = self._waiting, None
            self.start(request, owner)
        return found

    def close(self) -> None:
        """Stop what is being run, and end the worker."""
        if self._client is not None:
            patient = self.busy and not isinstance(self.request, events.LabRequest)
            self._client.close(SHAPES_PATIENCE if patient else LAB_PATIENCE)
