"""The Write screen's parts by name, for the tests that drive it."""

from __future__ import annotations

from typing import Any

from textual.content import Content
from textual.pilot import Pilot

from playground.ui.app import PlaygroundApp
from playground.ui.screens.write import WriteScreen
from playground.ui.widgets.candidates import CandidateList
from playground.ui.widgets.ghost_editor import GhostEditor
from playground.ui.widgets.notice import NoticeBar
from playground.ui.widgets.number_field import NumberField
from playground.ui.widgets.sampling_panel import SamplingPanel
from playground.ui.widgets.write_controls import WriteControls
from playground.ui.widgets.write_draw import DrawBar
from playground.ui.widgets.write_side import SidePanel
from playground.ui.widgets.write_texts import TextList
from tests.ui.write_fakes import until


class Writing:
    """The screen's parts, by name."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        assert isinstance(pilot.app, PlaygroundApp)
        self.app = pilot.app
        self.screen = pilot.app.screen
        assert isinstance(self.screen, WriteScreen)
        self.editor = self.screen.query_one(GhostEditor)
        self.list = self.screen.query_one(CandidateList)
        self.controls = self.screen.query_one(WriteControls)
        self.panel = self.screen.query_one(SamplingPanel)
        self.side = self.screen.query_one(SidePanel)
        self.texts = self.screen.query_one(TextList)
        self.draw = self.screen.query_one(DrawBar)

    @property
    def notice(self) -> str:
        return self.screen.query_one(NoticeBar).text

    @property
    def title(self) -> str:
        """What stands in the frame of the side panel."""
        return Content.from_markup(self.side.border_title or "").plain

    def field(self, name: str) -> NumberField:
        return self.screen.query_one(f"#{name}", NumberField)


async def ready(pilot: Pilot[Any]) -> Writing:
    writing = Writing(pilot)
    await until(pilot, lambda: bool(writing.editor.ghost))
    return writing
