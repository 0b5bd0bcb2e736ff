from __future__ import annotations

import queue
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from playground import events
from playground.config import ModelConfig, TrainConfig
from playground.tasks.language import LanguageTask
from playground.training.trainer import Trainer

WORDS = "the cat sat on a mat and saw that the rat ran at the hat of the man who had a bat\n"


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    """A small text with something to learn in it."""
    rng = np.random.default_rng(0)
    words = np.array(WORDS.split())
    lines = [" ".join(rng.choice(words, 9)) + "." for _ in range(150)]
    path = tmp_path / "cats.txt"
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture
def trainer() -> Callable[..., Trainer]:
    """Makes small trainers: settings of TrainConfig, and of the trainer itself under ``trainer``."""

    def make(trainer: dict[str, object] | None = None, dropout: float = 0.2, **settings: object) -> Trainer:
        settings = {"batch": 4, "window": 8, "learning_rate": 0.01, **settings}
        config = TrainConfig(**settings)  # type: ignore[arg-type]
        torch.manual_seed(config.seed)
        torch.set_num_threads(1)
        text = np.tile(np.arange(1, 9), 100)
        model = ModelConfig(vocabulary=9, units=12, embedding=12, dropout=dropout)
        task = LanguageTask(model, config, text, text[:120], torch.device("cpu"))
        return Trainer(task, config, queue.SimpleQueue(), **(trainer or {}))  # type: ignore[arg-type]

    return make


def of_kind(kind: type[events.Event], said: list[events.Event]) -> list[events.Event]:
    return [event for event in said if type(event) is kind]
