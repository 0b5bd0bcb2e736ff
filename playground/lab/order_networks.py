"""Networks that make one vector of a sentence: by adding its words up, or by reading them in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from playground.config import Cell
from playground.lab.networks import Kind, recurrent_layer
from playground.task_config import TaskConfig

BAG, AVERAGE = "Bag of words", "Average of vectors"


class SentenceNetwork(nn.Module):
    """From words to one vector, and from there to the logits of the answers.

    ::

        bag of words          v = sum_t onehot(w_t),    answer from  tanh(W v + b)
        average of vectors    v = mean_t E[w_t],        answer from  tanh(W v + b)
        RNN, GRU, LSTM        v = h_T,                  answer from  h_T

    Args:
        kind: one of the above.
        vocabulary: V, number of words.
        units: H, width of the hidden layer and of the word vectors.
    """

    def __init__(self, kind: str, vocabulary: int, units: int) -> None:
        super().__init__()
        self.kind = kind
        cell: Cell = kind.lower() if kind.lower() in ("rnn", "gru", "lstm") else "rnn"  # type: ignore[assignment]
        self.config = TaskConfig(
            task="classify", vocabulary=vocabulary, outputs=2, units=units, embedding=units, cell=cell
        )
        self.head = nn.Linear(units, 2)
        if kind == BAG:
            self.hidden = nn.Linear(vocabulary, units)
            return
        self.embedding = nn.Embedding(vocabulary, units)
        if kind == AVERAGE:
            self.hidden = nn.Linear(units, units)
        else:
            self.rnn = recurrent_layer(Kind(cell), units, units)

    def vector(self, words: Tensor, lengths: Tensor) -> Tensor:
        """What is known of each sentence, (batch, features), from ids (time, batch) padded at the end."""
        real = torch.arange(len(words))[:, None] < lengths[None, :]
        if self.kind == BAG:
            counts = F.one_hot(words, self.config.vocabulary) * real[:, :, None]
            return counts.sum(0).to(torch.float32)
        vectors: Tensor = self.embedding(words)
        if self.kind == AVERAGE:
            # In double precision: sums in two orders then agree to the last digit of what is kept.
            total = (vectors.double() * real[:, :, None]).sum(0)
            return (total / lengths[:, None]).float()
        h: Tensor = self.rnn(vectors)[0]
        return h[lengths - 1, torch.arange(words.shape[1])]

    def forward(self, words: Tensor, lengths: Tensor) -> Tensor:
        """Logits of the answers, (batch, 2)."""
        vector = self.vector(words, lengths)
        logits: Tensor = self.head(torch.tanh(self.hidden(vector)) if hasattr(self, "hidden") else vector)
        return logits

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """A copy of every weight."""
        return {name: value.detach().numpy().copy() for name, value in self.named_parameters()}

    def load_weights(self, weights: Mapping[str, NDArray[Any]]) -> None:
        """Take over what :meth:`weights` returned."""
        self.load_state_dict({name: torch.as_tensor(value) for name, value in weights.items()})
