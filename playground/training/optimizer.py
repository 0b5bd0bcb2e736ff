"""AdamW, gradient clipping and the learning-rate schedule."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from playground.config import TrainConfig

_EPSILON = 1e-8


class AdamW:
    """Adam with decoupled weight decay (Loshchilov and Hutter 2019), decay on matrices only.

    Calls torch's fused kernel itself: ``torch.optim.AdamW`` loads torch's compiler on first use, which costs
    about a second before the first step.
    """

    def __init__(self, parameters: Iterable[tuple[str, nn.Parameter]], config: TrainConfig) -> None:
        self._config = config
        self._names, self._parameters = zip(*parameters, strict=True)
        self._first = [torch.zeros_like(p) for p in self._parameters]
        self._second = [torch.zeros_like(p) for p in self._parameters]
        self._steps = [torch.zeros((), device=p.device) for p in self._parameters]
        matrices = [i for i, p in enumerate(self._parameters) if p.ndim >= 2]
        vectors = [i for i, p in enumerate(self._parameters) if p.ndim < 2]
        self._groups = [
            (group, decay) for group, decay in ((matrices, config.weight_decay), (vectors, 0.0)) if group
        ]

    def _leave_out(self, indices: Sequence[int]) -> None:
        """Another rule moves these parameters."""
        left = ([i for i in group if i not in indices] for group, _ in self._groups)
        self._groups = [(group, decay) for group, (_, decay) in zip(left, self._groups, strict=True) if group]

    def clip(self) -> tuple[Tensor, Tensor]:
        """Clip the gradients as configured (by norm: Pascanu et al. 2013).

        Returns:
            The norm of all gradients before clipping and whether they were clipped, as tensors of one value.
        """
        gradients = [p.grad for p in self._parameters if p.grad is not None]
        norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm(gradients)))
        limit = self._config.clip_at
        if self._config.clip == "norm":
            clipped = norm > limit
            torch._foreach_mul_(gradients, torch.clamp(limit / (norm + 1e-6), max=1.0))
        elif self._config.clip == "value":
            largest = torch.stack(torch._foreach_norm(gradients, math.inf)).max()
            clipped = largest > limit
            torch._foreach_clamp_min_(gradients, -limit)
            torch._foreach_clamp_max_(gradients, limit)
        else:
            clipped = torch.zeros((), dtype=torch.bool)
        return norm, clipped

    def step(self, learning_rate: float) -> None:
        """Move every weight along its gradient."""
        torch._foreach_add_(self._steps, 1)
        for group, decay in self._groups:
            torch._fused_adamw_(
                [self._parameters[i] for i in group],
                [self._parameters[i].grad for i in group],
                [self._first[i] for i in group],
                [self._second[i] for i in group],
                [],
                [self._steps[i] for i in group],
                lr=learning_rate,
                beta1=self._config.beta1,
                beta2=self._config.beta2,
                weight_decay=decay,
                eps=_EPSILON,
                amsgrad=False,
                maximize=False,
            )

    def zero_gradients(self) -> None:
        """Forget the gradients of the step before."""
        for parameter in self._parameters:
            parameter.grad = None

    def state(self) -> dict[str, NDArray[np.float32]]:
        """Both moments of every weight and the count of steps, as arrays."""
        arrays = {"adamw.steps": self._steps[0].cpu().numpy().reshape(1).copy()}
        for name, first, second in zip(self._names, self._first, self._second, strict=True):
            arrays[f"adamw.first.{name}"] = first.cpu().numpy().copy()
            arrays[f"adamw.second.{name}"] = second.cpu().numpy().copy()
        return arrays

    def restore(self, arrays: dict[str, NDArray[np.float32]]) -> None:
        """Go on from what :meth:`state` returned."""
        for steps in self._steps:
            steps.fill_(float(arrays["adamw.steps"][0]))
        for name, first, second in zip(self._names, self._first, self._second, strict=True):
            first.copy_(torch.from_numpy(arrays[f"adamw.first.{name}"]))
            second.copy_(torch.from_numpy(arrays[f"adamw.second.{name}"]))


def learning_rate(config: TrainConfig, share: float) -> float:
    """Rate when ``share`` (0 to 1) of the run is done: a linear warm-up, then a cosine to the final rate.

    The cosine is of Loshchilov and Hutter 2017, without restarts.
    """
    if share < config.warmup:
        # Never exactly zero, so that the very first step already learns something.
        return config.learning_rate * max(share / config.warmup, 0.01)
    decay = (share - config.warmup) / max(1e-9, 1.0 - config.warmup)
    cosine = 0.5 * (1.0 + math.cos(math.pi * min(1.0, decay)))
    return config.learning_rate * (config.final_rate + (1.0 - config.final_rate) * cosine)
