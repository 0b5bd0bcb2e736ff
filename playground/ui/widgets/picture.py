"""A small picture, two pixels to a cell: one above the other as a half block."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip

from playground.data.pictures import EMPTY, PALETTE, Picture
from playground.ui import palette
from playground.ui.widgets.line_chart import LineChart

_SHADES = {
    "red": ("#e5534b", "#c62828"),
    "green": ("#4fb36a", "#2e7d32"),
    "blue": ("#5b8def", "#1d4ed8"),
    "yellow": ("#e6c84a", "#c99700"),
    "purple": ("#b16ad9", "#8e24aa"),
    "cyan": ("#46c2cb", "#00838f"),
    "white": ("#e8edf2", "#8a8f98"),
}
"""Each colour on a dark and on a light ground."""
_FEW = {
    "red": ("#aa0000", "#aa0000"),
    "green": ("#00aa00", "#00aa00"),
    "blue": ("#5555ff", "#0000aa"),
    "yellow": ("#ffff55", "#aa5500"),
    "purple": ("#aa00aa", "#aa00aa"),
    "cyan": ("#00aaaa", "#00aaaa"),
    "white": ("#ffffff", "#aaaaaa"),
}
"""The same where there are only 16 colours: exactly these."""
_GROUND = ("#1b222c", "#f1eee7")
_FEW_GROUND = ("#000000", "#ffffff")


class PictureView(LineChart):
    """Twice as large where there is room; letters where there is no colour."""

    DEFAULT_CSS = "PictureView { width: auto; height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.picture: Picture | None = None
        self.scale = 1
        """Columns of a pixel."""

    def show(self, picture: Picture, scale: int) -> None:
        """Draw this, each pixel ``scale`` columns wide."""
        if (picture, scale) != (self.picture, self.scale):
            self.picture, self.scale = picture, scale
            self.redraw()
            self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002
        return self.picture.width * self.scale if self.picture is not None else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return (self.picture.height * self.scale + 1) // 2 if self.picture is not None else 0

    def draw(self, width: int, height: int) -> list[Strip]:  # noqa: ARG002
        if self.picture is None:
            return []
        grown = [row for row in self.picture.rows for _ in range(self.scale)]
        if len(grown) % 2:
            grown.append(EMPTY * self.picture.width)
        return [
            Strip([self._cell(upper, lower) for upper, lower in zip(*pair, strict=True)]).simplify()
            for pair in zip(grown[::2], grown[1::2], strict=True)
        ]

    def _cell(self, upper: str, lower: str) -> Segment:
        mode = palette.mode_for(self.app.no_color, self.app.console.color_system)
        if mode == "plain":
            letter = upper if upper != EMPTY else lower
            return Segment(("·" if letter == EMPTY else letter) * self.scale, self.rich_style)
        dark = self.app.current_theme.dark
        style = Style(color=_shade(upper, mode, dark), bgcolor=_shade(lower, mode, dark))
        return Segment("▀" * self.scale, style)


def _shade(letter: str, mode: palette.Mode, dark: bool) -> str:
    """The colour of a pixel."""
    if letter == EMPTY:
        return (_GROUND if mode == "colour" else _FEW_GROUND)[not dark]
    return (_SHADES if mode == "colour" else _FEW)[PALETTE[letter].name][not dark]
