"""Many to many, one for one: words in, a tag for each out.

    x_t = E[word_t] + spelling of word_t              (time, batch, embedding)
    h_t = cell(x_t, h_{t-1})                          (time, batch, directions * units)
    logits_t = W_head LayerNorm(h_t) + b_head         (time, batch, tags)

Read forwards, a tag rests on its word and those before it; in both directions on the whole sentence. With
``recurrent: false`` it rests on its word alone: one to one.
"""

from __future__ import annotations

from torch import Tensor, nn

from playground.nets.layers import WeightArrays, read, recurrent_layers
from playground.nets.words import Spelled, WordVectors
from playground.task_config import TaskConfig


class Tagger(WeightArrays, WordVectors):
    """Reads a batch of sentences and tags every word."""

    config: TaskConfig

    def __init__(self, config: TaskConfig) -> None:
        super().__init__()
        self.config = config
        width = config.directions * config.units
        self._make_vectors(config)
        self.rnn = recurrent_layers(config, config.embedding, bidirectional=config.bidirectional)
        self.norm = nn.LayerNorm(width) if config.layer_norm else nn.Identity()
        self.head = nn.Linear(width, config.outputs)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, words: Tensor, lengths: Tensor, spelled: Spelled | None = None) -> Tensor:
        """Logits of the tags, (time, batch, tags); those of padding mean nothing.

        Args:
            words: ids, (time, batch), padded at the end with any id.
            lengths: words of each sentence, (batch,), at least 1, on the CPU.
            spelled: how the words are spelled, where the network reads that.
        """
        x = self.dropout(self.vectors(words, spelled))
        h = read(self.rnn, x, lengths, recurrent=self.config.recurrent)
        logits: Tensor = self.head(self.dropout(self.norm(h)))
        return logits
