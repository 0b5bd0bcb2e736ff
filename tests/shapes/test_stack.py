"""The NumPy layers compute what ``torch.nn`` does."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.config import CELLS
from playground.nets.layers import recurrent_layers
from playground.shapes.stack import layer_norm, read_stack, softmax
from playground.task_config import TaskConfig


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("directions", [1, 2])
@pytest.mark.parametrize("layers", [1, 2])
def test_agrees_with_torch(cell: str, directions: int, layers: int) -> None:
    torch.manual_seed(1)
    config = TaskConfig(
        task="tag",
        vocabulary=9,
        outputs=3,
        units=5,
        layers=layers,
        cell=cell,
        bidirectional=directions == 2,  # type: ignore[arg-type]
    )
    rnn = recurrent_layers(config, 4, bidirectional=directions == 2)
    weights = {f"rnn.{name}": value.detach().numpy() for name, value in rnn.named_parameters()}
    xs = torch.randn(7, 4)
    rows = layers * directions
    h, c = torch.randn(rows, 1, 5), torch.randn(rows, 1, 5)
    begin = (h, c) if cell == "lstm" else h
    top, end = rnn(xs[:, None], begin)
    read = read_stack(
        config, weights, "rnn", xs.numpy(), directions=directions, h=h[:, 0].numpy(), c=c[:, 0].numpy()
    )
    np.testing.assert_allclose(read.top, top[:, 0].detach().numpy(), atol=1e-5)
    last_h = end[0] if cell == "lstm" else end
    np.testing.assert_allclose(read.h, last_h[:, 0].detach().numpy(), atol=1e-5)
    if cell == "lstm":
        assert read.c is not None
        np.testing.assert_allclose(read.c, end[1][:, 0].detach().numpy(), atol=1e-5)
    assert {name: array.shape for name, array in read.values.items()} == dict.fromkeys(
        ("h", *(["c"] if cell == "lstm" else []), *config.gates), (7, rows, 5)
    )


def test_layer_norm_and_softmax_agree_with_torch() -> None:
    x = np.random.default_rng(0).normal(size=(3, 8)).astype("f4")
    weight, bias = np.linspace(0.5, 2, 8).astype("f4"), np.linspace(-1, 1, 8).astype("f4")
    theirs = torch.nn.functional.layer_norm(
        torch.from_numpy(x), (8,), torch.from_numpy(weight), torch.from_numpy(bias)
    )
    np.testing.assert_allclose(layer_norm(x, weight, bias), theirs.numpy(), atol=1e-5)
    np.testing.assert_allclose(
        softmax(100 * x), torch.softmax(100 * torch.from_numpy(x), -1).numpy(), atol=1e-5
    )
