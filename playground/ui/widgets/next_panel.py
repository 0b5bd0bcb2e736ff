"""The panel of the likeliest next tokens; its title says after which words, as far as there is room."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from playground.text.display import clip, visible, width
from playground.ui.panels import entitle
from playground.ui.widgets.time_candidates import NextTokens

_LONGEST, _LEAST = 14, 4
"""Columns of the prompt in the title."""
_BESIDE = len("╭─ Next · after “” ─╮")


class NextPanel(Vertical):
    """Titled ``Next · after “Once upon a”``, or its end."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._prompt = self._titled = ""

    def compose(self) -> ComposeResult:
        yield NextTokens("What may come next.", id="next-tokens")

    def show(self, tokens: tuple[tuple[str, float], ...], prompt: str) -> None:
        """Show the likeliest tokens after ``prompt``, with their probabilities, the likeliest first."""
        self.query_one(NextTokens).show(tokens)
        self._prompt = prompt
        self._entitle()

    def on_mount(self) -> None:
        self._entitle()

    def on_resize(self) -> None:
        self._entitle()

    def _entitle(self) -> None:
        room = max(_LEAST, min(_LONGEST, self.outer_size.width - _BESIDE))
        about = f"after “{tail(self._prompt, room)}”" if self._prompt else "what it expects"
        if about != self._titled:  # a title has the panel drawn anew
            self._titled = about
            entitle(self, "Next", about)


def tail(prompt: str, room: int) -> str:
    """The end of a prompt on one line of ``room`` columns."""
    shown = visible(prompt, keep="").replace("\n", "⏎")
    return shown if width(shown) <= room else "…" + clip(shown[::-1], room)[:-1][::-1]
