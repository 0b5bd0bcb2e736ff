"""Made-up problems whose answer depends on what was read long ago, as tasks for the training loop.

A problem draws sequences and knows how an answer is judged; :class:`ToyTask` trains a small network on it.
The network reads the whole sequence and is asked once, after the last step.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor
from torch.nn import functional as F

from playground.lab.networks import SmallNetwork
from playground.tasks.task import Validation


class Problem(Protocol):
    """Sequences of one kind and length."""

    @property
    def inputs(self) -> int:
        """Numbers a step has."""

    @property
    def outputs(self) -> int:
        """Numbers of an answer."""

    @property
    def length(self) -> int:
        """Steps of a sequence."""

    @property
    def guess(self) -> float:
        """Score of the best guess that knows nothing of the sequence."""

    @property
    def perfect(self) -> float:
        """Score of answers without a mistake."""

    def draw(self, count: int, random: Generator) -> tuple[Tensor, Tensor]:
        """Sequences (length, count, inputs) and their answers (count,)."""

    def loss(self, said: Tensor, answers: Tensor) -> Tensor:
        """Mean loss of what was said, (count, outputs)."""

    def score(self, said: Tensor, answers: Tensor) -> float:
        """How well the answers were met, in the unit the problem is known for."""


@dataclass(frozen=True, slots=True)
class Recall:
    """The first symbol must be named after ``delay`` steps; its score is the accuracy.

    Steps are one-hot: a symbol to be remembered, then ``delay`` - 1 others from the same alphabet that do not
    matter, then the question. A cousin of the latching problem of Bengio, Simard and Frasconi 1994 and of the
    copy problem of Arjovsky, Shah and Bengio 2016.
    """

    delay: int
    symbols: int = 8

    @property
    def inputs(self) -> int:
        return self.symbols + 1

    @property
    def outputs(self) -> int:
        return self.symbols

    @property
    def length(self) -> int:
        return self.delay + 1

    @property
    def guess(self) -> float:
        return 1 / self.symbols

    @property
    def perfect(self) -> float:
        return 1.0

    def draw(self, count: int, random: Generator) -> tuple[Tensor, Tensor]:
        """As :meth:`Problem.draw`; answers are the numbers of the symbols."""
        symbols = torch.randint(self.symbols, (self.delay, count), generator=random)
        question = torch.full((1, count), self.symbols)
        steps = F.one_hot(torch.cat([symbols, question]), self.inputs)
        return steps.to(torch.float32), symbols[0]

    def loss(self, said: Tensor, answers: Tensor) -> Tensor:
        """Cross-entropy in nats."""
        return F.cross_entropy(said, answers)

    def score(self, said: Tensor, answers: Tensor) -> float:
        """Share of symbols named."""
        return float((said.argmax(1) == answers).float().mean())


@dataclass(frozen=True, slots=True)
class Adding:
    """The sum of two marked numbers among ``delay`` (Hochreiter and Schmidhuber 1997, section 5.4).

    A step is a number from 0 to 1 and a mark, 0 or 1. One step of the first half is marked and one of the
    second (as in Arjovsky, Shah and Bengio 2016). Its score is the mean squared error; always answering 1 has
    an error of 1/6, the variance of the sum.
    """

    delay: int

    @property
    def inputs(self) -> int:
        return 2

    @property
    def outputs(self) -> int:
        return 1

    @property
    def length(self) -> int:
        return self.delay

    @property
    def guess(self) -> float:
        return 1 / 6

    @property
    def perfect(self) -> float:
        return 0.0

    def draw(self, count: int, random: Generator) -> tuple[Tensor, Tensor]:
        """As :meth:`Problem.draw`; answers are the sums."""
        half = self.delay // 2
        numbers = torch.rand(self.delay, count, generator=random)
        marks = torch.zeros(self.delay, count)
        for low, high in ((0, half), (half, self.delay)):
            marks.scatter_(0, torch.randint(low, high, (1, count), generator=random), 1.0)
        return torch.stack([numbers, marks], -1), (numbers * marks).sum(0)

    def loss(self, said: Tensor, answers: Tensor) -> Tensor:
        """Mean squared error."""
        return F.mse_loss(said[:, 0], answers)

    def score(self, said: Tensor, answers: Tensor) -> float:
        """Mean squared error."""
        return float(self.loss(said, answers))


class ToyTask:
    """Trains ``network`` on sequences of ``problem`` that are drawn afresh for every update.

    Args:
        batch: sequences of an update.
        held_out: sequences it is judged on.
        seed: of the sequences; the held-out ones have a seed of their own, the same for every network.
    """

    def __init__(
        self, network: SmallNetwork, problem: Problem, batch: int, seed: int, held_out: int = 128
    ) -> None:
        self.network = network
        self._problem = problem
        self._batch = batch
        self._random = torch.Generator().manual_seed(seed)
        self._held_out = problem.draw(held_out, torch.Generator().manual_seed(2**31 + problem.length))
        self.tokens_per_step = batch * problem.length
        self.steps_per_epoch = 1
        self.held_out_tokens = held_out * problem.length

    def loss(self) -> Tensor:
        """Loss on sequences never seen before."""
        sequences, answers = self._problem.draw(self._batch, self._random)
        return self._problem.loss(self.network(sequences)[-1], answers)

    def validate(self, limit: int | None = None) -> Validation:
        """Loss and ``score`` on the held-out sequences; they are few, so ``limit`` changes nothing."""
        del limit
        sequences, answers = self._held_out
        with torch.no_grad():
            said = self.network(sequences)[-1]
            loss = float(self._problem.loss(said, answers))
            score = self._problem.score(said, answers)
        return Validation(loss, loss, self.held_out_tokens, {"score": score})

    def state(self) -> tuple[dict[str, NDArray[Any]], dict[str, int]]:
        """The state of the random numbers."""
        return {"random": self._random.get_state().numpy().copy()}, {}

    def restore(self, arrays: dict[str, NDArray[Any]], place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        del place
        self._random.set_state(torch.from_numpy(np.asarray(arrays["random"], np.uint8).copy()))
