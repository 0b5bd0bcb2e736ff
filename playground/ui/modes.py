"""The modes. Each one's screen is imported when it is first opened: what nobody looks at costs nothing."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from playground.ui.screens.base import ModeScreen


def _mode(module: str, name: str) -> Callable[[], ModeScreen]:
    """What makes the screen of this class in ``playground.ui.screens``."""

    def make() -> ModeScreen:
        screen = getattr(importlib.import_module(f"playground.ui.screens.{module}"), name)()
        assert isinstance(screen, ModeScreen)
        return screen

    return make


MODES: dict[str, Callable[[], ModeScreen]] = {
    "train": _mode("train", "TrainScreen"),
    "write": _mode("write", "WriteScreen"),
    "xray": _mode("xray", "XrayScreen"),
    "lab": _mode("lab", "LabScreen"),
    "shapes": _mode("shapes", "ShapesScreen"),
    "library": _mode("library", "LibraryScreen"),
}
"""From left to right, as in the header; each has a row ``app.NAME`` in the table of keys."""
