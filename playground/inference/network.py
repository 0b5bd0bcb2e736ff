"""A recurrent network that reads tokens and predicts the next one, in NumPy.

embedding -> ``layers`` x cell -> layer norm -> linear. Shapes: V tokens, H units, T time steps, B texts side
by side. Logits are unnormalised log-probabilities in nats: softmax makes probabilities of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.config import ModelConfig
from playground.inference.cells import cell_step
from playground.inference.fast import make_layer

Floats = NDArray[np.float32]
Ids = Sequence[int] | NDArray[np.integer[Any]]

NORM_EPS = 1e-5
_TABLE_WORK = 1 << 28
"""Multiplications that may be spent at the start on the first layer's products for the whole vocabulary."""
_ROWS_BYTES = 64 << 20
"""Memory for such products made one by one, when the vocabulary is large."""
_CHUNK = 512
"""Time steps whose products are made in one go when a text is read."""


class State(NamedTuple):
    """All that a network remembers of what it read. Never changed in place: keep as many as you like."""

    h: Floats
    """Hidden state, (layers, H), or (layers, B, H) for B texts side by side."""
    c: Floats | None = None
    """Cell state of an LSTM, the same shape."""


class Network:
    """The network of ``config`` with ``weights`` under their torch names (see ``ModelConfig.shapes``).

    Safe to use from several threads. Raises ValueError when the weights are not those of the config.
    """

    def __init__(self, config: ModelConfig, weights: Mapping[str, Floats]) -> None:
        self.config = config
        self.weights = {name: np.ascontiguousarray(array, np.float32) for name, array in weights.items()}
        if {name: array.shape for name, array in self.weights.items()} != config.shapes():
            raise ValueError("The weights do not have the names and shapes of the config.")
        self._layers = [make_layer(config, index, self.weights) for index in range(config.layers)]
        self._embedding = self.weights["embedding.weight"]
        first = self._layers[0]
        self._rows: dict[int, Floats] = {}
        self._table: Floats | None = None
        if config.vocabulary * first.W.size <= _TABLE_WORK:
            self._table = self._embedding @ first.W + first.b
            self._rows = dict(enumerate(self._table))
        self._max_rows = max(1, _ROWS_BYTES // (4 * len(first.b)))
        head = self._embedding if config.tied else self.weights["head.weight"]
        bias = self.weights["head.bias"]
        if config.layer_norm:
            # The norm's scale and shift belong to the linear layer as well as to the norm.
            bias = bias + head @ self.weights["norm.bias"]
            head = head * self.weights["norm.weight"]
        self._head, self._bias = head.T, bias

    def zero_state(self, batch: int | None = None) -> State:
        """The state before anything is read."""
        layers, H = self.config.layers, self.config.units
        shape = (layers, H) if batch is None else (layers, batch, H)
        c = np.zeros(shape, np.float32) if self.config.cell == "lstm" else None
        return State(np.zeros(shape, np.float32), c)

    # One token at a time.

    def advance(self, state: State, token: int) -> State:
        """Read one token; no prediction."""
        row = self._rows.get(token)
        return self._advance(state, (self._new_row(token) if row is None else row))

    def step(self, state: State, token: int) -> tuple[State, Floats]:
        """Read one token; the new state and the logits (V,) of the next."""
        state = self.advance(state, token)
        return state, self.logits(state)

    def step_batch(self, state: State, tokens: Ids) -> tuple[State, Floats]:
        """The same for B texts at once: tokens (B,), state (layers, B, H), logits (B, V)."""
        state = self.advance_batch(state, tokens)
        return state, self.logits(state)

    def advance_batch(self, state: State, tokens: Ids, blank: NDArray[np.bool_] | None = None) -> State:
        """Read one token in each of B texts; those marked ``blank`` (B,) read a zero vector in its place."""
        x = self._inputs(np.asarray(tokens))
        if blank is not None:
            x = np.where(blank[:, None], self._layers[0].b, x)
        return self._advance(state, x)

    def layer_weights(self, layer: int) -> tuple[Floats, Floats, Floats, Floats]:
        """``W`` (G*H, E), ``U`` (G*H, H), ``b_W``, ``b_U`` (G*H,) of a layer, gates stacked as in torch."""
        W, U, b_W, b_U = (
            self.weights[f"rnn.{part}_l{layer}"] for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        return W, U, b_W, b_U

    def step_with_gates(self, state: State, token: int) -> tuple[State, Floats, dict[str, Floats]]:
        """``step`` by the readable equations of ``cells``, with every gate as (layers, H)."""
        x = self._embedding[token]
        steps = []
        for layer in range(self.config.layers):
            c = None if state.c is None else state.c[layer]
            steps.append(cell_step(self.config, x, state.h[layer], c, *self.layer_weights(layer)))
            x = steps[-1].h
        cells = [each.c for each in steps if each.c is not None]
        state = State(np.stack([each.h for each in steps]), np.stack(cells) if cells else None)
        gates = {gate: np.stack([each.gates[gate] for each in steps]) for gate in self.config.gates}
        return state, self.logits(state), gates

    def logits(self, state: State) -> Floats:
        """What the output layer says in this state: (V,), or (B, V)."""
        return self._output(state.h[-1])

    # A stretch of text.

    def read(self, state: State, tokens: Ids) -> tuple[State, Floats]:
        """Read tokens (T,), T at least 1: the state after them and the logits (V,) of the next."""
        for now, _ in self._stretches(state, tokens):
            state = now
        return state, self.logits(state)

    def run(self, state: State, tokens: Ids) -> tuple[State, Floats]:
        """Read tokens (T,): the state after them and the logits (T, V) after each."""
        parts = [np.empty((0, self.config.vocabulary), np.float32)]
        for now, logits in self.chunks(state, tokens):
            state = now
            parts.append(logits)
        return state, np.concatenate(parts)

    def chunks(self, state: State, tokens: Ids) -> Iterator[tuple[State, Floats]]:
        """``run`` a stretch at a time: the logits of a long text are never in memory all at once."""
        for now, h in self._stretches(state, tokens):
            yield now, self._output(h)

    def histories(self, state: State, tokens: Ids) -> tuple[Floats, Floats | None]:
        """Read tokens (T,): h and, of an LSTM, c of every layer after each, (layers, T, H)."""
        x = self._inputs(np.asarray(tokens, np.int64))
        hs = np.empty((self.config.layers, len(x), self.config.units), np.float32)
        cs = None if state.c is None else np.empty_like(hs)
        for index, layer in enumerate(self._layers):
            if index:
                x = hs[index - 1] @ layer.W
                x += layer.b
            h, c = state.h[index], None if state.c is None else state.c[index]
            for t, row in enumerate(x):
                h, c = layer.advance(row, h, c)
                hs[index, t] = h
                if cs is not None:
                    cs[index, t] = c
        return hs, cs

    def _stretches(self, state: State, tokens: Ids) -> Iterator[tuple[State, Floats]]:
        """State after each stretch of at most ``_CHUNK`` tokens, and the last layer's h within it, (T, H)."""
        tokens = np.asarray(tokens, np.int64)
        for start in range(0, len(tokens), _CHUNK):
            x = self._inputs(tokens[start : start + _CHUNK])
            last_h, last_c = [], []
            for index, layer in enumerate(self._layers):
                if index:
                    x = x @ layer.W
                    x += layer.b
                out = np.empty((len(x), self.config.units), np.float32)
                h, c = state.h[index], None if state.c is None else state.c[index]
                for t, row in enumerate(x):
                    h, c = layer.advance(row, h, c)
                    out[t] = h
                x = out
                last_h.append(h)
                if c is not None:
                    last_c.append(c)
            state = State(np.stack(last_h), np.stack(last_c) if last_c else None)
            yield state, x

    # Parts.

    def _advance(self, state: State, x: Floats) -> State:
        """One step up through the layers; ``x`` is the first layer's input part, (..., G*H)."""
        h = np.empty_like(state.h)
        c = None if state.c is None else np.empty_like(state.c)
        for index, layer in enumerate(self._layers):
            before = None if state.c is None else state.c[index]
            if index:
                h[index], after = layer.step(h[index - 1], state.h[index], before)
            else:
                h[index], after = layer.advance(x, state.h[index], before)
            if c is not None:
                c[index] = after
        return State(h, c)

    def _inputs(self, tokens: NDArray[Any]) -> Floats:
        """The first layer's input part of many tokens, (len(tokens), G*H)."""
        if self._table is not None:
            rows: Floats = self._table[tokens]
            return rows
        x: Floats = self._embedding[tokens] @ self._layers[0].W
        x += self._layers[0].b
        return x

    def _new_row(self, token: int) -> Floats:
        if not 0 <= token < self.config.vocabulary:
            raise IndexError(f"token {token} is not one of {self.config.vocabulary}")
        if len(self._rows) >= self._max_rows:
            self._rows = {}
        row: Floats = self._embedding[token].dot(self._layers[0].W) + self._layers[0].b
        self._rows[int(token)] = row
        return row

    def _output(self, h: Floats) -> Floats:
        """Layer norm (Ba et al. 2016) and linear layer: (..., H) -> (..., V)."""
        if not self.config.layer_norm:
            logits: Floats = h.dot(self._head)
            logits += self._bias
            return logits
        H = self.config.units
        if h.ndim == 1:
            centred = h - np.add.reduce(h) / H
            logits = centred.dot(self._head)
            logits *= 1 / math.sqrt(centred.dot(centred) / H + NORM_EPS)
        else:
            centred = h - h.mean(axis=-1, keepdims=True)
            logits = centred.dot(self._head)
            logits /= np.sqrt(np.einsum("...h,...h->...", centred, centred) / H + NORM_EPS)[..., None]
        logits += self._bias
        return logits
