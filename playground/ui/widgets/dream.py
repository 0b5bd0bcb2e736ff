"""The dream: what the network writes of its own at this moment, and what it wrote before."""

from __future__ import annotations

import re

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from playground.events import Sampled
from playground.text.display import visible

_BLANK_LINES = re.compile(r"\n\s*\n+")


class Dream(VerticalScroll):
    """The latest sample on top, the ones before it below, fainter: from babble to words, read upwards."""

    DEFAULT_CSS = """
    Dream { height: auto; scrollbar-size-vertical: 1; }
    Dream Static { width: 1fr; height: auto; }
    """

    def __init__(self, hint: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._hint = hint
        self._shown: list[Sampled] = []

    def compose(self) -> ComposeResult:
        yield Static(Content.styled(self._hint, "italic $quiet"), id="dream-text", markup=False)

    def show(self, samples: list[Sampled]) -> None:
        """Show the samples, given oldest first."""
        if samples == self._shown:
            return
        self._shown = list(samples)
        text = self.query_one("#dream-text", Static)
        if not samples:
            text.update(Content.styled(self._hint, "italic $quiet"))
            return
        text.update(
            Content("\n").join(_entry(sample, at == 0) for at, sample in enumerate(reversed(samples)))
        )


def _entry(sample: Sampled, newest: bool) -> Content:
    """One sample: its step, the prompt it was given, and what the network made of it."""
    written = _BLANK_LINES.sub("\n", visible(sample.text))
    return Content.assemble(
        Content.styled(f"step {sample.step:,}  ", "$quiet" if newest else "$faint"),
        Content.styled(visible(sample.prompt), "$accent" if newest else "$quiet"),
        Content.styled(written.rstrip(), "$foreground" if newest else "$quiet"),
    )
