"""The live map of hidden states: a column for each token of the probe, a half row for each unit."""

from __future__ import annotations

import math
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from rich.segment import Segment
from rich.style import Style
from textual import events as ui_events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from playground.config import ModelConfig
from playground.events import Traced
from playground.text import display
from playground.ui import palette, traces
from playground.ui.anchoring import columns, padded
from playground.ui.bindings import bindings
from playground.ui.widgets.kept_styles import KeptStyles

GUTTER = 5
"""Columns for the numbers of the units."""
_BARS = " ▁▂▃▄▅▆▇█"
_BAR_BITS = 8.0
"""Surprise at which a bar is full."""


class HeatMap(KeptStyles, can_focus=True):
    """Line by line: half blocks in colour, one glyph a unit without; runs of one style are one Segment."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("heatmap")
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "heatmap--axis",
        "heatmap--number",
        "heatmap--cursor",
        "heatmap--bar",
        "heatmap--hint",
    }
    DEFAULT_CSS = """
    HeatMap {
        height: 1fr; min-height: 3;
        .heatmap--axis { color: $foreground; }
        .heatmap--number { color: $faint; }
        .heatmap--cursor { color: $block-cursor-foreground; background: $accent; text-style: bold; }
        .heatmap--bar { color: $quiet; }
        .heatmap--hint { color: $quiet; text-style: italic; }
    }
    """

    class Read(Message):
        """The cell under the mouse or the cursor, in words; empty when there is none."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, hint: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.hint = hint
        self.traced: Traced | None = None
        self.model: ModelConfig | None = None
        self.value_name, self.layer_index = "h", 0
        self.cursor = (0, 0)
        """Token and unit."""
        self.top = 0
        """The first unit in sight."""
        self._pointed = False
        self._levels: NDArray[np.uint8] | None = None
        self._columns = traces.NO_COLUMNS
        self._span: tuple[float, float, palette.Scale] = (-1.0, 1.0, "diverging")
        self._looks: palette.Looks = ()
        self._segments: dict[tuple[int, int], Segment] = {}
        self._width = self._height = 0
        """What there is. Every line needs it, and asking the widget takes longer than drawing the line."""

    # What is shown

    def show(self, traced: Traced | None, model: ModelConfig | None) -> None:
        """Show another trace (of the same probe or not)."""
        self.traced, self.model = traced, model
        self._arrange()

    def choose(self, *, value: str | None = None, layer: int | None = None) -> None:
        """Show another value or layer."""
        self.value_name = value if value is not None else self.value_name
        self.layer_index = layer if layer is not None else self.layer_index
        self._arrange()

    @property
    def names(self) -> list[str]:
        return traces.value_names(self.traced) if self.traced is not None else ["h"]

    @property
    def layer_count(self) -> int:
        return int(self.traced.values["h"].shape[1]) if self.traced is not None else 1

    @property
    def single(self) -> bool:
        """Every token is one character."""
        return self._columns.single

    def range(self) -> tuple[float, float, palette.Scale]:
        """The ends of the colour scale and its kind."""
        return self._span

    @property
    def mode(self) -> palette.Mode:
        return palette.mode_for(self.app.no_color, self.app.console.color_system)

    @property
    def _per_row(self) -> int:
        """Units in one row of the terminal."""
        return 2 if self.mode == "colour" else 1

    @property
    def _rows(self) -> int:
        """Rows of units: one less for the tokens, and one less for their surprise where there is room."""
        return max(0, self._height - 1 - self._has_bars)

    @property
    def _has_bars(self) -> bool:
        return self._height >= 6 and self._surprising

    @property
    def _surprising(self) -> bool:
        """It is known how much each token surprised the network: it predicts them."""
        return self.traced is None or len(self.traced.surprise) > 0

    def _arrange(self) -> None:
        if self.traced is None or not self.traced.tokens:
            self._levels, self._columns = None, traces.NO_COLUMNS
        else:
            if self.value_name not in self.names:
                self.value_name = "h"
            self.layer_index = min(self.layer_index, self.layer_count - 1)
            values = self.traced.values[self.value_name][:, self.layer_index, :]
            self._span = traces.span(self.value_name, values, self.model)
            self._levels = palette.levels(values, self._span[0], self._span[1])
            token, unit = self.cursor
            self.cursor = (min(token, values.shape[0] - 1), min(unit, values.shape[1] - 1))
            self._columns = traces.columns(self.traced.tokens, max(1, self._width - GUTTER), self.cursor[0])
            self.top = max(0, min(self.top, values.shape[1] - self._rows * self._per_row))
        self._tell()
        self.refresh()

    def on_resize(self) -> None:
        self._width, self._height = self.size
        self._arrange()

    def _tell(self) -> None:
        self.post_message(self.Read(self.reading() if self.has_focus or self._pointed else ""))

    def reading(self) -> str:
        """The cell under the cursor in words: ``unit 17 at “u” (5th of 26): h = −0.83``."""
        if self.traced is None or self._levels is None:
            return ""
        token, unit = self.cursor
        value = float(self.traced.values[self.value_name][token, self.layer_index, unit])
        label = display.label(self.traced.tokens[token])
        sign = "+" if self._span[0] < 0 else ""
        said = (
            f"unit {unit} at {label} ({token + 1} of {len(self.traced.tokens)}) · "
            f"{self.value_name} = {f'{value:{sign}.2f}' if math.isfinite(value) else 'none'}"
        )
        if self._surprising:
            said += f" · surprise {float(self.traced.surprise[token]):.1f} bits"
        return said.replace("-", "−")

    # Drawing

    def render_line(self, y: int) -> Strip:
        width = self._width
        if self._levels is None:
            style = self.part("heatmap--hint")
            hint = self.hint if y == self._height // 2 and len(self.hint) <= width else ""
            left = (width - len(hint)) // 2
            parts = [Segment(" " * left, self.rich_style), Segment(hint, style)]
            return Strip(parts).adjust_cell_length(width, self.rich_style)
        if y < self._rows:
            parts = self._unit_row(self._levels, y)
            if parts:  # many of one column each, whose length need not be counted anew
                length = len(parts[0].text) + self._columns.edges[-1]
                return Strip(parts, length).adjust_cell_length(width, self.rich_style)
        elif y == self._rows:
            parts = self._token_row()
        elif y == self._rows + 1 and self._has_bars:
            parts = self._bar_row()
        else:
            parts = []
        return Strip(parts).adjust_cell_length(width, self.rich_style)

    def _number(self, text: str, marked: bool = False) -> Segment:
        name = "heatmap--axis" if marked else "heatmap--number"
        return Segment(f"{text:>{GUTTER - 1}} ", self.part(name))

    def _unit_row(self, levels: NDArray[np.uint8], y: int) -> list[Segment]:
        step = self._per_row
        unit, units = self.top + y * step, levels.shape[1]
        if unit >= units:
            return []
        marked = self.has_focus and unit <= self.cursor[1] < unit + step
        numbered = marked or y % 2 == 0
        parts = [self._number(str(self.cursor[1] if marked else unit) if numbered else "", marked)]
        first, last, edges = self._columns.first, self._columns.last, self._columns.edges
        upper = levels[first:last, unit]
        lower = levels[first:last, unit + step - 1] if unit + step - 1 < units else upper
        looks = palette.looks(self._span[2], self.mode, self.app.current_theme.dark)
        at = self.cursor[0] - first if marked and first <= self.cursor[0] < last else None
        codes = upper.astype(np.intp) * palette.LEVELS + lower
        seen, known = codes.tolist(), self._known(looks)
        for start, end in palette.runs(codes, at):
            code, wide = seen[start], edges[end] - edges[start]
            if start == at:
                char, style = looks[code]
                char, style = self._cursor_cell(char, style, unit)
                parts.append(Segment(char * wide, style))
                continue
            segment = known.get((code, wide))
            if segment is None:
                char, style = looks[code]
                segment = known[code, wide] = Segment(char * wide, style)
            parts.append(segment)
        return parts

    def _known(self, looks: palette.Looks) -> dict[tuple[int, int], Segment]:
        """The runs drawn so far, by levels and columns; those of other colours are forgotten."""
        if looks is not self._looks:
            self._looks, self._segments = looks, {}
        return self._segments

    def _cursor_cell(self, char: str, style: Style, unit: int) -> tuple[str, Style]:
        if self.mode != "colour":
            return char, style + Style(reverse=True)
        light = self.part("heatmap--axis").color
        upper = unit == self.cursor[1]
        return char, style + (Style(color=light) if upper else Style(bgcolor=light))

    def _token_row(self) -> list[Segment]:
        parts = [self._number("unit")]
        axis, cursor = (
            self.part("heatmap--axis"),
            self.part("heatmap--cursor"),
        )
        for index, (label, wide) in enumerate(zip(self._columns.labels, self._columns.widths, strict=True)):
            marked = (self.has_focus or self._pointed) and self._columns.first + index == self.cursor[0]
            left = (wide - columns(label)) // 2 if self._columns.single else 0
            parts.append(Segment(padded(" " * left + label, wide), cursor if marked else axis))
        return parts

    def _bar_row(self) -> list[Segment]:
        assert self.traced is not None
        parts = [self._number("bits")]
        bits = np.nan_to_num(self.traced.surprise[self._columns.first : self._columns.last])
        heights = np.rint(np.clip(bits / _BAR_BITS, 0, 1) * (len(_BARS) - 1)).astype(int).tolist()
        line = ""
        for height, wide in zip(heights, self._columns.widths, strict=True):
            full = wide if self._columns.single else wide - 1
            line += _BARS[height] * full + " " * (wide - full)
        return [*parts, Segment(line, self.part("heatmap--bar"))]

    # Keys and mouse

    def _go(self, token: int, unit: int) -> None:
        if self.traced is None or self._levels is None:
            return
        tokens, units = self._levels.shape
        self.cursor = (max(0, min(token, tokens - 1)), max(0, min(unit, units - 1)))
        shown = self._rows * self._per_row
        if self.cursor[1] < self.top:
            self.top = self.cursor[1] // self._per_row * self._per_row
        elif self.cursor[1] >= self.top + shown:
            self.top = (self.cursor[1] - shown + self._per_row) // self._per_row * self._per_row
        self._arrange()

    def action_move(self, tokens: int, units: int) -> None:
        self._go(self.cursor[0] + tokens, self.cursor[1] + units)

    def action_page(self, pages: int) -> None:
        self._go(self.cursor[0], self.cursor[1] + pages * max(1, self._rows * self._per_row - 1))

    def action_ends(self, end: int) -> None:
        self._go(0 if end < 0 else 10**9, self.cursor[1])

    def on_mouse_move(self, event: ui_events.MouseMove) -> None:
        offset = event.get_content_offset(self)
        token = self._columns.token_at(offset.x - GUTTER) if offset is not None else None
        if offset is None or token is None or self._levels is None or offset.y >= self._rows:
            return
        self._pointed = True
        unit = self.top + offset.y * self._per_row
        self.cursor = (token, min(unit, self._levels.shape[1] - 1))
        self._tell()
        self.refresh()

    def on_leave(self, _event: ui_events.Leave) -> None:
        self._pointed = False
        self._tell()
        self.refresh()

    def on_mouse_scroll_down(self, event: ui_events.MouseScrollDown) -> None:
        event.stop()
        self._scroll(self._per_row * 2)

    def on_mouse_scroll_up(self, event: ui_events.MouseScrollUp) -> None:
        event.stop()
        self._scroll(-self._per_row * 2)

    def _scroll(self, units: int) -> None:
        if self._levels is not None:
            self.top = max(0, min(self.top + units, self._levels.shape[1] - self._rows * self._per_row))
            self.refresh()

    def on_focus(self) -> None:
        self._go(*self.cursor)

    def on_blur(self) -> None:
        self._tell()
        self.refresh()
