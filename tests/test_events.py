from __future__ import annotations

import json
import math

import numpy as np

from playground import events
from playground.config import ModelConfig, TrainConfig


def test_every_event_becomes_json() -> None:
    traced = events.Traced(
        step=3,
        tokens=("a", "\x1b"),
        values={"h": np.full((2, 1, 2), 0.5, np.float32)},
        surprise=np.array([0.0, math.inf], np.float32),
        prompt="b",
        expected=(("c", 0.5),),
    )
    data = json.loads(json.dumps(events.to_json(traced), allow_nan=False))
    assert data == {
        "event": "traced",
        "step": 3,
        "tokens": ["a", "\x1b"],
        "values": {"h": [[[0.5, 0.5]], [[0.5, 0.5]]]},
        "surprise": [0.0, None],
        "prompt": "b",
        "expected": [["c", 0.5]],
    }


def test_configurations_are_nested_and_weights_left_out() -> None:
    model = ModelConfig(vocabulary=5)
    weights = events.Weights(step=1, model=model, vocabulary={"level": "char"}, weights={"w": np.zeros(1)})
    assert set(events.to_json(weights)) == {"event", "step", "model"}
    started = events.Started(
        name="bard",
        model=model,
        train=TrainConfig(steps=5),
        corpus="bard",
        tokens=10,
        chars=10,
        validation_tokens=2,
        chars_per_token=1.0,
        device="cpu",
        threads=2,
    )
    data = json.loads(json.dumps(events.to_json(started)))
    assert data["model"]["units"] == 128
    assert data["train"]["steps"] == 5


def test_no_number_is_null() -> None:
    progress = events.Finished(step=1, seconds=math.nan, stopped=True, loss=math.inf)
    assert events.to_json(progress) == {
        "event": "finished", "step": 1, "seconds": None, "stopped": True, "loss": None, "path": None,
        "tokens_per_second": None, "utilisation": None,
    }  # fmt: skip
