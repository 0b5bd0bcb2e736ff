"""Held units stay where they are held, and everything after them hears of it."""

from __future__ import annotations

import numpy as np
import pytest

from playground.inference.clamped import ClampedNetwork, Hold
from playground.inference.language_model import LanguageModel
from playground.inference.network import State

IDS = [3, 1, 4, 1, 5, 9, 2, 6]


def test_a_held_unit_has_its_value_after_every_step(chars: LanguageModel) -> None:
    held = ClampedNetwork(chars.network, [Hold(0, 3, 0.9), Hold(1, 5, -0.5)])
    state = held.zero_state()
    for token in IDS:
        state = held.advance(state, token)
        assert state.h[0, 3] == np.float32(0.9)
        assert state.h[1, 5] == np.float32(-0.5)


def test_the_layer_above_reads_the_held_value(chars: LanguageModel) -> None:
    network = chars.network
    free, held = network.zero_state(), network.zero_state()
    clamped = ClampedNetwork(network, [Hold(0, 3, 0.9)])
    assert np.array_equal(network.advance(free, 2).h[1], network.advance(held, 2).h[1])
    assert not np.allclose(clamped.advance(held, 2).h[1], network.advance(free, 2).h[1])


def test_a_nudge_is_added_once_a_step(chars: LanguageModel) -> None:
    network = chars.network
    state, _ = network.read(network.zero_state(), IDS)
    nudged = ClampedNetwork(network, [Hold(1, 2, 0.25, nudge=True)]).advance(state, 7)
    free = network.advance(state, 7)
    assert nudged.h[1, 2] == pytest.approx(float(free.h[1, 2]) + 0.25, abs=1e-6)
    rest = np.delete(np.arange(network.config.units), 2)
    assert np.array_equal(nudged.h[1, rest], free.h[1, rest])


def test_many_texts_side_by_side_are_held_alike(chars: LanguageModel) -> None:
    clamped = ClampedNetwork(chars.network, [Hold(0, 3, 0.9), Hold(1, 0, -0.1, nudge=True)])
    many, _ = clamped.step_batch(clamped.zero_state(3), [4, 5, 6])
    for row, token in enumerate((4, 5, 6)):
        one = clamped.advance(clamped.zero_state(), token)
        assert np.allclose(many.h[:, row], one.h, atol=1e-6)


def test_with_nothing_held_it_is_the_network_itself(words: LanguageModel) -> None:
    free = words.network
    clamped = ClampedNetwork(free, [])
    one, other = free.zero_state(), clamped.zero_state()
    for token in IDS:
        one, other = free.advance(one, token), clamped.advance(other, token)
    assert np.array_equal(one.h, other.h)


def test_the_network_that_is_clamped_stays_as_it_was(chars: LanguageModel) -> None:
    before = chars.network.advance(chars.network.zero_state(), 3)
    ClampedNetwork(chars.network, [Hold(0, 3, 0.9)]).advance(State(before.h, before.c), 3)
    assert np.array_equal(chars.network.advance(chars.network.zero_state(), 3).h, before.h)


@pytest.mark.parametrize("hold", [Hold(2, 0, 1.0), Hold(0, 12, 1.0), Hold(-1, 0, 1.0)])
def test_units_that_are_not_there_are_refused(chars: LanguageModel, hold: Hold) -> None:
    with pytest.raises(IndexError, match="there is no unit"):
        ClampedNetwork(chars.network, [hold])
