"""Logistic regression on a bag of words."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from playground.data.bag_of_words import fit_bag_of_words

TEXTS = [text.split() for text in (
    "good food", "good soup here", "bad food", "bad bad soup", "fine food", "fine soup here", "good",
    "bad here",
)]  # fmt: skip
LABELS = ["good", "good", "bad", "bad", "fine", "fine", "good", "bad"]


def test_it_learns_which_words_tell() -> None:
    found = fit_bag_of_words(TEXTS, LABELS, [10.0])
    assert found.labels == ("bad", "fine", "good")
    assert found.accuracy(TEXTS, LABELS) == 1.0
    assert found.classify([["good", "unheard-of"], ["fine", "bad", "fine"]]) == ["good", "fine"]


def test_the_order_of_words_does_not_matter() -> None:
    found = fit_bag_of_words(TEXTS, LABELS, [1.0])
    one, other = found.probabilities([["dog", "bad", "good"], ["good", "bad", "dog"]])
    np.testing.assert_array_equal(one, other)
    assert one.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("strength", [0.1, 1.0, 30.0])
def test_it_is_the_minimum(strength: float) -> None:
    """The gradient of the loss, by autograd, is zero there."""
    found = fit_bag_of_words(TEXTS, LABELS, [strength])
    W = torch.tensor(found.weights, requires_grad=True)
    b = torch.tensor(found.bias, requires_grad=True)
    X = torch.zeros(len(TEXTS), found.lexicon.size, dtype=torch.float64)
    for row, text in enumerate(TEXTS):
        for word in found.lexicon.ids(text):
            X[row, word] += 1
    y = torch.tensor([found.labels.index(label) for label in LABELS])
    loss = torch.nn.functional.cross_entropy(X @ W + b, y, reduction="sum") + W.square().sum() / (
        2 * strength
    )
    loss.backward()
    assert W.grad is not None
    assert b.grad is not None
    assert max(float(W.grad.abs().max()), float(b.grad.abs().max())) < 2e-3


def test_the_strength_is_chosen_on_the_training_part() -> None:
    draw = np.random.default_rng(0)
    texts = [[f"w{draw.integers(200)}" for _ in range(6)] + [label] for label in ["a", "b"] * 40]
    labels = ["a", "b"] * 40
    found = fit_bag_of_words(texts, labels, (1e-6, 1.0))
    assert found.strength == 1.0
    assert found.accuracy(texts, labels) > 0.95
