"""The experiments of the Lab, one under the other, with what came out of each."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from textual.content import Content
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from playground.text import display
from playground.ui.lab_state import LabState, duration

_CLAIM_LINES = 2


def outcome(state: LabState) -> str:
    """One sign for how an experiment stands: ``✓`` the claim holds, ``≈`` in part, ``✗`` it does not."""
    match state.status:
        case "preparing" | "running":
            return "●"
        case "paused":
            return "‖"
        case "failed":
            return "!"
        case "finished" if state.stopped or state.verdict is None:
            return "■"
        case "finished" if state.verdict is not None:
            return {True: "✓", None: "≈", False: "✗"}[state.verdict.holds]
        case _:
            return " "


class ExperimentList(Widget):
    """A click chooses one. With the class ``-tall`` each shows the beginning of its claim."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "ExperimentList { height: auto; }"

    class Chosen(Message):
        """The user wants to see this one."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._states: Sequence[LabState] = ()
        self._chosen = ""
        self._rows: list[str] = []
        """Name of the experiment on each line."""

    def show(self, states: Sequence[LabState], chosen: str) -> None:
        """Bring the list up to date; ``chosen`` is the name of the one in sight."""
        fresh = len(states) != len(self._states)
        self._states, self._chosen = states, chosen
        self.refresh(layout=fresh)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        return sum(1 + len(self._claim(state, width)) for state in self._states)

    def _claim(self, state: LabState, width: int) -> list[str]:
        if not self.has_class("-tall") or width < 20:
            return []
        lines = textwrap.wrap(display.visible(state.experiment.claim, keep=""), width - 4)
        if len(lines) > _CLAIM_LINES:
            lines[_CLAIM_LINES - 1] = display.clip(lines[_CLAIM_LINES - 1] + " …", width - 4)
        return lines[:_CLAIM_LINES]

    def render(self) -> Content:
        width = self.content_size.width
        theme = self.app.theme_variables
        here = Style.parse(f"bold {theme['block-cursor-foreground']} on {theme['accent']}")
        quiet = Style.parse(theme["quiet"])
        lines: list[Content] = []
        self._rows = []
        for state in self._states:
            experiment = state.experiment
            time = duration(state.seconds if state.seconds is not None else experiment.seconds)
            room = max(4, width - len(time) - 4)
            title = display.clip(experiment.title, room)
            gap = " " * (room - display.width(title))
            text = f"{outcome(state)} {title}{gap}"
            if experiment.name == self._chosen:
                lines.append(Content.styled(f"{text}  {time}", here))
            else:
                lines.append(Content.assemble(text, Content.styled(f"  {time}", quiet)))
            claim = self._claim(state, width)
            lines += [Content.styled("  " + line, quiet) for line in claim]
            self._rows += [experiment.name] * (1 + len(claim))
        return Content("\n").join(lines)

    def on_click(self, event: Click) -> None:
        if 0 <= event.y < len(self._rows):
            self.post_message(self.Chosen(self._rows[event.y]))
