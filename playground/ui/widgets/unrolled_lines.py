"""How the unrolled network is drawn, line by line, in whatever room there is."""

from __future__ import annotations

import numpy as np
from rich.style import Style
from textual.strip import Strip

from playground.ui import palette
from playground.ui.examples.unrolling import NOTHING, Floats, Places, Unrolled, label
from playground.ui.pieces import Line, centred
from playground.ui.widgets.line_chart import LineChart

GUTTER = 10
"""Columns at the left, for what a line is."""
_LARGEST_BOX = 12
_MEAN = " mean "
_DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class UnrolledLines(LineChart):
    """The drawing half of :class:`playground.ui.widgets.unrolled.UnrolledView`."""

    def __init__(self, hint: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.hint = hint
        """Shown while there is no example."""
        self.unrolled: Unrolled = NOTHING
        self.cursor = 0
        """The step that the keys have moved to; the last one while an example is being typed."""
        self.places = Places()

    @property
    def mode(self) -> palette.Mode:
        return palette.mode_for(self.app.no_color, self.app.console.color_system)

    def draw(self, width: int, height: int) -> list[Strip]:
        if not self.places.starts or height < 3:
            if not self.hint or self.unrolled.steps:
                return []
            line = Line()
            line.put(max(0, (width - len(self.hint)) // 2), self.hint[:width], self.part("hint"))
            blank = Strip.blank(width, self.rich_style)
            return [blank] * (height // 2) + [line.strip(width, self.rich_style)]
        ground = self.rich_style
        return [row.strip(width, ground) for row in self._rows(height)]

    def _rows(self, height: int) -> list[Line]:
        """From the outputs down to the inputs, as many lines as there is room for."""
        unrolled = self.unrolled
        directions = 2 if unrolled.both_ways and height > 3 else 1
        pooled = unrolled.pooled and len(unrolled.steps) > 1
        spare = height - 4 - pooled - directions
        arrows = spare >= 0
        # A frame takes two lines; what is left makes the boxes higher, up to four lines of units a direction.
        framed = spare >= 2
        inner = min(1 + max(0, (spare - 2) // directions), self._most_lines()) if framed else 1
        rows = [self._outputs()]
        if arrows:
            rows.append(self._up("V", top=True))
            if pooled:
                rows.append(self._mean())
        rows += self._states(directions, framed, inner)
        if arrows:
            rows.append(self._up("U", top=False))
        rows.append(self._inputs())
        return rows

    def _most_lines(self) -> int:
        """Lines that the units of a state fill, at most four."""
        state = next((step.h for step in self.unrolled.steps if step.h is not None), None)
        if state is None:
            return 1
        wide = min(self._box(at)[1] for at in self._seen()) - 2
        each = wide * (2 if self.mode == "colour" else 1)
        return max(1, min(4, -(-len(state) // max(1, each))))

    def _line(self, name: str = "") -> Line:
        line = Line()
        line.put(0, f"{name:<{GUTTER}}", self.part("label"))
        return line

    def _seen(self) -> range:
        return range(self.places.first, self.places.last)

    def _column(self, step: int) -> int:
        return GUTTER + self.places.middle(step)

    def _outputs(self) -> Line:
        line = self._line("outputs")
        for at in self._seen():
            step = self.unrolled.steps[at]
            if step.above:
                text = step.above if self.unrolled.one_answer else label(step.above)
                style = self.part(step.tone or "output")
                line.put(centred(text, self._column(at), GUTTER, self.size.width), text, style)
        return line

    def _inputs(self) -> Line:
        line = self._line("inputs")
        for at in self._seen():
            step = self.unrolled.steps[at]
            kind = "unknown" if step.unknown else "fed" if step.fed else "input"
            marked = self.has_focus and at == self.cursor
            style = self.part("cursor" if marked else kind)
            text = label(step.below) or ("·" if marked else "")
            line.put(centred(text, self._column(at), GUTTER, self.size.width), text, style)
        if self.places.more:
            line.put(self.size.width - 1, "…", self.part("label"))
        return line

    def _up(self, letter: str, *, top: bool) -> Line:
        """Arrows with the letter of their weights; those of the second network have a prime."""
        line = self._line()
        for at in self._seen():
            step = self.unrolled.steps[at]
            if not (step.above if top else step.below):
                continue
            prime = "′" if step.decoder and not top and self.unrolled.turn else ""
            line.put(self._column(at), "↑", self.part("axis"))
            line.put(self._column(at) + 1, letter + prime, self.part("letter"))
        return line

    def _mean(self) -> Line:
        """A line that gathers all states and ends under the answer."""
        seen = self._seen()
        line = self._line()
        first = self._column(seen[0]) if self.places.first == 0 else GUTTER
        last = self._column(seen[-1])
        chars = ["─"] * (last - first + 1)
        for at in seen:
            chars[self._column(at) - first] = "┬"
        if self.places.first == 0:
            chars[0] = "╭"
        chars[-1] = "┬" if self.places.more else "┤"
        text = "".join(chars)
        middle = len(seen) // 2
        start, end = (self._column(at) - first for at in (seen[max(0, middle - 1)], seen[middle]))
        if end - start > len(_MEAN):
            at = start + (end - start + 1 - len(_MEAN)) // 2
            text = text[:at] + _MEAN + text[at + len(_MEAN) :]
        line.put(first, text, self.part("axis"))
        return line

    def _states(self, directions: int, framed: bool, inner: int) -> list[Line]:
        """The boxes, ``inner`` lines for each direction and a frame around them, and the arrows between."""
        count = directions * inner + 2 * framed
        lines = [self._line("states" if at == (count - 1) // 2 else "") for at in range(count)]
        previous = GUTTER
        for at in self._seen():
            start, wide = self._box(at)
            if framed:
                self._frame(lines, at, start, wide)
            step = self.unrolled.steps[at]
            both = directions > 1 and step.back is not None
            rows = inner if both else directions * inner
            for back, state in enumerate((step.h, step.back)[: 1 + both]):
                first = framed + back * inner
                self._arrow(lines[first + (inner - 1) // 2], at, previous, start, bool(back))
                for row in range(rows):
                    line = lines[first + row]
                    line.put(start, "│" if framed else "▕", self.part("box"))
                    for index, (char, style) in enumerate(self._cells(state, wide - 2, row, rows)):
                        line.put(start + 1 + index, char, style)
                    line.put(start + wide - 1, "│" if framed else "▏", self.part("box"))
            previous = start + wide
        return lines

    def _frame(self, lines: list[Line], at: int, start: int, wide: int) -> None:
        """The top, with the name of the state, and the bottom of a box."""
        second = self.unrolled.steps[at].decoder and self.unrolled.turn
        number = (at - self.unrolled.turn if second else at) + 1
        name = f"{'s' if second else 'h'}{number}".translate(_DIGITS)
        name = name if len(name) <= wide - 2 else ""
        lines[0].put(start, f"╭{name:─^{wide - 2}}╮", self.part("box"))
        lines[-1].put(start, f"╰{'─' * (wide - 2)}╯", self.part("box"))

    def _box(self, step: int) -> tuple[int, int]:
        """First column and width of a state."""
        at = step - self.places.first
        wide = min(self.places.widths[at], _LARGEST_BOX)
        return GUTTER + self.places.starts[at] + (self.places.widths[at] - wide) // 2, wide

    def _arrow(self, line: Line, step: int, start: int, end: int, back: bool) -> None:
        """From the state before, at column ``start``, to this one at ``end``; or from this one back to it."""
        unrolled, room = self.unrolled, end - start
        if not unrolled.recurrent or room < 1:
            return
        axis, letter = self.part("axis"), "W"
        if step == self.places.first:
            if back:
                return
            begin = unrolled.begin if step == 0 else "…"
            line.put(start, begin, self.part("label"))
            line.put(start + (used := len(begin)), "─" * (room - used - 1) + "▸", axis)
            return
        if step == unrolled.turn and not back:
            line.put(start, "═" * (room - 1) + "▸", axis)
            return
        if back:
            letter = "W″"
        elif unrolled.steps[step].decoder and unrolled.turn:
            letter = "W′"
        dashes = room - 1 - len(letter)
        if dashes < 0:
            line.put(start, "◂" + "─" * (room - 1) if back else "─" * (room - 1) + "▸", axis)
            return
        before = "◂" + "─" * (dashes // 2) if back else "─" * ((dashes + 1) // 2)
        after = "─" * (dashes - dashes // 2) if back else "─" * (dashes // 2) + "▸"
        line.put(start, before, axis)
        line.put(start + len(before), letter, self.part("letter"))
        line.put(start + len(before) + len(letter), after, axis)

    def _cells(self, state: Floats | None, wide: int, row: int, rows: int) -> list[tuple[str, Style]]:
        """One line of a box: some of the state's units, from its first to its last."""
        if state is None or wide < 1 or not len(state):
            return []
        each = 2 if self.mode == "colour" else 1
        count = min(len(state), wide * rows * each)
        chosen = state[np.linspace(0, len(state) - 1, count).round().astype(int)]
        found = palette.levels(chosen, self.unrolled.low, self.unrolled.high)
        cells: list[tuple[str, Style]] = []
        dark = self.app.current_theme.dark
        for column in range(wide):
            at = (row * wide + column) * each
            if at >= count:
                break
            upper = int(found[at])
            if each == 1:
                cells.append((palette.glyph("diverging", upper), palette.ink("diverging", self.mode, upper)))
            else:
                lower = int(found[at + 1]) if at + 1 < count else palette.MIDDLE
                cells.append(("▀", palette.pair("diverging", dark, upper, lower)))
        return cells
