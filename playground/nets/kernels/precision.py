"""In which precision matrices are multiplied: float32, or bfloat16 where the processor has it.

A bfloat16 number is a float32 cut to 8 bits of significand: the range is the same, so a loss needs no scaling
(Kalamkar et al. 2019, A Study of BFLOAT16 for Deep Learning Training). Only products of matrices are rounded;
weights, states, gradients of weights and the optimizer stay float32.
"""

from __future__ import annotations

import functools
import time

import torch

_FEW_ROWS, _ROWS, _INNER, _COLUMNS = 16, 512, 256, 1024
_TRIES = 5
_WORTH_IT = 1.3
"""Native bfloat16 is about twice as fast on most processors."""
_EMULATED = 0.2
"""Emulated it was 18 times slower. A small product may be a little slower even where bfloat16 is native."""


@functools.cache
def bfloat16_pays() -> bool:
    """Whether this processor multiplies bfloat16 matrices clearly faster than float32 ones.

    Timed, because what a processor announces and what torch makes of it differ; takes about 10 ms. A small
    product comes first: where bfloat16 is emulated, the large ones would take a second.
    """
    return _gain(_FEW_ROWS) > _EMULATED and _gain(_ROWS) > _WORTH_IT


def _gain(rows: int) -> float:
    """How many times as fast a product of so many rows is in bfloat16 as in float32."""
    fastest: dict[torch.dtype, float] = {}
    with torch.inference_mode():
        pairs = {
            dtype: (torch.ones(rows, _INNER, dtype=dtype), torch.ones(_INNER, _COLUMNS, dtype=dtype))
            for dtype in (torch.float32, torch.bfloat16)
        }
        for _ in range(_TRIES):
            for dtype, (left, right) in pairs.items():
                began = time.perf_counter()
                torch.mm(left, right)
                taken = time.perf_counter() - began
                fastest[dtype] = min(taken, fastest.get(dtype, taken))
    return fastest[torch.float32] / fastest[torch.bfloat16]
