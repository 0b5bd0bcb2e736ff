"""How much the loss at the end of a sequence depends on the state at each step before it, written out.

With L_T the loss at the last step T, the gradient travels back one step at a time through the Jacobian of the
cell::

    dL_T/dh_t = (dh_{t+1}/dh_t)^T dL_T/dh_{t+1}

Each function below first runs the cell forwards, keeping what the way back needs, then applies that product
T - 1 times. All in double precision: single precision ends at 1e-45, which a plain RNN reaches after some 180
steps. Names and order of the gates are those of ``torch.nn``.
"""

from __future__ import annotations

from collections.abc import Callable
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


_End = Callable[[Tensor], Tensor]


def _rnn(weights: _Weights, at_the_end: _End, nonlinearity: str) -> StateGradients:
    """``h_t = phi(a_t)``, ``a_t = W x_t + U h_{t-1} + b``: the way back is ``U^T (phi'(a_{t+1}) * d)``."""
    h = _zeros(weights)
    slopes = []
    for driven in weights.driven:
        a = driven + h @ weights.U.T + weights.b
        h = torch.tanh(a) if nonlinearity == "tanh" else torch.relu(a)
        slopes.append(1 - h * h if nonlinearity == "tanh" else (a > 0).double())
    d = at_the_end(h)
    found = [d]
    for slope in reversed(slopes[1:]):
        d = (slope * d) @ weights.U
        found.append(d)
    return StateGradients(torch.stack(found[::-1]))


def _gru(weights: _Weights, at_the_end: _End) -> StateGradients:
    """``h_t = (1 - z) n + z h_{t-1}``: a way straight through z, and one through each gate."""
    h = _zeros(weights)
    steps = []
    for driven in weights.driven:
        x_r, x_z, x_n = driven.chunk(3, -1)
        u_r, u_z, u_n = (h @ weights.U.T + weights.b).chunk(3, -1)
        r, z = torch.sigmoid(x_r + u_r), torch.sigmoid(x_z + u_z)
        n = torch.tanh(x_n + r * u_n)
        steps.append((h, u_n, r, z, n))
        h = (1 - z) * n + z * h
    d = at_the_end(h)
    found = [d]
    for before, u_n, r, z, n in reversed(steps[1:]):
        to_n = d * (1 - z) * (1 - n * n)
        to_r = to_n * u_n * r * (1 - r)
        to_z = d * (before - n) * z * (1 - z)
        d = d * z + torch.cat((to_r, to_z, to_n * r), -1) @ weights.U
        found.append(d)
    return StateGradients(torch.stack(found[::-1]))


def _lstm(weights: _Weights, at_the_end: _End) -> StateGradients:
    """``c_t = f c_{t-1} + i g``, ``h_t = o tanh(c_t)``: along the cell the way back multiplies by f alone."""
    h, c = _zeros(weights), _zeros(weights)
    steps = []
    for driven in weights.driven:
        a_i, a_f, a_g, a_o = (driven + h @ weights.U.T + weights.b).chunk(4, -1)
        i, f, g, o = torch.sigmoid(a_i), torch.sigmoid(a_f), torch.tanh(a_g), torch.sigmoid(a_o)
        before, c = c, f * c + i * g
        squashed = torch.tanh(c)
        h = o * squashed
        steps.append((i, f, g, o, before, squashed))
    d_h, along = at_the_end(h), _zeros(weights)
    found_h, found_c = [], []
    for i, f, g, o, before, squashed in reversed(steps):
        d_c = along + d_h * o * (1 - squashed * squashed)
        found_h.append(d_h)
        found_c.append(d_c)
        to_i = d_c * g * i * (1 - i)
        to_f = d_c * before * f * (1 - f)
        to_g = d_c * i * (1 - g * g)
        to_o = d_h * squashed * o * (1 - o)
        d_h = torch.cat((to_i, to_f, to_g, to_o), -1) @ weights.U
        along = d_c * f
    return StateGradients(torch.stack(found_h[::-1]), torch.stack(found_c[::-1]))


def _zeros(weights: _Weights) -> Tensor:
    """The state before the first step, (batch, H)."""
    return weights.U.new_zeros(weights.driven.shape[1], weights.U.shape[1])


def fading(gradients: Tensor) -> Tensor:
    """How much of the gradient is left at each distance from the end, (T,): 1 at distance 0.

    Norm over units, root mean square over the batch, as a share of that at the last step; NaN where there is
    no gradient at all.
    """
    norms: Tensor = torch.linalg.vector_norm(gradients, dim=(1, 2)).flip(0)
    return norms / norms[0]
