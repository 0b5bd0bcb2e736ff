"""Batches hold every example once a pass, and padding changes nothing."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground.tasks.batches import Batches, forget_some, padded


@given(st.lists(st.integers(1, 30), min_size=1, max_size=60), st.integers(1, 9), st.integers(0, 5))
def test_a_pass_is_every_example_once(lengths: list[int], batch: int, seed: int) -> None:
    batches = Batches(lengths, batch, seed)
    for _ in range(2):
        seen = np.concatenate([batches.next() for _ in range(batches.per_epoch)])
        assert sorted(seen.tolist()) == list(range(len(lengths)))


def test_batches_hold_examples_of_about_one_length() -> None:
    lengths = np.random.default_rng(0).integers(5, 100, 400)
    batches = Batches(lengths, 16)
    spread = [np.ptp(lengths[batches.next()]) for _ in range(batches.per_epoch)]
    assert np.mean(spread) < 0.4 * np.ptp(lengths)


def test_reading_goes_on_where_it_stood() -> None:
    one, other = Batches(range(1, 40), 7, seed=3), Batches(range(1, 40), 7, seed=3)
    for _ in range(9):
        one.next()
    other.restore(one.state())
    for _ in range(9):
        assert one.next().tolist() == other.next().tolist()


def test_padding_is_at_the_end() -> None:
    ids, lengths = padded([np.array([3, 4, 5]), np.array([6])])
    assert ids.tolist() == [[3, 6], [4, 0], [5, 0]]
    assert lengths.tolist() == [3, 1]


def test_word_dropout_makes_words_unknown() -> None:
    torch.manual_seed(0)
    words = torch.full((50, 40), 7)
    left = forget_some(words, 0.25)
    assert set(left.unique().tolist()) == {0, 7}
    assert abs(float((left == 0).float().mean()) - 0.25) < 0.03
    assert forget_some(words, 0.0) is words
