"""A training run in the shell: a bar on a terminal, plain lines in a pipe, JSON on request."""

from __future__ import annotations

import errno
import shutil
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TextIO

from playground import events
from playground.cli.failures import silence
from playground.cli.terminal import json_line
from playground.cli.wording import bar_line, line, metric, sample_line
from playground.text.display import clip, width

PLAIN_SECONDS = 5.0
"""Time between two progress lines in a pipe."""


class OutputGoneError(Exception):
    """Nobody reads standard output any more."""


class Watcher(ABC):
    """Shows the events of one run on a stream."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.gone = False

    @abstractmethod
    def write(self, event: events.Event) -> None:
        """Show one event, however this watcher shows it."""

    def show(self, event: events.Event) -> None:
        """Show one event; raises OutputGoneError, once, when the stream was closed at its other end."""
        if self.gone:
            return
        try:
            self.write(event)
            self.stream.flush()
        except OSError as error:
            if error.errno not in (errno.EPIPE, errno.EIO):
                raise
            self.gone = True
            silence(self.stream)
            raise OutputGoneError from error

    def close(self) -> None:  # noqa: B027  (only a bar has something to clear away)
        """Leave the stream tidy, whatever happened."""


class JsonLines(Watcher):
    """Every event as one line of JSON."""

    def write(self, event: events.Event) -> None:
        self.stream.write(json_line(events.to_json(event)) + "\n")


class PlainLines(Watcher):
    """Lines without any terminal control; progress at most every few seconds."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(stream)
        self._clock = clock
        self._due = -1e9

    def write(self, event: events.Event) -> None:
        if isinstance(event, events.Progress):
            if self._clock() < self._due:
                return
            self._due = self._clock() + PLAIN_SECONDS
        said = line(event)
        if said:
            self.stream.write(said + "\n")


class Bar(Watcher):
    """One line that is redrawn in place, with notices, validations and samples scrolling by above it."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._drawn = ""
        self._progress: events.Progress | None = None
        self._held_out: str | None = None

    def write(self, event: events.Event) -> None:
        if isinstance(event, events.Progress):
            self._progress = event
            self._draw()
            return
        if isinstance(event, events.Validated):
            measures = [metric(*item) for item in event.metrics.items()]
            self._held_out = measures[0] if measures else f"{event.bits_per_char:.3f}"
        if isinstance(event, events.Preparing):
            self._replace(line(event))
            return
        if isinstance(event, events.Validated) and not event.final:
            self._draw()
            return
        said = sample_line(event, self._columns()) if isinstance(event, events.Sampled) else line(event)
        if said:
            self._replace("")
            self.stream.write(said + "\n")
            if not isinstance(event, events.Finished):
                self._draw()

    def close(self) -> None:
        if not self.gone:
            self._replace("")
            self.stream.flush()

    def _columns(self) -> int:
        # The last column stays free: some terminals wrap as soon as it is written.
        return shutil.get_terminal_size().columns - 1

    def _draw(self) -> None:
        if self._progress is not None:
            self._replace(bar_line(self._progress, self._held_out, self._columns(), self.stream.encoding))

    def _replace(self, text: str) -> None:
        """Write ``text`` over what stands on the line; spaces wipe out the rest of it."""
        text = clip(text, self._columns())
        # Noted before it is written: Ctrl+C may come in between, and what stands there must be wiped out.
        before, self._drawn = self._drawn, text
        if text or before:
            self.stream.write("\r" + text + " " * (width(before) - width(text)))
            if not text:
                self.stream.write("\r")


def choose(*, as_json: bool, stream: TextIO | None = None) -> Watcher:
    """The watcher that suits ``stream``, which is standard output unless given."""
    stream = sys.stdout if stream is None else stream
    if as_json:
        return JsonLines(stream)
    return Bar(stream) if stream.isatty() else PlainLines(stream)
