"""Which earlier tokens a prediction leaned on, by leaving each out: no gradient needed.

A token is occluded by reading a vector of zeros in its place (Zeiler and Fergus 2014 do it to pictures). What
its absence takes from the log-probability of the next token is what the prediction owed to it. All T texts
with one token missing are read side by side, each joining in at the step where it begins to differ.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.inference.network import Ids, Network, State
from playground.inference.sampling import log_softmax

Floats = NDArray[np.float32]


def occlusion(network: Network, state: State, ids: Ids, target: int) -> Floats:
    """Nats that each of ids (T,) adds to ``log p(target)`` after all of them were read from ``state``, (T,).

    Negative where the prediction would be better without the token. Costs T steps of T texts side by side.
    """
    ids = np.asarray(ids, np.int64)
    T = len(ids)
    if T == 0:
        return np.zeros(0, np.float32)
    h = np.repeat(state.h[:, None], T + 1, axis=1)
    c = None if state.c is None else np.repeat(state.c[:, None], T + 1, axis=1)
    for t, token in enumerate(ids):
        # Row 0 is the whole text; row k lacks token k - 1 and is the whole text until then.
        rows = t + 2
        blank = np.zeros(rows, np.bool_)
        blank[-1] = True
        h[:, rows - 1] = h[:, 0]
        if c is not None:
            c[:, rows - 1] = c[:, 0]
        part = State(h[:, :rows], None if c is None else c[:, :rows])
        after = network.advance_batch(part, np.full(rows, token), blank)
        h[:, :rows] = after.h
        if c is not None and after.c is not None:
            c[:, :rows] = after.c
    logprobs = log_softmax(network.logits(State(h, c)))[:, target]
    nats: Floats = logprobs[0] - logprobs[1:]
    return nats
