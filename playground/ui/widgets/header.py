"""The top line: the name, the modes as tabs, and how the training run stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Click
from textual.widgets import Static

from playground.text.display import visible
from playground.ui.bindings import row, sign
from playground.ui.widgets.live_text import LiveText

if TYPE_CHECKING:
    from playground.ui.run_state import RunState


class ModeTab(Static):
    """One mode and the key that goes there; so does a click."""

    ALLOW_SELECT = False

    def __init__(self, mode: str, active: bool) -> None:
        super().__init__(id=f"tab-{mode}", classes="-active" if active else "", markup=False)
        self.mode = mode

    def on_mount(self) -> None:
        entry = row(f"app.{self.mode}")
        assert entry is not None
        keys = [key for key, active in self.screen.active_bindings.items() if active.binding.id == entry.id]
        self.update(f"{sign(keys[0])} {entry.label}" if keys else entry.label)

    async def on_click(self, _event: Click) -> None:
        await self.app.run_action(f"app.mode({self.mode!r})")


class RunStatus(LiveText):
    """The run in as many words as there is room for; a click goes to Train."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        super().__init__()
        self._run: RunState | None = None

    def show(self, run: RunState) -> None:
        """Say how the run stands."""
        self._run = run
        self.put(status_line(run, self.content_size.width or None))
        self.set_class(run.status in ("running", "preparing"), "-running")
        self.set_class(run.status == "failed", "-failed")

    def on_resize(self) -> None:
        """Only now is it known for how much there is room."""
        if self._run is not None:
            self.show(self._run)

    async def on_click(self, _event: Click) -> None:
        await self.app.run_action("app.mode('train')")


class AppHeader(Horizontal):
    """Name, mode tabs and status of the run."""

    DEFAULT_CSS = """
    AppHeader {
        dock: top; height: 1; background: $surface;
        #app-name { width: auto; padding: 0 2 0 1; color: $accent; text-style: bold; }
        ModeTab { width: auto; padding: 0 1; margin: 0 1 0 0; color: $quiet; }
        ModeTab:hover { color: $foreground; background: $panel; }
        ModeTab.-active { color: $block-cursor-foreground; background: $accent; text-style: bold; }
        RunStatus { width: 1fr; text-align: right; padding: 0 1; color: $quiet; text-wrap: nowrap;
            text-overflow: ellipsis; }
        RunStatus.-running { color: $accent; }
        RunStatus.-failed { color: $text-error; }
    }
    """

    def __init__(self, mode: str) -> None:
        super().__init__()
        self._mode = mode

    def compose(self) -> ComposeResult:
        yield Static("rnn-playground", id="app-name", markup=False)
        for mode in self.app.MODES:
            yield ModeTab(mode, mode == self._mode)
        yield RunStatus()

    def show(self, run: RunState) -> None:
        """Say how the run stands."""
        self.query_one(RunStatus).show(run)


def status_line(run: RunState, room: int | None = None) -> str:
    """The run in a few words: its name, how it stands, its loss; as much of it as ``room`` columns hold."""
    name = visible(run.name, keep="")
    percent = f" {run.progress.share:.0%}" if run.progress is not None else ""
    latest = run.validated if run.status == "finished" else run.progress
    bits = f" · {latest.bits_per_char:.2f} bits/char" if latest is not None else ""
    forms = {
        "idle": [""],
        "preparing": [f"{name}: preparing", "preparing"],
        "running": [f"● {name}{percent}{bits}", f"● {name}{percent}", f"●{percent}"],
        "paused": [f"‖ {name} paused{percent}", f"‖ {name}{percent}", f"‖{percent}"],
        "finished": [f"✓ {name} done{bits}", f"✓ {name} done", f"✓ {name}", "✓ done"],
        "failed": [f"✗ {name} failed", f"✗ {name}", "✗ failed"],
    }[run.status]
    return next((each for each in forms if room is None or cell_len(each) <= room), forms[-1])
