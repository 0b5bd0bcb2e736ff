"""From a key to the screen in Write, and frames a second of the heatmap, in a real pseudo-terminal.

    python benchmarks/bench_keys.py [--quick]

Types nonsense words at eight keys a second with completion on (nonsense, so that what is painted cannot have
stood there as a ghost before) and takes the time from the write of a key until the terminal receives the
letters with the new one at their end. Three times: alone; with 100,000 characters pasted before; and while
the app trains on all cores. Then the heatmap is drawn with new values as often as it goes, for 4 seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pexpect
from side_by_side import cpu_seconds, describe_machine

COMMAND = str(Path(sys.executable).with_name("rnn-playground"))
ANSI = re.compile(r"\x1b(?:\[[0-9;?<>=]*[ -/]*[@-~]|[()][A-Z0-9]|[=>]|\][^\x07]*\x07)")
PAUSE = 0.125
"""Seconds between two keys."""
FRAMES_SECONDS = 4.0
SIZES = ((120, 36), (200, 60))


def main() -> None:
    parser = argparse.ArgumentParser(description="Key to paint in Write, and heatmap frames a second.")
    parser.add_argument("--quick", action="store_true", help="a quarter of the keys")
    parser.add_argument("--frames", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.frames:
        draw_frames(Path(options.frames))
        return
    words = 10 if options.quick else 40
    print(describe_machine("textual", "torch"))
    with terminal((120, 36)) as app:
        app.wait_for("Text", 30)
        app.rest(3)
        report("typing, idle", *type_words(app, words))
    with terminal((120, 36)) as app:
        app.wait_for("Text", 30)
        app.rest(3)
        report("typing after 100,000 pasted characters", *pasted(app, words))
    with terminal((120, 36)) as app:
        app.wait_for("Text", 30)
        app.rest(6)  # the worker loads torch
        app.send("\x1bOQ")  # F2
        app.rest(4)
        app.send("\x14")  # ctrl+t
        app.rest(6)
        app.send("\x1bOR")  # F3
        app.rest(1)
        before, begun = app.cpu_seconds(), time.monotonic()
        with busy_cores():
            times, missing = type_words(app, words)
        share = (app.cpu_seconds() - before) / (time.monotonic() - begun)
        report(f"typing while training, all cores busy (the app used {share:.1f})", times, missing)
    for width, height in SIZES:
        print(f"heatmap, {width} x {height}: {frames(width, height):.0f} frames a second")


def report(name: str, times: list[float], missing: int) -> None:
    ordered = sorted(times)
    p99 = ordered[min(len(ordered) - 1, round(0.99 * (len(ordered) - 1)))]
    print(
        f"{name}: {len(times)} keys, median {statistics.median(times):.1f} ms, p99 {p99:.1f} ms, "
        f"longest {ordered[-1]:.1f} ms" + (f", {missing} never seen" if missing else "")
    )
    sys.stdout.flush()


# ---------------------------------------------------------------------- a terminal


class Terminal:
    """The app in a pseudo-terminal, whose output is read as it comes."""

    def __init__(self, child: pexpect.spawn[bytes]) -> None:
        self._child = child
        self._fd = child.child_fd
        self.seen = ""

    def send(self, keys: str) -> None:
        data = keys.encode()
        while data:  # a pseudo-terminal takes a few kilobytes at a time
            _, ready, _ = select.select([], [self._fd], [], 1)
            if ready:
                data = data[os.write(self._fd, data[:1024]) :]
            self._read(0)

    def _read(self, seconds: float) -> str:
        """What comes within so many seconds, as plain text; empty if nothing does."""
        ready, _, _ = select.select([self._fd], [], [], seconds)
        if not ready:
            return ""
        try:
            received = os.read(self._fd, 1 << 16)
        except OSError:  # it has ended
            time.sleep(seconds)
            return ""
        text = ANSI.sub("", received.decode("utf-8", "replace"))
        self.seen = (self.seen + text)[-20_000:]
        return text

    def rest(self, seconds: float) -> None:
        """Let it go on, reading what it draws as a terminal does."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self._read(left)

    def wait_for(self, text: str, seconds: float) -> float | None:
        """Seconds until ``text`` is received from now on; None if it does not come in time."""
        begun, self.seen = time.perf_counter(), ""
        while time.perf_counter() - begun < seconds:
            self._read(0.05)
            if text in self.seen:
                return time.perf_counter() - begun
        return None

    def cpu_seconds(self) -> float:
        """Processor time of the app and its workers so far."""
        return sum(map(cpu_seconds, _family(self._child.pid)))


