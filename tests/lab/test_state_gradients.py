"""The gradients written out against autograd and against finite differences."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from playground.lab.networks import STARTS, Kind, SmallNetwork
from playground.lab.state_gradients import fading, state_gradients

KINDS = [Kind("rnn"), Kind("rnn", "relu"), Kind("gru"), Kind("lstm", forget_bias=0.0), Kind("lstm")]
T, BATCH, UNITS = 9, 3, 5


def network(kind: Kind) -> SmallNetwork:
    torch.manual_seed(1)
    return SmallNetwork(kind, 2, 1, UNITS)


def example() -> tuple[Tensor, Tensor]:
    random = torch.Generator().manual_seed(2)
    return torch.randn(T, BATCH, 2, generator=random), torch.randn(BATCH, 1, generator=random)


def stepped(net: SmallNetwork, inputs: Tensor, target: Tensor) -> tuple[Tensor, Tensor | None]:
    """By autograd: torch's own cell, stepped in double precision, every state keeping its gradient."""
    cells = {"rnn": nn.RNNCell, "gru": nn.GRUCell, "lstm": nn.LSTMCell}
    extra = {"nonlinearity": net.config.nonlinearity} if net.config.cell == "rnn" else {}
    cell = cells[net.config.cell](2, UNITS, **extra).double()  # type: ignore[arg-type]
    cell.load_state_dict(
        {name.removesuffix("_l0"): value.double() for name, value in net.rnn.state_dict().items()}
    )
    h = c = torch.zeros(BATCH, UNITS, dtype=torch.double)
    kept: tuple[list[Tensor], list[Tensor]] = ([], [])
    for x in inputs.double():
        after = cell(x, (h, c)) if net.config.cell == "lstm" else (cell(x, h),)
        for state, states in zip(after, kept, strict=False):
            state.retain_grad()
            states.append(state)
        h, c = after[0], after[-1]
    answer = h @ net.head.weight.double().T + net.head.bias.double()
    ((answer - target.double()) ** 2).sum().backward()  # type: ignore[no-untyped-call]
    found = [
        torch.stack([state.grad for state in states if state.grad is not None]) for states in kept if states
    ]
    return found[0], found[1] if len(found) > 1 else None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_written_out_they_are_those_of_autograd(kind: Kind) -> None:
    net = network(kind)
    found = state_gradients(net, *example())
    h, c = stepped(net, *example())
    assert found.h.shape == (T, BATCH, UNITS)
    torch.testing.assert_close(found.h, h, rtol=1e-10, atol=1e-14)
    assert (found.c is None) == (kind.cell != "lstm")
    if found.c is not None and c is not None:
        torch.testing.assert_close(found.c, c, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_last_one_is_what_a_nudge_of_the_last_state_does(kind: Kind) -> None:
    net, (inputs, target) = network(kind), example()
    with torch.no_grad():
        h = net.rnn(inputs)[0][-1].double()
    weight, bias = net.head.weight.detach().double(), net.head.bias.detach().double()

    def loss(state: Tensor) -> float:
        return float(((state @ weight.T + bias - target.double()) ** 2).sum())

    nudge = torch.zeros_like(h)
    nudge[1, 2] = 1e-4
    slope = (loss(h + nudge) - loss(h - nudge)) / 2e-4
    assert float(state_gradients(net, inputs, target).h[-1, 1, 2]) == pytest.approx(slope, rel=1e-5)


@pytest.mark.parametrize("start", STARTS)
def test_how_recurrent_matrices_start(start: str) -> None:
    torch.manual_seed(0)
    net = SmallNetwork(Kind("gru"), 2, 1, 8, start)  # type: ignore[arg-type]
    matrices = list(net.recurrent_matrices())
    assert len(matrices) == 3
    for matrix in matrices:
        product = matrix @ matrix.T
        if start == "uniform":
            assert float(matrix.abs().max()) <= 1 / math.sqrt(8)
            assert not torch.allclose(product, torch.eye(8), atol=0.1)
        else:
            torch.testing.assert_close(product, torch.eye(8))
        assert (start == "identity") == torch.equal(matrix, torch.eye(8))


def test_the_forget_bias_is_the_sum_of_both_biases() -> None:
    net = network(Kind("lstm", forget_bias=3.0))
    biases = dict(net.rnn.named_parameters())
    total = (biases["bias_ih_l0"] + biases["bias_hh_l0"]).detach()
    assert torch.equal(total[UNITS : 2 * UNITS], torch.full((UNITS,), 3.0))
    assert float(total[:UNITS].abs().max()) < 1


def test_fading_counts_from_the_end() -> None:
    gradients = torch.tensor([1.0, 2.0, 4.0]).reshape(3, 1, 1).expand(3, 2, 5)
    torch.testing.assert_close(fading(gradients), torch.tensor([1.0, 0.5, 0.25]))
    assert fading(torch.zeros(3, 2, 5)).isnan().all()
