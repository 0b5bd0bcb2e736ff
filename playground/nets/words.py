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

from playground.nets.layers import WeightArrays, read, recurrent_layers
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


class WordReader(WeightArrays, nn.Module):
    """What a network that reads words has in common with the others: everything but where the output is read.

    ::

        x_t = E[word_t] + spelling of word_t              (time, batch, embedding)
        h_t = cell(x_t, h_{t-1})                          (time, batch, directions * units)
        logits = W_head LayerNorm(s) + b_head             of whichever states s
    """

    config: TaskConfig

    def __init__(self, config: TaskConfig) -> None:
        super().__init__()
        self.config = config
        width = config.directions * config.units
        self.embedding = nn.Embedding(config.vocabulary, config.embedding)
        self.features = nn.Embedding(config.features, config.embedding) if config.features else None
        with torch.no_grad():
            # Nothing is known of an unknown word but its spelling.
            self.embedding.weight[0].zero_()
        self.rnn = recurrent_layers(config, config.embedding, bidirectional=config.bidirectional)
        self.norm = nn.LayerNorm(width) if config.layer_norm else nn.Identity()
        self.head = nn.Linear(width, config.outputs)
        self.dropout = nn.Dropout(config.dropout)

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

    def states(self, words: Tensor, lengths: Tensor, spelled: Spelled | None) -> Tensor:
        """Hidden states of the top layer, (time, batch, directions * units), for words (time, batch)."""
        x = self.dropout(self.vectors(words, spelled))
        return read(self.rnn, x, lengths, recurrent=self.config.recurrent)

    def logits(self, states: Tensor) -> Tensor:
        """Logits (..., outputs) of states (..., directions * units)."""
        logits: Tensor = self.head(self.dropout(self.norm(states)))
        return logits
