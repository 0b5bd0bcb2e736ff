"""What every unit did while a text was read: the arrays behind the heatmaps.

Only h and c must be computed one step after the other. Once they are known, the gates of all steps are the
equations of ``playground.inference.cells`` applied to all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.inference.cells import cell_step
from playground.inference.network import Ids, Network, State
from playground.inference.sampling import log_softmax

Floats = NDArray[np.float32]

_CHUNK = 512
"""Time steps whose gates are computed in one go."""


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


def value_names(network: Network) -> tuple[str, ...]:
    """What there is to look at, in reading order: ``h``, ``c`` (LSTM only), then the gates."""
    return ("h", *(("c",) if network.config.cell == "lstm" else ()), *network.config.gates)


def trace(network: Network, ids: Ids, *, state: State | None = None, tokens: tuple[str, ...] = ()) -> Trace:
    """Read ids (T,) and keep everything."""
    config = network.config
    state = network.zero_state() if state is None else state
    ids = np.asarray(ids, np.int64)
    values = {
        name: np.empty((len(ids), config.layers, config.units), np.float32) for name in value_names(network)
    }
    for start in range(0, len(ids), _CHUNK):
        part = slice(start, start + _CHUNK)
        inside, state = look_inside(network, state, ids[part])
        for name, array in inside.items():
            values[name][part] = array
    logits = network.logits(State(values["h"].transpose(1, 0, 2)))
    surprise = np.zeros(len(ids), np.float32)
    if len(ids) > 1:
        surprise[1:] = -log_softmax(logits[:-1])[np.arange(len(ids) - 1), ids[1:]] / np.log(2)
    return Trace(values, surprise, logits, tokens)


def look_inside(network: Network, state: State, ids: Ids) -> tuple[dict[str, Floats], State]:
    """h, c and every gate after each of ids (T,), T at least 1, and the state after the last.

    Returns:
        Arrays (T, layers, H) under the names of :func:`value_names`, and the state.
    """
    hs, cs = network.histories(state, ids)
    values = {"h": hs} if cs is None else {"h": hs, "c": cs}
    gates: dict[str, list[Floats]] = {gate: [] for gate in network.config.gates}
    x = network.weights["embedding.weight"][np.asarray(ids, np.int64)]
    for layer in range(network.config.layers):
        h = before_each(state.h[layer], hs[layer])
        c = None if cs is None or state.c is None else before_each(state.c[layer], cs[layer])
        step = cell_step(network.config, x, h, c, *network.layer_weights(layer))
        for gate in gates:
            gates[gate].append(step.gates[gate])
        x = hs[layer]
    values |= {gate: np.stack(parts) for gate, parts in gates.items()}
    after = State(hs[:, -1], None if cs is None else cs[:, -1])
    return {name: np.ascontiguousarray(each.transpose(1, 0, 2)) for name, each in values.items()}, after


def before_each(first: Floats, after: Floats) -> Floats:
    """What stood before each step: the first value (H,), then that after each step (T, H) but the last."""
    return np.concatenate([first[None], after[:-1]])
