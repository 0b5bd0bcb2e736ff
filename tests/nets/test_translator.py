"""The encoder-decoder: padding changes nothing, attention is the paper's, gradients are right."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.nn import functional as F

from playground.config import CELLS
from playground.nets.translator import Translator
from playground.task_config import TaskConfig


def network(**settings: Any) -> Translator:
    torch.manual_seed(0)
    config = {
        "task": "translate",
        "vocabulary": 11,
        "outputs": 9,
        "units": 6,
        "embedding": 5,
        "attention": True,
        **settings,
    }
    return Translator(TaskConfig(**config)).eval()


EVERY = [
    {"cell": cell, "attention": attention, "bidirectional": both, "layers": layers}
    for cell in CELLS
    for attention, both, layers in ((True, False, 1), (True, True, 2), (False, True, 1), (False, False, 2))
]


@pytest.mark.parametrize("settings", EVERY)
def test_padding_changes_nothing(settings: dict[str, Any]) -> None:
    model = network(**settings)
    texts = [torch.randint(1, 11, (length,)) for length in (3, 7, 1)]
    befores = [torch.randint(1, 9, (length,)) for length in (4, 2, 6)]
    lengths = torch.tensor([3, 7, 1])
    for filler in (0, 5):
        words = torch.full((9, 3), filler)
        before = torch.full((6, 3), filler)
        for place, (text, written) in enumerate(zip(texts, befores, strict=True)):
            words[: len(text), place] = text
            before[: len(written), place] = written
        together = model(words, lengths, before)
        for place, (text, written) in enumerate(zip(texts, befores, strict=True)):
            alone = model(text[:, None], lengths[place : place + 1], written[:, None])
            torch.testing.assert_close(together[: len(written), place], alone[:, 0], atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("settings", EVERY)
def test_weights_have_the_names_and_shapes_of_the_config(settings: dict[str, Any]) -> None:
    model = network(**settings)
    named = {name: tuple(value.shape) for name, value in model.named_parameters()}
    assert named == model.config.shapes()
    other = network(**settings)
    with torch.no_grad():
        for value in other.parameters():
            value.add_(1)
    other.load_weights(model.weights())
    words, lengths, before = torch.randint(1, 11, (4, 2)), torch.tensor([4, 4]), torch.randint(1, 9, (3, 2))
    torch.testing.assert_close(other(words, lengths, before), model(words, lengths, before))


def test_attention_is_luongs() -> None:
    """One step written out by hand: score s_i . W_a h, context, tanh(W_c [c; h])."""
    model = network(bidirectional=True)
    words, before = torch.randint(1, 11, (4, 1)), torch.tensor([[1]])
    memory, state = model.encode(words, torch.tensor([4]))
    h = model.decoder.rnn(model.decoder.embedding(before), state)[0][0, 0]
    attention = model.attention
    assert attention is not None
    scores = torch.stack([memory[i, 0] @ (attention.score.weight @ h) for i in range(4)])
    looks = scores.exp() / scores.exp().sum()
    context = sum(looks[i] * memory[i, 0] for i in range(4))
    tilde = torch.tanh(attention.combine.weight @ torch.cat([context, h]))
    expected = model.head(model.norm(tilde))
    torch.testing.assert_close(model(words, torch.tensor([4]), before)[0, 0], expected, atol=1e-5, rtol=1e-5)


def test_without_attention_only_the_last_state_is_handed_on() -> None:
    model = network(attention=False)
    words = torch.randint(1, 11, (5, 1))
    _, state = model.encode(words, torch.tensor([5]))
    before = torch.randint(1, 9, (3, 1))
    nothing = torch.zeros(1, 1, 6)
    logits, _ = model.decode(before, state, nothing, torch.ones(1, 1, dtype=torch.bool))
    torch.testing.assert_close(logits, model(words, torch.tensor([5]), before))


@pytest.mark.parametrize("attention", [True, False])
def test_gradients_agree_with_finite_differences(attention: bool) -> None:
    model = network(attention=attention, bidirectional=True, units=3, embedding=2).double()
    words, lengths = torch.randint(1, 11, (4, 2)), torch.tensor([4, 2])
    before, wanted = torch.randint(1, 9, (3, 2)), torch.randint(0, 9, (3, 2))

    def loss() -> torch.Tensor:
        return F.cross_entropy(model(words, lengths, before).flatten(0, 1), wanted.flatten())

    loss().backward()
    for name, value in model.named_parameters():
        flat, gradient = value.data.view(-1), value.grad
        assert gradient is not None, name
        place = int(gradient.abs().argmax())
        was, step = float(flat[place]), 1e-5
        flat[place] = was + step
        above = float(loss().detach())
        flat[place] = was - step
        below = float(loss().detach())
        flat[place] = was
        assert float(gradient.view(-1)[place]) == pytest.approx((above - below) / (2 * step), abs=1e-7), name


def test_writing_follows_the_likeliest_word_and_stops() -> None:
    model = network()
    words, lengths = torch.randint(1, 11, (4, 3)), torch.tensor([4, 2, 3])
    written = model.write(words, lengths, longest=7, end=1, never=0)
    assert len(written) <= 7
    assert not (written == 0).any()
    before = torch.cat([torch.ones(1, 3, dtype=torch.int64), written[:-1]])
    logits = model(words, lengths, before)
    logits[..., 0] = -torch.inf
    assert torch.equal(logits.argmax(-1), written)
    with torch.no_grad():
        model.head.bias[1] = 100.0
    assert model.write(words, lengths, longest=7, end=1, never=0).tolist() == [[1, 1, 1]]
