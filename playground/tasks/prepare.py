"""From a request to data that was read, whatever the task."""

from __future__ import annotations

import importlib
from typing import cast

from playground.task_recipes import TaskRequest
from playground.tasks.task import Prepared

_MODULES = {
    "classify": "playground.tasks.classify",
    "tag": "playground.tasks.tag",
    "translate": "playground.tasks.translate",
    "caption": "playground.tasks.caption",
    "series": "playground.tasks.series",
}
"""The module of each task; its ``prepare`` reads the data. Imported only when that task is asked for."""


def prepare(request: TaskRequest) -> Prepared:
    """Read the data of ``request`` and decide what was left open. Raises InputError."""
    return cast(Prepared, importlib.import_module(_MODULES[request.task]).prepare(request))
