"""Words as the vectors that a network reads (see ``playground.nets.words``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from playground.data.spelling import pieces
from playground.task_config import TaskConfig

Floats = NDArray[np.float32]


def word_vectors(
    config: TaskConfig, weights: Mapping[str, Floats], ids: NDArray[np.int64], spelled: Sequence[str]
) -> Floats:
    """Vectors (T, embedding) of T words, given their ids and how they are spelled."""
    x: Floats = weights["embedding.weight"][ids]
    if not config.features:
        return x
    table = weights["features.weight"]
    means = [table[list(pieces(word, config.features))].mean(0) for word in spelled]
    together: Floats = x + np.stack(means)
    return together
