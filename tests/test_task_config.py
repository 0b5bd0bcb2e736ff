"""The shapes of task networks, and what they refuse."""

from __future__ import annotations

import math

import pytest

from playground.config import ModelConfig
from playground.errors import InputError
from playground.task_config import TaskConfig, model_config
from playground.task_recipes import TaskRequest, plan

CLASSIFY = TaskConfig(task="classify", vocabulary=9, outputs=3, units=5, embedding=4)


def test_survives_the_way_through_json() -> None:
    assert model_config(CLASSIFY.to_dict()) == CLASSIFY
    language = ModelConfig(vocabulary=9)
    assert model_config(language.to_dict()) == language
    assert type(model_config({"vocabulary": 9})) is ModelConfig  # files from before there were tasks


def test_both_directions_double_the_recurrent_weights() -> None:
    one = CLASSIFY.shapes()
    both = TaskConfig(**{**CLASSIFY.to_dict(), "bidirectional": True, "layers": 2}).shapes()
    assert both["rnn.weight_ih_l0_reverse"] == one["rnn.weight_ih_l0"] == (20, 4)
    assert both["rnn.weight_ih_l1"] == (20, 10)  # the second layer reads both directions of the first
    assert both["head.weight"] == (3, 10)


@pytest.mark.parametrize("task", ["classify", "tag", "translate", "caption", "series"])
def test_parameters_are_those_of_the_shapes(task: str) -> None:
    config = TaskConfig(task=task, vocabulary=7, outputs=3, inputs=4, units=5, embedding=6)  # type: ignore[arg-type]
    assert config.parameters == sum(math.prod(shape) for shape in config.shapes().values()) > 0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"task": "language"}, "Task must be one of"),
        ({"outputs": 0}, "Outputs must be"),
        ({"vocabulary": 1}, "at least one word"),
        ({"pool": "max"}, "Pool must be one of last, mean"),
        ({"task": "series", "inputs": 0}, "at least one number"),
        ({"units": 0}, "Units must be"),
    ],
)
def test_impossible_shapes_are_refused(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says):
        TaskConfig(**{**CLASSIFY.to_dict(), **wrong})


def test_a_language_model_cannot_claim_to_be_something_else() -> None:
    with pytest.raises(InputError, match="Task must be one of language"):
        ModelConfig(vocabulary=9, task="tag")


def test_a_plan_keeps_what_was_asked_for() -> None:
    request = TaskRequest(
        task="classify", sources=("x",), name="n", model={"units": 7}, train={"seconds": 3.0, "batch": 2}
    )
    model, train = plan(
        request,
        model={"units": 64, "dropout": 0.5},
        train={"epochs": 30, "batch": 16, "learning_rate": 0.1},
        fixed={"vocabulary": 9, "outputs": 2},
    )
    assert (model.units, model.embedding, model.dropout, model.outputs) == (7, 7, 0.5, 2)
    assert (train.seconds, train.epochs, train.batch, train.learning_rate) == (3.0, None, 2, 0.1)


def test_a_task_needs_data() -> None:
    with pytest.raises(InputError, match="Nothing to train on"):
        TaskRequest(task="tag", sources=(), name="n")
