"""How soon the app is on the screen, and how soon a sentence is finished.

In a pseudo-terminal of its own, alternately: an empty Textual app until its label is drawn, and this program
until its header is drawn and until the ghost of "Once upon a" (" time", from a shipped model) is drawn.
Then, without a terminal: importing NumPy, and ``rnn-playground complete`` until its first character.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pexpect
import pyte
from side_by_side import compare, describe_machine

EMPTY_APP = """
from textual.app import App
from textual.widgets import Label
class Empty(App):
    def compose(self):
        yield Label("ready to go")
Empty().run()
"""
COMMAND = str(Path(sys.executable).with_name("rnn-playground"))


class Terminal:
    """A program in a pseudo-terminal of 120 x 36, and what it has drawn so far."""

    def __init__(self, *command: str) -> None:
        self._screen = pyte.Screen(120, 36)
        self._stream = pyte.ByteStream(self._screen)
        self._began = time.perf_counter()
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._child = pexpect.spawn(command[0], list(command[1:]), dimensions=(36, 120), env=environment)

    def until(self, text: str, patience: float = 30.0) -> float:
        """Seconds from the start until ``text`` is on the screen."""
        while time.perf_counter() - self._began < patience:
            try:
                self._stream.feed(self._child.read_nonblocking(1 << 16, timeout=0.05))
            except pexpect.TIMEOUT:
                continue
            if any(text in line for line in self._screen.display):
                return time.perf_counter() - self._began
        raise SystemExit(f"{text!r} was never drawn:\n" + "\n".join(self._screen.display))

    def close(self) -> None:
        self._child.close(force=True)


def first_paint(text: str, *command: str) -> float:
    terminal = Terminal(*command)
    try:
        return terminal.until(text)
    finally:
        terminal.close()


def run(*command: str) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def first_character(*command: str) -> float:
    """Seconds until a command has printed more than the prompt it was given."""
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.read(len("Once upon a") + 1)
        taken = time.perf_counter() - began
        process.kill()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description="How soon the app is on the screen.")
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    print(describe_machine("textual", "numpy"))
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_PLAYGROUND_HOME"] = home
        compare(
            {
                "empty Textual app, first paint": lambda: first_paint(
                    "ready to go", sys.executable, "-c", EMPTY_APP
                ),
                "rnn-playground, first paint": lambda: first_paint("rnn-playground", COMMAND),
                "rnn-playground, 'Once upon a' completed": lambda: first_paint("Once upon a time", COMMAND),
            },
            rounds,
        )
        print()
        compare(
            {
                "import numpy": lambda: run(sys.executable, "-c", "import numpy"),
                "complete, first character": lambda: first_character(
                    COMMAND, "complete", "fairy-tales", "Once upon a", "--tokens", "20"
                ),
            },
            rounds,
        )


if __name__ == "__main__":
    main()
