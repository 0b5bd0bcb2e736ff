from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.config import CELLS, ModelConfig, SampleConfig, TrainConfig
from playground.errors import InputError


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"units": 0}, "Units must be a whole number from 1 to 8,192, but 0 was given."),
        ({"layers": 1.5}, "Layers must be a whole number from 1 to 16, but 1.5 was given."),
        ({"dropout": 1.0}, "Dropout must be a number from 0 to 0.95, but 1.0 was given."),
        ({"cell": "lstn"}, "Cell must be one of rnn, gru, lstm, but 'lstn' was given."),
        ({"units": True}, "Units must be a whole number from 1 to 8,192, but True was given."),
        ({"units": "many"}, "Units must be a whole number from 1 to 8,192, but 'many' was given."),
    ],
)
def test_an_impossible_model_is_refused_in_one_sentence(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(InputError) as error:
        ModelConfig(vocabulary=10, **settings)
    assert str(error.value) == sentence


def test_a_tied_embedding_must_fit() -> None:
    with pytest.raises(InputError, match="embedding is 8 and units is 16"):
        ModelConfig(vocabulary=10, embedding=8, units=16, tied=True)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"seconds": 1, "steps": 1},
        {"seconds": 0},
        {"seconds": math.nan},
        {"steps": 0},
        {"epochs": math.inf},
    ]
    + [
        {"steps": 1, **wrong}
        for wrong in ({"batch": 0}, {"learning_rate": -1}, {"clip": "maybe"}, {"threads": 0})
    ],
)
def test_an_impossible_run_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        TrainConfig(**settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"temperature": -1},
        {"top_k": -1},
        {"top_p": 0},
        {"top_p": 1.1},
        {"min_p": 2},
        {"repetition_penalty": 0},
        {"seed": -1},
        {"stop": ("",)},
    ],
)
def test_impossible_sampling_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        SampleConfig(**settings)


def test_the_plan_reads_as_words() -> None:
    assert TrainConfig(seconds=60).plan == "60 seconds"
    assert TrainConfig(steps=12000).plan == "12,000 steps"
    assert TrainConfig(epochs=1).plan == "1 epoch"


@given(
    cell=st.sampled_from(CELLS),
    layers=st.integers(1, 4),
    units=st.integers(1, 50),
    embedding=st.integers(1, 50),
    norm=st.booleans(),
)
def test_parameters_add_up(cell: str, layers: int, units: int, embedding: int, norm: bool) -> None:
    config = ModelConfig(
        vocabulary=7,
        cell=cell,
        layers=layers,
        units=units,
        embedding=embedding,
        layer_norm=norm,  # type: ignore[arg-type]
    )
    gates = {"rnn": 1, "gru": 3, "lstm": 4}[cell]
    first = gates * units * (embedding + units + 2)
    further = gates * units * (2 * units + 2) * (layers - 1)
    assert config.parameters == 7 * embedding + first + further + 2 * units * norm + 7 * units + 7


@pytest.mark.parametrize(
    "config",
    [
        ModelConfig(vocabulary=9, cell="gru", tied=True, units=8, embedding=8),
        TrainConfig(epochs=2.5, clip="value", threads=3),
        SampleConfig(stop=("\n", "."), seed=4, top_p=0.9),
    ],
)
def test_a_configuration_survives_json(config: Any) -> None:
    data = json.loads(json.dumps(config.to_dict()))
    assert type(config).from_dict({**data, "of a later version": 1}) == config


@pytest.mark.parametrize("data", [{}, [], {"vocabulary": None}, {"vocabulary": {"a": 1}}])
def test_wrong_data_is_an_input_error(data: Any) -> None:
    with pytest.raises(InputError):
        ModelConfig.from_dict(data)
