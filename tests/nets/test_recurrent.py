"""The trained network is plain torch.nn, and NumPy computes the same."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from playground.config import ModelConfig
from playground.errors import InputError
from playground.inference.network import Network
from playground.nets.recurrent import RecurrentNetwork

CONFIGS = [
    ModelConfig(vocabulary=11, cell="lstm", units=7, embedding=5, layers=2),
    ModelConfig(vocabulary=11, cell="lstm", units=6, embedding=6, tied=True),
    ModelConfig(vocabulary=11, cell="gru", units=7, embedding=5, layers=3),
    ModelConfig(vocabulary=11, cell="rnn", units=7, embedding=5),
    ModelConfig(vocabulary=11, cell="rnn", nonlinearity="relu", units=7, embedding=5, layers=2),
    ModelConfig(vocabulary=11, cell="gru", units=7, embedding=7, layer_norm=False),
]


def name_of(config: ModelConfig) -> str:
    return f"{config.cell}-{config.nonlinearity}-{config.layers}-{config.tied}-{config.layer_norm}"


@pytest.fixture(params=CONFIGS, ids=name_of)
def network(request: pytest.FixtureRequest) -> RecurrentNetwork:
    torch.manual_seed(3)
    made = RecurrentNetwork(request.param)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
    return made.eval()


def test_weights_have_the_promised_names_and_shapes(network: RecurrentNetwork) -> None:
    shapes = {name: value.shape for name, value in network.weights().items()}
    assert shapes == network.config.shapes()
    assert network.config.parameters == sum(p.numel() for p in network.parameters())


def test_plain_torch_gives_the_same_output(network: RecurrentNetwork) -> None:
    """The ten lines a user would write: Embedding, LSTM/GRU/RNN, LayerNorm, Linear, and load."""
    config, weights = network.config, {k: torch.from_numpy(v) for k, v in network.weights().items()}
    kinds = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}
    more = {"nonlinearity": config.nonlinearity} if config.cell == "rnn" else {}
    rnn = kinds[config.cell](config.embedding, config.units, config.layers, **more)
    rnn.load_state_dict({k.removeprefix("rnn."): v for k, v in weights.items() if k.startswith("rnn.")})
    tokens = torch.randint(0, 11, (9, 4))
    h, _ = rnn(weights["embedding.weight"][tokens])
    if config.layer_norm:
        h = nn.functional.layer_norm(h, (config.units,), weights["norm.weight"], weights["norm.bias"])
    logits = h @ weights.get("head.weight", weights["embedding.weight"]).T + weights["head.bias"]
    ours, _ = network(tokens, network.zero_state(4))
    torch.testing.assert_close(ours, logits, atol=1e-5, rtol=1e-5)


def test_numpy_reads_and_carries_the_state_as_torch_does(network: RecurrentNetwork) -> None:
    tokens = np.random.default_rng(0).integers(0, 11, 20)
    reader = Network(network.config, network.weights())
    state = reader.zero_state()
    with torch.no_grad():
        expected, after = network(torch.from_numpy(tokens)[:, None], network.zero_state(1))
    for t, token in enumerate(tokens):
        state, logits = reader.step(state, int(token))
        np.testing.assert_allclose(logits, expected[t, 0].numpy(), atol=1e-5)
    np.testing.assert_allclose(state.h, after[0][:, 0].numpy(), atol=1e-5)
    if state.c is not None:
        np.testing.assert_allclose(state.c, after[1][:, 0].numpy(), atol=1e-5)


def test_an_lstm_starts_with_a_forget_bias_of_one() -> None:
    network = RecurrentNetwork(ModelConfig(vocabulary=5, units=4, embedding=4, layers=2))
    for layer in range(2):
        both = getattr(network.rnn, f"bias_ih_l{layer}") + getattr(network.rnn, f"bias_hh_l{layer}")
        assert both[4:8].tolist() == [1.0] * 4


def test_an_unknown_character_starts_as_no_input() -> None:
    network = RecurrentNetwork(ModelConfig(vocabulary=5, units=4, embedding=4))
    assert not network.embedding.weight[0].any()


def test_weights_survive_a_round_trip(network: RecurrentNetwork) -> None:
    other = RecurrentNetwork(network.config)
    other.load_weights(network.weights())
    for name, value in network.weights().items():
        np.testing.assert_array_equal(other.weights()[name], value)


def test_weights_of_another_network_are_refused() -> None:
    small = RecurrentNetwork(ModelConfig(vocabulary=5, units=4, embedding=4))
    large = RecurrentNetwork(ModelConfig(vocabulary=5, units=8, embedding=4))
    with pytest.raises(InputError, match=r"rnn\.weight_ih_l0 should be"):
        large.load_weights(small.weights())


def test_the_loss_is_the_mean_cross_entropy_and_its_gradient_is_right() -> None:
    """Against the definition, and against central differences in float64."""
    torch.manual_seed(0)
    network = RecurrentNetwork(ModelConfig(vocabulary=6, units=4, embedding=3, cell="gru")).double()
    tokens, targets = torch.randint(0, 6, (5, 2)), torch.randint(0, 6, (5, 2))
    state = (torch.zeros(1, 2, 4, dtype=torch.float64),)

    def loss() -> torch.Tensor:
        return network.loss(tokens, targets, state)[0]

    logits, _ = network(tokens, state)
    picked = torch.log_softmax(logits, -1).gather(-1, targets[..., None])
    torch.testing.assert_close(loss(), -picked.mean())

    loss().backward()
    weight = network.rnn.weight_hh_l0
    place, step = (2, 1), 1e-6
    with torch.no_grad():
        weight[place] += step
        above = loss()
        weight[place] -= 2 * step
        below = loss()
        weight[place] += step
    assert weight.grad is not None
    assert weight.grad[place].item() == pytest.approx(((above - below) / (2 * step)).item(), rel=1e-5)
