"""The slider through a run's past: where one is, and what a click does."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from playground.ui.plot import time_label
from playground.ui.time_machine import Snapshot

LEAST_TRACK = 10
"""Columns."""
_PLAY, _HALT, _KNOB = "▸", "‖", "●"


class TimeLine(Widget):
    """One line: play, the track with its knob, the moment in words, and what else can be done by a click."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    TimeLine { height: 1; width: 1fr; padding: 0 1; display: none; }
    TimeLine.-shown { display: block; }
    """

    class Sought(Message):
        """Go to this share of what is done of the run, 0 to 1."""

        def __init__(self, share: float) -> None:
            super().__init__()
            self.share = share

    class Wanted(Message):
        """One of the words was clicked; ``action`` is the screen's."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self) -> None:
        super().__init__()
        self._shot: Snapshot | None = None
        self._last = 1
        self._playing = False
        self._track = (0, 0)
        self._zones: list[tuple[int, int, str]] = []
        self._dragging = False

    def show(self, shot: Snapshot | None, last: int, playing: bool) -> None:
        """Show where ``shot`` stands in a run that is at step ``last``; none hides the line."""
        self.set_class(shot is not None, "-shown")
        if (shot, last, playing) != (self._shot, self._last, self._playing):
            self._shot, self._last, self._playing = shot, max(last, 1), playing
            self.refresh()

    def render(self) -> Content:
        if self._shot is None:
            return Content("")
        width = self.size.width
        where = f"step {self._shot.step:,}"
        whole = f"{where} of {self._last:,} · {time_label(round(self._shot.seconds))}"
        words = [("live", " Now "), ("film", " Save film ")]
        if width < 60:
            words = words[:1]
        tail = sum(len(word) + 1 for _, word in words)
        if 4 + LEAST_TRACK + len(whole) + 4 + tail > width:
            whole = where
        room = max(4, width - 3 - len(whole) - 4 - tail)
        knob = round(min(1.0, self._shot.step / self._last) * (room - 1))
        self._track = (3, room)
        content = Content.assemble(
            Content.styled(f"{_HALT if self._playing else _PLAY}", "bold $warning"),
            "  ",
            Content.styled("━" * knob, "$warning"),
            Content.styled(_KNOB, "bold $warning"),
            Content.styled("─" * (room - 1 - knob), "$line"),
            "  ",
            Content.styled(whole, "bold $warning"),
            "  ",
        )
        self._zones = [(0, 2, "play")]
        for action, word in words:
            start = content.cell_length
            content += Content.styled(word, "$foreground on $control") + Content(" ")
            self._zones.append((start, start + len(word), action))
        return content

    def _at(self, x: float) -> float:
        start, room = self._track
        return min(1.0, max(0.0, (x - start) / max(1, room - 1)))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        start, room = self._track
        if start <= offset.x < start + room:
            self._dragging = True
            self.capture_mouse()
            self.post_message(self.Sought(self._at(offset.x)))
            return
        for low, high, action in self._zones:
            if low <= offset.x < high:
                self.post_message(self.Wanted(action))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._dragging:
            self.post_message(self.Sought(self._at(event.x - self.gutter.left)))

    def on_mouse_up(self) -> None:
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.post_message(self.Wanted("back(1)"))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.post_message(self.Wanted("back(-1)"))
