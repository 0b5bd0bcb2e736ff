"""Orders of units keep every unit and put kin together."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from playground.xray.unit_order import ORDERS, Order, unit_order


def two_families(rng: np.random.Generator) -> np.ndarray:
    """24 units, by turns of one kind and of another, some of them mirrored; (200, 24)."""
    kinds = rng.normal(size=(200, 2))
    values = kinds[:, np.arange(24) % 2] * np.where(np.arange(24) % 4 < 2, 1, -1)
    return (values + 0.1 * rng.normal(size=values.shape)).astype(np.float32)


@pytest.mark.parametrize("order", ORDERS)
def test_every_unit_is_there_once(order: Order) -> None:
    values = np.random.default_rng(0).normal(size=(50, 31)).astype(np.float32)
    assert sorted(unit_order(values, order)) == list(range(31))


def test_similar_units_stand_side_by_side() -> None:
    order = unit_order(two_families(np.random.default_rng(0)), "similarity")
    kinds = (order % 2).tolist()
    assert sum(one != other for one, other in itertools.pairwise(kinds)) == 1


def test_the_strongest_come_first() -> None:
    values = np.ones((5, 4), np.float32) * [0.1, -0.9, 0.0, 0.5]
    assert unit_order(values.astype(np.float32), "strength").tolist() == [1, 3, 0, 2]


@pytest.mark.parametrize("order", ORDERS)
def test_silent_broken_or_missing_values_do_no_harm(order: Order) -> None:
    silent = np.zeros((10, 6), np.float32)
    broken = silent.copy()
    broken[3, 2] = np.nan
    for values in (silent, broken, silent[:0], silent[:, :1]):
        assert sorted(unit_order(values, order)) == list(range(values.shape[1]))
