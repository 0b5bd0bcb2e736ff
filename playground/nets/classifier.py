"""Many to one: words in, one class out.

    x_t = E[word_t] + spelling of word_t              (time, batch, embedding)
    h_t = cell(x_t, h_{t-1})                          (time, batch, directions * units)
    s_t = h_t, or mean(h_1 ... h_t)                   what is known after word t
    logits_t = W_head LayerNorm(s_t) + b_head         (time, batch, classes)

The verdict of an example is that after its last word. Read forwards, there is a verdict after every word.
Read in both directions, there is only one: from the last forward state beside the first backward one, or from
the mean of all.
"""

from __future__ import annotations

import torch
from torch import Tensor

from playground.nets.layers import real_steps
from playground.nets.words import Spelled, WordReader


class Classifier(WordReader):
    """Reads a batch of texts and says what each is."""

    def forward(self, words: Tensor, lengths: Tensor, spelled: Spelled | None = None) -> Tensor:
        """Logits of the classes, (batch, classes).

        Args:
            words: ids, (time, batch), padded at the end with any id.
            lengths: words of each text, (batch,), at least 1, on the CPU.
            spelled: how the words are spelled, where the network reads that.
        """
        h = self.states(words, lengths, spelled)
        return self.logits(self._pooled(h, lengths.to(h.device)))

    def _pooled(self, h: Tensor, lengths: Tensor) -> Tensor:
        """What the class is read from, (batch, directions * units)."""
        if self.config.pool == "mean":
            keep = real_steps(lengths, len(h))[:, :, None]
            return (h * keep).sum(0) / lengths[:, None]
        texts = torch.arange(h.shape[1], device=h.device)
        last = h[lengths - 1, texts]
        if not self.config.bidirectional:
            return last
        H = self.config.units
        return torch.cat([last[:, :H], h[0, :, H:]], dim=1)
