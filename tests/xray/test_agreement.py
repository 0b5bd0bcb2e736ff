"""What the X-ray shows is what ``torch.nn`` computes, by whichever way it is asked for.

States come from ``torch.nn`` modules watched by hooks; gates are computed with torch from what the hooks saw;
gradients from autograd and from central differences in float64.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from numpy.typing import NDArray

from playground import modelfile, places
from playground.cli import cli
from playground.config import ModelConfig, TrainConfig
from playground.inference.language_model import LanguageModel
from playground.inference.network import State
from playground.inference.trace import value_names
from playground.text.characters import CharVocabulary
from playground.xray.connectivity import connectivity, input_gradients
from playground.xray.forward_step import forward_step
from playground.xray.occlusion import occlusion
from playground.xray.reading import Reading
from tests.inference.conftest import TEXT
from tests.inference.helpers import random_weights
from tests.inference.test_torch_agreement import Reference

torch = pytest.importorskip("torch")
TOLERANCE = 1e-5
PREFIX, T = 20, 12
"""Tokens before the stretch that is occluded and differentiated, and its length."""

KINDS: list[dict[str, Any]] = [
    {"cell": "lstm", "layers": 1},
    {"cell": "lstm", "layers": 2, "tied": True},
    {"cell": "lstm", "layers": 2, "layer_norm": False},
    {"cell": "gru", "layers": 1, "layer_norm": False, "tied": True},
    {"cell": "gru", "layers": 2},
    {"cell": "rnn", "layers": 1},
    {"cell": "rnn", "layers": 2, "layer_norm": False, "tied": True},
    {"cell": "rnn", "layers": 1, "nonlinearity": "relu"},
    {"cell": "rnn", "layers": 2, "nonlinearity": "relu", "layer_norm": False},
]


class Both:
    """One model with random weights, in NumPy and as plain torch modules."""

    def __init__(self, kind: dict[str, Any]) -> None:
        vocabulary = CharVocabulary.of(TEXT)
        embedding = 12 if kind.get("tied") else 9
        config = ModelConfig(vocabulary=vocabulary.size, units=12, embedding=embedding, **kind)
        weights = random_weights(config, seed=4)
        self.model = LanguageModel.from_parts(config, vocabulary.to_dict(), weights, "both")
        self.network = self.model.network
        self.config = config
        self.torch = Reference(config)
        arrays = {name: torch.from_numpy(array) for name, array in weights.items()}
        if config.tied:
            arrays["head.weight"] = arrays["embedding.weight"]
        self.torch.load_state_dict(arrays, strict=True)
        self.ids = vocabulary.encode(TEXT).astype(np.int64)

    def save(self) -> None:
        """Put it among the user's models."""
        card = modelfile.ModelCard(
            name="both",
            model=self.config,
            train=TrainConfig(steps=1),
            vocabulary=self.model.vocabulary.to_dict(),
        )
        modelfile.save(places.user_models() / "both.safetensors", card, dict(self.network.weights))

    def hooked(self) -> dict[str, NDArray[np.float32]]:
        """h, c and every gate after each token, (N, layers, H), from what hooks on ``torch.nn`` saw."""
        seen: list[tuple[Any, Any]] = []
        handle = self.torch.rnn.register_forward_hook(
            lambda _module, inputs, output: seen.append((inputs, output[1]))
        )
        state = None
        with torch.no_grad():
            for token in self.ids:
                _, state = self.torch.rnn(self.torch.embedding(torch.tensor([token])), state)
        handle.remove()
        zero = torch.zeros(self.config.layers, self.config.units)
        found: dict[str, list[Any]] = {name: [] for name in value_names(self.network)}
        for inputs, after in seen:
            before = inputs[1] if len(inputs) > 1 and inputs[1] is not None else (zero, zero)
            h_before = before[0] if isinstance(before, tuple) else before
            h, c = after if self.config.cell == "lstm" else (after, None)
            gates = [
                self._gates(layer, inputs[0][0] if layer == 0 else h[layer - 1], h_before[layer])
                for layer in range(self.config.layers)
            ]
            found["h"].append(h)
            if c is not None:
                found["c"].append(c)
            for name in self.config.gates:
                found[name].append(torch.stack([each[name] for each in gates]))
        return {name: torch.stack(values).numpy() for name, values in found.items()}

    def _gates(self, layer: int, x: Any, h: Any) -> dict[str, Any]:
        """The gates of a layer by the formulas of torch's documentation."""
        W, U, b, d = (
            getattr(self.torch.rnn, f"{part}_l{layer}").detach()
            for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        left, right = W @ x + b, U @ h + d
        if self.config.cell == "rnn":
            return {"a": left + right}
        if self.config.cell == "gru":
            (xr, xz, xn), (hr, hz, hn) = left.chunk(3), right.chunk(3)
            r = torch.sigmoid(xr + hr)
            return {"r": r, "z": torch.sigmoid(xz + hz), "n": torch.tanh(xn + r * hn)}
        i, f, g, o = (left + right).chunk(4)
        return {"i": i.sigmoid(), "f": f.sigmoid(), "g": g.tanh(), "o": o.sigmoid()}

    def logprob(self, x: Any, state: State, target: int) -> Any:
        """log p(target) after the vectors x (T, B, E) were read from ``state``, (B,)."""
        carried = [
            torch.from_numpy(each).to(x.dtype)[:, None].expand(-1, x.shape[1], -1).contiguous()
            for each in (state.h, state.c)
            if each is not None
        ]
        out, _ = self.torch.rnn(x, tuple(carried) if len(carried) == 2 else carried[0])
        last = self.torch.norm(out[-1]) if self.config.layer_norm else out[-1]
        return self.torch.head(last).log_softmax(-1)[:, target]


@pytest.fixture(params=KINDS, ids=lambda kind: " ".join(f"{key}={value}" for key, value in kind.items()))
def both(request: pytest.FixtureRequest) -> Both:
    return Both(request.param)


def test_states_and_gates_agree_by_every_way_to_ask_for_them(both: Both, tmp_path: Path) -> None:
    expected = both.hooked()
    both.save()
    path = tmp_path / "states.npz"
    result = CliRunner().invoke(cli, ["xray", "both", TEXT, "--npz", str(path)])
    assert result.exit_code == 0, result.stderr
    reading = Reading(both.model, TEXT).read_all()
    states = both.model.states(TEXT).values
    with np.load(path, allow_pickle=False) as file:
        assert json.loads(str(file["model"]))["config"] == both.config.to_dict()
        assert set(expected) == set(reading.names) == set(states) == set(file.files) & set(states)
        for name, values in expected.items():
            for layer in range(both.config.layers):
                shown = reading.values(name, layer, 0, len(reading))
                np.testing.assert_allclose(shown, values[:, layer], rtol=TOLERANCE, atol=TOLERANCE)
            np.testing.assert_allclose(file[name], values, rtol=TOLERANCE, atol=TOLERANCE)
            np.testing.assert_allclose(states[name], values, rtol=TOLERANCE, atol=TOLERANCE)


def test_the_forward_step_reproduces_every_unit(both: Both) -> None:
    expected = both.hooked()
    reading = Reading(both.model, TEXT).read_all()
    for t in (0, 1, 57, len(reading) - 1):
        for layer in range(both.config.layers):
            for unit in range(both.config.units):
                step = forward_step(both.network, reading.state(t), int(both.ids[t]), layer, unit)
                assert step.h == pytest.approx(expected["h"][t, layer, unit], abs=TOLERANCE)
                if step.c is not None:
                    assert step.c == pytest.approx(expected["c"][t, layer, unit], abs=TOLERANCE)
                for gate in step.gates:
                    value = expected[gate.name][t, layer, unit]
                    assert gate.value == pytest.approx(value, rel=TOLERANCE, abs=TOLERANCE)


def stretch(both: Both) -> tuple[State, NDArray[np.int64], int]:
    """The state before the stretch, its tokens, and the token that comes next."""
    state, _ = both.network.read(both.network.zero_state(), both.ids[:PREFIX])
    return state, both.ids[PREFIX : PREFIX + T], int(both.ids[PREFIX + T])


def vectors(both: Both, ids: NDArray[np.int64]) -> Any:
    """What the first layer reads for them, (T, 1, E)."""
    return both.torch.embedding(torch.from_numpy(ids)).detach()[:, None]


def test_gradients_agree_with_autograd(both: Both) -> None:
    state, ids, target = stretch(both)
    x = vectors(both, ids).requires_grad_()
    both.logprob(x, state, target).sum().backward()
    expected = x.grad[:, 0].numpy()
    assert np.abs(expected).max() > 1e-3  # there is something to compare
    found = input_gradients(both.network, state, ids, target)
    np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE)


