"""The Library mode."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from playground.ui.bindings import bindings
from playground.ui.screens.base import ModeScreen


class LibraryScreen(ModeScreen):
    """Library."""

    MODE = "library"
    BINDINGS: ClassVar[list[BindingType]] = bindings("library")
