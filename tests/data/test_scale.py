"""Scaling there and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.scale import Scale
from playground.errors import InputError


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=30))
def test_scaled_values_have_mean_0_and_spread_1_and_come_back(numbers: list[float]) -> None:
    values = np.array(numbers)
    scale = Scale.of(values)
    if not scale.usable:
        assert np.ptp(values) <= 1e-9 * max(1.0, np.abs(values).max())
        return
    scaled = scale.to(values)
    assert scaled.dtype == np.float32
    assert abs(float(scaled.mean())) < 1e-3
    assert float(scaled.std()) == pytest.approx(1, abs=1e-3)
    np.testing.assert_allclose(scale.back(scaled), values, atol=1e-5 * scale.spread)
    assert Scale.from_dict(scale.to_dict()) == scale


@pytest.mark.parametrize("values", [[3.0] * 5, [0.0, 0.0], [1e300, -1e300], [1e17, 1e17 + 16]])
def test_what_cannot_be_scaled_is_known(values: list[float]) -> None:
    assert not Scale.of(np.array(values)).usable


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"mean": 1},
        {"mean": "1", "spread": 1},
        {"mean": 0, "spread": 0},
        {"mean": 0, "spread": -1},
        {"mean": float("nan"), "spread": 1},
        {"mean": 0, "spread": float("inf")},
    ],
)
def test_a_damaged_scale_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="scale"):
        Scale.from_dict(data)
