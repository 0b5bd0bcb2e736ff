"""The written-out step adds up: to the network's own step, to softmax, and to all of its parameters."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.config import ModelConfig
from playground.inference.network import Network
from playground.xray.forward_step import forward_step, layer_mark, weights
from tests.inference.helpers import random_weights


def _squashed(name: str, total: float) -> float:
    if name == "σ":
        return 1 / (1 + math.exp(-total))
    return math.tanh(total) if name == "tanh" else total


def network(cell: str, layers: int = 2, **more: object) -> Network:
    config = ModelConfig(vocabulary=9, cell=cell, layers=layers, units=7, embedding=5, **more)  # type: ignore[arg-type]
    return Network(config, random_weights(config))


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_terms_gates_and_state_agree_with_the_step_of_the_network(cell: str) -> None:
    net = network(cell)
    before, _ = net.read(net.zero_state(), [1, 4, 2, 8])
    after, logits, gates = net.step_with_gates(before, 3)
    for layer in (0, 1):
        for unit in range(7):
            step = forward_step(net, before, 3, layer, unit)
            assert step.h == pytest.approx(float(after.h[layer, unit]), abs=1e-5)
            if after.c is not None:
                assert step.c == pytest.approx(float(after.c[layer, unit]), abs=1e-5)
            for gate in step.gates:
                assert gate.value == pytest.approx(float(gates[gate.name][layer, unit]), abs=1e-5)
                total = gate.input + gate.recurrent + gate.bias
                assert _squashed(gate.squash, total) == pytest.approx(gate.value, abs=1e-5)
            assert np.allclose(step.logits, logits, atol=1e-5)
            assert step.probabilities.sum() == pytest.approx(1, abs=1e-5)
            assert len(step.x) == (5 if layer == 0 else 7)


def test_relu_is_written_as_relu() -> None:
    net = network("rnn", nonlinearity="relu")
    before, _ = net.read(net.zero_state(), [1, 4, 2])
    after = net.advance(before, 3)
    steps = [forward_step(net, before, 3, 1, unit) for unit in range(7)]
    assert [step.h for step in steps] == pytest.approx(after.h[1].tolist(), abs=1e-5)
    assert {step.equations[-1].symbols for step in steps} == {"relu a"}


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("layer_norm", [False, True])
@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_weights_add_up_to_the_parameters(cell: str, layer_norm: bool, tied: bool) -> None:
    config = ModelConfig(
        vocabulary=9,
        cell=cell,  # type: ignore[arg-type]
        layers=3,
        units=6,
        embedding=6,
        tied=tied,
        layer_norm=layer_norm,
    )
    found = weights(config)
    assert sum(each.count for each in found) == config.parameters
    assert all(each.count == math.prod(each.shape) for each in found)
    assert len({each.symbol for each in found}) == len(found)


def test_numbers_are_written_with_a_true_minus_in_brackets_after_the_first() -> None:
    net = network("lstm", layers=1)
    net = Network(
        net.config, {**net.weights, "rnn.weight_hh_l0": -10 * np.abs(net.weights["rnn.weight_hh_l0"])}
    )
    before, _ = net.read(net.zero_state(), [1, 4, 2])
    lines = forward_step(net, before, 3, 0, 0).equations
    assert [line.left for line in lines] == ["i", "f", "g", "o", "c", "h"]
    assert not any("-" in line.numbers for line in lines)
    assert not any("((" in line.numbers for line in lines)


@pytest.mark.parametrize("place", [(9, 0, 0), (0, 2, 0), (0, 0, 7), (0, 0, -1)])
def test_what_is_not_there_is_refused(place: tuple[int, int, int]) -> None:
    net = network("gru")
    with pytest.raises(IndexError, match="is not one of"):
        forward_step(net, net.zero_state(), *place)


def test_layers_are_marked_by_their_number() -> None:
    assert layer_mark(0) == "⁽¹⁾"
    assert layer_mark(11) == "⁽¹²⁾"
