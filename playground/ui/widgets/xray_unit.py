"""The view of X-ray that reads a text in the colours of one unit (Karpathy, Johnson and Li 2015)."""

from __future__ import annotations

import numpy as np
from textual import on
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from playground.text import display
from playground.ui import palette
from playground.ui.panels import put
from playground.ui.widgets.xray_tinted import TintedText
from playground.ui.widgets.xray_view import XrayView
from playground.ui.xray import legend
from playground.ui.xray.reports import InContext, UnitSeen
from playground.xray.contexts import Context
from playground.xray.reading import Reading

Span = tuple[float, float, palette.Scale]


class UnitView(XrayView):
    """The text around the cursor, and the places of a larger sample where the unit is highest and lowest."""

    TITLE = "Unit"
    ABOUT = "the text in the colours of one unit: what does it follow?"
    DEFAULT_CSS = """
    UnitView {
        #unit-said { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        #unit-parts { height: 1fr; layout: horizontal; }
        #unit-text { width: 1fr; }
        #unit-contexts { width: 52; margin: 0 0 0 2; scrollbar-size-vertical: 1; }
        #unit-places { height: auto; }
    }
    """

    class Asked(Message):
        """The unit's values at these tokens are wanted."""

        def __init__(self, first: int, last: int) -> None:
            super().__init__()
            self.first = first
            self.last = last

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._of: tuple[Reading, str, int, int] | None = None
        self._span: Span = (-1.0, 1.0, "diverging")
        self.found: InContext | None = None

    def compose(self) -> ComposeResult:
        yield Static("", id="unit-said", markup=False)
        with Container(id="unit-parts"):
            yield TintedText(id="unit-text")
            with VerticalScroll(id="unit-contexts"):
                yield Static("", id="unit-places", markup=False)

    @property
    def text(self) -> TintedText:
        return self.query_one(TintedText)

    def turn(self, reading: Reading, name: str, layer: int, unit: int, token: int, span: Span) -> bool:
        """Show the text around a token in the colours of a unit; True if that is another unit than before."""
        of = (reading, name, layer, unit)
        other, self._of = self._of != of or self._span != span, of
        same_unit = self.found is not None and (layer, unit) == (self.found.layer, self.found.unit)
        self._span = span
        self.text.show(reading.tokens, token, span[2])
        if other:
            self.text.untint()
            if not same_unit:
                self.found = None
                put(self.query_one("#unit-places", Static), Content(""))
        put(
            self.query_one("#unit-said", Static),
            Content.assemble(
                (f"unit {unit} of layer {layer + 1}", "bold $accent"),
                (f", {name} after each token; choose it in the map or by Find.", "$quiet"),
            ),
        )
        return other

    @on(TintedText.Paged)
    def _paged(self, event: TintedText.Paged) -> None:
        event.stop()
        self.post_message(self.Asked(event.first, event.last))

    def show(self, seen: UnitSeen) -> None:
        """Tint the tokens whose values have come."""
        if self._of == (seen.reading, seen.name, seen.layer, seen.unit):
            low, high, _ = self._span
            self.text.tint(seen.first, palette.levels(np.nan_to_num(seen.values), low, high))

    def sampling(self, share: float) -> None:
        """Say that the places are being looked for."""
        if self.found is None:
            text = f"Reading a larger sample to look for its strongest places: {share:.0%}"
            put(self.query_one("#unit-places", Static), Content.styled(text, "$quiet"))

    def show_contexts(self, found: InContext) -> None:
        """Show where the unit is highest and lowest."""
        self.found = found
        self._write_contexts()

    def on_resize(self) -> None:
        self.call_after_refresh(self._write_contexts)

    def _write_contexts(self) -> None:
        found = self.found
        if found is None or not self.is_mounted:
            return
        width = max(20, self.query_one("#unit-contexts").scrollable_content_region.width)
        lines = [Content.styled(f"{found.value} of unit {found.unit} in {found.about}", "$quiet")]
        for title, places in (("highest", found.contexts.strongest), ("lowest", found.contexts.weakest)):
            lines.append(Content.styled(f"{title}:", "bold"))
            lines += [self._line(place, width) for place in places]
        put(self.query_one("#unit-places", Static), Content("\n").join(lines))

    def _line(self, place: Context, width: int) -> Content:
        """A value, and the place on one line: the token stands in the middle, marked."""
        number = f"{place.value:+.2f} ".replace("-", "−")
        token = display.label(place.token, 12)
        room = max(4, width - len(number) - display.width(token) - 1)
        behind = room // 3
        before = _flat(place.before)
        while before and display.width(before) > room - behind:
            before = before[1:]
        gap = " " * (room - behind - display.width(before))
        after = _flat(place.after)
        while after and display.width(after) > behind:
            after = after[:-1]
        return Content.assemble(
            (number, "$quiet"), (gap + before, "$quiet"), (token, "bold $accent"), (after, "$faint")
        )

    def legend(self) -> Content:
        low, high, kind = self._span
        ends = (legend.signed(low), legend.signed(high)) if low < 0 else (f"{low:g}", f"{high:g}")
        return legend.scale(*ends, kind, self.mode, dark=self.dark)


def _flat(text: str) -> str:
    """Text on one line, made safe to show."""
    return display.visible(text.replace("\n", "⏎").replace("\t", "⇥"), keep="")
