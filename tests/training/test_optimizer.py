from __future__ import annotations

import copy
import itertools
import math

import pytest
import torch
from torch import nn

from playground.config import TrainConfig
from playground.training.optimizer import AdamW, learning_rate


def filled(module: nn.Module, scale: float, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    for parameter in module.parameters():
        parameter.grad = scale * torch.randn(parameter.shape, generator=generator)


def test_it_is_torchs_adamw_with_decay_on_matrices_only() -> None:
    torch.manual_seed(0)
    ours = nn.Linear(5, 3)
    theirs = copy.deepcopy(ours)
    config = TrainConfig(steps=1, beta1=0.9, beta2=0.95, weight_decay=0.1)
    optimizer = AdamW(ours.named_parameters(), config)
    reference = torch.optim.AdamW(
        [{"params": [theirs.weight], "weight_decay": 0.1}, {"params": [theirs.bias], "weight_decay": 0.0}],
        lr=0.01,
        betas=(0.9, 0.95),
    )
    for step in range(20):
        filled(ours, 1.0, step)
        filled(theirs, 1.0, step)
        optimizer.step(0.01)
        reference.step()
    torch.testing.assert_close(ours.weight, theirs.weight)
    torch.testing.assert_close(ours.bias, theirs.bias)


@pytest.mark.parametrize("scale", [0.001, 10.0])
def test_clipping_by_norm_is_torchs(scale: float) -> None:
    ours = nn.Linear(5, 3)
    theirs = copy.deepcopy(ours)
    filled(ours, scale, 1)
    filled(theirs, scale, 1)
    norm, clipped = AdamW(ours.named_parameters(), TrainConfig(steps=1, clip_at=0.5)).clip()
    expected = nn.utils.clip_grad_norm_(theirs.parameters(), 0.5)
    assert norm == pytest.approx(float(expected))
    assert bool(clipped) == (float(expected) > 0.5)
    for a, b in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(a.grad, b.grad)


def test_clipping_by_value_bounds_every_value() -> None:
    module = nn.Linear(5, 3)
    filled(module, 1.0, 1)
    before = [p.grad.clone() for p in module.parameters() if p.grad is not None]
    _, clipped = AdamW(module.named_parameters(), TrainConfig(steps=1, clip="value", clip_at=0.2)).clip()
    assert bool(clipped)
    for parameter, gradient in zip(module.parameters(), before, strict=True):
        torch.testing.assert_close(parameter.grad, gradient.clamp(-0.2, 0.2))


def test_without_clipping_gradients_stay() -> None:
    module = nn.Linear(5, 3)
    filled(module, 100.0, 1)
    before = module.weight.grad.clone() if module.weight.grad is not None else None
    norm, clipped = AdamW(module.named_parameters(), TrainConfig(steps=1, clip="none")).clip()
    assert norm > 1
    assert not bool(clipped)
    torch.testing.assert_close(module.weight.grad, before)


def test_state_goes_on_where_it_was() -> None:
    one = nn.Linear(4, 4)
    a = AdamW(one.named_parameters(), TrainConfig(steps=1))
    for step in range(3):
        filled(one, 1.0, step)
        a.step(0.01)
    two = copy.deepcopy(one)
    b = AdamW(two.named_parameters(), TrainConfig(steps=1))
    b.restore(a.state())
    filled(one, 1.0, 9)
    filled(two, 1.0, 9)
    a.step(0.01)
    b.step(0.01)
    assert torch.equal(one.weight, two.weight)


def test_the_rate_warms_up_then_falls_along_a_cosine() -> None:
    config = TrainConfig(steps=1, learning_rate=0.4, warmup=0.1, final_rate=0.05)
    rates = [learning_rate(config, share / 1000) for share in range(1001)]
    assert rates[0] == pytest.approx(0.004)
    assert rates[50] == pytest.approx(0.2)
    assert max(rates) == rates[100] == pytest.approx(0.4)
    assert all(a >= b for a, b in itertools.pairwise(rates[100:]))
    assert rates[550] == pytest.approx(0.4 * (0.05 + 0.95 * 0.5))
    assert rates[1000] == pytest.approx(0.02)
    assert not math.isnan(learning_rate(TrainConfig(steps=1, warmup=1.0), 1.0))
