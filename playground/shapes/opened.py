"""Opening a task's model, whichever task it is for."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from playground import library, modelfile
from playground.config import ModelConfig
from playground.errors import InputError
from playground.modelfile import ModelCard
from playground.shapes.task_model import TaskModel
from playground.task_config import TaskConfig

_READERS = {
    "classify": ("playground.shapes.classifier", "Classifier"),
    "tag": ("playground.shapes.tagger", "Tagger"),
    "translate": ("playground.shapes.translator", "Translator"),
    "caption": ("playground.shapes.captioner", "Captioner"),
    "series": ("playground.shapes.forecaster", "Forecaster"),
}
"""Module and class that put the network of each task to work; imported when one is opened."""

COMMANDS = {
    "language": "complete",
    "classify": "classify",
    "tag": "tag",
    "translate": "translate",
    "caption": "caption",
    "series": "forecast",
}
"""The command that uses a model of each task."""

AnyModel = TypeVar("AnyModel", bound=TaskModel)


def open_model(name_or_path: str | os.PathLike[str]) -> TaskModel:
    """A task's model from the library, by name, or from any model file.

    Raises:
        InputError: if there is no sound one, or it is a language model.
    """
    path = library.find(name_or_path)
    card, weights = modelfile.load(path)
    if not isinstance(card.model, TaskConfig):
        raise InputError(_other(path, card))
    return from_parts(card.model, card.vocabulary, card.task, weights, path.stem, card)


def open_as(kind: type[AnyModel], name_or_path: str | os.PathLike[str]) -> AnyModel:
    """The same, where only one kind will do.

    Raises:
        InputError: also if the model is of another task; the sentence names the command it is for.
    """
    path = library.find(name_or_path)
    card = modelfile.read_card(path)
    if card.model.task != kind.TASK:
        raise InputError(_other(path, card))
    model = open_model(path)
    assert isinstance(model, kind)
    return model


def from_parts(
    config: ModelConfig,
    vocabulary: Mapping[str, Any],
    document: Mapping[str, Any],
    weights: Mapping[str, NDArray[np.float32]],
    name: str = "",
    card: ModelCard | None = None,
) -> TaskModel:
    """A task's model that is not on disk, such as one in training (see ``playground.events.Weights``)."""
    assert isinstance(config, TaskConfig)
    module, reader = _READERS[config.task]
    kind: type[TaskModel] = getattr(importlib.import_module(module), reader)
    return kind(name, config, vocabulary, document, weights, card)


def _other(path: Path, card: ModelCard) -> str:
    command = COMMANDS[card.model.task]
    kind = "a language model" if card.model.task == "language" else f"a model of the task {card.model.task}"
    return f"{path.stem} is {kind}; use it with: rnn-playground {command} {path.stem}"
