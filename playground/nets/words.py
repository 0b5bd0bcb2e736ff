"""Words as vectors: one of its own for every known word, and one for how it is spelled.

    x_t = E[word_t] + mean(F[piece] for the pieces of word_t)

Source: enriching word vectors with subword information, Bojanowski et al. 2017; here the word's own vector
counts as much as all its pieces together.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.task_config import TaskConfig


@dataclass(frozen=True, slots=True)
class Spelled:
    """How the words of a batch are spelled: the pieces of each different word once."""

    pieces: Tensor
    """Rows of the table of pieces, one word after another."""
    starts: Tensor
    """Where each word's pieces begin, (kinds,)."""
    kinds: Tensor
    """Which of these words stands where, (time, batch)."""


class WordVectors(nn.Module):
    """Mixed into a network that reads words: its two embeddings, under the names of ``TaskConfig.shapes``."""

    config: TaskConfig
    embedding: nn.Embedding
    features: nn.Embedding | None

    def _make_vectors(self, config: TaskConfig) -> None:
        self.embedding = nn.Embedding(config.vocabulary, config.embedding)
        self.features = nn.Embedding(config.features, config.embedding) if config.features else None
        with torch.no_grad():
            # Nothing is known of an unknown word but its spelling.
            self.embedding.weight[0].zero_()

    def vectors(self, words: Tensor, spelled: Spelled | None) -> Tensor:
        """Ids (time, batch) as vectors (time, batch, embedding).

        ``spelled`` is needed where the network has a table of pieces, and only there.
        """
        x: Tensor = self.embedding(words)
        if self.features is None:
            return x
        assert spelled is not None, "a network that reads spellings needs them"
        pieces = F.embedding_bag(spelled.pieces, self.features.weight, spelled.starts, mode="mean")
        return x + F.embedding(spelled.kinds, pieces)
