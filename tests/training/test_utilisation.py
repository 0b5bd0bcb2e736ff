"""How much of a device a run has used."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import torch

from playground import events
from playground.config import ModelConfig, TrainConfig
from playground.recipes import TrainRequest
from playground.training import utilisation
from playground.training.run import Run

MODEL = ModelConfig(vocabulary=20, cell="lstm", layers=2, units=16, embedding=8)
TRAIN = TrainConfig(seconds=1.0, batch=4, window=8)
CPU = torch.device("cpu")


def test_a_device_multiplies_more_in_a_second_where_matrices_are_larger() -> None:
    small = utilisation.products_per_second(MODEL, TRAIN, CPU)
    wide = dataclasses.replace(MODEL, units=512)
    large = utilisation.products_per_second(wide, dataclasses.replace(TRAIN, batch=64), CPU)
    assert 1e6 < small < large


def test_the_share_is_of_what_the_weights_need(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(utilisation, "products_per_second", lambda *_: 1e9)
    # Input and recurrent weights with two biases a gate, two layers; then the layer norm and the head. The
    # embedding is looked up. Two operations a weight forwards, four backwards.
    weights = 4 * 16 * (8 + 16 + 2) + 4 * 16 * (16 + 16 + 2) + 2 * 16 + 20 * 16 + 20
    assert utilisation.utilisation(MODEL, TRAIN, CPU, 1000.0) == pytest.approx(1000 * 6 * weights / 1e9)


@pytest.mark.parametrize(("plan", "told"), [({"seconds": 1.0}, True), ({"steps": 3}, False)])
def test_a_timed_run_says_how_fast_it_was(
    text_file: Path, plan: dict[str, float], told: bool, home: Path
) -> None:
    request = TrainRequest(
        sources=(str(text_file),),
        name="cats",
        model={"units": 16, "embedding": 16},
        train={**plan, "batch": 4, "window": 16, "threads": 1},
        report_seconds=0.0,
    )
    end = list(Run(request))[-1]
    assert isinstance(end, events.Finished)
    assert end.path is not None
    assert Path(end.path).is_relative_to(home)
    assert (end.utilisation is not None, end.tokens_per_second is not None) == (told, told)
    if end.utilisation is not None and end.tokens_per_second is not None:
        assert end.tokens_per_second > 0
        assert end.utilisation > 0
