"""How much of a device a run has used: its matrix products beside bare ones.

Model FLOPs utilisation (Chowdhery et al. 2022, PaLM, appendix B): the operations that the network's weights
need for the tokens that were read, as a share of those that the device could have done in that time. What it
could have done is measured, not looked up: torch.mm on matrices of the run's own size and precision. So 100%
would be a run that does nothing but multiply, all steps of a window at once; the steps of a recurrent
network wait for each other, and what they do between products is not counted.
"""

from __future__ import annotations

import time

import torch

from playground.config import ModelConfig, TrainConfig
from playground.speed import operations_per_token

_SECONDS = 0.05
_LEAST_TRIES = 3
_MOST_NUMBERS = 1 << 24
"""In the largest of the matrices: 64 MB."""


def products_per_second(model: ModelConfig, train: TrainConfig, device: torch.device) -> float:
    """Operations a second of torch.mm at (batch * window, units) times (units, 4 units); takes 50 ms."""
    dtype = torch.bfloat16 if train.precision == "bfloat16" else torch.float32
    units, columns = model.units, 4 * model.units
    rows = max(1, min(train.batch * train.window, _MOST_NUMBERS // columns))
    fastest, tries, until = float("inf"), 0, time.perf_counter() + _SECONDS
    with torch.inference_mode():
        left = torch.ones(rows, units, dtype=dtype, device=device)
        right = torch.ones(units, columns, dtype=dtype, device=device)
        while tries < _LEAST_TRIES or time.perf_counter() < until:
            began = time.perf_counter()
            # One number of the result is read, for a GPU answers before it has multiplied.
            float(torch.mm(left, right)[0, 0])
            fastest = min(fastest, time.perf_counter() - began)
            tries += 1
    return 2.0 * rows * units * columns / fastest


def utilisation(
    model: ModelConfig, train: TrainConfig, device: torch.device, tokens_per_second: float
) -> float:
    """The share of ``device`` that training at this rate uses.

    Products that are looked up instead (``nets/stack.py``) count as done, so a small network on a text of few
    kinds of tokens can come out above what it multiplies.
    """
    return tokens_per_second * operations_per_token(model) / products_per_second(model, train, device)
