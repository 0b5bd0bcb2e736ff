"""Train a recurrent network in the terminal, watch it learn, and let it finish your sentence."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from playground.version import __version__

if TYPE_CHECKING:
    from playground.inference.language_model import LanguageModel as LanguageModel
    from playground.shapes.opened import open_model as open_model

__all__ = ["LanguageModel", "__version__", "open_model"]

_LAZY = {"LanguageModel": "playground.inference.language_model", "open_model": "playground.shapes.opened"}


def __getattr__(name: str) -> Any:
    """Load the rest (and NumPy with it) only when somebody asks for it."""
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
