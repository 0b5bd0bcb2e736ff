"""The cells' arithmetic rearranged for speed; ``playground.inference.cells`` is the readable form of it.

- σ(x) = tanh(x/2)/2 + 1/2. The inner halves are put into the weights once, so that one tanh serves all gates.
- The gates that pass through σ lie side by side (LSTM: i f o g), so that one multiply-add finishes them.
- Everything but ``U h`` is known before the step: a row of a table for the first layer, one matrix product
  over all time steps at once for the layers above it when a text is only read.

Arrays are (H,) for one text or (B, H) for B side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.config import ModelConfig

Floats = NDArray[np.float32]

_HALF = np.array(0.5, np.float32)

Advance = Callable[[Floats, Floats, Floats | None], tuple[Floats, Floats | None]]
"""``(input part (..., G*H), h, c) -> (h', c')``; nothing is changed in place."""


@dataclass(frozen=True)
class Layer:
    """One layer: ``advance(x @ W + b, h, c)`` is its step. W is (E, G*H), b (G*H,)."""

    W: Floats
    b: Floats
    advance: Advance


def make_layer(config: ModelConfig, index: int, weights: dict[str, Floats]) -> Layer:
    """Layer ``index`` of a network with these weights (torch names)."""
    W = weights[f"rnn.weight_ih_l{index}"]
    U = weights[f"rnn.weight_hh_l{index}"]
    b_W = weights[f"rnn.bias_ih_l{index}"]
    b_U = weights[f"rnn.bias_hh_l{index}"]
    H = config.units
    if config.cell == "rnn":
        return Layer(W.T, b_W + b_U, _rnn(U.T, relu=config.nonlinearity == "relu"))
    if config.cell == "gru":
        scale = _halves(2 * H, 3 * H)
        b_n = b_U[2 * H :].copy()
        b = (b_W + b_U) * scale
        b[2 * H :] = b_W[2 * H :]
        return Layer((W * scale[:, None]).T, b, _gru((U * scale[:, None]).T, b_n, H))
    order = np.concatenate([np.arange(2 * H), np.arange(3 * H, 4 * H), np.arange(2 * H, 3 * H)])
    scale = _halves(3 * H, 4 * H)
    W, U, b = W[order] * scale[:, None], U[order] * scale[:, None], (b_W + b_U)[order] * scale
    return Layer(W.T, b, _lstm(U.T, H))


def _halves(sigmoids: int, rows: int) -> Floats:
    scale = np.ones(rows, np.float32)
    scale[:sigmoids] = 0.5
    return scale


def _rnn(U: Floats, *, relu: bool) -> Advance:
    def advance(x: Floats, h: Floats, c: Floats | None) -> tuple[Floats, Floats | None]:
        a = h.dot(U)
        a += x
        return (np.maximum(a, 0, out=a) if relu else np.tanh(a, out=a)), c

    return advance


def _gru(U: Floats, b_n: Floats, H: int) -> Advance:
    rz, r, z, n = np.s_[..., : 2 * H], np.s_[..., :H], np.s_[..., H : 2 * H], np.s_[..., 2 * H :]

    def advance(x: Floats, h: Floats, c: Floats | None) -> tuple[Floats, Floats | None]:
        a = h.dot(U)
        gates = a[rz]
        gates += x[rz]
        np.tanh(gates, gates)
        gates *= _HALF
        gates += _HALF
        new = a[n]
        new += b_n
        new *= a[r]
        new += x[n]
        np.tanh(new, new)
        out = h - new
        out *= a[z]
        out += new
        return out, c

    return advance


def _lstm(U: Floats, H: int) -> Advance:
    ifo, i, f = np.s_[..., : 3 * H], np.s_[..., :H], np.s_[..., H : 2 * H]
    o, g = np.s_[..., 2 * H : 3 * H], np.s_[..., 3 * H :]

    def advance(x: Floats, h: Floats, c: Floats | None) -> tuple[Floats, Floats | None]:
        a = h.dot(U)
        a += x
        np.tanh(a, a)
        gates = a[ifo]
        gates *= _HALF
        gates += _HALF
        write = a[i]
        write *= a[g]
        cell = a[f] * c
        cell += write
        out = np.tanh(cell)
        out *= a[o]
        return out, cell

    return advance
