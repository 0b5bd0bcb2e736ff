"""The right side of the Lab: one experiment's claim, what it shows, and what came out."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from playground.text.display import visible
from playground.ui.lab_page import VERDICTS
from playground.ui.lab_state import LabState
from playground.ui.panels import entitle, prose, put
from playground.ui.widgets.lab_sheets import Sheets

_SIGNS = {True: "✓", None: "≈", False: "✗"}
_TONES = {True: "holds", None: "partly", False: "not"}


class LabPage(Vertical):
    """One experiment. Before its first run it explains itself where the charts will be."""

    def __init__(self, state: LabState, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state = state

    def compose(self) -> ComposeResult:
        experiment = self.state.experiment
        with Vertical(classes="panel claim") as claim:
            entitle(claim, experiment.title, "the claim")
            yield Static(classes="claim-text", markup=False)
        with VerticalScroll(classes="panel idea") as idea:
            entitle(idea, "The idea", "and how it is put to the test")
            yield Static(prose(experiment.about))
        yield Sheets(self.state)
        with VerticalScroll(classes="panel verdict"):
            yield Static(classes="verdict-text", markup=False)

    def on_mount(self) -> None:
        self.show()

    def on_resize(self) -> None:
        self.call_after_refresh(self._hint_at_more)

    def _hint_at_more(self) -> None:
        """A verdict longer than its box says how to read on."""
        box = self.query_one(".verdict", VerticalScroll)
        box.border_subtitle = "scroll, or Tab and ↓" if box.max_scroll_y > 0 else ""

    @property
    def sheets(self) -> Sheets:
        return self.query_one(Sheets)

    def show(self) -> None:
        """Bring everything up to date."""
        state = self.state
        begun = state.status != "idle"
        self.query_one(".idea").display = not begun
        self.sheets.display = begun
        box = self.query_one(".verdict")
        box.display = state.verdict is not None or bool(state.problem)
        short = self.screen.has_class("-short")
        title, said = visible(state.experiment.title, keep=""), visible(state.experiment.claim, keep="")
        self.query_one(".claim").display = not (short and box.display)
        put(
            self.query_one(".claim-text", Static),
            Content.assemble(Content.styled(f"{title}: " if short else "", "bold $accent"), said),
        )
        subject = title if short else "Verdict"
        text, tone = "", ""
        if state.problem:
            box.border_title = Content(f"{subject}: it failed")
            text, tone = state.problem, "failed"
        elif state.verdict is not None:
            holds, text = state.verdict.holds, state.verdict.text
            what = "stopped" if state.stopped else f"{_SIGNS[holds]} {VERDICTS[holds]}"
            tone = "stopped" if state.stopped else _TONES[holds]
            box.border_title = Content(f"{subject}: {what}")
        for name in (*_TONES.values(), "stopped", "failed"):
            box.set_class(name == tone, f"-{name}")
        put(self.query_one(".verdict-text", Static), Content(visible(text)))
        self.call_after_refresh(self._hint_at_more)
        self.sheets.show()
