"""How soon the app is on the screen, how soon it trains, and how soon a sentence is finished.

In a pseudo-terminal of its own, alternately: an empty Textual app until its label is drawn, and this program
until its header is drawn and until the ghost of "Once upon a" (" time", from a shipped model) is drawn.
Then from pressing Train, with a worker that has loaded torch, to the first loss in the header. Then, without
a terminal: importing NumPy and reading the model's file, and ``rnn-playground complete``, both until their
first character, both with one OpenBLAS thread.

On a busy machine ``--processor`` counts processor time in place of seconds passed, in that last comparison,
which alone is then made.

Our own modules are compiled to bytecode first, as pip does when it installs them.
"""

from __future__ import annotations

import argparse
import compileall
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pexpect
import pyte
from side_by_side import compare, describe_machine

import playground
from playground.library import find

EMPTY_APP = """
from textual.app import App
from textual.widgets import Label
class Empty(App):
    def compose(self):
        yield Label("ready to go")
Empty().run()
"""
NUMPY_AND_FILE = """
import sys, numpy
open(sys.argv[1], "rb").read()
print("Once upon a time", flush=True)
"""
COMMAND = str(Path(sys.executable).with_name("rnn-playground"))
WARM = 6.0
"""Seconds after which the worker is taken to have loaded torch."""
FIRST_LOSS = r"● \S+ \d+%"


class Terminal:
    """A program in a pseudo-terminal of 120 x 36, and what it has drawn so far."""

    def __init__(self, *command: str) -> None:
        self._screen = pyte.Screen(120, 36)
        self._stream = pyte.ByteStream(self._screen)
        self._began = time.perf_counter()
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._child = pexpect.spawn(command[0], list(command[1:]), dimensions=(36, 120), env=environment)

    def until(self, pattern: str, patience: float = 30.0) -> float:
        """Seconds from the start, or the last key, until a line of the screen matches ``pattern``."""
        while time.perf_counter() - self._began < patience:
            self._look()
            if any(re.search(pattern, line) for line in self._screen.display):
                return time.perf_counter() - self._began
        raise SystemExit(f"{pattern!r} was never drawn:\n" + "\n".join(self._screen.display))

    def rest(self, seconds: float) -> None:
        """Let it go on for a while."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self._look()

    def press(self, key: str) -> None:
        self._began = time.perf_counter()
        self._child.send(key)

    def _look(self) -> None:
        try:
            self._stream.feed(self._child.read_nonblocking(1 << 16, timeout=0.02))
        except pexpect.TIMEOUT:
            return

    def close(self) -> None:
        self._child.close(force=True)


def first_paint(text: str, *command: str) -> float:
    terminal = Terminal(*command)
    try:
        return terminal.until(text)
    finally:
        terminal.close()


def first_loss() -> float:
    """Seconds from pressing t to a loss in the header, on a shipped text."""
    terminal = Terminal(COMMAND, "fairy-tales")
    try:
        terminal.until("Recipe")
        terminal.rest(WARM)
        terminal.press("t")
        return terminal.until(FIRST_LOSS)
    finally:
        terminal.close()


def first_character(*command: str, processor: bool) -> float:
    """Seconds until a command has printed more than the prompt it was given; of processor time if asked."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        process.stdout.read(len("Once upon a") + 1)
        taken = time.perf_counter() - began
        process.kill()
        used = os.wait4(process.pid, 0)[2] if processor else None
    return used.ru_utime + used.ru_stime if used else taken


def compare_screens(rounds: int, trainings: int) -> None:
    """First paint, a completed sentence and the first loss of a run, in a terminal."""
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
    compare({"Train pressed, first loss on the screen": first_loss}, trainings)


def main() -> None:
    parser = argparse.ArgumentParser(description="How soon the app is on the screen.")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--quick", action="store_true", help="few rounds")
    parser.add_argument("--processor", action="store_true", help="processor time to the first character")
    options = parser.parse_args()
    rounds = 3 if options.quick else options.rounds
    print(describe_machine("textual", "numpy"))
    compileall.compile_dir(Path(playground.__file__).parent, quiet=2)
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_PLAYGROUND_HOME"] = home
        if not options.processor:
            compare_screens(rounds, 1 if options.quick else 3)
            print()
        compare(
            {
                "import NumPy and read the file": lambda: first_character(
                    sys.executable,
                    "-c",
                    NUMPY_AND_FILE,
                    str(find("fairy-tales")),
                    processor=options.processor,
                ),
                "complete, first character": lambda: first_character(
                    COMMAND,
                    "complete",
                    "fairy-tales",
                    "Once upon a",
                    "--tokens",
                    "20",
                    processor=options.processor,
                ),
            },
            2 * rounds,
        )


if __name__ == "__main__":
    main()
