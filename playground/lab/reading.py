"""Texts of words, drawn afresh for every update, with one label each: a task for the training loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Generator, Tensor, nn
from torch.nn import functional as F

from playground.config import ModelConfig
from playground.nets.layers import real_steps
from playground.task_config import TaskConfig
from playground.tasks.task import TrainedNetwork, Validation

_SIDE_BY_SIDE = 1 << 17
"""Words read at once while validating."""


@dataclass(frozen=True, slots=True)
class Texts:
    """A batch of texts and what each is."""

    words: Tensor
    """Ids, (time, batch), padded at the end."""
    lengths: Tensor
    """(batch,)."""
    labels: Tensor
    """(batch,)."""


class Reader(TrainedNetwork, Protocol):
    """Says what texts are."""

    def __call__(self, words: Tensor, lengths: Tensor) -> Tensor:
        """Logits (batch, classes) of ``words`` (time, batch) with ``lengths`` (batch,)."""


class ReadingTask:
    """Trains ``network`` on batches of texts, by cross-entropy.

    Args:
        draw: makes a batch from random numbers.
        held_out: what it is judged on.
        seed: of the batches.
    """

    def __init__(
        self, network: Reader, draw: Callable[[Generator], Texts], held_out: Texts, seed: int
    ) -> None:
        self.network = network
        self._draw = draw
        self._held_out = held_out
        self._random = torch.Generator().manual_seed(seed)
        self.tokens_per_step = int(draw(torch.Generator().manual_seed(seed)).lengths.sum())
        self.steps_per_epoch = 1
        self.held_out_tokens = int(held_out.lengths.sum())

    def loss(self) -> Tensor:
        """Cross-entropy of the next batch, nats a text."""
        texts = self._draw(self._random)
        return F.cross_entropy(self.network(texts.words, texts.lengths), texts.labels)

    def validate(self, limit: int | None = None) -> Validation:
        """Cross-entropy and ``accuracy`` on the held-out texts; all of them, whatever ``limit`` is."""
        del limit
        texts = self._held_out
        step = max(1, _SIDE_BY_SIDE // len(texts.words))
        said = []
        self.network.train(False)
        with torch.no_grad():
            for begin in range(0, len(texts.labels), step):
                part = slice(begin, begin + step)
                said.append(self.network(texts.words[:, part], texts.lengths[part]))
            logits = torch.cat(said)
            loss = float(F.cross_entropy(logits, texts.labels))
        self.network.train(True)
        accuracy = float((logits.argmax(1) == texts.labels).float().mean())
        return Validation(loss, loss, self.held_out_tokens, {"accuracy": accuracy})

    def state(self) -> tuple[dict[str, NDArray[Any]], dict[str, int]]:
        """The state of the random numbers."""
        return {"random": self._random.get_state().numpy().copy()}, {}

    def restore(self, arrays: dict[str, NDArray[Any]], place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        del place
        self._random.set_state(torch.from_numpy(np.asarray(arrays["random"], np.uint8).copy()))


class BagOfWords(nn.Module):
    """Logistic regression on how often each word occurs, over the square root of the length.

    What it reaches is what the words say without their order.
    """

    def __init__(self, vocabulary: int, classes: int) -> None:
        super().__init__()
        self.config: ModelConfig = TaskConfig(task="classify", vocabulary=vocabulary, outputs=classes)
        self.head = nn.Linear(vocabulary, classes)

    def forward(self, words: Tensor, lengths: Tensor) -> Tensor:
        """Logits, (batch, classes), of ``words`` (time, batch) with ``lengths`` (batch,)."""
        one = real_steps(lengths, len(words)).to(torch.float32)
        counts = torch.zeros(words.shape[1], self.head.in_features)
        counts.scatter_add_(1, words.T, one.T)
        logits: Tensor = self.head(counts / lengths[:, None].sqrt())
        return logits

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """A copy of every weight."""
        return {name: value.detach().numpy().copy() for name, value in self.state_dict().items()}

    def load_weights(self, weights: Mapping[str, NDArray[Any]]) -> None:
        """Take over what :meth:`weights` returned."""
        self.load_state_dict({name: torch.as_tensor(value) for name, value in weights.items()})
