"""The NumPy network against ``torch.nn`` with the same weights: outputs, states and gates to 1e-5."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.config import ModelConfig
from playground.inference.network import Network
from playground.inference.trace import trace

from .helpers import random_ids, random_weights

torch = pytest.importorskip("torch")
T = 37
TOLERANCE = 1e-5

CELLS = [("rnn", "tanh"), ("rnn", "relu"), ("gru", "tanh"), ("lstm", "tanh")]
SHAPES = [
    {"layers": 1, "units": 24, "embedding": 16},
    {"layers": 2, "units": 16, "embedding": 16, "tied": True},
    {"layers": 3, "units": 12, "embedding": 20, "layer_norm": False},
    {"layers": 1, "units": 1, "embedding": 1},
]


class Reference(torch.nn.Module):  # type: ignore[misc, name-defined]
    """The plain torch modules, as anyone would put them together."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        kind = {"rnn": torch.nn.RNN, "gru": torch.nn.GRU, "lstm": torch.nn.LSTM}[config.cell]
        more = {"nonlinearity": config.nonlinearity} if config.cell == "rnn" else {}
        self.embedding = torch.nn.Embedding(config.vocabulary, config.embedding)
        self.rnn = kind(config.embedding, config.units, config.layers, **more)
        if config.layer_norm:
            self.norm = torch.nn.LayerNorm(config.units)
        self.head = torch.nn.Linear(config.units, config.vocabulary)
        if config.tied:
            self.head.weight = self.embedding.weight

    def forward(self, tokens: Any) -> tuple[Any, Any, Any | None]:
        """logits (T, V), h and c of the last step (layers, H)."""
        out, state = self.rnn(self.embedding(tokens))
        logits = self.head(self.norm(out) if self.config.layer_norm else out)
        h, c = state if self.config.cell == "lstm" else (state, None)
        return logits, h, c

    def values(self, tokens: Any) -> dict[str, Any]:
        """h, c and every gate of every step, (T, layers, H), from the formulas in torch's documentation."""
        x = self.embedding(tokens)
        found: dict[str, list[Any]] = {}
        for layer in range(self.config.layers):
            W, U, b, d = (
                getattr(self.rnn, f"{part}_l{layer}")
                for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
            )
            h = c = torch.zeros(self.config.units)
            steps: dict[str, list[Any]] = {}
            for row in x:
                left, right = W @ row + b, U @ h + d
                if self.config.cell == "rnn":
                    gates = {"a": left + right}
                    h = getattr(torch, self.config.nonlinearity)(gates["a"])
                elif self.config.cell == "gru":
                    (xr, xz, xn), (hr, hz, hn) = left.chunk(3), right.chunk(3)
                    gates = {"r": torch.sigmoid(xr + hr), "z": torch.sigmoid(xz + hz)}
                    gates["n"] = torch.tanh(xn + gates["r"] * hn)
                    h = (1 - gates["z"]) * gates["n"] + gates["z"] * h
                else:
                    i, f, g, o = (left + right).chunk(4)
                    gates = {"i": i.sigmoid(), "f": f.sigmoid(), "g": g.tanh(), "o": o.sigmoid()}
                    c = gates["f"] * c + gates["i"] * gates["g"]
                    h = gates["o"] * c.tanh()
                    gates["c"] = c
                for name, value in {**gates, "h": h}.items():
                    steps.setdefault(name, []).append(value)
            for name, values in steps.items():
                found.setdefault(name, []).append(torch.stack(values))
            x = torch.stack(steps["h"])
        return {name: torch.stack(layers, 1) for name, layers in found.items()}


@pytest.fixture(params=[(cell, shape) for cell in CELLS for shape in SHAPES], ids=str)
def pair(request: pytest.FixtureRequest) -> tuple[Network, Reference]:
    (cell, nonlinearity), shape = request.param
    config = ModelConfig(vocabulary=13, cell=cell, nonlinearity=nonlinearity, **shape)
    weights = random_weights(config, seed=3)
    reference = Reference(config)
    arrays = {name: torch.from_numpy(array) for name, array in weights.items()}
    if config.tied:
        arrays["head.weight"] = arrays["embedding.weight"]
    reference.load_state_dict(arrays, strict=True)
    return Network(config, weights), reference


def close(ours: Any, theirs: Any) -> None:
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=TOLERANCE, atol=TOLERANCE)


def test_run_gives_the_logits_and_states_of_torch(pair: tuple[Network, Reference]) -> None:
    network, reference = pair
    tokens = random_ids(T, 13)
    logits, h, c = reference(torch.from_numpy(tokens))
    state, ours = network.run(network.zero_state(), tokens)
    close(ours, logits)
    close(state.h, h)
    assert (state.c is None) == (c is None)
    if c is not None:
        close(state.c, c)


def test_every_way_to_read_agrees_with_torch_at_every_step(pair: tuple[Network, Reference]) -> None:
    network, reference = pair
    tokens = random_ids(T, 13, seed=5)
    logits, _, _ = reference(torch.from_numpy(tokens))
    values = reference.values(torch.from_numpy(tokens))
    one, gated, batch = network.zero_state(), network.zero_state(), network.zero_state(3)
    for t, token in enumerate(tokens):
        one, fast = network.step(one, int(token))
        gated, readable, gates = network.step_with_gates(gated, int(token))
        batch, many = network.step_batch(batch, [token] * 3)
        close(fast, logits[t])
        close(readable, logits[t])
        for row in range(3):
            close(many[row], logits[t])
            close(batch.h[:, row], values["h"][t])
        close(one.h, values["h"][t])
        close(gated.h, values["h"][t])
        if one.c is not None:
            close(one.c, values["c"][t])
        assert list(gates) == list(network.config.gates)
        for name, gate in gates.items():
            close(gate, values[name][t])
    state, last = network.read(network.zero_state(), tokens)
    close(last, logits[-1])
    close(state.h, values["h"][-1])


def test_trace_has_every_value_of_torch(pair: tuple[Network, Reference]) -> None:
    network, reference = pair
    tokens = random_ids(T, 13, seed=6)
    found = trace(network, tokens)
    values = reference.values(torch.from_numpy(tokens))
    assert set(found.values) == set(values)
    for name, value in values.items():
        assert found.values[name].dtype == np.float32
        close(found.values[name], value)
    logits, _, _ = reference(torch.from_numpy(tokens))
    close(found.logits, logits)
    losses = torch.nn.functional.cross_entropy(logits[:-1], torch.from_numpy(tokens[1:]), reduction="none")
    assert found.surprise[0] == 0
    close(found.surprise[1:], losses / np.log(2))
