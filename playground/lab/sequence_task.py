"""Made-up sequences of numbers as a task for the training loop, and several trainings side by side."""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor

from playground import events
from playground.lab.control import Control
from playground.lab.networks import SmallNetwork
from playground.tasks.task import Validation
from playground.training.trainer import Trainer

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Batch:
    """Sequences and what should be answered to them."""

    inputs: Tensor
    """(time, batch, inputs)."""
    targets: Tensor
    """(steps, batch, outputs): for the last ``steps`` steps; those before are not judged."""


class SequenceTask:
    """Trains ``network`` on batches drawn afresh for every step, by mean squared error.

    Args:
        network: reads the inputs.
        draw: makes a batch from random numbers.
        held_out: what it is judged on.
        seed: of the batches.
    """

    def __init__(
        self, network: SmallNetwork, draw: Callable[[Generator], Batch], held_out: Batch, seed: int
    ) -> None:
        self.network = network
        self._draw = draw
        self._held_out = held_out
        self._random = torch.Generator().manual_seed(seed)
        time, batch, _ = held_out.inputs.shape
        self.tokens_per_step = self.held_out_tokens = time * batch
        self.steps_per_epoch = 1

    def loss(self) -> Tensor:
        """Mean squared error on the next batch."""
        return self._error(self._draw(self._random))

    def _error(self, batch: Batch) -> Tensor:
        answers = self.network(batch.inputs)[-len(batch.targets) :]
        return torch.mean((answers - batch.targets) ** 2)

    def validate(self, limit: int | None = None) -> Validation:
        """Mean squared error on the held-out sequences; they are few, so ``limit`` changes nothing."""
        del limit
        with torch.no_grad():
            loss = float(self._error(self._held_out))
        return Validation(loss, loss, self.held_out_tokens)

    def state(self) -> tuple[dict[str, NDArray[Any]], dict[str, int]]:
        """The state of the random numbers."""
        return {"random": self._random.get_state().numpy().copy()}, {}

    def restore(self, arrays: dict[str, NDArray[Any]], place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        del place
        self._random.set_state(torch.from_numpy(np.asarray(arrays["random"], np.uint8).copy()))


def side_by_side(
    trainers: Mapping[Name, Trainer[SequenceTask]], control: Control, ended: Container[Name] = ()
) -> Iterator[tuple[Name, events.Event]]:
    """Run several trainers in turn, each until its next ``Progress``: whose event, and the event.

    Args:
        trainers: by name.
        control: of the experiment.
        ended: names whose run need not go on; the caller may add to it.

    Raises:
        Stopped: when the experiment is told to stop.
    """
    running = {name: trainer.run() for name, trainer in trainers.items()}
    while running:
        running = {name: run for name, run in running.items() if name not in ended}
        for name in list(running):
            for event in running[name]:
                control.check()
                yield name, event
                if isinstance(event, events.Progress):
                    break
            else:
                del running[name]
