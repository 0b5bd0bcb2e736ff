"""A forecaster adds what it expects to change to the last value."""

from __future__ import annotations

import pytest
import torch

from playground.config import CELLS
from playground.nets.forecaster import Forecaster
from playground.task_config import TaskConfig


def network(cell: str = "lstm", layers: int = 1) -> Forecaster:
    torch.manual_seed(0)
    config = TaskConfig(
        task="series",
        inputs=1,
        outputs=1,
        units=5,
        embedding=1,
        cell=cell,
        layers=layers,  # type: ignore[arg-type]
    )
    return Forecaster(config).eval()


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_expected_rests_on_the_past_alone(cell: str) -> None:
    net = network(cell, layers=2)
    values = torch.randn(9, 3)
    changed = values.clone()
    changed[5] += 1
    one, other = net(values), net(changed)
    assert one.shape == (9, 3)
    torch.testing.assert_close(one[:5], other[:5])
    assert not torch.isclose(one[5:], other[5:]).any()


def test_with_a_silent_head_it_is_the_naive_forecast() -> None:
    net = network()
    with torch.no_grad():
        net.head.weight.zero_()
        net.head.bias.zero_()
    values = torch.randn(9, 3)
    assert torch.equal(net(values), values)


def test_every_weight_has_a_gradient_and_its_name() -> None:
    net = network(layers=2)
    net(torch.randn(4, 2)).square().sum().backward()
    assert {name: tuple(value.shape) for name, value in net.named_parameters()} == net.config.shapes()
    assert all(parameter.grad is not None for parameter in net.parameters())