def _family(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


@contextmanager
def busy_cores() -> Iterator[None]:
    """Every core has something else to do as well, at the priority that the training has."""
    loop = "import os\nos.nice(5)\nwhile True: pass"
    others = [subprocess.Popen([sys.executable, "-c", loop]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


@contextmanager
def terminal(size: tuple[int, int], *arguments: str) -> Iterator[Terminal]:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "RNN_PLAYGROUND_HOME": home, "COLORTERM": "truecolor"}
        environment |= {"TERM": "xterm-256color"}
        command, *rest = arguments or (COMMAND,)
        child = pexpect.spawn(command, rest, dimensions=size[::-1], env=environment)  # type: ignore[arg-type]
        try:
            yield Terminal(child)
        finally:
            child.close(force=True)


# ---------------------------------------------------------------------- keys


def type_words(app: Terminal, words: int) -> tuple[list[float], int]:
    """Milliseconds from key to paint of the letters of nonsense words, from the third of each; how many
    were never seen.
    """
    rng = random.Random(5)
    times: list[float] = []
    missing = 0
    for _ in range(words):
        word = "".join(rng.choice("bcdfghjklmnpqrstvwxz") for _ in range(8))
        for end in range(1, len(word) + 1):
            begun = time.perf_counter()
            app.send(word[end - 1])
            if end >= 3:
                seconds = app.wait_for(word[max(0, end - 4) : end], 2.0)
                if seconds is None:
                    missing += 1
                else:
                    times.append(seconds * 1e3)
            app.rest(max(0.0, PAUSE - (time.perf_counter() - begun)))
        app.send(" ")
        app.rest(PAUSE)
    return times, missing


def pasted(app: Terminal, words: int) -> tuple[list[float], int]:
    text = ("the king went down to the sea and said that he would not come home. " * 1500)[:100_000]
    begun = time.perf_counter()
    app.send(f"\x1b[200~{text}END OF IT\x1b[201~")
    shown = app.wait_for("END OF IT", 30)
    took = time.perf_counter() - begun
    print("100,000 characters pasted: " + ("never shown" if shown is None else f"shown after {took:.2f} s"))
    times = type_words(app, words)
    begun = time.perf_counter()
    for _ in range(90):
        app.send("\x7f")
        app.rest(1 / 30)
    app.send("QXQ")
    shown = app.wait_for("QXQ", 10)
    behind = "never" if shown is None else f"{shown * 1e3:.0f} ms"
    print(f"backspace held for 3 s, 30 a second: the next key is on the screen after {behind}")
    return times


# ---------------------------------------------------------------------- frames


def frames(width: int, height: int) -> float:
    """Frames a second of the heatmap alone on a screen of this size."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "frames"
        with terminal((width, height), sys.executable, __file__, "--frames", str(told)) as app:
            end = time.monotonic() + 60
            while not told.exists() and time.monotonic() < end:
                app.rest(0.2)
        return float(told.read_text())


def draw_frames(told: Path) -> None:
    """In the pseudo-terminal: draw new values as often as it goes, and write down how often that was."""
    os.environ["TEXTUAL_FPS"] = "1000"
    from textual.app import App, ComposeResult

    from playground import places
    from playground.events import Traced
    from playground.inference.language_model import LanguageModel
    from playground.ui.themes import extra_variables
    from playground.ui.widgets.heatmap import HeatMap

    model = LanguageModel.load("fairy-tales")
    text = (places.shipped_corpora() / "fairy-tales.txt").read_text("utf-8")
    shown = []
    for number in range(8):
        read = model.states(text[number * 1000 :][:190])
        shown.append(
            Traced(step=number, tokens=read.tokens, values={"h": read.values["h"]}, surprise=read.surprise)
        )

    class Frames(App[None]):
        drawn = 0

        def get_theme_variable_defaults(self) -> dict[str, str]:
            return extra_variables(self.current_theme.to_color_system().generate())

        def compose(self) -> ComposeResult:
            yield HeatMap()

        def _display(self, screen: object, renderable: object) -> None:
            self.drawn += renderable is not None
            super()._display(screen, renderable)  # type: ignore[arg-type]

        async def on_mount(self) -> None:
            self.run_worker(self.draw())

        async def draw(self) -> None:
            heatmap = self.query_one(HeatMap)
            await asyncio.sleep(0.5)
            begun, before = time.perf_counter(), self.drawn
            number = 0
            while time.perf_counter() - begun < FRAMES_SECONDS:
                frame = self.drawn
                heatmap.show(shown[number % len(shown)], None)
                number += 1
                while self.drawn == frame and time.perf_counter() - begun < FRAMES_SECONDS:
                    await asyncio.sleep(0.001)
            rate = (self.drawn - before) / (time.perf_counter() - begun)
            partial = told.with_suffix(".part")
            partial.write_text(f"{rate}")
            partial.rename(told)
            self.exit()

    Frames().run()


if __name__ == "__main__":
    main()
