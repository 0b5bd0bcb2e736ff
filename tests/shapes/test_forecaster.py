"""The NumPy forecaster expects what the network in torch does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.config import CELLS
from playground.data.scale import CONTEXT, Scale
from playground.errors import InputError
from playground.nets import forecaster as torch_side
from playground.shapes.forecaster import Forecaster
from playground.task_config import TaskConfig

SCALE = Scale(100.0, 20.0)
DOCUMENT = {"column": "sales", "number": 2, "scale": SCALE.to_dict(), "season": 7}
VALUES = 100 + 20 * np.sin(np.arange(30.0)) + np.arange(30.0)


def pair(**more: Any) -> tuple[torch_side.Forecaster, Forecaster]:
    """The same network twice."""
    torch.manual_seed(2)
    config = TaskConfig(task="series", inputs=1, outputs=1, units=7, embedding=1, **more)
    net = torch_side.Forecaster(config).eval()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(0.4 * torch.randn_like(parameter))
    return net, Forecaster("m", config, {}, DOCUMENT, net.weights())


def step_by_step(net: torch_side.Forecaster, values: Any, steps: int) -> list[float]:
    """What torch forecasts, reading all from the start at each step."""
    scaled = list(SCALE.to(values))
    with torch.no_grad():
        for _ in range(steps):
            scaled.append(np.float32(net(torch.tensor(np.array(scaled))[:, None])[-1, 0]))
    return SCALE.back(np.array(scaled[-steps:])).tolist()


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("more", [{}, {"layers": 2}, {"layer_norm": False}])
def test_agrees_with_torch(cell: str, more: dict[str, Any]) -> None:
    net, model = pair(cell=cell, **more)
    found = model.forecast(VALUES, 6)
    np.testing.assert_allclose(found, step_by_step(net, VALUES, 6), atol=20 * 1e-5)
    with torch.no_grad():
        expected = net(torch.from_numpy(SCALE.to(VALUES))[:, None])[:, 0].numpy()
    fitted = model.fitted(VALUES)
    assert np.isnan(fitted[0])
    np.testing.assert_allclose(fitted[1:], SCALE.back(expected[:-1]), atol=20 * 1e-5)


def test_a_forecast_of_one_step_is_what_is_expected_next() -> None:
    _, model = pair()
    assert model.forecast(VALUES[:-1], 1)[0] == pytest.approx(model.fitted(VALUES)[-1], abs=1e-3)


def test_only_the_latest_values_are_read() -> None:
    _, model = pair()
    long = np.tile(VALUES, 30)
    np.testing.assert_allclose(model.forecast(long, 3), model.forecast(long[-CONTEXT:], 3))
    assert model.states(long).values["h"].shape == (CONTEXT, 1, 7)


def test_states_name_the_values() -> None:
    states = pair()[1].states(np.array([1.5, 2.0]))
    assert states.tokens == ("1.5", "2")
    assert states.values["c"].shape == (2, 1, 7)


@pytest.mark.parametrize(
    ("values", "steps", "says"),
    [
        ([], 1, "at least one number"),
        ([float("nan")], 1, "at least one number"),
        ([1.0], 0, "0 were asked for"),
    ],
)
def test_what_cannot_be_forecast_is_told(values: list[float], steps: int, says: str) -> None:
    with pytest.raises(InputError, match=says):
        pair()[1].forecast(np.array(values), steps)


@pytest.mark.parametrize(
    "change", [{"scale": {"mean": 1, "spread": 0}}, {"season": 1}, {"season": "7"}, {"number": None}]
)
def test_a_damaged_description_is_refused(change: dict[str, Any]) -> None:
    net, model = pair()
    with pytest.raises(InputError, match="damaged"):
        Forecaster("m", model.config, {}, {**DOCUMENT, **change}, net.weights())
