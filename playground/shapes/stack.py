"""Recurrent layers reading a sequence of vectors, in one direction or both; every state is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.config import ModelConfig
from playground.inference.cells import cell_step

Floats = NDArray[np.float32]

NORM_EPS = 1e-5


@dataclass(frozen=True)
class Reading:
    """A sequence of T vectors, read."""

    top: Floats
    """Hidden states of the last layer, (T, directions * H)."""
    values: dict[str, Floats]
    """``h``, ``c`` (LSTM only) and each gate: (T, layers * directions, H), the layers in torch's order."""
    h: Floats
    """Hidden states at the end, (layers * directions, H); backwards the end is the first vector."""
    c: Floats | None
    """Cell states of an LSTM at the end, the same shape."""


def read_stack(
    config: ModelConfig,
    weights: Mapping[str, Floats],
    prefix: str,
    xs: Floats,
    *,
    directions: int = 1,
    recurrent: bool = True,
    h: Floats | None = None,
    c: Floats | None = None,
) -> Reading:
    """Read ``xs`` (T, features) through the layers ``prefix``, from zeros or the states given.

    Args:
        directions: 2 reads forwards and backwards and puts the states beside each other.
        recurrent: False begins every step from zeros.
        h, c: states to begin with, (layers * directions, H).
    """
    names = ["h", *(["c"] if config.cell == "lstm" else []), *config.gates]
    T, H, rows = len(xs), config.units, config.layers * directions
    values = {name: np.zeros((T, rows, H), np.float32) for name in names}
    ends_h, ends_c = np.zeros((rows, H), np.float32), np.zeros((rows, H), np.float32)
    x = xs
    for layer in range(config.layers):
        for direction in range(directions):
            row = layer * directions + direction
            suffix = f"l{layer}" + ("_reverse" if direction else "")
            matrices = [
                weights[f"{prefix}.{part}_{suffix}"]
                for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            ]
            now_h = np.zeros(H, np.float32) if h is None else h[row]
            now_c = np.zeros(H, np.float32) if c is None else c[row]
            for t in range(T - 1, -1, -1) if direction else range(T):
                if not recurrent:
                    now_h, now_c = np.zeros(H, np.float32), np.zeros(H, np.float32)
                step = cell_step(config, x[t], now_h, now_c, *matrices)
                now_h = step.h
                values["h"][t, row] = step.h
                if step.c is not None:
                    now_c = step.c
                    values["c"][t, row] = step.c
                for name, gate in step.gates.items():
                    values[name][t, row] = gate
            ends_h[row], ends_c[row] = now_h, now_c
        first = layer * directions
        x = values["h"][:, first : first + directions].reshape(T, directions * H)
    return Reading(x, values, ends_h, ends_c if config.cell == "lstm" else None)


def layer_norm(x: Floats, weight: Floats, bias: Floats) -> Floats:
    """Layer norm (Ba et al. 2016) over the last axis."""
    centred = x - x.mean(-1, keepdims=True)
    variance = np.square(centred).mean(-1, keepdims=True)
    normed: Floats = centred / np.sqrt(variance + np.float32(NORM_EPS)) * weight + bias
    return normed


def head(config: ModelConfig, weights: Mapping[str, Floats], x: Floats) -> Floats:
    """Layer norm, where the network has one, and the linear layer: (..., features) -> (..., outputs)."""
    if config.layer_norm:
        x = layer_norm(x, weights["norm.weight"], weights["norm.bias"])
    out: Floats = x @ weights["head.weight"].T + weights["head.bias"]
    return out


def softmax(logits: Floats) -> Floats:
    """Probabilities over the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    shares: Floats = powers / powers.sum(-1, keepdims=True)
    return shares
