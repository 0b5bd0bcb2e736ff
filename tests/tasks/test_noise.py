"""Noise: as much as asked for, drawn from the text, the same wherever and however often a window is read."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.tasks.noise import Noise
from playground.tasks.streams import Streams

TEXT = np.random.default_rng(0).choice(np.array([1, 2, 3], np.uint16), 40_000, p=[0.7, 0.2, 0.1])


def test_the_share_asked_for_is_replaced_by_tokens_of_the_text() -> None:
    unlike = np.full(10_000, 9, np.uint16)  # what is read; all that is put in comes from the other text
    noise, streams = Noise(TEXT, 0.25, batch=8, seed=1), Streams(unlike, 8, 100)
    read = np.concatenate([noise.on(streams.next()) for _ in range(12)])
    assert np.mean(read != 9) == pytest.approx(0.25, abs=0.02)
    put_in = read[read != 9]
    for token, share in ((1, 0.7), (2, 0.2), (3, 0.1)):
        assert np.mean(put_in == token) == pytest.approx(share, abs=0.05)


def test_what_is_to_be_predicted_is_left_alone() -> None:
    window, plain = Streams(TEXT, 4, 50).next(), Streams(TEXT, 4, 50).next()
    read = Noise(TEXT, 0.5, batch=4, seed=1).on(window)
    assert not np.array_equal(read, plain.tokens)
    assert np.array_equal(window.tokens, plain.tokens)
    assert np.array_equal(window.targets, plain.targets)


@given(st.integers(1, 8), st.integers(0, 20), st.integers(0, 2**63 - 1), st.data())
def test_it_depends_on_seed_and_place_alone(batch: int, windows: int, seed: int, data: st.DataObject) -> None:
    whole = Streams(TEXT, batch, 16, seed)
    cut = data.draw(st.integers(0, batch))
    for _ in range(windows):
        whole.next()
    place = whole.state()
    all_streams = Noise(TEXT, 0.3, batch, seed).on(whole.next())
    for part in (slice(0, cut), slice(cut, batch)):  # as several processes read them, after a resumption
        streams = Streams(TEXT, batch, 16, seed, part)
        streams.restore(place)
        mine = Noise(TEXT, 0.3, batch, seed, part).on(streams.next())
        assert np.array_equal(mine, all_streams[:, part])
