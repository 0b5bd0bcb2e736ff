"""What is on the screen while the first mode is still being imported: its header, which looks the same."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen

from playground.ui.widgets.header import AppHeader


class Opening(Screen[None]):
    """The header of ``mode`` over an empty page."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (160, "-wide")]  # noqa: RUF012

    def __init__(self, mode: str) -> None:
        super().__init__()
        self._mode = mode

    def compose(self) -> ComposeResult:
        yield AppHeader(self._mode)
