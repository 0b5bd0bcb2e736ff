"""Everything a run needs to go on from where it stands, as arrays: taken, and put back."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from playground.tasks.task import Task
from playground.training.optimizer import AdamW

Arrays = dict[str, NDArray[Any]]

WEIGHTS, CARRIED = "weights.", "carried."


def take(task: Task, optimizer: AdamW) -> tuple[Arrays, dict[str, int]]:
    """Weights, moments, carried state and random state as copies, and the place in the text."""
    carried, place = task.state()
    arrays: Arrays = {WEIGHTS + name: value for name, value in task.network.weights().items()}
    arrays |= {CARRIED + name: value for name, value in carried.items()}
    arrays |= optimizer.state()
    arrays["random"] = torch.get_rng_state().numpy().copy()
    return arrays, place


def put_back(arrays: Arrays, place: dict[str, int], task: Task, optimizer: AdamW) -> None:
    """Go back to what :func:`take` returned."""
    task.network.load_weights(_under(WEIGHTS, arrays))
    task.restore(_under(CARRIED, arrays), place)
    optimizer.restore(arrays)
    torch.set_rng_state(torch.from_numpy(np.asarray(arrays["random"], np.uint8).copy()))


def _under(prefix: str, arrays: Arrays) -> Arrays:
    return {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}
