"""In which precision matrices are multiplied: float32, or bfloat16 where the processor has it.

A bfloat16 number is a float32 cut to 8 bits of significand: the range is the same, so a loss needs no scaling
(Kalamkar et al. 2019, A Study of BFLOAT16 for Deep Learning Training). Only products of matrices are rounded;
weights, states, gradients of weights and the optimizer stay float32.
"""

from __future__ import annotations

import functools
import time

import torch

_ROWS, _INNER, _COLUMNS = 512, 256, 1024
_TRIES = 5
_WORTH_IT = 1.3
"""Native bfloat16 is about twice as fast on most processors; emulated, it is several times slower."""


@functools.cache
def bfloat16_pays() -> bool:
    """Whether this processor multiplies bfloat16 matrices clearly faster than float32 ones.

    Timed, because what a processor announces and what torch makes of it differ; takes about 10 ms.
    """
    fastest: dict[torch.dtype, float] = {}
    with torch.inference_mode():
        pairs = {
            dtype: (torch.ones(_ROWS, _INNER, dtype=dtype), torch.ones(_INNER, _COLUMNS, dtype=dtype))
            for dtype in (torch.float32, torch.bfloat16)
        }
        for _ in range(_TRIES):
            for dtype, (left, right) in pairs.items():
                began = time.perf_counter()
                torch.mm(left, right)
                taken = time.perf_counter() - began
                fastest[dtype] = min(taken, fastest.get(dtype, taken))
    return _WORTH_IT * fastest[torch.bfloat16] < fastest[torch.float32]
