"""One draw as a bar: the tokens end to end, each as wide as it is likely, and where the number fell."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from playground.text import display
from playground.ui.widgets.candidates import percent
from playground.writing.draws import Draw, Part

MARK = "▲"


def columns(parts: tuple[Part, ...], width: int) -> list[int]:
    """Where each part begins in a bar of ``width`` columns, and where the last ends.

    Ends are rounded, so a narrow part may get no column; the one that was drawn always gets one.
    """
    ends = [round(part.high * width) for part in parts]
    ends[-1] = width
    chosen = next(at for at, part in enumerate(parts) if part.drawn)
    start = ends[chosen - 1] if chosen else 0
    if ends[chosen] <= start:
        column = min(start, width - 1)
        ends = [min(end, column) for end in ends[:chosen]] + [max(end, column + 1) for end in ends[chosen:]]
    return [0, *ends]


class DrawBar(Widget):
    """Shown after a step, gone when the text changes otherwise."""

    DEFAULT_CSS = """
    DrawBar {
        height: 4; display: none;
        &.-shown { display: block; }
        & .draw--quiet { color: $quiet; }
        & .draw--word { color: $foreground; text-style: bold; }
        & .draw--even { background: $line; color: $foreground; }
        & .draw--odd { background: $control; color: $foreground; }
        & .draw--drawn { background: $accent; color: $block-cursor-foreground; text-style: bold; }
        & .draw--mark { color: $accent; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"draw--{part}" for part in ("quiet", "word", "even", "odd", "drawn", "mark")
    }
    ALLOW_SELECT = False

    draw: Draw | None = None

    def on_mount(self) -> None:
        self.tooltip = (
            "The tokens lie end to end, the likeliest first, each as wide as its probability after the "
            "settings. A random number from 0 to 1 falls on one of them: that one is written."
        )

    def show(self, draw: Draw | None) -> None:
        """Show how a token was drawn, or nothing."""
        if draw is self.draw:
            return
        self.draw = draw
        self.set_class(draw is not None, "-shown")
        self.refresh()

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"draw--{name}", partial=True)

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        if self.draw is None or y == 0:
            return Strip.blank(width, base)
        lines = (self._told, self._bar, self._mark)
        return Strip(lines[y - 1](self.draw, width, base)).adjust_cell_length(width, base)

    def _told(self, draw: Draw, width: int, base: Style) -> list[Segment]:
        label = display.label(draw.token, max(4, width - 24))
        return [
            Segment(f"{draw.point:.4f} fell on ", base + self._part("quiet")),
            Segment(label, base + self._part("word")),
            Segment(f", {percent(draw.chance)}", base + self._part("quiet")),
        ]

    def _bar(self, draw: Draw, width: int, base: Style) -> list[Segment]:
        places = columns(draw.parts, width)
        pieces: list[Segment] = []
        for at, part in enumerate(draw.parts):
            room = places[at + 1] - places[at]
            if room <= 0:
                continue
            label = display.label(part.token, room) if part.token else "…"
            if display.width(label) > room:
                label = ""
            # A stroke at the beginning keeps neighbours apart where there are no colours.
            text = "▏" + label if room > display.width(label) else label
            style = self._part("drawn" if part.drawn else "odd" if at % 2 else "even")
            pieces.append(Segment(text + " " * (room - display.width(text)), base + style))
        return pieces

    def _mark(self, draw: Draw, width: int, base: Style) -> list[Segment]:
        places = columns(draw.parts, width)
        chosen = next(at for at, part in enumerate(draw.parts) if part.drawn)
        column = min(max(int(draw.point * width), places[chosen]), places[chosen + 1] - 1)
        tail = f" seed {draw.seed}"
        quiet = base + self._part("quiet")
        if column + 1 + len(tail) <= width:
            after = [Segment(" " * (width - column - 1 - len(tail)) + tail, quiet)]
            return [Segment(" " * column, base), Segment(MARK, base + self._part("mark")), *after]
        front = tail.strip().ljust(column)
        return [
            Segment(front if len(front) == column else " " * column, quiet),
            Segment(MARK, base + self._part("mark")),
        ]
