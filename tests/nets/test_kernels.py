"""The kernels compute what torch's layers do, forwards and backwards, and their gradients are right."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from playground.config import ModelConfig, TrainConfig
from playground.nets.kernels import gru as gru_kernel
from playground.nets.kernels import precision
from playground.nets.kernels.gru import gru
from playground.nets.kernels.rnn import rnn
from playground.nets.layers import State, recurrent_layers
from playground.nets.stack import read_tokens
from playground.training import machine

CELLS = [("lstm", "tanh"), ("gru", "tanh"), ("rnn", "tanh"), ("rnn", "relu")]
cells = pytest.mark.parametrize(("cell", "nonlinearity"), CELLS)


def numbers(*shape: int) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("steps", [1, gru_kernel.CHUNK, 2 * gru_kernel.CHUNK + 3])
def test_the_gradient_of_the_gru_agrees_with_finite_differences(steps: int) -> None:
    torch.manual_seed(1)
    arguments = (numbers(steps, 2, 9), numbers(2, 3), numbers(9, 3), numbers(3))
    assert torch.autograd.gradcheck(lambda *given: gru(*given, torch.float64), arguments)


@pytest.mark.parametrize("relu", [False, True])
@pytest.mark.parametrize("steps", [1, 19])
def test_the_gradient_of_the_plain_layer_agrees_with_finite_differences(steps: int, relu: bool) -> None:
    torch.manual_seed(2)
    recurrent = (0.4 * torch.randn(4, 4, dtype=torch.float64)).requires_grad_()  # nothing may explode
    arguments = (numbers(steps, 2, 4), numbers(2, 4), recurrent)
    assert torch.autograd.gradcheck(lambda *given: rnn(*given, relu, torch.float64), arguments)


def stack(
    cell: str, nonlinearity: str, vocabulary: int, layers: int, width: int = 12
) -> tuple[nn.RNNBase, nn.Parameter, State]:
    """Layers, an embedding and a state that is not zero; an embedding so small that no rectifier explodes."""
    config = ModelConfig(
        vocabulary=vocabulary,
        cell=cell,  # type: ignore[arg-type]
        nonlinearity=nonlinearity,  # type: ignore[arg-type]
        layers=layers,
        units=10,
        embedding=width,
    )
    state = tuple(0.5 * torch.randn(layers, 3, 10) for _ in range(2 if cell == "lstm" else 1))
    return recurrent_layers(config, width), nn.Parameter(0.5 * torch.randn(vocabulary, width)), state


def by_torch(layers: nn.RNNBase, embedding: Tensor, tokens: Tensor, state: State) -> tuple[Tensor, State]:
    """What the layers themselves give."""
    x = embedding[tokens]
    if isinstance(layers, nn.LSTM):
        h, after = layers(x, (state[0], state[1]))
        return h, after
    h, last = layers(x, state[0])
    return h, (last,)


Reader = Callable[[nn.RNNBase, Tensor, Tensor, State], tuple[Tensor, State]]


def ours(layers: nn.RNNBase, embedding: Tensor, tokens: Tensor, state: State) -> tuple[Tensor, State]:
    return read_tokens(layers, embedding, tokens, state, 0.0, torch.float32)


def gradients(
    read: Reader, layers: nn.RNNBase, embedding: nn.Parameter, tokens: Tensor, state: State
) -> list[Tensor]:
    """Gradients of all that is learned, and of the state, of a loss that looks at all that is returned."""
    start = tuple(part.clone().requires_grad_() for part in state)
    h, after = read(layers, embedding, tokens, start)
    weight = torch.linspace(-1, 1, h.numel()).view_as(h)
    loss = (h * weight).sum() + sum((part**2).sum() for part in after)
    inputs = [embedding, *layers.parameters(), *start]
    return list(torch.autograd.grad(loss, inputs))


@cells
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("vocabulary", [5, 40], ids=["looked-up", "multiplied"])
def test_layers_agree_with_torch(cell: str, nonlinearity: str, layers: int, vocabulary: int) -> None:
    """With few kinds of tokens the first layer looks up, with many it multiplies; 7 x 3 tokens are read."""
    torch.manual_seed(3)
    made, embedding, state = stack(cell, nonlinearity, vocabulary, layers)
    tokens = torch.randint(vocabulary, (7, 3))
    h, after = ours(made, embedding, tokens, state)
    h_torch, after_torch = by_torch(made, embedding, tokens, state)
    torch.testing.assert_close(h, h_torch, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(after, tuple(after_torch), atol=1e-5, rtol=1e-5)
    for mine, theirs in zip(
        gradients(ours, made, embedding, tokens, state),
        gradients(by_torch, made, embedding, tokens, state),
        strict=True,
    ):
        torch.testing.assert_close(mine, theirs, atol=1e-5, rtol=1e-4)


@given(
    st.sampled_from(CELLS),
    st.integers(1, 30),
    st.integers(1, 20),
    st.integers(0, 2**31),
)
@settings(max_examples=40, deadline=None)
def test_reading_in_two_pieces_is_reading_at_once(
    kind: tuple[str, str], steps: int, cut: int, seed: int
) -> None:
    torch.manual_seed(seed)
    made, embedding, state = stack(*kind, vocabulary=6, layers=2)
    tokens = torch.randint(6, (steps + cut, 3))
    with torch.no_grad():
        h, after = ours(made, embedding, tokens, state)
        first, middle = ours(made, embedding, tokens[:cut], state)
        second, end = ours(made, embedding, tokens[cut:], middle)
    torch.testing.assert_close(torch.cat([first, second]), h, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(end, after, atol=1e-5, rtol=1e-5)


@cells
def test_bfloat16_is_float32_to_two_digits(cell: str, nonlinearity: str) -> None:
    torch.manual_seed(4)
    made, embedding, state = stack(cell, nonlinearity, vocabulary=6, layers=2, width=16)
    tokens = torch.randint(6, (12, 3))

    def rounded(*arguments: object) -> tuple[Tensor, State]:
        h, after = read_tokens(*arguments, 0.0, torch.bfloat16)  # type: ignore[arg-type]
        assert h.dtype == torch.bfloat16
        return h.float(), after

    h, after = rounded(made, embedding, tokens, state)
    exact, after_exact = ours(made, embedding, tokens, state)
    torch.testing.assert_close(h, exact, atol=0.05, rtol=0.05)
    for part, part_exact in zip(after, after_exact, strict=True):
        assert part.dtype == torch.float32
        torch.testing.assert_close(part, part_exact, atol=0.05, rtol=0.05)
    for mine, theirs in zip(
        gradients(rounded, made, embedding, tokens, state),
        gradients(ours, made, embedding, tokens, state),
        strict=True,
    ):
        assert mine.dtype == torch.float32
        assert float((mine - theirs).norm()) < 0.05 * float(theirs.norm())


@cells
def test_dropout_of_the_embedding_drops_its_share(cell: str, nonlinearity: str) -> None:
    """Values dropped differ from place to place, so nothing can be looked up; the mean stays."""
    torch.manual_seed(5)
    made, embedding, state = stack(cell, nonlinearity, vocabulary=5, layers=1)
    tokens = torch.randint(5, (8, 3))
    h, _ = read_tokens(made, embedding, tokens, state, 0.5, torch.float32)
    again, _ = read_tokens(made, embedding, tokens, state, 0.5, torch.float32)
    assert not torch.allclose(h, again)
    assert not torch.allclose(h, ours(made, embedding, tokens, state)[0])


def test_auto_precision_is_settled_by_plan_size_and_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    cpu = torch.device("cpu")
    timed = TrainConfig(seconds=60, precision="auto")
    wide = ModelConfig(vocabulary=9, cell="gru", units=256)
    narrow = dataclasses.replace(wide, units=64)

    def settled(config: TrainConfig, model: ModelConfig) -> str:
        return machine.settle_precision(config, model, cpu).precision

    monkeypatch.setattr(machine, "bfloat16_pays", lambda: True)
    assert settled(timed, wide) == "bfloat16"
    assert settled(timed, narrow) == "float32"
    assert settled(timed, dataclasses.replace(narrow, cell="lstm")) == "bfloat16"
    assert settled(TrainConfig(steps=9, precision="auto"), wide) == "float32"
    assert settled(TrainConfig(steps=9, precision="bfloat16"), wide) == "bfloat16"
    monkeypatch.setattr(machine, "bfloat16_pays", lambda: False)
    assert settled(timed, wide) == "float32"
    assert settled(dataclasses.replace(timed, precision="bfloat16"), wide) == "bfloat16"


def test_whether_bfloat16_pays_is_measured_once() -> None:
    assert precision.bfloat16_pays() is precision.bfloat16_pays()
    assert precision.bfloat16_pays.cache_info().misses == 1


@pytest.mark.parametrize(
    ("gains", "pays"),
    [((0.05,), False), ((0.9, 1.2), False), ((0.4, 1.9), True), ((2.0, 1.9), True)],
    ids=["emulated", "hardly faster", "faster where much is to be done", "faster"],
)
def test_where_bfloat16_is_emulated_one_small_product_says_so(
    monkeypatch: pytest.MonkeyPatch, gains: tuple[float, ...], pays: bool
) -> None:
    measured = iter(gains)
    asked: list[int] = []
    monkeypatch.setattr(precision, "_gain", lambda rows: (asked.append(rows), next(measured))[1])
    assert precision.bfloat16_pays.__wrapped__() is pays
    assert asked == sorted(asked)
    assert len(asked) == len(gains)
