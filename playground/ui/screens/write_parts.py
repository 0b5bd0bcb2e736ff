"""The parts of the Write screen and where they stand."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import Static

from playground.config import SampleConfig
from playground.ui.ghost import GhostLength
from playground.ui.panels import entitle
from playground.ui.screens.write_settings import saved_length, saved_sampling, saved_speed
from playground.ui.screens.writing_model import WritingModel
from playground.ui.widgets.candidates import CandidateList
from playground.ui.widgets.ghost_editor import GhostEditor
from playground.ui.widgets.sampling_panel import SamplingPanel
from playground.ui.widgets.write_controls import WriteControls
from playground.ui.widgets.write_rules import RuleLine
from playground.ui.widgets.write_side import SidePanel
from playground.ui.widgets.write_texts import TextList

FIRST_TEXT = "Once upon a"
HIGH = 48
"""Rows from which on the sampling settings stand under the candidates, each with its explanation."""
MEDIUM = 30
"""Rows from which on the line for stop texts and rules is always there."""
LOW, SLIM = 16, 60
"""Rows and columns below which there is room for the text alone."""


class WriteParts(WritingModel):
    """Text, side panel and sampling settings, and a name for each."""

    _length: GhostLength

    def compose_body(self) -> ComposeResult:
        self._length = saved_length(self.playground.settings)
        speed = saved_speed(self.playground.settings)
        self.completer.speed = float(speed)
        yield WriteControls(self._length, speed, id="controls")
        with Container(id="desk"):
            with Vertical(id="paper", classes="panel") as paper:
                entitle(paper, "Text", "no model yet")
                yield GhostEditor(FIRST_TEXT, id="editor")
                yield Static(id="unseen", markup=False)
                yield Static(id="copied", markup=False)
            yield SidePanel(id="side")
            panel = SamplingPanel(saved_sampling(self.playground.settings), id="sampling", classes="panel")
            entitle(panel, "Sampling", "how the next token is drawn")
            yield panel

    def on_resize(self, event: Resize) -> None:
        self.set_class(event.size.height < LOW, "-low")
        self.set_class(event.size.width < SLIM, "-slim")
        high = event.size.height >= HIGH and event.size.width >= 100
        self.query_one(SamplingPanel).set_class(high, "-column")
        self._show_rules()

    @property
    def editor(self) -> GhostEditor:
        return self.query_one("#editor", GhostEditor)

    @property
    def side(self) -> SidePanel:
        return self.query_one(SidePanel)

    @property
    def candidate_list(self) -> CandidateList:
        return self.query_one(CandidateList)

    @property
    def text_list(self) -> TextList:
        return self.query_one(TextList)

    @property
    def rules(self) -> RuleLine:
        return self.query_one(RuleLine)

    @property
    def sampling(self) -> SampleConfig:
        """The settings in force, with the stop texts."""
        return self.query_one(SamplingPanel).config

    def _show_rules(self, *, always: bool = False) -> None:
        """The line of stop texts and rules is there where there is room, and wherever it is used."""
        self.set_class(always or self.size.height >= MEDIUM or self.rules.used, "-rules")

    def _show_rule_problem(self, text: str) -> None:
        """Why the rule cannot be used, under it; an empty text takes that away."""
        self.set_class(bool(text), "-problem")
        self.query_one(SamplingPanel).show_problem(text)

    def _show_seed(self, seed: int) -> None:
        _set_subtitle(self.query_one(SamplingPanel), f"seed {seed} draws what you see")

    def _show_hint_text(self, text: str | Content) -> None:
        """A line in the frame of the text."""
        _set_subtitle(self.query_one("#paper"), text)


def _set_subtitle(panel: Widget, text: str | Content) -> None:
    """Only where it is another one: a new one has all that is in the panel drawn again."""
    content = Content(text) if isinstance(text, str) else text
    if panel.border_subtitle != content.markup:
        panel.border_subtitle = content
