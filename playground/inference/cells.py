"""One time step of each recurrent cell, written as in the papers, with every gate to look at.

These are the equations of ``torch.nn.RNN``, ``torch.nn.GRU`` and ``torch.nn.LSTM``, with their weights:

- ``x``: input (..., E);  ``h``: hidden state (..., H);  ``c``: cell state (..., H)
- ``W``: input weights (G*H, E);  ``U``: recurrent weights (G*H, H);  ``b_W``, ``b_U``: biases (G*H,)

where the G gates lie one below another, H rows each; ``...`` is nothing for one text, B for B side by side.
``playground.inference.network`` has the same arithmetic rearranged for speed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.config import ModelConfig, Nonlinearity

Floats = NDArray[np.float32]

_HALF = np.array(0.5, np.float32)  # an array: NumPy multiplies by it faster than by a Python number


class Step(NamedTuple):
    """What one step leaves behind; every array is (..., H)."""

    h: Floats
    c: Floats | None
    """Only the LSTM has one."""
    gates: dict[str, Floats]


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + exp(-x)), written with tanh so that no x overflows."""
    half: Floats = np.tanh(x * _HALF)
    return half * _HALF + _HALF


def rnn_step(
    x: Floats,
    h: Floats,
    W: Floats,
    U: Floats,
    b_W: Floats,
    b_U: Floats,
    nonlinearity: Nonlinearity = "tanh",
) -> Step:
    """The plain recurrent network (Elman 1990): ``h' = tanh(W x + U h + b)``, or relu in place of tanh.

    Its one "gate" is ``a``, the sum before the nonlinearity.
    """
    a = x @ W.T + b_W + h @ U.T + b_U
    h = np.tanh(a) if nonlinearity == "tanh" else np.maximum(a, 0)
    return Step(h, None, {"a": a})


def gru_step(x: Floats, h: Floats, W: Floats, U: Floats, b_W: Floats, b_U: Floats) -> Step:
    """The gated recurrent unit (Cho et al. 2014), with the reset gate after the recurrent product.

    ``r = σ(...)``, ``z = σ(...)``, ``n = tanh(W_n x + b_Wn + r * (U_n h + b_Un))``,
    ``h' = (1 - z) * n + z * h``.
    """
    W_r, W_z, W_n = np.split(x @ W.T + b_W, 3, axis=-1)
    U_r, U_z, U_n = np.split(h @ U.T + b_U, 3, axis=-1)
    r = sigmoid(W_r + U_r)
    z = sigmoid(W_z + U_z)
    n = np.tanh(W_n + r * U_n)
    return Step((1 - z) * n + z * h, None, {"r": r, "z": z, "n": n})


def lstm_step(x: Floats, h: Floats, c: Floats, W: Floats, U: Floats, b_W: Floats, b_U: Floats) -> Step:
    """Long short-term memory (Hochreiter and Schmidhuber 1997; forget gate: Gers et al. 2000).

    ``i, f, o = σ(...)``, ``g = tanh(...)``, ``c' = f * c + i * g``, ``h' = o * tanh(c')``.
    """
    i, f, g, o = np.split(x @ W.T + b_W + h @ U.T + b_U, 4, axis=-1)
    i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
    c = f * c + i * g
    return Step(o * np.tanh(c), c, {"i": i, "f": f, "g": g, "o": o})


def cell_step(
    config: ModelConfig,
    x: Floats,
    h: Floats,
    c: Floats | None,
    W: Floats,
    U: Floats,
    b_W: Floats,
    b_U: Floats,
) -> Step:
    """One step of whichever cell the config names; ``c`` is the LSTM's."""
    if config.cell == "rnn":
        return rnn_step(x, h, W, U, b_W, b_U, config.nonlinearity)
    if config.cell == "gru":
        return gru_step(x, h, W, U, b_W, b_U)
    assert c is not None, "an LSTM always has a cell state"
    return lstm_step(x, h, c, W, U, b_W, b_U)
