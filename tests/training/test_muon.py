from __future__ import annotations

import copy

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from playground.config import ModelConfig, TrainConfig
from playground.nets.recurrent import RecurrentNetwork
from playground.training.muon import Muon, orthogonal
from playground.training.optimizer import AdamW

MODEL = ModelConfig(vocabulary=7, cell="gru", units=6, embedding=5, layers=2)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**31))
@settings(max_examples=50, deadline=None)
def test_it_keeps_the_directions_and_evens_out_their_lengths(rows: int, columns: int, seed: int) -> None:
    matrix = torch.randn(rows, columns, generator=torch.Generator().manual_seed(seed))
    left, lengths, right = torch.linalg.svd(matrix, full_matrices=False)
    turned = left.T @ orthogonal(matrix) @ right.T
    evened = turned.diagonal()
    torch.testing.assert_close(turned, evened.diag(), atol=1e-3, rtol=0)
    assert float(evened.max()) < 1.3
    # Each is multiplied by a polynomial that is large for the small: the ratios shrink.
    share = lengths / lengths.norm()
    assert bool((evened >= torch.clamp(share, max=0.65) - 1e-3).all())


def test_scale_does_not_matter_and_zero_stays_zero() -> None:
    matrix = torch.randn(8, 5)
    torch.testing.assert_close(orthogonal(matrix), orthogonal(1e-4 * matrix), atol=1e-3, rtol=1e-3)
    assert not orthogonal(torch.zeros(8, 5)).any()


def networks() -> tuple[RecurrentNetwork, RecurrentNetwork]:
    torch.manual_seed(0)
    made = RecurrentNetwork(MODEL)
    return made, copy.deepcopy(made)


def gradients(network: nn.Module, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    for parameter in network.parameters():
        parameter.grad = torch.randn(parameter.shape, generator=generator)


def matrices(network: nn.Module) -> dict[str, Tensor]:
    return {name: p for name, p in network.named_parameters() if name.startswith("rnn.weight")}


def test_only_the_matrices_of_the_recurrent_layers_move_otherwise_than_by_adamw() -> None:
    ours, theirs = networks()
    config = TrainConfig(steps=1, optimizer="muon")
    muon, adamw = Muon(ours.named_parameters(), config), AdamW(theirs.named_parameters(), config)
    for step in range(3):
        for network, optimizer in ((ours, muon), (theirs, adamw)):
            gradients(network, step)
            optimizer.step(0.01)
    differ = {
        name
        for (name, mine), other in zip(ours.named_parameters(), theirs.parameters(), strict=True)
        if not torch.equal(mine, other)
    }
    assert differ == set(matrices(ours)) == {f"rnn.weight_{w}_l{n}" for w in ("ih", "hh") for n in (0, 1)}


def test_a_step_is_as_long_as_one_of_adamw() -> None:
    """AdamW moves each value by about 0.2 times its rate, whatever the gradient."""
    network, before = networks()
    optimizer = Muon(network.named_parameters(), TrainConfig(steps=1, optimizer="muon", weight_decay=0.0))
    gradients(network, 0)
    optimizer.step(0.01)
    for name, matrix in matrices(network).items():
        moved = float((matrix - matrices(before)[name]).detach().square().mean().sqrt())
        assert 0.1 * 0.016 < moved < 0.3 * 0.016


@pytest.mark.parametrize("before", [1, 2])
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_it_goes_on_from_its_state_as_if_it_had_never_stopped(precision: str, before: int) -> None:
    ours, theirs = networks()
    config = TrainConfig(steps=1, optimizer="muon", precision=precision)  # type: ignore[arg-type]
    first = Muon(ours.named_parameters(), config)
    for step in range(before):
        gradients(ours, step)
        first.step(0.01)
    theirs.load_state_dict(ours.state_dict())
    second = Muon(theirs.named_parameters(), config)
    second.restore(first.state())
    for network, optimizer in ((ours, first), (theirs, second)):
        gradients(network, 1)
        optimizer.step(0.01)
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        assert torch.equal(mine, other)
