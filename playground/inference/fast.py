"""The cells' arithmetic rearranged for speed; ``playground.inference.cells`` is the readable form of it.

- σ(x) = tanh(x/2)/2 + 1/2. The inner halves are put into the weights once, so that one tanh serves all gates.
- The gates that pass through σ lie side by side (LSTM: i f o g), so that one multiply-add finishes them.
- Everything but ``U h`` is known before the step: a row of a table for the first layer, one matrix product
  over all time steps at once for the layers above it when a text is only read.
- Token by token, ``W x + U h`` of a layer above the first is one product: (W U) with x and h end to end.
  (Not in the GRU, whose reset gate comes between the two.)

Arrays are (H,) for one text or (B, H) for B side by side.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.config import ModelConfig

Floats = NDArray[np.float32]

_HALF = np.array(0.5, np.float32)

Advance = Callable[[Floats, Floats, Floats | None], tuple[Floats, Floats | None]]
"""``(input part or x, h, c) -> (h', c')``; nothing is changed in place."""
Gates = Callable[[Floats, Floats | None], tuple[Floats, Floats | None]]
"""``(W x + U h + b, c) -> (h', c')``; the sum, (..., G*H), is overwritten."""


class Layer(NamedTuple):
    """One layer. W is (E, G*H), b (G*H,)."""

    W: Floats
    b: Floats
    advance: Advance
    """Its step from the input part ``x @ W + b``, (..., G*H)."""
    step: Advance
    """Its step from x, (..., E)."""


def make_layer(config: ModelConfig, index: int, weights: dict[str, Floats]) -> Layer:
    """Layer ``index`` of a network with these weights (torch names)."""
    W = weights[f"rnn.weight_ih_l{index}"]
    U = weights[f"rnn.weight_hh_l{index}"]
    b_W = weights[f"rnn.bias_ih_l{index}"]
    b_U = weights[f"rnn.bias_hh_l{index}"]
    H = config.units
    if config.cell == "gru":
        rz, n = slice(0, 2 * H), slice(2 * H, 3 * H)
        b = np.concatenate([(b_W + b_U)[rz] * _HALF, b_W[n]])
        return _apart(_stacked(W, (rz,), n).T, b, _gru(_stacked(U, (rz,), n).T, b_U[n].copy(), H))
    b = b_W + b_U
    if config.cell == "rnn":
        gates = _rnn(relu=config.nonlinearity == "relu")
    else:
        i_f, g, o = slice(0, 2 * H), slice(2 * H, 3 * H), slice(3 * H, 4 * H)
        W, U, b = (_stacked(each, (i_f, o), g) for each in (W, U, b))
        gates = _lstm(H)
    return _together(W, U, b, gates) if index else _apart(W.T, b, _summed(U.T, gates))


def _stacked(rows: Floats, sigmoids: tuple[slice, ...], tanhs: slice) -> Floats:
    """The rows of the gates that pass through σ, halved, and below them those of the one through tanh."""
    out = np.empty_like(rows)
    end = 0
    for gate in sigmoids:
        start, end = end, end + gate.stop - gate.start
        np.multiply(rows[gate], _HALF, out=out[start:end])
    out[end:] = rows[tanhs]
    return out


def _summed(U: Floats, gates: Gates) -> Advance:
    """The step of a cell whose gates need no more than the sum of input part and recurrent part."""

    def advance(x: Floats, h: Floats, c: Floats | None) -> tuple[Floats, Floats | None]:
        a = h.dot(U)
        a += x
        return gates(a, c)

    return advance


def _together(W: Floats, U: Floats, b: Floats, gates: Gates) -> Layer:
    """A layer above the first: (W U) once more as one matrix."""
    W_and_U = np.concatenate([W, U], axis=1).T

    def step(x: Floats, h: Floats, c: Floats | None) -> tuple[Floats, Floats | None]:
        a = np.concatenate((x, h), axis=-1).dot(W_and_U)
        a += b
        return gates(a, c)

    return Layer(W.T, b, _summed(U.T, gates), step)


def _apart(W: Floats, b: Floats, advance: Advance) -> Layer:
    """The layer whose input weights are applied before its step."""

    def step(x: Floats, h: Floats, c: Floats | None) -> tuple[Floats, Floats | None]:
        part = x.dot(W)
        part += b
        return advance(part, h, c)

    return Layer(W, b, advance, step)


def _rnn(*, relu: bool) -> Gates:
    def gates(a: Floats, c: Floats | None) -> tuple[Floats, Floats | None]:
        return (np.maximum(a, 0, out=a) if relu else np.tanh(a, out=a)), c

    return gates


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


def _lstm(H: int) -> Gates:
    ifo, i, f = np.s_[..., : 3 * H], np.s_[..., :H], np.s_[..., H : 2 * H]
    o, g = np.s_[..., 2 * H : 3 * H], np.s_[..., 3 * H :]

    def gates(a: Floats, c: Floats | None) -> tuple[Floats, Floats | None]:
        np.tanh(a, a)
        open_ = a[ifo]
        open_ *= _HALF
        open_ += _HALF
        write = a[i]
        write *= a[g]
        assert c is not None, "an LSTM always has a cell state"
        cell = a[f] * c
        cell += write
        out = np.tanh(cell)
        out *= a[o]
        return out, cell

    return gates
