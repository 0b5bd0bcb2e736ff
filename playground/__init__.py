"""Train a recurrent network in the terminal, watch it learn, and let it finish your sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground.version import __version__

if TYPE_CHECKING:
    from playground.inference.language_model import LanguageModel as LanguageModel

__all__ = ["LanguageModel", "__version__"]


def __getattr__(name: str) -> Any:
    """Load ``LanguageModel`` (and NumPy with it) only when somebody asks for it."""
    if name == "LanguageModel":
        from playground.inference.language_model import LanguageModel

        return LanguageModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
