"""One line of text that changes many times a second."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class LiveText(Static):
    """A line that is drawn anew only when its text differs.

    ``Static.update`` has the whole screen laid out again, which during training would take more time than
    everything else that is drawn. Here that happens only when the line needs another width.
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._text = ""

    def put(self, text: str) -> None:
        """Show ``text``."""
        if text == self._text:
            return
        before, self._text = self._text, text
        width = self.styles.width
        resized = width is not None and width.is_auto and len(text) != len(before)
        self.update(Content(text), layout=resized or not before or not text)
