"""Muon: momentum that is made orthogonal before each step (Jordan et al. 2024).

A gradient of a matrix is dominated by a few directions, those in which many tokens agree. Muon keeps the
directions of the momentum and makes their lengths equal: with the singular value decomposition M = U S V^T it
steps along U V^T, so that rare directions are learned as fast as common ones::

    M  <- 0.95 M + 0.05 G                          G: gradient of W
    N   = 0.05 G + 0.95 M                          Nesterov's look ahead
    W  <- W (1 - rate decay) - rate 0.2 sqrt(max(rows, columns)) orthogonal(N)

The factor 0.2 sqrt(max(rows, columns)) gives a step the size that AdamW's would have (Liu et al. 2025, Muon
is Scalable for LLM Training). ``orthogonal`` needs no decomposition: the polynomial a X + b (X X^T) X +
c (X X^T)^2 X, applied a few times to X = N / |N|, drives every singular value towards 1 (Newton and Schulz).

The momentum turns slowly, so a direction serves for two steps: on tiny Shakespeare no worse than one for
each, where one for four steps cost 0.01 nats a character.

Only the matrices of the recurrent layers are moved so; embedding, output layer and vectors are AdamW's.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.config import TrainConfig
from playground.training.optimizer import AdamW

MOMENTUM = 0.95
RATE = 1.6
"""Muon's rate as a multiple of AdamW's, which is that of the configuration."""
_POLYNOMIAL = (3.4445, -4.7750, 2.0315)
"""Jordan's coefficients: they grow small singular values fast and leave all of them near 1, not at it."""
_TIMES = 3
"""Jordan applies it 5 times; for the networks here 3 learned as much in fewer seconds."""
_EVERY = 2
"""Steps that a direction serves."""


def orthogonal(matrix: Tensor, dtype: torch.dtype = torch.float32) -> Tensor:
    """``matrix`` with its singular vectors kept and its singular values brought near 1, in float32.

    Args:
        matrix: any shape of two dimensions.
        dtype: precision of the products.
    """
    a, b, c = _POLYNOMIAL
    x = (matrix / (matrix.norm() + 1e-7)).to(dtype)
    if tall := x.shape[0] > x.shape[1]:
        x = x.t()
    for _ in range(_TIMES):
        gram = x @ x.t()
        x = a * x + torch.addmm(gram, gram, gram, beta=b, alpha=c) @ x
    result: Tensor = (x.t() if tall else x).to(torch.float32)
    return result


class Muon(AdamW):
    """Muon for the matrices of the recurrent layers, AdamW for everything else."""

    def __init__(self, parameters: Iterable[tuple[str, nn.Parameter]], config: TrainConfig) -> None:
        super().__init__(parameters, config)
        self._matrices = [index for index, name in enumerate(self._names) if name.startswith("rnn.weight_")]
        self._leave_out(self._matrices)
        self._directions = [torch.zeros_like(self._parameters[index]) for index in self._matrices]
        self._turn = 0
        self._dtype = torch.bfloat16 if config.precision == "bfloat16" else torch.float32

    @torch.no_grad()
    def step(self, learning_rate: float) -> None:
        """Move every weight."""
        super().step(learning_rate)
        rate = RATE * learning_rate
        for index, direction in zip(self._matrices, self._directions, strict=True):
            weight, momentum = self._parameters[index], self._first[index]
            gradient = weight.grad
            assert gradient is not None
            momentum.lerp_(gradient, 1 - MOMENTUM)
            if self._turn == 0:
                direction.copy_(orthogonal(gradient.lerp(momentum, MOMENTUM), self._dtype))
            weight.mul_(1 - rate * self._config.weight_decay)
            weight.sub_(direction, alpha=0.2 * math.sqrt(max(weight.shape)) * rate)
        self._turn = (self._turn + 1) % _EVERY

    def state(self) -> dict[str, NDArray[np.float32]]:
        """As :meth:`AdamW.state`, with the directions in use and for how many steps they have been."""
        arrays = super().state()
        arrays["muon.turn"] = np.array([self._turn], np.float32)
        for index, direction in zip(self._matrices, self._directions, strict=True):
            arrays[f"muon.direction.{self._names[index]}"] = direction.cpu().numpy().copy()
        return arrays

    def restore(self, arrays: dict[str, NDArray[np.float32]]) -> None:
        """Go on from what :meth:`state` returned."""
        super().restore(arrays)
        self._turn = int(arrays["muon.turn"][0])
        for index, direction in zip(self._matrices, self._directions, strict=True):
            direction.copy_(torch.from_numpy(arrays[f"muon.direction.{self._names[index]}"]))
