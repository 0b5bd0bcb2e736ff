"""The view of X-ray that shows what was hard to predict: the text tinted by bits, and the hardest spots."""

from __future__ import annotations

import numpy as np
from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from playground.text import display
from playground.ui import palette
from playground.ui.panels import put
from playground.ui.widgets.live_text import LiveText
from playground.ui.widgets.xray_tinted import TintedText
from playground.ui.widgets.xray_view import GoTable, XrayView
from playground.ui.xray import legend
from playground.ui.xray.blocks import UNKNOWN
from playground.ui.xray.reports import Spotted
from playground.xray.reading import Reading

MOST_BITS = 10.0
"""Surprise at which a ground is full."""
_STEPS = "▁▂▃▄▅▆▇█"
_AROUND = 24
"""Characters around a hard spot."""


class SurpriseView(XrayView):
    """How many bits each token cost, and where the network was most wrong."""

    TITLE = "Surprise"
    ABOUT = "bits a token cost: 1 is a coin toss, 10 one in a thousand"
    DEFAULT_CSS = """
    SurpriseView {
        #surprise-said, #surprise-course { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
        #surprise-course { color: $accent; }
        #surprise-parts { height: 1fr; layout: horizontal; }
        #surprise-text { width: 1fr; }
        #surprise-spots { width: 46; margin: 0 0 0 2; }
        #surprise-title { height: 1; color: $quiet; }
        GoTable { height: 1fr; }
    }
    """

    class Went(Message):
        """The user chose a hard spot."""

        def __init__(self, token: int, *, done: bool) -> None:
            super().__init__()
            self.token = token
            self.done = done

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.reading: Reading | None = None
        self.spotted: Spotted | None = None

    def compose(self) -> ComposeResult:
        yield Static("", id="surprise-said", markup=False)
        yield LiveText(id="surprise-course")
        with Container(id="surprise-parts"):
            yield TintedText(id="surprise-text")
            with Vertical(id="surprise-spots"):
                yield Static("the hardest spots", id="surprise-title", markup=False)
                yield GoTable(id="spots")

    @property
    def text(self) -> TintedText:
        return self.query_one(TintedText)

    def turn(self, reading: Reading, token: int) -> None:
        """Show the text around a token."""
        fresh = reading is not self.reading
        self.reading = reading
        self.text.show(reading.tokens, token, "sequential")
        if fresh:
            self.text.untint()
        self._say(token)

    def read_on(self) -> None:
        """More of the text was read."""
        if self.reading is not None:
            self._tint(*self.text.page)
            self._say(self.text.token)

    @on(TintedText.Paged)
    def _paged(self, event: TintedText.Paged) -> None:
        event.stop()
        self._tint(event.first, event.last)

    def _tint(self, first: int, last: int) -> None:
        if self.reading is not None:
            bits = self.reading.surprise[first:last]
            levels = palette.levels(bits, 0.0, MOST_BITS)
            levels[np.isnan(bits)] = UNKNOWN
            self.text.tint(first, levels)

    def _say(self, token: int) -> None:
        """Bits a character up to the cursor, and of all that is read."""
        reading = self.reading
        assert reading is not None
        read = reading.read
        here, whole = (_bits_per_char(reading, end) for end in (min(token + 1, read), read))
        put(
            self.query_one("#surprise-said", Static),
            Content.assemble(
                (f"{whole:.2f} bits/char", "bold"), (" in all · ", "$quiet"),
                (f"{here:.2f}", "bold"), (" up to the cursor · ", "$quiet"),
                (display.label(reading.tokens[token], 16), "bold $accent"),
                (_cost(reading, token), "$quiet"),
            ),
        )  # fmt: skip
        self.query_one("#surprise-course", LiveText).put(self._course(read))

    def _course(self, read: int) -> str:
        """Mean bits of so many stretches of the text, as bars."""
        assert self.reading is not None
        label = "along the text "
        room = min(max(8, self.size.width - len(label)), read)
        if not room:
            return ""
        bits = np.nan_to_num(self.reading.surprise[:read])
        borders = np.linspace(0, read, room + 1).astype(int)[:-1]
        means = np.add.reduceat(bits, borders) / np.diff([*borders, read])
        top = max(float(means.max()), 1e-9)
        return label + "".join(_STEPS[round(mean / top * (len(_STEPS) - 1))] for mean in means.tolist())

    def on_resize(self) -> None:
        if self.reading is not None:
            self._say(self.text.token)
        if self.spotted is not None:
            self.show(self.spotted)

    def show(self, spotted: Spotted) -> None:
        """List the hardest spots, from the hardest on where it is another list."""
        last, self.spotted = self.spotted, spotted
        tokens = spotted.reading.tokens
        rows = []
        table = self.query_one(GoTable)
        around = max(4, min(_AROUND, (table.size.width - 26) // 2))
        for spot in spotted.spots:
            before = "".join(tokens[max(0, spot.token - around) : spot.token])[-around:]
            after = "".join(tokens[spot.token + 1 : spot.token + 1 + around])[:around]
            here = f"{before}‹{tokens[spot.token]}›{after}".replace("\n", "⏎")
            cells = (
                display.visible(here, keep=""),
                f"{spot.bits:.1f}",
                f"{display.label(spot.expected, 10)} {spot.share:.0%}",
            )
            rows.append((str(spot.token), cells, ""))
        columns = (("where", "left"), ("bits", "right"), ("expected", "left"))
        table.fill(columns, rows, table.size.width)
        same_text = last is not None and last.reading.text == spotted.reading.text
        # In the list of a network in training nobody is led away from the place that is looked at.
        if last is not spotted and not (same_text and table.has_focus):
            table.to_top()

    @on(GoTable.Went)
    def _went(self, event: GoTable.Went) -> None:
        event.stop()
        self.post_message(self.Went(int(event.key), done=event.done))

    def legend(self) -> Content:
        return legend.scale("0", f"{MOST_BITS:g} bits", "sequential", self.mode, dark=self.dark)


def _cost(reading: Reading, token: int) -> str:
    """What a token cost, in words."""
    if token == 0:
        return " is not counted: nothing stands before it"
    return f" cost {float(np.nan_to_num(reading.surprise[token])):.1f} bits"


def _bits_per_char(reading: Reading, tokens: int) -> float:
    """Of the first so many tokens; the very first, which nothing stands before, is left out."""
    chars = int(reading.starts[tokens] - reading.starts[min(1, tokens)])
    return float(np.nan_to_num(reading.surprise[:tokens]).sum()) / max(1, chars)
