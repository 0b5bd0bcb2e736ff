"""The dream: what the network writes of its own at this moment, and what it wrote before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rich._wrap import divide_line
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget

from playground.events import Sampled
from playground.text.display import visible

_BLANK_LINES = re.compile(r"\n\s*\n+")


class _Row(NamedTuple):
    """A row of the screen: a piece of one of its sample's lines."""

    content: Content
    line: int
    """Of the sample's lines, from 0."""
    start: int
    """Where in that line it begins, in characters."""


class _Entry(NamedTuple):
    """One sample, wrapped."""

    content: Content
    rows: tuple[_Row, ...]


class Dream(ScrollView):
    """The latest sample on top, the ones before it below, fainter: from babble to words, read upwards.

    It wraps and draws its own rows: a ``Static`` that grows has the whole screen laid out again, which during
    training would take more time than everything else that is drawn.
    """

    DEFAULT_CSS = "Dream { overflow-x: hidden; scrollbar-size-vertical: 1; scrollbar-gutter: stable; }"

    def __init__(self, hint: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._hint = Content.styled(hint, "italic $quiet")
        self._shown: list[Sampled] = []
        self._wrapped = 0
        """Columns it is wrapped to."""
        self._older: dict[Sampled, _Entry] = {}
        """The samples but for the latest, as they are wrapped."""
        self._rows: list[_Row] = []
        """All rows; their lines are counted through."""
        self._strips: dict[int, Strip] = {}
        """The rows that were drawn."""
        self._text = hint

    @property
    def text(self) -> str:
        """All that can be read here, unwrapped."""
        return self._text

    def show(self, samples: list[Sampled]) -> None:
        """Show the samples, given oldest first."""
        if samples != self._shown:
            self._shown = list(samples)
            self._arrange()

    def on_resize(self) -> None:
        if self.scrollable_content_region.width != self._wrapped:
            self._older.clear()
            self._arrange()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._strips.clear()

    def selection_updated(self, selection: Selection | None) -> None:
        self._strips.clear()
        super().selection_updated(selection)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return selection.extract(self._text), "\n"

    def _arrange(self) -> None:
        width = self._wrapped = self.scrollable_content_region.width
        entries = [_wrap(self._hint, width)]
        if self._shown:
            *older, newest = self._shown
            self._older = {
                each: self._older.get(each) or _wrap(_entry(each, newest=False), width) for each in older
            }
            entries = [_wrap(_entry(newest, newest=True), width), *reversed(self._older.values())]
        self._text = "\n".join(entry.content.plain for entry in entries)
        self._rows, line = [], 0
        for entry in entries:
            self._rows += [row._replace(line=line + row.line) for row in entry.rows]
            line += entry.rows[-1].line + 1
        self._strips.clear()
        # Setting it has the screen laid out; all that is needed is that the scroll bar knows.
        self.set_reactive(Widget.virtual_size, Size(0, len(self._rows)))
        self._scroll_update(self.virtual_size)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        at = y + self.scroll_offset.y
        if at >= len(self._rows) or not self._wrapped:  # it was hidden until now, and is about to be wrapped
            return Strip.blank(self._wrapped, self.visual_style.rich_style)
        if at not in self._strips:
            self._strips[at] = self._drawn(self._rows[at])
        return self._strips[at]

    def _drawn(self, row: _Row) -> Strip:
        content, selection = row.content, self.text_selection
        if selection is not None and (span := selection.get_span(row.line)) is not None:
            start, end = span
            end = len(content) if end < 0 else end - row.start
            if end > 0:
                look = Style.from_styles(self.screen.get_component_styles("screen--selection"))
                content = content.stylize(look, max(0, start - row.start), end)
        strips = Visual.to_strips(
            self, content, self._wrapped, 1, self.visual_style, apply_selection=False, pad=True
        )
        return strips[0].apply_offsets(row.start, row.line)


def _entry(sample: Sampled, *, newest: bool) -> Content:
    """One sample: its step, the prompt it was given, and what the network made of it."""
    written = _BLANK_LINES.sub("\n", visible(sample.text))
    return Content.assemble(
        Content.styled(f"step {sample.step:,}  ", "$quiet" if newest else "$faint"),
        Content.styled(visible(sample.prompt), "$accent" if newest else "$quiet"),
        Content.styled(written.rstrip(), "$foreground" if newest else "$quiet"),
    )


def _wrap(content: Content, width: int) -> _Entry:
    """``content`` in rows of at most ``width`` columns, one at least."""
    rows = [
        _Row(piece.rstrip(), number, start)
        for number, line in enumerate(content.split(allow_blank=True))
        for piece, start in _pieces(line, max(1, width))
    ]
    return _Entry(content, tuple(rows))


def _pieces(line: Content, width: int) -> Iterator[tuple[Content, int]]:
    """``line`` cut where it is wrapped, and where each piece begins."""
    cuts = divide_line(line.plain, width, fold=True)  # as a Static does
    return zip(line.divide(cuts), [0, *cuts], strict=True)
