"""The next-token candidates as bars: how likely each is, before and after the sampling settings."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from playground.text import display
from playground.ui.bindings import bindings

_EIGHTHS = " ▏▎▍▌▋▊▉█"
NUMBERED = 9
"""Candidates with a digit of their own."""
NEXT = "next token"
LEAST = 0.0005
"""A share under which a candidate without a digit is not worth a row (it would be shown as <0.1%)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One candidate as it is shown."""

    text: str
    """What is written if it is picked."""
    label: str
    before: float
    """Probability by the model, 0 to 1."""
    after: float
    """Probability by the sampling settings; 0 when they cut it."""
    actual: bool = False
    """It is the one that stands in the text."""


def bar(before: float, after: float, width: int) -> list[tuple[str, str]]:
    """A bar of ``width`` cells as (text, part) pieces; parts are ``both``, ``more``, ``less`` and ``none``.

    ``both`` is what the model and the settings give alike, ``more`` what the settings added and ``less`` what
    they took away. Ends fall on eighths of a cell.
    """
    low, high = sorted((round(before * width * 8), round(after * width * 8)))
    if max(before, after) > 0:
        high = max(high, 1)  # whatever is possible at all leaves a trace
    beyond = "more" if after >= before else "less"
    pieces: list[tuple[str, str]] = []
    full, part = divmod(low, 8)
    if full:
        pieces.append(("█" * full, "both"))
    used = full
    if part:  # the cell where both ends and what is beyond (or nothing) begins
        within = high - full * 8
        pieces.append((_EIGHTHS[part], f"both/{beyond}" if within >= 8 else "both"))
        used += 1
    whole, rest = divmod(max(0, high - used * 8), 8)
    if whole:
        pieces.append(("█" * whole, beyond))
    if rest:
        pieces.append((_EIGHTHS[rest], beyond))
    used += whole + bool(rest)
    if used < width:
        pieces.append((" " * (width - used), "none"))
    return pieces


def percent(share: float) -> str:
    """A probability in six columns at most: ``93.1%``, ``<0.1%``."""
    if 0 < share < LEAST:
        return "<0.1%"
    return "100%" if share >= 0.9995 else f"{share:.1%}"


def odds(logprob: float) -> str:
    """The probability of a whole text, from its natural logarithm: ``4.2%``, or ``1 in 33 million``."""
    if logprob >= math.log(LEAST):
        return percent(math.exp(logprob))
    size = -logprob / math.log(10)
    if size >= 15:
        return f"1 in 10^{size:.0f}"
    digits = 10 ** (math.floor(size) - 1)
    number = round(math.exp(-logprob) / digits) * digits  # two figures
    for least, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million")):
        if number >= least:
            return f"1 in {number / least:g} {name}"
    return f"1 in {number:,}"


class CandidateList(ScrollView, can_focus=True):
    """Candidates, the likeliest first; a click, a digit or enter picks one."""

    DEFAULT_CSS = """
    CandidateList {
        scrollbar-size-vertical: 1; overflow-x: hidden;
        & .candidates--heading { color: $quiet; }
        & .candidates--number { color: $faint; }
        & .candidates--label { color: $foreground; text-style: bold; }
        & .candidates--value { color: $foreground; }
        & .candidates--cut { color: $faint; }
        & .candidates--both { color: $secondary; }
        & .candidates--more { color: $accent; }
        & .candidates--less { color: $line; }
        & .candidates--cursor { background: $panel; }
        & .candidates--hover { background: $surface; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"candidates--{part}"
        for part in (
            "heading", "number", "label", "value", "cut", "both", "more", "less", "cursor", "hover",
        )
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("candidates"),
        *(Binding(str(digit), f"pick({digit})", show=False) for digit in range(2, NUMBERED + 1)),
    ]
    ALLOW_SELECT = False
    FOCUS_ON_CLICK = False
    """Whoever picks with the mouse goes on in the text."""

    cursor: reactive[int] = reactive(0)
    hovered: reactive[int | None] = reactive(None)

    class Picked(Message):
        """A candidate was chosen."""

        def __init__(self, choice: Choice, index: int) -> None:
            super().__init__()
            self.choice = choice
            self.index = index

    class Walked(Message):
        """The left or right arrow was pressed: go a token back (-1) or on (1) in the text."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.choices: tuple[Choice, ...] = ()
        self.heading = NEXT
        """What the candidates are."""
        self.plain = False
        """There is one probability each, not one before and one after the settings."""
        self.empty = "Waiting for a model."
        """What is said when there is nothing to choose from."""
        self.rest = 0.0
        """What all tokens that are not listed share, 0 to 1."""

    def show(
        self, choices: Sequence[Choice], empty: str = "", *, heading: str = NEXT, plain: bool = False
    ) -> None:
        """Show these candidates, or the sentence ``empty`` if there are none."""
        self.heading, self.plain = heading, plain
        worth = [
            choice
            for at, choice in enumerate(choices)
            if at < NUMBERED or choice.actual or max(choice.before, choice.after) >= LEAST
        ]
        self.choices = tuple(worth)
        self.empty = empty
        self.rest = max(0.0, 1.0 - sum(choice.before for choice in worth)) if worth else 0.0
        self.virtual_size = Size(0, len(self.choices) + 1 + self._has_rest)
        self.cursor = min(self.cursor, max(0, len(self.choices) - 1))
        self.refresh()

    @property
    def _has_rest(self) -> bool:
        return self.rest > 1e-6

    def pick(self, index: int) -> None:
        """Choose the candidate at ``index``, if there is one."""
        if 0 <= index < len(self.choices):
            self.post_message(self.Picked(self.choices[index], index))

    def action_pick(self, number: int) -> None:
        self.pick(number - 1)

    def action_pick_cursor(self) -> None:
        self.pick(self.cursor)

    def action_walk(self, by: int) -> None:
        self.post_message(self.Walked(by))

    def action_move(self, rows: int) -> None:
        self.cursor = min(max(0, self.cursor + rows), max(0, len(self.choices) - 1))
        self.scroll_to(
            y=min(max(self.cursor + 2 - self.size.height, self.scroll_offset.y), self.cursor), animate=False
        )

    def watch_cursor(self) -> None:
        self.refresh()

    def watch_hovered(self) -> None:
        self.refresh()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_resize(self) -> None:
        self.refresh()

    def _row_at(self, event: events.MouseEvent) -> int | None:
        offset = event.get_content_offset(self)
        if offset is None or offset.y == 0:
            return None
        row = offset.y - 1 + self.scroll_offset.y
        return row if row < len(self.choices) else None

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self.hovered = self._row_at(event)

    def on_leave(self) -> None:
        self.hovered = None

    def on_click(self, event: events.Click) -> None:
        row = self._row_at(event)
        if row is not None:
            self.cursor = row
            self.pick(row)

    # ------------------------------------------------------------------ drawing

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self.rich_style
        if not self.choices:
            lines = self._wrapped(self.empty, width - 2)
            text = " " + lines[y] if y < len(lines) else ""
            pieces = [Segment(text, base + self._part("heading"))]
        elif y == 0:
            pieces = self._heading(width, base)
        elif (index := y - 1 + self.scroll_offset.y) < len(self.choices):
            pieces = self._candidate(index, width, base)
        elif index == len(self.choices) and self._has_rest:
            share = f"{percent(self.rest):>7}"
            text = f"{'   all others':<{max(0, width - 15)}}{share}"
            pieces = [Segment(text, base + self._part("cut"))]
        else:
            pieces = []
        return Strip(pieces).adjust_cell_length(width, base)

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"candidates--{name}", partial=True)

    def _label_width(self, width: int) -> int:
        longest = max((display.width(choice.label) for choice in self.choices), default=0)
        return max(5, min(longest, width // 3))

    def _heading(self, width: int, base: Style) -> list[Segment]:
        columns = "chance" if self.plain else "before  after"
        title = display.clip(self.heading, max(4, width - 5 - len(columns)))
        gap = max(1, width - 4 - display.width(title) - len(columns))
        return [Segment(f"   {title}{' ' * gap}{columns}", base + self._part("heading"))]

    def _candidate(self, index: int, width: int, base: Style) -> list[Segment]:
        choice = self.choices[index]
        if index == self.cursor and self.has_focus:
            base += self._part("cursor")
        elif index == self.hovered:
            base += self._part("hover")
        labels = self._label_width(width)
        bar_width = max(3, width - 3 - labels - 2 - (8 if self.plain else 15))
        is_cut = choice.after <= 0
        label = display.clip(choice.label, labels)
        number = f"{index + 1:>2}" if index < NUMBERED else " ·"
        pieces = [
            Segment(number, base + self._part("number")),
            Segment("▸" if choice.actual else " ", base + self._part("more")),
            Segment(
                label + " " * (labels - display.width(label)), base + self._part("cut" if is_cut else "label")
            ),
            Segment("  ", base),
        ]
        for text, part in bar(choice.before, choice.after, bar_width):
            front, _, behind = part.partition("/")
            style = base if front == "none" else base + self._part(front)
            if behind:
                style += Style(bgcolor=self._part(behind).color)
            pieces.append(Segment(text, style))
        if self.plain:
            pieces.append(Segment(f"{percent(choice.before):>7}", base + self._part("value")))
            return pieces
        after = "cut" if is_cut else percent(choice.after)
        pieces.append(Segment(f"{percent(choice.before):>7}", base + self._part("cut")))
        pieces.append(Segment(f"{after:>7}", base + self._part("cut" if is_cut else "value")))
        return pieces

    @staticmethod
    def _wrapped(text: str, width: int) -> list[str]:
        return textwrap.wrap(text, max(8, width))
