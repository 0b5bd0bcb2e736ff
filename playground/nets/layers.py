"""What networks are made of: recurrent layers, the reading of padded batches, weights as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from playground.config import ModelConfig
from playground.errors import InputError

State = tuple[Tensor, ...]
"""``(h,)`` or, of an LSTM, ``(h, c)``; each (layers * directions, batch, units)."""


class WeightArrays:
    """Mixed into a module with a ``config``: its weights as NumPy arrays, out and in."""

    config: ModelConfig

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """A copy of every weight under its ``torch.nn`` name; a tied head has no matrix of its own."""
        named: Mapping[str, Tensor] = self.state_dict()  # type: ignore[attr-defined]
        return {
            name: named[name].detach().to("cpu", torch.float32).numpy().copy()
            for name in self.config.shapes()
        }

    def load_weights(self, weights: Mapping[str, NDArray[Any]]) -> None:
        """Take over ``weights`` as :meth:`weights` returns them.

        Raises:
            InputError: if a weight is missing or has another shape than the configuration says.
        """
        own: Mapping[str, Tensor] = self.state_dict()  # type: ignore[attr-defined]
        for name, shape in self.config.shapes().items():
            if name not in weights or tuple(weights[name].shape) != shape:
                raise InputError(f"The weights do not fit the network: {name} should be {shape}.")
            own[name].copy_(torch.as_tensor(np.ascontiguousarray(weights[name])))


def recurrent_layers(config: ModelConfig, inputs: int, *, bidirectional: bool = False) -> nn.RNNBase:
    """The recurrent layers of ``config`` for ``inputs`` numbers a step, with their starting weights."""
    between = config.dropout if config.layers > 1 else 0.0
    size = (inputs, config.units, config.layers)
    rnn: nn.RNNBase
    if config.cell == "lstm":
        rnn = nn.LSTM(*size, dropout=between, bidirectional=bidirectional)
    elif config.cell == "gru":
        rnn = nn.GRU(*size, dropout=between, bidirectional=bidirectional)
    else:
        rnn = nn.RNN(*size, nonlinearity=config.nonlinearity, dropout=between, bidirectional=bidirectional)
    for layer in range(config.layers):
        for direction in ("", "_reverse")[: 1 + bidirectional]:
            _start(rnn, config, f"l{layer}{direction}")
    return rnn


@torch.no_grad()
def _start(rnn: nn.RNNBase, config: ModelConfig, which: str) -> None:
    if config.cell == "lstm":
        # Remember by default (Jozefowicz et al. 2015): forget-gate bias 1.
        H = config.units
        getattr(rnn, f"bias_ih_{which}")[H : 2 * H] = 1.0
        getattr(rnn, f"bias_hh_{which}")[H : 2 * H] = 0.0
    elif config.cell == "rnn" and config.nonlinearity == "relu":
        # The identity keeps the state alive through a rectifier (Le, Jaitly and Hinton 2015).
        nn.init.eye_(getattr(rnn, f"weight_hh_{which}"))
        getattr(rnn, f"weight_hh_{which}").mul_(0.9)


def read(rnn: nn.RNNBase, x: Tensor, lengths: Tensor, *, recurrent: bool = True) -> Tensor:
    """Hidden states of the top layer for a padded batch, each example read from a state of zeros.

    Args:
        x: inputs, (time, batch, features), padded at the end.
        lengths: of the examples, (batch,), on the CPU.
        recurrent: False reads every step from zeros, so that nothing comes from the past.

    Returns:
        (time, batch, directions * units). Forwards, padding comes after the example and changes nothing of
        it; backwards it would come first, so the batch is packed.
    """
    if not recurrent:
        steps, batch, width = x.shape
        out: Tensor = rnn(x.reshape(1, steps * batch, width))[0]
        return out.reshape(steps, batch, -1)
    if not rnn.bidirectional:
        h: Tensor = rnn(x)[0]
        return h
    packed = pack_padded_sequence(x, lengths, enforce_sorted=False)
    padded, _ = pad_packed_sequence(rnn(packed)[0], total_length=len(x))
    return padded


def real_steps(lengths: Tensor, longest: int) -> Tensor:
    """Which steps of a padded batch are no padding: (longest, batch) of bool."""
    return torch.arange(longest, device=lengths.device)[:, None] < lengths[None, :]
