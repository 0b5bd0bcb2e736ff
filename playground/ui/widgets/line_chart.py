"""What every chart shares: lines that are laid out once, an axis at the left and one below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from playground.ui.widgets.kept_styles import KeptStyles


class LineChart(KeptStyles):
    """Subclasses :meth:`draw`; that is called only when the data, the size or the theme have changed."""

    PREFIX: ClassVar[str] = "chart"
    """Of the names of its component classes; ``axis`` and ``label`` must be among them."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: list[Strip] | None = None

    def draw(self, width: int, height: int) -> list[Strip]:
        """The whole chart, line by line; lines that are missing are blank."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Something it shows is another now."""
        self._lines = None
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._lines = None

    def on_resize(self) -> None:
        self._lines = None

    def render_line(self, y: int) -> Strip:
        if self._lines is None:
            self._lines = self.draw(self.size.width, self.size.height)
        return self._lines[y] if y < len(self._lines) else Strip.blank(self.size.width, self.rich_style)

    def part(self, name: str) -> Style:
        """The style of one of its component classes."""
        return super().part(f"{self.PREFIX}--{name}")

    def edge(self, label: str | None, margin: int) -> list[Segment]:
        """The beginning of a line, ``margin`` columns wide: a label if there is one, and the axis."""
        return [
            Segment(f"{label or '':>{margin - 2}} ", self.part("label")),
            Segment("┤" if label else "│", self.part("axis")),
        ]

    def x_axis(self, marks: Iterable[tuple[int, str]], columns: int, margin: int, width: int) -> list[Strip]:
        """The axis and the labels below it; of ``marks`` (column of the plot, label) those that have room."""
        line, text = ["─"] * columns, [" "] * width
        free = 0
        for column, label in marks:
            start = min(max(0, margin + column - len(label) // 2), width - len(label))
            if start >= free:
                line[column] = "┬"
                text[start : start + len(label)] = label
                free = start + len(label) + 1
        drawn = " " * (margin - 1) + "└" + "".join(line)
        return [
            Strip([Segment(drawn, self.part("axis"))]).adjust_cell_length(width, self.rich_style),
            Strip([Segment("".join(text), self.part("label"))]),
        ]