def test_connectivity_agrees_with_finite_differences(both: Both) -> None:
    state, ids, target = stretch(both)
    both.torch.double()
    x = vectors(both, ids)
    size, step = x.numel(), 1e-6
    nudges = (torch.eye(size, dtype=torch.float64) * step).reshape(size, *x.shape[::2]).transpose(0, 1)
    with torch.no_grad():
        rise = both.logprob(x + nudges, state, target) - both.logprob(x - nudges, state, target)
    gradient = (rise / (2 * step)).reshape(x.shape[0], -1).numpy()
    norms = np.linalg.norm(gradient, axis=1)
    shares = connectivity(both.network, state, ids, target)
    assert shares.max() == 1.0
    np.testing.assert_allclose(shares, norms / norms.max(), atol=1e-3)
    found = input_gradients(both.network, state, ids, target)
    np.testing.assert_allclose(found, gradient, atol=1e-3 * np.abs(gradient).max())


def test_occlusion_is_what_reading_again_without_the_vector_gives(both: Both) -> None:
    state, ids, target = stretch(both)
    x = vectors(both, ids)
    with torch.no_grad():
        whole = both.logprob(x, state, target)
        expected = []
        for t in range(T):
            without = x.clone()
            without[t] = 0
            expected.append(float(whole - both.logprob(without, state, target)))
    np.testing.assert_allclose(occlusion(both.network, state, ids, target), expected, atol=2e-5)
