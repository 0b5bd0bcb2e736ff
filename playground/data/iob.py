"""The best tags that make sense together: no name may go on that has not begun.

In IOB2 ``I-PER`` may only follow ``B-PER`` or ``I-PER``. Among all sequences that keep to this, the one with
the highest sum of log-probabilities is found by dynamic programming (Viterbi 1967).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


def allowed(tags: Sequence[str]) -> NDArray[np.bool_]:
    """Whether tag j may follow tag i: (tags + 1, tags); the last row is for the beginning of a sentence."""
    follows = np.ones((len(tags) + 1, len(tags)), bool)
    for j, tag in enumerate(tags):
        prefix, _, kind = tag.partition("-")
        if prefix == "I":
            follows[:, j] = [before.partition("-")[2] == kind for before in tags] + [False]
    return follows


def best_tags(scores: Floats, follows: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Numbers (T,) of the best tags of a sentence.

    Args:
        scores: log-probabilities, (T, tags).
        follows: what :func:`allowed` says of the tags.

    Where no sequence is allowed (there is no tag but ``I-`` ones), each tag is the likeliest by itself.
    """
    T, K = scores.shape
    if T == 0 or not follows[-1].any():
        return np.asarray(scores.argmax(1), np.int64)
    step = np.where(follows, 0.0, -np.inf)
    total = scores[0] + step[-1]
    came = np.zeros((T, K), np.int64)
    for t in range(1, T):
        ways = total[:, None] + step[:-1]
        came[t] = ways.argmax(0)
        total = ways.max(0) + scores[t]
    best = np.empty(T, np.int64)
    best[-1] = total.argmax()
    for t in range(T - 1, 0, -1):
        best[t - 1] = came[t, best[t]]
    return best
