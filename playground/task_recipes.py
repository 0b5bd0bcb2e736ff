"""What a user asks of a task other than language, and how what was left open is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playground.config import TASKS, Task, TrainConfig, check_choice
from playground.errors import InputError
from playground.events import Request
from playground.task_config import TaskConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRequest(Request):
    """Train a network for ``task`` on the user's or shipped data."""

    task: Task
    sources: tuple[str, ...]
    """Files, folders or names of shipped data, as the task takes them."""
    name: str
    """The model's name in the library."""
    model: Mapping[str, Any] = field(default_factory=dict)
    """Fields of :class:`TaskConfig` that the user set."""
    train: Mapping[str, Any] = field(default_factory=dict)
    """Fields of :class:`TrainConfig` that the user set."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """What only this task takes: ``labels`` (classify), ``column`` (series), ..."""
    encoding: str | None = None
    overwrite: bool = False
    report_seconds: float | None = 0.1
    """A ``Progress`` at most this often; None: at steps fixed beforehand, the same in every such run."""
    autosave_seconds: float = 10.0

    def __post_init__(self) -> None:
        check_choice("task", self.task, TASKS[1:])
        if not self.sources and self.task != "caption":
            raise InputError("Nothing to train on: name a file or the name of shipped data.")


def plan(
    request: TaskRequest,
    *,
    model: Mapping[str, Any],
    train: Mapping[str, Any],
    fixed: Mapping[str, Any],
) -> tuple[TaskConfig, TrainConfig]:
    """Complete configurations.

    Args:
        model, train: the task's defaults; what the request sets comes first. A length in ``train`` counts
            only when the request has none.
        fixed: what the data decides: ``vocabulary``, ``outputs``, ``inputs``.

    Raises:
        InputError: if a setting is out of range.
    """
    lengths = ("seconds", "steps", "epochs")
    asked = {name: value for name, value in request.train.items() if value is not None}
    defaults = dict(train)
    if any(name in asked for name in lengths):
        defaults = {name: value for name, value in defaults.items() if name not in lengths}
    chosen = {**model, **request.model, **fixed, "task": request.task}
    chosen.setdefault("embedding", chosen.get("units", 128))
    return TaskConfig(**chosen), TrainConfig(**{**defaults, **asked})
