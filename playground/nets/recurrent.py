"""The network that is trained: embedding -> recurrent layers -> layer norm -> linear.

A thin composition of ``torch.nn`` modules, so that its ``state_dict`` loads into plain torch and back::

    x_t = E[token_t]                                  (time, batch, embedding)
    h_t, c_t = cell(x_t, h_{t-1}, c_{t-1})            for each layer: (time, batch, units)
    logits_t = W_head LayerNorm(h_t) + b_head         (time, batch, vocabulary)

Sources: LSTM, Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al. 2000; GRU, Cho et al. 2014
in the form of ``torch.nn.GRU``; layer norm, Ba et al. 2016; tied embedding, Press and Wolf 2017.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from playground.config import ModelConfig
from playground.errors import InputError

State = tuple[Tensor, ...]
"""``(h,)`` or, of an LSTM, ``(h, c)``; each (layers, batch, units)."""


class RecurrentNetwork(nn.Module):
    """Predicts the next token at every position of a batch of texts."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.embedding)
        self.rnn = _recurrent_layers(config)
        self.norm = nn.LayerNorm(config.units) if config.layer_norm else nn.Identity()
        self.head = nn.Linear(config.units, config.vocabulary)
        if config.tied:
            self.head.weight = self.embedding.weight
        self.dropout = nn.Dropout(config.dropout)
        self._initialise()

    def _initialise(self) -> None:
        config = self.config
        with torch.no_grad():
            if config.tied:
                # As an output matrix the embedding must start as small as a linear layer's.
                nn.init.normal_(self.embedding.weight, std=config.units**-0.5)
            # Nothing has been read yet: an unknown character starts as no input at all.
            self.embedding.weight[0].zero_()
            for layer in range(config.layers):
                if config.cell == "lstm":
                    # Remember by default (Jozefowicz et al. 2015): forget-gate bias 1.
                    H = config.units
                    getattr(self.rnn, f"bias_ih_l{layer}")[H : 2 * H] = 1.0
                    getattr(self.rnn, f"bias_hh_l{layer}")[H : 2 * H] = 0.0
                elif config.cell == "rnn" and config.nonlinearity == "relu":
                    # The identity keeps the state alive through a rectifier (Le, Jaitly and Hinton 2015).
                    nn.init.eye_(getattr(self.rnn, f"weight_hh_l{layer}"))
                    getattr(self.rnn, f"weight_hh_l{layer}").mul_(0.9)

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
        x = self.dropout(self.embedding(tokens))
        if self.config.cell == "lstm":
            h, (h_n, c_n) = self.rnn(x, (state[0], state[1]))
            after: State = (h_n, c_n)
        else:
            h, h_n = self.rnn(x, state[0])
            after = (h_n,)
        return self.head(self.dropout(self.norm(h))), after

    def loss(self, tokens: Tensor, targets: Tensor, state: State) -> tuple[Tensor, State]:
        """Mean cross-entropy in nats a token of ``targets`` (time, batch), and the state after them."""
        logits, after = self(tokens, state)
        return F.cross_entropy(logits.flatten(0, 1), targets.flatten()), after

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """A copy of every weight under its ``torch.nn`` name; a tied head has no matrix of its own."""
        tensors = {name: value for name, value in self.state_dict().items() if name in self.config.shapes()}
        return {
            name: value.detach().to("cpu", torch.float32).numpy().copy() for name, value in tensors.items()
        }

    def load_weights(self, weights: Mapping[str, NDArray[Any]]) -> None:
        """Take over ``weights`` as :meth:`weights` returns them.

        Raises:
            InputError: if a weight is missing or has another shape than the configuration says.
        """
        own = self.state_dict()
        for name, shape in self.config.shapes().items():
            if name not in weights or tuple(weights[name].shape) != shape:
                raise InputError(f"The weights do not fit the network: {name} should be {shape}.")
            own[name].copy_(torch.as_tensor(np.ascontiguousarray(weights[name])))


def _recurrent_layers(config: ModelConfig) -> nn.RNNBase:
    between = config.dropout if config.layers > 1 else 0.0
    if config.cell == "lstm":
        return nn.LSTM(config.embedding, config.units, config.layers, dropout=between)
    if config.cell == "gru":
        return nn.GRU(config.embedding, config.units, config.layers, dropout=between)
    return nn.RNN(
        config.embedding, config.units, config.layers, nonlinearity=config.nonlinearity, dropout=between
    )
