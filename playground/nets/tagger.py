"""Many to many, one for one: words in, a tag for each out.

    x_t = E[word_t] + spelling of word_t              (time, batch, embedding)
    h_t = cell(x_t, h_{t-1})                          (time, batch, directions * units)
    logits_t = W_head LayerNorm(h_t) + b_head         (time, batch, tags)

Read forwards, a tag rests on its word and those before it; in both directions on the whole sentence. With
``recurrent: false`` it rests on its word alone: one to one.
"""

from __future__ import annotations

from torch import Tensor

from playground.nets.words import Spelled, WordReader


class Tagger(WordReader):
    """Reads a batch of sentences and tags every word."""

    def forward(self, words: Tensor, lengths: Tensor, spelled: Spelled | None = None) -> Tensor:
        """Logits of the tags, (time, batch, tags); those of padding mean nothing.

        Args:
            words: ids, (time, batch), padded at the end with any id.
            lengths: words of each sentence, (batch,), at least 1, on the CPU.
            spelled: how the words are spelled, where the network reads that.
        """
        return self.logits(self.states(words, lengths, spelled))
