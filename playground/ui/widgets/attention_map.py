"""Where the decoder looked in the source: a row for each word it wrote, a column for each it had read."""

from __future__ import annotations

from typing import ClassVar

from textual.strip import Strip

from playground.text import display
from playground.ui import palette
from playground.ui.anchoring import columns
from playground.ui.examples.answer import Translation, percent
from playground.ui.examples.unrolling import label
from playground.ui.pieces import Line, centred
from playground.ui.widgets.line_chart import LineChart

_LONGEST_GUTTER = 18
_MUCH = 0.1
"""Of a look, without colours."""


class AttentionMap(LineChart):
    """Shades with their percentages; the row under the unrolled network's cursor is marked."""

    PREFIX = "attention"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "attention--axis",
        "attention--label",
        "attention--row",
        "attention--hint",
    }
    DEFAULT_CSS = """
    AttentionMap {
        height: 1fr; min-height: 2;
        .attention--axis { color: $foreground; }
        .attention--label { color: $quiet; }
        .attention--row { color: $accent; text-style: bold; }
        .attention--hint { color: $quiet; text-style: italic; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.translation: Translation | None = None
        self._row = -1

    def show(self, translation: Translation) -> None:
        """Draw this."""
        self.translation = translation
        self.redraw()

    def mark(self, row: int) -> None:
        """Mark the word written at this step; none if it is below 0."""
        if row != self._row:
            self._row = row
            self.redraw()

    @property
    def mode(self) -> palette.Mode:
        return palette.mode_for(self.app.no_color, self.app.console.color_system)

    def draw(self, width: int, height: int) -> list[Strip]:
        found = self.translation
        if found is None:
            return []
        if found.attention is None:
            line = Line()
            text = "This network has no attention: all it is given is the encoder's last state."
            line.put(0, display.clip(text, width), self.part("hint"))
            return [line.strip(width, self.rich_style)]
        names = [label(token) for token in found.source]
        longest = max((columns(label(token)) for token in found.target), default=1)
        gutter = min(_LONGEST_GUTTER, longest) + 1
        least = [max(4, columns(name)) + 1 for name in names]
        spare = max(0, width - gutter - sum(least)) // max(1, len(least))
        widths = [wide + min(spare, 6) for wide in least]
        rows = max(1, height - 1)
        first = max(0, min(max(self._row, 0) - rows // 2, len(found.target) - rows))
        lines = [self._head(names, widths, gutter, width)]
        for row in range(first, min(first + rows, len(found.target))):
            lines.append(self._weights(found, row, widths, gutter, width))
        return lines

    def _head(self, names: list[str], widths: list[int], gutter: int, width: int) -> Strip:
        line = Line()
        at = gutter
        for name, wide in zip(names, widths, strict=True):
            line.put(centred(name, at + (wide - 2) // 2, at, at + wide), name, self.part("axis"))
            at += wide
        return line.strip(width, self.rich_style)

    def _weights(self, found: Translation, row: int, widths: list[int], gutter: int, width: int) -> Strip:
        assert found.attention is not None
        line = Line()
        name = display.clip(label(found.target[row]), gutter - 1)
        line.put(0, name, self.part("row" if row == self._row else "label"))
        at, mode, dark = gutter, self.mode, self.app.current_theme.dark
        for share, wide in zip(found.attention[:, row].tolist(), widths, strict=True):
            level = int(palette.levels(found.attention[:1, row] * 0 + share, 0.0, 1.0)[0])
            text = f"{percent(share):^{wide - 1}}"
            if mode == "colour":
                line.put(at, text, palette.filled("sequential", dark, level))
            else:
                glyph = palette.glyph("sequential", level)
                style = self.part("axis" if share >= _MUCH else "label")
                line.put(at, f"{glyph}{text[1:]}", style)
            at += wide
        return line.strip(width, self.rich_style)
