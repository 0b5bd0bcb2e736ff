"""The network that is trained: embedding -> recurrent layers -> layer norm -> linear.

A thin composition of ``torch.nn`` modules, so that its ``state_dict`` loads into plain torch and back::

    x_t = E[token_t]                                  (time, batch, embedding)
    h_t, c_t = cell(x_t, h_{t-1}, c_{t-1})            for each layer: (time, batch, units)
    logits_t = W_head LayerNorm(h_t) + b_head         (time, batch, vocabulary)

Sources: LSTM, Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000; GRU, Cho et al. 2014
in the form of ``torch.nn.GRU``; layer norm, Ba et al. 2016; tied embedding, Press and Wolf 2017.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.config import ALPHABET, ModelConfig
from playground.nets.layers import State, WeightArrays, recurrent_layers
from playground.nets.stack import read_tokens


class RecurrentNetwork(WeightArrays, nn.Module):
    """Predicts the next token at every position of a batch of texts.

    ``matrices`` is the precision in which matrices are multiplied, that of the weights when it is None; all
    else has the precision of the weights.
    """

    matrices: torch.dtype | None = None

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.embedding)
        self.rnn = recurrent_layers(config, config.embedding)
        self.norm = nn.LayerNorm(config.units) if config.layer_norm else nn.Identity()
        self.head = nn.Linear(config.units, config.vocabulary)
        if config.tied:
            self.head.weight = self.embedding.weight
        self.dropout = nn.Dropout(config.dropout)
        self._initialise()

    def _initialise(self) -> None:
        with torch.no_grad():
            if self.config.tied:
                # As an output matrix the embedding must start as small as a linear layer's.
                nn.init.normal_(self.embedding.weight, std=self.config.units**-0.5)
            # Nothing has been read yet: an unknown character starts as no input at all.
            self.embedding.weight[0].zero_()

    def zero_state(self, batch: int) -> State:
        """State before the first token: zeros (layers, batch, units)."""
        shape = (self.config.layers, batch, self.config.units)
        zeros = torch.zeros(shape, device=self.head.weight.device)
        return (zeros, zeros.clone()) if self.config.cell == "lstm" else (zeros,)

    def forward(self, tokens: Tensor, state: State) -> tuple[Tensor, State]:
        """Read ``tokens`` (time, batch) from ``state``.

        Returns:
            The logits of each next token, (time, batch, vocabulary), and the state after the last one.
        """
        # Few kinds of tokens (characters) are met so often that their vectors need no dropout, and the first
        # layer can then look up what they add to a step.
        many = self.config.vocabulary > ALPHABET
        dropout = self.config.dropout if self.training and many else 0.0
        weight, bias = self.head.weight, self.head.bias
        matrices = self.matrices or weight.dtype
        h, after = read_tokens(self.rnn, self.embedding.weight, tokens, state, dropout, matrices)
        top = self.dropout(self.norm(h.to(weight.dtype))).to(matrices)
        return F.linear(top, weight.to(matrices), bias.to(matrices)).to(weight.dtype), after

    def loss(self, tokens: Tensor, targets: Tensor, state: State) -> tuple[Tensor, State]:
        """Mean cross-entropy in nats a token of ``targets`` (time, batch), and the state after them."""
        logits, after = self(tokens, state)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten()), after
