"""One line of text that changes many times a second."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class LiveText(Static):
    """A line that is drawn anew only when its text differs.

    ``Static.update`` has the whole screen laid out again, which during training would take more time than
    everything else that is drawn. Here that happens only when the line needs another width.

    Args:
        spare: a text shorter by so many columns keeps the width, so that a number whose last digits come and
            go neither moves what follows nor has the screen laid out.
    """

    def __init__(self, *, id: str | None = None, spare: int = 0) -> None:
        super().__init__("", id=id, markup=False)
        self._text = ""
        self._spare = spare
        self._room = 0
        """Length of the text that the width was made for."""

    def put(self, text: str) -> None:
        """Show ``text``."""
        if text == self._text:
            return
        before, self._text = self._text, text
        width = self.styles.width
        fits = bool(text) and 0 <= self._room - len(text) <= self._spare
        resized = width is not None and width.is_auto and not fits
        if not fits:
            self._room = len(text)
        shown = text.ljust(self._room) if self._spare else text
        self.update(Content(shown), layout=resized or not before or not text)
