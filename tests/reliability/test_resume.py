"""Stopped or killed at any steps and gone on with, a run ends as one that never was: bit for bit."""

from __future__ import annotations

import queue
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from playground import events, modelfile, places
from playground.config import Cell, Level
from playground.recipes import TrainRequest
from playground.training.checkpoint import WEIGHTS
from playground.training.run import Run
from playground.training.trainer import Trainer

STEPS = 120
REPORTS: dict[str, Any] = {"report_seconds": 0.0, "sample_seconds": 0.0, "trace_seconds": 0.0}
"""An event of each kind after every step, so that two runs can be compared step by step."""


def request(text: Path, name: str, cell: Cell, level: Level, **train: object) -> TrainRequest:
    return TrainRequest(
        sources=(str(text),),
        name=name,
        level=level,
        model={"cell": cell, "units": 12, "embedding": 12, "layers": 2, "dropout": 0.2},
        train={"steps": STEPS, "batch": 4, "window": 8, "threads": 1, **train},
        **REPORTS,
    )


def run(wanted: TrainRequest, until: int | None = None, kill: bool = False) -> list[events.Event]:
    """The run's events up to step ``until``: there it is stopped, or left as a killed one is."""
    commands: queue.SimpleQueue[events.Command] = queue.SimpleQueue()
    said: list[events.Event] = []
    for event in Run(wanted, commands):
        said.append(event)
        if isinstance(event, events.Progress) and event.step == until:
            commands.put(events.Save() if kill else events.Stop())
        if kill and isinstance(event, events.Saved):
            break  # nothing that would come after the save is done: no validation, no last save
    return said


def told(said: list[events.Event]) -> dict[str, dict[int, Any]]:
    """What was said of each step: loss, learning rate, sample, hidden states."""
    found: dict[str, dict[int, Any]] = {"loss": {}, "rate": {}, "sample": {}, "states": {}}
    for event in said:
        match event:
            case events.Progress():
                found["loss"][event.step] = event.loss
                found["rate"][event.step] = event.learning_rate
            case events.Sampled():
                found["sample"][event.step] = event.text
            case events.Traced():
                found["states"][event.step] = event.values["h"].tobytes()
    return found


@pytest.mark.parametrize("optimizer", ["adamw", "muon"])
@pytest.mark.parametrize(("cell", "level"), [("lstm", "char"), ("gru", "word"), ("rnn", "char")])
def test_many_stops_change_nothing(text_file: Path, cell: Cell, level: Level, optimizer: str) -> None:
    whole = told(run(request(text_file, "whole", cell, level, optimizer=optimizer)))
    chance = random.Random(f"{cell} {level} {optimizer}")
    stops = sorted(chance.sample(range(1, STEPS), 4))
    parts: dict[str, dict[int, Any]] = {kind: {} for kind in whole}
    wanted = request(text_file, "parts", cell, level, optimizer=optimizer)
    for number, stop in enumerate([*stops, None]):
        for kind, values in told(run(wanted, stop, kill=number % 2 == 1)).items():
            for step, value in values.items():
                if kind in ("loss", "rate"):
                    assert parts[kind].get(step, value) == value, (kind, step)
                parts[kind][step] = value
        wanted = TrainRequest(sources=(), name="parts", resume=True, **REPORTS)
    for kind in ("loss", "rate"):
        assert parts[kind] == whole[kind], kind
    for kind in ("sample", "states"):  # how often they come follows the clock
        both = parts[kind].keys() & whole[kind].keys()
        assert STEPS in both
        assert all(parts[kind][step] == whole[kind][step] for step in both), kind
    one, other = (modelfile.load(places.user_models() / f"{name}.safetensors") for name in ("whole", "parts"))
    for name, value in one[1].items():
        np.testing.assert_array_equal(value, other[1][name])
    assert [point.get("train") for point in one[0].history if "train" in point]


def test_a_text_that_changed_is_refused_with_a_choice(text_file: Path) -> None:
    from playground.errors import InputError

    run(request(text_file, "cats", "gru", "char"), until=20)
    path = places.user_models() / "cats.safetensors"
    before = path.read_bytes()
    text_file.write_text("another text altogether.\n" * 300, encoding="utf-8")
    with pytest.raises(InputError, match=r"no longer the text .* bring the text back, or train a new model"):
        run(TrainRequest(sources=(), name="cats", resume=True))
    assert path.read_bytes() == before


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e12])
def test_weights_that_are_no_numbers_never_take_the_place_of_a_good_model(
    text_file: Path, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = places.user_models() / "cats.safetensors"
    run(request(text_file, "cats", "lstm", "char"), until=20)
    before = path.read_bytes()
    saving = Trainer.state

    def poisoned(self: Trainer[Any]) -> tuple[dict[str, Any], dict[str, int]]:
        arrays, place = saving(self)
        arrays[f"{WEIGHTS}head.bias"] = np.full_like(arrays[f"{WEIGHTS}head.bias"], value)
        return arrays, place

    monkeypatch.setattr(Trainer, "state", poisoned)
    commands: queue.SimpleQueue[events.Command] = queue.SimpleQueue()
    said = []
    for event in Run(TrainRequest(sources=(), name="cats", resume=True, **REPORTS), commands):
        said.append(event)
        if isinstance(event, events.Progress) and event.step == 30:
            commands.put(events.Save())
        if isinstance(event, events.Notice):
            break
    assert "not saved at step 30: its weights head.bias are not finite" in said[-1].text
    assert path.read_bytes() == before
