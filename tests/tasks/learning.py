"""A few steps of training, without the loop around it."""

from __future__ import annotations

from playground.config import TrainConfig
from playground.tasks.task import Task
from playground.training.optimizer import AdamW


def learn(task: Task, steps: int, rate: float = 0.02) -> None:
    """Train the network of ``task`` for ``steps`` updates."""
    optimizer = AdamW(task.network.named_parameters(), TrainConfig(steps=steps, weight_decay=0.0))
    for _ in range(steps):
        optimizer.zero_gradients()
        task.loss().backward()
        optimizer.clip()
        optimizer.step(rate)
