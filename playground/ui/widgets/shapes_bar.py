"""The foot of Shapes while a network is trained there: how far it is, how good, and two buttons."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from playground.text import display
from playground.ui.task_state import TaskState
from playground.ui.widgets.progress import ProgressLine


class ShapesBar(Vertical):
    """There only while there is a run to speak of: one that goes on, or that of the model in sight."""

    DEFAULT_CSS = """
    ShapesBar {
        height: 2; display: none; background: $surface;
        &.-shown { display: block; }
        #shapes-buttons { height: 1; padding: 0 1; }
        #shapes-buttons Button {
            min-width: 4; width: auto; margin: 0 1 0 0;
            background: $control; color: $foreground; text-style: none;
        }
        #shapes-buttons Button:hover, #shapes-buttons Button:focus {
            background: $accent; color: $block-cursor-foreground;
        }
        #shapes-note { width: 1fr; color: $quiet; text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    def compose(self) -> ComposeResult:
        yield ProgressLine()
        with Horizontal(id="shapes-buttons"):
            yield Button("Pause", id="shapes-pause", compact=True)
            yield Button("Stop", id="shapes-stop", compact=True)
            yield Static("", id="shapes-note", markup=False)

    def show(self, state: TaskState, *, here: bool) -> None:
        """Bring everything up to date; ``here`` if the model in sight is that of the run."""
        run = state.run
        self.set_class(run.active or run.status == "failed" or (run.status == "finished" and here), "-shown")
        self.query_one(ProgressLine).show(run)
        pause = self.query_one("#shapes-pause", Button)
        pause.label = Content("Go on" if run.status == "paused" else "Pause")
        pause.display = run.status in ("running", "paused")
        self.query_one("#shapes-stop").display = run.active
        self.query_one("#shapes-note", Static).update(Content(display.visible(self._note(state), keep="")))

    @staticmethod
    def _note(state: TaskState) -> str:
        figures = f", {state.figures} on unseen examples" if state.figures else ""
        match state.run.status:
            case "finished" if state.run.finished is not None:
                return f"{state.name} {'stopped' if state.run.finished.stopped else 'done'}{figures}"
            case "failed" if state.run.failed is not None:
                return state.run.failed.text
            case _:
                return f"{state.name}{figures}"
