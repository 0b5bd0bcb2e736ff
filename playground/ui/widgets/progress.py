"""The foot of the Train mode: how far the run is, and the buttons that steer it."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button

from playground import places
from playground.places import tidy
from playground.text.display import visible
from playground.ui.plot import count_label
from playground.ui.recipe import show_duration
from playground.ui.run_state import RunState
from playground.ui.time_machine import Snapshot
from playground.ui.widgets.live_text import LiveText
from playground.ui.widgets.time_line import TimeLine


def bar(share: float, room: int, style: str) -> Content:
    """A bar of ``room`` columns, of which ``share`` (0 to 1) is done."""
    whole, half = divmod(min(round(share * room * 2), room * 2), 2)
    done = "━" * whole + ("╸" if half else "")
    return Content.assemble(Content.styled(done, style), Content.styled("─" * (room - len(done)), "$line"))


class ProgressLine(Widget):
    """One line: a bar that takes what room there is, then the numbers that fit, the weightiest first.

    A click on the bar asks for the moment at which the run was there.
    """

    DEFAULT_CSS = "ProgressLine { height: 1; width: 1fr; padding: 0 1; }"
    ALLOW_SELECT = False
    LEAST_BAR = 12

    def __init__(self) -> None:
        super().__init__()
        self._run = RunState()
        self._room = 0

    def show(self, run: RunState) -> None:
        self._run = run
        self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        offset, progress = event.get_content_offset(self), self._run.progress
        if offset is not None and progress is not None and offset.x < self._room:
            done = max(progress.share * self._room, 1.0)
            self.post_message(TimeLine.Sought(min(1.0, offset.x / done)))

    def render(self) -> Content:
        run, width = self._run, self.size.width
        if run.progress is None:
            return Content.styled(visible(run.what, keep="")[:width] or "Getting ready", "$quiet")
        numbers = self._numbers(width)
        room = self._room = max(4, width - numbers.cell_length - 2)
        style = (
            "$warning" if run.status == "paused" else "$success" if run.status == "finished" else "$accent"
        )
        return Content.assemble(bar(run.progress.share, room, style), "  ", numbers)

    def _numbers(self, width: int) -> Content:
        progress = self._run.progress
        assert progress is not None
        time = f"{show_duration(progress.eta)} left"
        if self._run.status == "finished":
            time = f"{show_duration(progress.seconds)}"
        elif self._run.status in ("paused", "failed"):
            time = self._run.status
        shown = [f"{progress.share:.0%}", time]
        for extra in (
            f"step {progress.step:,}",
            f"{count_label(progress.tokens_per_second)} tokens/s",
            f"epoch {progress.epoch:.1f}",
            f"{count_label(progress.tokens)} tokens read",
        ):
            if len("   ".join([*shown, extra])) + self.LEAST_BAR + 2 <= width:
                shown.insert(len(shown) - 1, extra)
        percent, *rest = shown
        content = Content.styled(percent, "bold")
        for number in rest:
            content += Content.styled("   " + number, "$quiet")
        return content


class RunBar(Vertical):
    """Progress above, buttons below. There only while there is a run to speak of."""

    DEFAULT_CSS = """
    RunBar {
        height: 2; display: none; background: $surface;
        &.-shown { display: block; }
        #run-buttons { height: 1; padding: 0 1; }
        #run-buttons Button {
            min-width: 4; width: auto; margin: 0 1 0 0;
            background: $control; color: $foreground; text-style: none;
        }
        #run-buttons Button:hover, #run-buttons Button:focus {
            background: $accent; color: $block-cursor-foreground;
        }
        #run-buttons #write-with.-next {
            background: $accent; color: $block-cursor-foreground; text-style: bold;
        }
        #rate-text { width: auto; padding: 0 1; color: $quiet; }
        #run-note { width: 1fr; color: $quiet; text-align: right; }
        #run-note { text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    def compose(self) -> ComposeResult:
        yield ProgressLine()
        yield TimeLine()
        with Horizontal(id="run-buttons"):
            yield Button("Pause", id="pause", compact=True)
            yield Button("Stop", id="stop", compact=True)
            yield Button("Save", id="save", compact=True)
            yield Button("Go on", id="resume", compact=True)
            yield Button("Write with it", id="write-with", compact=True)
            yield Button("Replay", id="replay", compact=True)
            yield Button("−", id="slower", compact=True)
            yield LiveText(id="rate-text", spare=3)
            yield Button("+", id="faster", compact=True)
            yield LiveText(id="run-note")

    def show(
        self, run: RunState, can_resume: bool, past: Snapshot | None = None, playing: bool = False
    ) -> None:
        """Bring everything up to date; while a ``past`` moment is in sight, the slider stands there."""
        self.set_class(run.status != "idle", "-shown")
        line = self.query_one(ProgressLine)
        line.display = past is None
        line.show(run)
        last = run.progress.step if run.progress is not None else 1
        self.query_one(TimeLine).show(past, last, playing)
        self.query_one("#replay").display = run.film.plays and past is None
        going = run.status in ("running", "paused")
        pause = self.query_one("#pause", Button)
        pause.label = Content("Go on" if run.status == "paused" else "Pause")
        for name in ("pause", "stop", "save", "slower", "faster", "rate-text"):
            self.query_one(f"#{name}").display = going or (run.status == "preparing" and name == "stop")
        self.query_one("#resume").display = can_resume
        write = self.query_one("#write-with", Button)
        write.display = going or run.status == "finished"
        write.set_class(run.status == "finished", "-next")
        rate = run.progress.learning_rate if run.progress is not None else None
        name = "rate" if self.screen.has_class("-narrow") else "learning rate"
        self.query_one("#rate-text", LiveText).put(f"{name} {rate:.2g}" if rate is not None else name)
        self.query_one("#run-note", LiveText).put(self._note(run))

    def _note(self, run: RunState) -> str:
        narrow = self.screen.has_class("-narrow")
        if run.status == "finished" and run.finished is not None:
            how = "stopped" if run.finished.stopped else "done"
            loss = f", {run.validated.bits_per_char:.2f} bits/char" if run.validated is not None else ""
            path = run.finished.path if run.finished.path and not narrow else None
            return visible(f"{run.name} {how}{loss}" + (f" · {tidy(path)}" if path else ""), keep="")
        if run.status in ("running", "paused") and run.started is not None and run.progress is not None:
            started, progress = run.started, run.progress
            count = progress.threads or started.threads  # what the machine's load has made of it
            threads = f"{count} thread{'s' if count != 1 else ''}"
            norm = f"gradient norm {progress.gradient_norm:.2f}"
            return "" if narrow else f"{norm} · {started.device}, {threads}"
        if run.failed is not None and not narrow:
            return f"What the training process said last is in {tidy(places.log_file())}"
        return ""
