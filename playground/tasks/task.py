"""What the training loop needs of a task, whatever its shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.config import ModelConfig, TrainConfig
from playground.task_config import TaskConfig

Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Validation:
    """Mean loss on the held-out part, nats a token (or the task's own unit), and what else it measures."""

    carried: float
    """A language model's with the state carried through the text; any other task's only loss."""
    cold: float
    tokens: int
    """How much was scored, in the unit of ``Task.held_out_tokens``."""
    metrics: Mapping[str, float] = field(default_factory=dict)


class TrainedNetwork(Protocol):
    """A ``torch.nn.Module`` whose weights can be taken out as arrays and put back."""

    @property
    def config(self) -> ModelConfig:
        """Its shape."""

    def named_parameters(self) -> Any:
        """Names and parameters, as of any module."""

    def train(self, mode: bool = True) -> Any:
        """Training or evaluation."""

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """A copy of every weight under its ``torch.nn`` name."""

    def load_weights(self, weights: Mapping[str, NDArray[Any]]) -> None:
        """Take over what :meth:`weights` returned."""


class Task(Protocol):
    """A network, its examples, and how it is judged."""

    @property
    def network(self) -> TrainedNetwork:
        """What is trained."""

    @property
    def tokens_per_step(self) -> int:
        """Tokens of one update, on average; for the speed that is reported."""

    @property
    def steps_per_epoch(self) -> int:
        """Updates in one pass over the examples."""

    @property
    def held_out_tokens(self) -> int:
        """How much there is to validate on, in the unit that :meth:`validate` counts."""

    def loss(self) -> Tensor:
        """Loss of the next batch, ready for ``backward``."""

    def validate(self, limit: int | None = None) -> Validation:
        """Judge the network on at most ``limit`` of the held-out part, on all of it when not given."""

    def state(self) -> tuple[Arrays, dict[str, int]]:
        """Where the task stands: arrays, and its place among the examples."""

    def restore(self, arrays: Arrays, place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """Data that was read, and everything decided before the first step."""

    corpus: str
    """What the data is called."""
    sha256: str
    """Of the examples."""
    model: TaskConfig
    train: TrainConfig
    vocabulary: dict[str, Any]
    """Of what is read, or of what is written where only that has words; as ``Lexicon.to_dict``."""
    document: dict[str, Any]
    """What else a reader of the model needs: labels, the other vocabulary, a scale. JSON-ready."""
    examples: int
    held_out: int
    """Examples that are held out."""
    tokens: int
    """Tokens of the training part."""
    build: Callable[[torch.device], Task]
    """Makes the task; called once, after the seed is set."""
    notices: tuple[str, ...] = ()
