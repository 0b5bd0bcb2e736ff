"""What every unit did while a text was read: the arrays behind the heatmaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.inference.network import Ids, Network, State
from playground.inference.sampling import log_softmax

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Trace:
    """A text of T tokens, read from a zero state or from the state given."""

    values: dict[str, Floats]
    """``h``, ``c`` (LSTM only) and each gate, after each token: (T, layers, H)."""
    surprise: Floats
    """Bits of each token given those before it, (T,); the first is 0."""
    logits: Floats
    """Of the token after each, (T, V)."""
    tokens: tuple[str, ...] = ()
    """The text, token by token, where it is known (length T)."""


def trace(network: Network, ids: Ids, *, state: State | None = None, tokens: tuple[str, ...] = ()) -> Trace:
    """Read ids (T,) and keep everything; by the readable equations of ``playground.inference.cells``."""
    config = network.config
    state = network.zero_state() if state is None else state
    names = ["h", *(["c"] if state.c is not None else []), *config.gates]
    values = {name: np.empty((len(ids), config.layers, config.units), np.float32) for name in names}
    logits = np.empty((len(ids), config.vocabulary), np.float32)
    for t, token in enumerate(ids):
        state, logits[t], gates = network.step_with_gates(state, int(token))
        values["h"][t] = state.h
        if state.c is not None:
            values["c"][t] = state.c
        for name, gate in gates.items():
            values[name][t] = gate
    surprise = np.zeros(len(ids), np.float32)
    later = np.asarray(ids[1:], np.int64)
    if len(later):
        surprise[1:] = -log_softmax(logits[:-1])[np.arange(len(later)), later] / np.log(2)
    return Trace(values, surprise, logits, tokens)
