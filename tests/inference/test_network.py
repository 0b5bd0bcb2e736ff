"""The network apart from torch: states, stretches, large vocabularies."""

from __future__ import annotations

import numpy as np
import pytest

from playground.config import ModelConfig
from playground.inference import network as network_module
from playground.inference.network import Network

from .helpers import random_ids, random_network, random_weights

CELLS = ["rnn", "gru", "lstm"]


@pytest.mark.parametrize("cell", CELLS)
def test_a_state_kept_is_never_changed(cell: str) -> None:
    network = random_network(cell=cell, layers=2)
    state, _ = network.read(network.zero_state(), [1, 2, 3])
    h, c = state.h.copy(), None if state.c is None else state.c.copy()
    first = network.step(state, 4)[1]
    network.run(state, [5, 6])
    network.step_with_gates(state, 7)
    np.testing.assert_array_equal(state.h, h)
    if c is not None:
        np.testing.assert_array_equal(state.c, c)
    np.testing.assert_array_equal(network.step(state, 4)[1], first)


@pytest.mark.parametrize("cell", CELLS)
def test_a_text_read_in_stretches_is_the_same_text(cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network(cell=cell, layers=3)
    ids = random_ids(50, 11)
    whole_state, whole = network.run(network.zero_state(), ids)
    monkeypatch.setattr(network_module, "_CHUNK", 8)
    state, logits = network.run(network.zero_state(), ids)
    np.testing.assert_allclose(logits, whole, atol=1e-5)
    np.testing.assert_allclose(state.h, whole_state.h, atol=1e-5)
    state, first = network.run(network.zero_state(), ids[:13])
    _, rest = network.run(state, ids[13:])
    np.testing.assert_allclose(np.concatenate([first, rest]), whole, atol=1e-5)


@pytest.mark.parametrize("cell", CELLS)
def test_a_vocabulary_too_large_for_a_table_gives_the_same(
    cell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = random_ids(40, 11)
    small = random_network(cell=cell)
    monkeypatch.setattr(network_module, "_TABLE_WORK", 0)
    monkeypatch.setattr(network_module, "_ROWS_BYTES", 3 * 4 * 8 * 4)
    large = random_network(cell=cell)
    assert large._table is None
    one, other = small.zero_state(), large.zero_state()
    for token in ids.tolist():
        one, expected = small.step(one, token)
        other, found = large.step(other, token)
        np.testing.assert_allclose(found, expected, atol=1e-5)
    assert len(large._rows) <= large._max_rows
    np.testing.assert_allclose(
        large.run(large.zero_state(), ids)[1], small.run(small.zero_state(), ids)[1], atol=1e-5
    )


def test_texts_side_by_side_do_not_mix() -> None:
    network = random_network(layers=2)
    rows = np.stack([random_ids(9, 11, seed) for seed in range(4)])
    state = network.zero_state(4)
    for column in rows.T:
        state, logits = network.step_batch(state, column)
    for row, ids in enumerate(rows):
        alone, expected = network.read(network.zero_state(), ids)
        np.testing.assert_allclose(logits[row], expected, atol=1e-5)
        np.testing.assert_allclose(state.h[:, row], alone.h, atol=1e-5)


def test_no_tokens_leave_the_state_as_it_is() -> None:
    network = random_network()
    state, logits = network.run(network.zero_state(), [])
    assert logits.shape == (0, 11)
    assert not state.h.any()


@pytest.mark.parametrize("token", [-1, 11])
def test_a_token_that_is_none(token: int) -> None:
    network = random_network()
    with pytest.raises(IndexError):
        network.step(network.zero_state(), token)


def test_weights_of_another_shape_are_refused() -> None:
    config = ModelConfig(vocabulary=5, units=4, embedding=4)
    weights = random_weights(config)
    with pytest.raises(ValueError, match="names and shapes"):
        Network(config, {**weights, "head.bias": weights["head.bias"][:-1]})
    with pytest.raises(ValueError, match="names and shapes"):
        Network(config, {name: array for name, array in weights.items() if name != "norm.bias"})


def test_extreme_weights_do_not_overflow() -> None:
    config = ModelConfig(vocabulary=5, units=4, embedding=4, cell="gru")
    weights = {name: array * 1e4 for name, array in random_weights(config).items()}
    network = Network(config, weights)
    with np.errstate(all="raise", under="ignore"):
        state, logits, gates = network.step_with_gates(network.zero_state(), 1)
        assert np.isfinite(network.step(state, 2)[1]).all()
    assert np.isfinite(logits).all()
    assert all(((gate >= -1) & (gate <= 1)).all() for gate in gates.values())
