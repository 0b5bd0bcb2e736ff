"""A group of processes that train one model together: synchronous data parallelism.

Each of N processes, a *rank*, has a copy of the network and reads B/N of the B streams. After every backward
pass the gradients are averaged over the ranks,

    g = 1/N (g_1 + ... + g_N),    g_r: gradient of the mean loss over the streams of rank r,

which is the gradient of the mean loss over all B streams, because every rank has as many. From equal
weights all take an equal step, so the copies stay one model, and the arithmetic is that of one process with
batch B up to the order of sums (Goyal et al. 2017; Li et al. 2020).

The average is a single all-reduce of all gradients laid end to end. ``DistributedDataParallel`` sends them in
parts while the backward pass still runs; here that would win little, because the gradient of a recurrent
matrix is a sum over the window and complete only when the pass has come back to its first step.

The first rank leads. It follows the clock, obeys commands, validates and saves; before each step it says what
all do next, and the others wait for its word.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import IntEnum
from types import TracebackType
from typing import Any, Self

import numpy as np
import torch
import torch.distributed as dist
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.config import ModelConfig, TrainConfig
from playground.errors import InputError, PlaygroundError
from playground.ranks import Rank
from playground.training.checkpoint import CARRIED, Arrays

_PATIENCE = timedelta(minutes=5)
"""A partner that died is noticed at once, by its closed connection; this is for one that only went silent.
The others wait as long while the first one reads the text, validates and saves."""
_GPU_PATIENCE = timedelta(seconds=20)
"""nccl notices nothing but silence, and torchrun ends everybody 30 seconds after the first death."""

Choice = tuple[ModelConfig, TrainConfig, str]
"""What is trained, how, and the hash of the text."""
Parameters = Iterable[tuple[str, nn.Parameter]]
"""As ``named_parameters`` of a module gives them."""


class PartnerLostError(PlaygroundError):
    """Another process of the group has ended, or no longer answers."""

    def __init__(self) -> None:
        super().__init__("Another process of this run has ended or no longer answers.")


class Order(IntEnum):
    """What all ranks do next."""

    END = 0
    STEP = 1
    GATHER = 2
    """Send the carried states to the first rank, for a checkpoint."""


class Group:
    """The processes that train one model; enter it to join them, leave it at the end.

    Args:
        rank: the place of this process, as the launcher gave it.

    Every method but :meth:`whole` raises PartnerLostError once a partner is lost. All ranks have to call the
    same ones in the same order.
    """

    def __init__(self, rank: Rank) -> None:
        self.rank = rank
        self.resets = torch.Generator()
        """Draws which streams forget their state: alike on every rank, as each draws for all streams."""
        self._gradients: dist.ProcessGroup | None = None
        """Carries the gradients where that is not the default group."""
        self._lost = False
        self._last: Arrays | None = None
        """The carried states of all ranks at the end; from then on the first rank is by itself."""

    def __enter__(self) -> Self:
        with self._together():
            dist.init_process_group("gloo", timeout=_PATIENCE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._lost:  # taking leave of a partner that is gone could take for ever
            dist.destroy_process_group()

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Around everything that waits for the others."""
        if self._lost:
            raise PartnerLostError
        try:
            yield
        except RuntimeError as error:  # torch's errors of connections and time-outs are all of this kind
            self._lost = True
            raise PartnerLostError from error

    def part(self, batch: int) -> slice:
        """Which of ``batch`` streams this rank reads.

        Raises:
            InputError: if they cannot be shared out equally.
        """
        size = self.rank.size
        if batch % size:
            raise InputError(
                f"A batch of {batch} streams cannot be shared equally by {size} processes; choose a --batch "
                f"that {size} divides, such as {size * max(1, round(batch / size))}, or another number of "
                "processes."
            )
        each = batch // size
        return slice(each * self.rank.number, each * (self.rank.number + 1))

    def settle(self, choice: Choice | None = None) -> Choice:
        """What the first rank has decided (its ``choice``), on every rank."""
        told: list[Any] = [choice]
        with self._together():
            dist.broadcast_object_list(told, 0)
        chosen: Choice = told[0]
        return chosen

    def begin(self, parameters: Parameters, device: torch.device) -> None:
        """Start from equal weights, each rank with random numbers of its own for dropout."""
        with self._together():
            if device.type == "cuda":
                torch.cuda.set_device(device)
                # A time-out becomes an error that can be told, where nccl would end the process at once.
                os.environ.setdefault("TORCH_NCCL_BLOCKING_WAIT", "1")
                self._gradients = dist.new_group(backend="nccl", timeout=_GPU_PATIENCE)
            for _, parameter in parameters:
                dist.broadcast(parameter.data, 0, group=self._gradients)
            dist.barrier()
        self.resets.set_state(torch.get_rng_state())
        torch.manual_seed(int(torch.randint(2**40, ())) + self.rank.number)

    def order(self, order: Order = Order.END) -> Order:
        """What all do next: the first rank's ``order``, on every rank."""
        said = torch.tensor(int(order))
        with self._together():
            dist.broadcast(said, 0)
        return Order(int(said))

    def average(self, parameters: Parameters, loss: Tensor, learning_rate: float) -> tuple[Tensor, float]:
        """Replace every gradient by its mean over the ranks.

        Args:
            parameters: after ``backward``.
            loss: of this rank's streams.
            learning_rate: counts on the first rank only, as it may depend on the clock.

        Returns:
            The mean loss over all streams, and the learning rate for all.
        """
        gradients = [p.grad for _, p in parameters if p.grad is not None]
        rate = loss.new_tensor([learning_rate if self.rank.first else 0.0])
        flat = torch.cat([*(g.reshape(-1) for g in gradients), loss.detach().reshape(1), rate])
        with self._together():
            dist.all_reduce(flat, group=self._gradients)
            learning_rate = float(flat[-1])
        flat /= self.rank.size
        parts = torch.split(flat[:-2], [g.numel() for g in gradients])
        for gradient, part in zip(gradients, parts, strict=True):
            gradient.copy_(part.view_as(gradient))
        return flat[-2], learning_rate

    def whole(self, arrays: Arrays) -> Arrays:
        """A checkpoint for any number of processes, from that of this rank's streams.

        The first rank calls it when it needs one, the others on its order; only the first one's result
        counts. A partner that is lost takes its carried states along: all but the first rank's streams then
        have zeros.

        Args:
            arrays: of :func:`playground.training.checkpoint.take`; carried states are (layers, B/N, units).

        Returns:
            The same with the carried states of all streams, (layers, B, units).
        """
        carried = {name: value for name, value in arrays.items() if name.startswith(CARRIED)}
        return {**arrays, **self._joined(carried), "random": self.resets.get_state().numpy().copy()}

    def own(self, arrays: Arrays) -> Arrays:
        """This rank's part of what :meth:`whole` returned."""

        def mine(value: NDArray[Any]) -> NDArray[Any]:
            return value[:, self.part(value.shape[1])]

        return {name: mine(value) if name.startswith(CARRIED) else value for name, value in arrays.items()}

    def dismiss(self, arrays: Arrays) -> None:
        """The training is over, and this is the whole of its state: let the other ranks go."""
        self.order(Order.END)
        self._last = {name: value for name, value in arrays.items() if name.startswith(CARRIED)}

    def _joined(self, carried: Arrays) -> Arrays:
        if self._last is not None:
            return self._last
        try:
            if self.rank.first:
                self.order(Order.GATHER)
            return {name: self._gathered(value) for name, value in carried.items()}
        except PartnerLostError:
            others = self.rank.size - 1
            return {
                name: np.pad(value, ((0, 0), (0, others * value.shape[1]), (0, 0)))
                for name, value in carried.items()
            }

    def _gathered(self, value: NDArray[Any]) -> NDArray[Any]:
        mine = torch.from_numpy(value)
        parts = [torch.empty_like(mine) for _ in range(self.rank.size)]
        with self._together():
            dist.gather(mine, parts if self.rank.first else None)
        return torch.cat(parts, dim=1).numpy()
