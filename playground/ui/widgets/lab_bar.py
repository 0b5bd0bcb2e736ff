"""The foot of the Lab: how far the experiment is, and the buttons that steer it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Static

from playground.text import display
from playground.ui.lab_state import LabState, duration
from playground.ui.panels import put
from playground.ui.widgets.progress import bar

_BUTTONS = (
    ("lab-run", "Run again"),
    ("lab-pause", "Pause"),
    ("lab-stop", "Stop"),
    ("lab-view", "Next view"),
    ("lab-about", "About"),
    ("lab-save", "Save page"),
)


class LabLine(Widget):
    """One line: a bar, the share, the time, and what is being done."""

    DEFAULT_CSS = "LabLine { height: 1; width: 1fr; padding: 0 1; }"
    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._state: LabState | None = None

    def show(self, state: LabState) -> None:
        self._state = state
        self.refresh()

    def render(self) -> Content:
        state, width = self._state, self.content_size.width
        if state is None:
            return Content("")
        if state.status == "preparing":
            return Content.styled("Getting ready", "$quiet")
        time = "paused" if state.status == "paused" else f"about {duration(state.eta)} left"
        what = display.clip(state.what, max(0, width - 46))
        numbers = Content.assemble(
            Content.styled(f"{state.share:.0%}", "bold"),
            Content.styled(f"   {what}" if what else "", "$foreground"),
            Content.styled(f"   {time}", "$quiet"),
        )
        style = "$warning" if state.status == "paused" else "$accent"
        room = max(4, width - numbers.cell_length - 2)
        return Content.assemble(bar(state.share, room, style), "  ", numbers)


class LabBar(Vertical):
    """Progress while the experiment is run, and buttons below. There only once it has been begun."""

    DEFAULT_CSS = """
    LabBar {
        height: auto; display: none; background: $surface;
        &.-shown { display: block; }
        #lab-buttons { height: 1; padding: 0 1; }
        #lab-buttons Button {
            min-width: 4; width: auto; margin: 0 1 0 0;
            background: $control; color: $foreground; text-style: none;
        }
        #lab-buttons Button:hover, #lab-buttons Button:focus {
            background: $accent; color: $block-cursor-foreground;
        }
        #lab-note { width: 1fr; color: $quiet; text-align: right; }
        #lab-note { text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    def compose(self) -> ComposeResult:
        yield LabLine()
        with Horizontal(id="lab-buttons"):
            for id, label in _BUTTONS:
                yield Button(label, id=id, compact=True)
            yield Static("", id="lab-note", markup=False)

    def show(self, state: LabState, views: int, note: str) -> None:
        """Bring everything up to date; ``note`` stands at the right."""
        self.set_class(state.status != "idle", "-shown")
        line = self.query_one(LabLine)
        line.display = state.active
        line.show(state)
        pause = self.query_one("#lab-pause", Button)
        label = Content("Go on" if state.status == "paused" else "Pause")
        if pause.label != label:
            pause.label = label
        pause.display = state.status in ("running", "paused")
        self.query_one("#lab-stop").display = state.active
        self.query_one("#lab-run").display = not state.active
        self.query_one("#lab-view").display = views > 1
        self.query_one("#lab-save").display = not state.active and state.shown
        if not note and state.status in ("finished", "failed"):
            note = self._summary(state)
        put(self.query_one("#lab-note", Static), Content(display.visible(note, keep="")))

    def _summary(self, state: LabState) -> str:
        """How it ended."""
        if state.status == "failed":
            return "failed"
        how = f"stopped at {state.share:.0%} after" if state.stopped else "took"
        return f"{how} {duration(state.seconds or 0.0)}"
