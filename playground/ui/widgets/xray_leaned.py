"""The view of X-ray that shows what a prediction leaned on: the text before it, tinted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from playground.text import display
from playground.ui import palette
from playground.ui.panels import put
from playground.ui.widgets.choice import Choice
from playground.ui.widgets.xray_tinted import TintedText
from playground.ui.widgets.xray_view import XrayView
from playground.ui.xray import legend
from playground.ui.xray.reports import Leaned

METHODS = (("gradient", "gradient"), ("occlusion", "leaving out"))
_ABOUT = {
    "gradient": "how much a small change of each token would change the prediction; the strongest is 100%",
    "occlusion": "what each token adds to ln p, seen by leaving it out; blue: better without it",
}
_SHORT = {
    "gradient": "what a small change of each token would do",
    "occlusion": "what leaving each token out takes from ln p",
}
_NAMED = 5


class LeanedView(XrayView):
    """How likely the token at the cursor was, and which tokens before it made it so."""

    TITLE = "Leaned on"
    ABOUT = "which earlier tokens made the one at the cursor likely"
    DEFAULT_CSS = """
    LeanedView {
        #lean-top { height: 1; }
        #lean-method { margin: 0 2 0 0; }
        #lean-about { width: 1fr; color: $quiet; text-wrap: nowrap; text-overflow: ellipsis; }
        #lean-said { height: auto; max-height: 2; }
        #lean-text { height: 1fr; }
    }
    """

    class Asked(Message):
        """Another method is to be used."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._end = 1.0  # of the scale
        self.leaned: Leaned | None = None

    def compose(self) -> ComposeResult:
        with Horizontal(id="lean-top"):
            yield Choice(METHODS, "gradient", id="lean-method")
            yield Static("", id="lean-about", markup=False)
        yield Static("", id="lean-said", markup=False)
        yield TintedText(id="lean-text")

    def on_mount(self) -> None:
        self._say_method()

    def on_resize(self) -> None:
        self._say_method()

    @property
    def method(self) -> str:
        return self.query_one("#lean-method", Choice).value

    @property
    def text(self) -> TintedText:
        return self.query_one(TintedText)

    @on(Choice.Changed)
    def _chosen(self, event: Choice.Changed) -> None:
        event.stop()
        self._say_method()
        self.post_message(self.Asked())

    def _say_method(self) -> None:
        about = _ABOUT if self.size.width >= 110 else _SHORT
        put(self.query_one("#lean-about", Static), Content(about[self.method]))

    def turn(self, tokens: tuple[str, ...], token: int) -> None:
        """Go to a token; what it leaned on comes later."""
        self.leaned = None
        view = self.text
        view.faint_from = token
        view.show(tokens, token, "sequential" if self.method == "gradient" else "diverging")
        view.untint()

    def show(self, leaned: Leaned) -> None:
        """Tint the text before the token."""
        self.leaned = leaned
        weights = np.nan_to_num(leaned.weights)
        self._end = 1.0
        if leaned.method == "occlusion":
            self._end = max(0.1, float(np.abs(weights).max(initial=0.0)))
        view = self.text
        view.faint_from = leaned.token
        view.show(
            leaned.reading.tokens,
            leaned.token,
            "sequential" if leaned.method == "gradient" else "diverging",
        )
        view.untint()
        put(self.query_one("#lean-said", Static), self._said(leaned, weights))

    @on(TintedText.Paged)
    def _paged(self, event: TintedText.Paged) -> None:
        event.stop()
        if self.leaned is None:
            return
        weights = np.nan_to_num(self.leaned.weights)
        if self.leaned.method == "gradient":
            # A square root lets the weak ones be seen beside the strongest.
            levels = palette.levels(np.sqrt(weights), 0.0, 1.0)
        else:
            levels = palette.levels(weights, -self._end, self._end)
        self.text.tint(self.leaned.first, levels)

    def _said(self, leaned: Leaned, weights: NDArray[np.float32]) -> Content:
        tokens = leaned.reading.tokens
        if leaned.token == 0:
            return Content.assemble(
                (display.label(tokens[0], 16), "bold $accent"),
                (" is not counted: nothing stands before it", "$quiet"),
            )
        expected = Content(", ").join(
            Content.assemble((display.label(token, 14), "bold"), f" {share:.0%}")
            for token, share in leaned.likely[:3]
            if share >= 0.005
        )
        line = Content.assemble(
            (display.label(tokens[leaned.token], 16), "bold $accent"),
            (f" was expected with {leaned.probability:.1%}; most: ", "$quiet"),
            expected,
        )
        strongest = np.argsort(-np.abs(weights), kind="stable")[:_NAMED]
        parts = []
        for at in strongest.tolist():
            back = leaned.token - leaned.first - at
            weight = float(weights[at])
            number = f"{weight:.0%}" if leaned.method == "gradient" else f"{weight:+.2f}".replace("-", "−")
            label = display.label(tokens[leaned.first + at], 12)
            parts.append(Content.assemble((label, "bold"), (f" {number}, {back} back", "$quiet")))
        return Content.assemble(line, "\n", ("It leaned on ", "$quiet"), Content(" · ").join(parts))

    def legend(self) -> Content:
        if self.method == "gradient":
            return legend.scale("0", "100%", "sequential", self.mode, dark=self.dark)
        end = f"{self._end:.2g}"
        return legend.scale(f"−{end}", f"+{end} nats", "diverging", self.mode, dark=self.dark)
