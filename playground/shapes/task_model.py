"""What the readers of all task models share: how one is opened, and its card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.config import Task
from playground.data.lexicon import Lexicon
from playground.errors import InputError
from playground.modelfile import ModelCard
from playground.shapes.stack import Reading
from playground.task_config import TaskConfig

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class States:
    """What every unit did while a sequence was read: for a heatmap."""

    tokens: tuple[str, ...]
    """The sequence, (T,)."""
    values: dict[str, Floats]
    """``h``, ``c`` (LSTM only) and each gate: (T, layers * directions, H)."""


class TaskModel:
    """A trained network of one task. Safe to use from several threads.

    Args:
        name: what it is called.
        config: its shape.
        vocabulary: of what it reads (``Lexicon.to_dict``).
        document: what else belongs to it (``ModelCard.task``).
        weights: under the names of ``config.shapes()``.
        card: where it was read from a file.

    Raises:
        InputError: if the parts do not fit each other.
    """

    TASK: ClassVar[Task]

    def __init__(
        self,
        name: str,
        config: TaskConfig,
        vocabulary: Mapping[str, Any],
        document: Mapping[str, Any],
        weights: Mapping[str, Floats],
        card: ModelCard | None = None,
    ) -> None:
        if config.task != self.TASK:
            raise ValueError(f"a network to {config.task} cannot {self.TASK}")
        self.name = name
        self.config = config
        self.card = card
        self.weights = {key: np.ascontiguousarray(array, np.float32) for key, array in weights.items()}
        if {key: array.shape for key, array in self.weights.items()} != config.shapes():
            raise InputError(f"The model {name} is damaged: its weights do not fit its description.")
        try:
            self._open(vocabulary, document)
        except (InputError, KeyError, TypeError, ValueError) as error:
            raise InputError(f"The model {name} is damaged: its words or labels cannot be read.") from error

    def _open(self, vocabulary: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        """Take what belongs to the task from its description; raise for anything that does not fit."""
        raise NotImplementedError

    def _lexicon(self, data: Mapping[str, Any], size: int) -> Lexicon:
        lexicon = Lexicon.from_dict(data)
        if lexicon.size != size:
            raise ValueError(f"{lexicon.size} words for a network of {size}")
        return lexicon

    def _states(self, tokens: tuple[str, ...], reading: Reading) -> States:
        return States(tokens, reading.values)


def labels_of(document: Mapping[str, Any], count: int, key: str = "labels") -> tuple[str, ...]:
    """The ``count`` labels of a task's description; raises ValueError if they are not there."""
    labels = document[key]
    if not isinstance(labels, list) or len(labels) != count or not all(isinstance(x, str) for x in labels):
        raise ValueError(f"{key} does not list {count} labels")
    return tuple(labels)
