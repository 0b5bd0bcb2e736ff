"""A captioner sees each picture of a batch alone, and writes what it says it would."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from playground.config import CELLS
from playground.errors import InputError
from playground.nets.captioner import Captioner
from playground.task_config import TaskConfig

SHAPES = [{}, {"patch": 4, "features": 3}]


def network(**more: Any) -> Captioner:
    torch.manual_seed(0)
    config = TaskConfig(task="caption", inputs=12, outputs=6, units=5, embedding=4, **more)
    return Captioner(config).eval()


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("more", SHAPES)
def test_pictures_side_by_side_do_not_mix(cell: str, more: dict[str, Any]) -> None:
    net = network(cell=cell, layers=2, **more)
    pictures, words = torch.randn(3, 12), torch.randint(6, (7, 3))
    together = net(pictures, words)
    assert together.shape == (7, 3, 6)
    for row in range(3):
        alone = net(pictures[row : row + 1], words[:, row : row + 1])
        torch.testing.assert_close(together[:, row], alone[:, 0], atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("more", SHAPES)
def test_every_weight_has_a_gradient_and_its_name(more: dict[str, Any]) -> None:
    net = network(layers=2, **more)
    net(torch.randn(2, 12), torch.randint(6, (3, 2))).square().sum().backward()
    assert {name: tuple(value.shape) for name, value in net.named_parameters()} == net.config.shapes()
    assert all(parameter.grad is not None for parameter in net.parameters())


def test_patches_are_read_by_the_same_layer() -> None:
    net = network(patch=4, features=3)
    with torch.no_grad():
        net.encoder.weight.copy_(net.encoder.weight[:, :3].repeat(1, 3))  # the same for each of three patches
    first, second, third = torch.randn(3, 4)
    turned = net.seen(torch.stack([torch.cat([first, second, third]), torch.cat([third, first, second])]))
    torch.testing.assert_close(turned[0], turned[1])


@pytest.mark.parametrize("cell", CELLS)
def test_greedy_takes_the_likeliest_word_after_those_it_took(cell: str) -> None:
    net = network(cell=cell)
    with torch.no_grad():
        net.head.bias[1] = -9.0  # never ends
        pictures = torch.randn(4, 12)
        written = net.greedy(pictures, 8, 1)
        assert written.shape == (8, 4)
        before = torch.cat([torch.ones(1, 4, dtype=torch.long), written[:-1]])
        assert torch.equal(net(pictures, before).argmax(-1), written)


def test_greedy_ends_when_all_captions_have_ended() -> None:
    net = network()
    with torch.no_grad():
        net.head.bias[1] = 99.0
    assert net.greedy(torch.randn(4, 12), 8, 1).tolist() == [[1] * 4]


@pytest.mark.parametrize("more", [{"patch": 5, "features": 3}, {"patch": 4}])
def test_a_picture_is_a_whole_number_of_patches(more: dict[str, int]) -> None:
    with pytest.raises(InputError, match="whole number of patches"):
        network(**more)
