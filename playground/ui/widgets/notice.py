"""The one place where the app speaks to the user: a line above the keys, gone when it is read."""

from __future__ import annotations

from typing import Literal

from textual.content import Content
from textual.events import Click
from textual.timer import Timer
from textual.widgets import Static

from playground.text.display import visible

Severity = Literal["information", "warning", "error"]

_SIGNS: dict[Severity, str] = {"information": "·", "warning": "!", "error": "✗"}
_SECONDS: dict[Severity, float | None] = {"information": 12.0, "warning": 30.0, "error": None}
"""How long a notice stays; an error stays until the next one or a click."""


class NoticeBar(Static):
    """One sentence, wrapped to at most three lines; no height at all while there is nothing to say."""

    DEFAULT_CSS = """
    NoticeBar {
        display: none; height: auto; max-height: 3; padding: 0 1; color: $text; background: $panel;
        &.-information, &.-warning, &.-error { display: block; }
        &.-warning { color: $text-warning; background: $warning 15%; }
        &.-error { color: $text-error; background: $error 15%; }
    }
    """
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._timer: Timer | None = None
        self.text = ""

    def say(self, text: str, severity: Severity = "information", seconds: float | None = None) -> None:
        """Show one sentence in place of the one before, for ``seconds`` if that is not as usual."""
        self.quiet()
        self.text = text
        self.add_class(f"-{severity}")
        self.update(Content(f"{_SIGNS[severity]} {visible(text, keep='').strip()}"))
        if (stays := seconds or _SECONDS[severity]) is not None:
            self._timer = self.set_timer(stays, self.quiet)

    def quiet(self) -> None:
        """Take the notice away."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.text = ""
        self.remove_class("-information", "-warning", "-error")

    def on_click(self, _event: Click) -> None:
        self.quiet()
