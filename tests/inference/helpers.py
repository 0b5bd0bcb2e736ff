"""Networks with random weights, in NumPy and in torch."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.config import ModelConfig
from playground.inference.network import Network


def random_weights(config: ModelConfig, seed: int = 0) -> dict[str, NDArray[np.float32]]:
    """Weights that open and shut the gates, yet leave the network stable: rounding errors do not grow."""
    rng = np.random.default_rng(seed)
    weights = {}
    for name, shape in config.shapes().items():
        spread = 0.7 / shape[1] ** 0.5 if len(shape) == 2 and name.startswith("rnn.") else 0.5
        weights[name] = (rng.standard_normal(shape) * spread).astype(np.float32)
    if config.layer_norm:
        weights["norm.weight"] += 1
    return weights


def random_network(seed: int = 0, **config: Any) -> Network:
    made = ModelConfig(**{"vocabulary": 11, "units": 8, "embedding": 8, **config})
    return Network(made, random_weights(made, seed))


def random_ids(length: int, vocabulary: int, seed: int = 1) -> NDArray[np.int64]:
    return np.random.default_rng(seed).integers(0, vocabulary, length)
