"""How much the loss at the end of a sequence depends on the state at each step before it, written out.

With L_T the loss at the last step T, the gradient travels back one step at a time through the Jacobian of the
cell::

    dL_T/dh_t = (dh_{t+1}/dh_t)^T dL_T/dh_{t+1}

Each function below first runs the cell forwards, keeping what the way back needs, then applies that product
T - 1 times. All in double precision: single precision ends at 1e-45, which a plain RNN reaches after some 180
steps. Names and order of the gates are those of ``torch.nn``.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from playground.lab.networks import SmallNetwork


@dataclass(frozen=True, slots=True)
class StateGradients:
    """Gradients of the loss at the last step, step by step."""

    h: Tensor
    """dL_T/dh_t, (T, batch, units)."""
    c: Tensor | None = None
    """dL_T/dc_t of an LSTM, (T, batch, units): through the output gate at t, and through c_{t+1}."""


@dataclass(frozen=True, slots=True)
class _Weights:
    """Of one layer, in double precision."""

    U: Tensor
    """Recurrent matrix, (gates * H, H)."""
    b: Tensor
    """Recurrent bias, (gates * H,)."""
    driven: Tensor
    """W x_t + b of every step, (T, batch, gates * H)."""


@torch.no_grad()
def state_gradients(network: SmallNetwork, inputs: Tensor, target: Tensor) -> StateGradients:
    """Gradients of L_T = |y_T - target|^2, summed over the batch, so that each sequence has its own.

    Args:
        network: any kind.
        inputs: (T, batch, inputs).
        target: what the last answer should be, (batch, outputs).
    """
    named = {name: value.double() for name, value in network.named_parameters()}
    weights = _Weights(
        U=named["rnn.weight_hh_l0"],
        b=named["rnn.bias_hh_l0"],
        driven=inputs.double() @ named["rnn.weight_ih_l0"].T + named["rnn.bias_ih_l0"],
    )

    def at_the_end(h: Tensor) -> Tensor:
        """dL_T/dh_T."""
        V, b = named["head.weight"], named["head.bias"]
        return 2 * (h @ V.T + b - target.double()) @ V

    match network.config.cell:
        case "lstm":
            return _lstm(weights, at_the_end)
        case "gru":
            return _gru(weights, at_the_end)
        case _:
            return _rnn(weights, at_the_end, network.config.nonlinearity)
