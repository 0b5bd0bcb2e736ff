"""A terminal at the end of a slow line: frames are dropped, keys are not, and nothing waits for it."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from playground import modelfile, places
from tests.cli.test_e2e import PATIENCE
from tests.reliability.test_killed_app import Window

pytestmark = pytest.mark.e2e

SLOW = 2_000
"""Bytes a second."""
BUFFERED = 300_000
"""Bytes that the system keeps between the app and its terminal, and a few frames of the app's own."""
LETTERS = "the quick brown fox jumps over the lazy dog "


@pytest.fixture
def writing(text_file: Path) -> Window:
    """The app in Write, with a run going on."""
    window = Window(str(text_file))
    window.wait_for("Recipe")
    time.sleep(1.0)
    window.child.send("\x14")  # ctrl+t
    window.wait_for(r"step [\d,]+ +\S+ tokens/s")
    window.child.send("\x13")  # ctrl+s
    window.until(lambda: any(places.user_models().glob("*.safetensors")), "a saved model")
    window.child.send("\x1bOR")  # F3
    window.wait_for("next token")
    window.child.send("\x01\x7f")  # ctrl+a, backspace
    return window


def saved_at() -> int:
    (path,) = places.user_models().glob("*.safetensors")
    return path.stat().st_mtime_ns


def waiting(window: Window) -> int:
    """Bytes that wait for the terminal at once; they are read."""
    count = 0
    while select.select([window.child.child_fd], [], [], 0.003)[0]:
        piece = os.read(window.child.child_fd, 1 << 16)
        window.raw += piece.decode("utf-8", "replace")
        count += len(piece)
    return count


def typed(window: Window) -> str:
    """The text of the editor, as the screen shows it."""
    lines = [line.partition("││")[0] for line in window.screen.display if "││" in line]
    return " ".join(" ".join(lines).replace("│", " ").split())


def leave(window: Window) -> None:
    window.child.send("\x11")
    window.until(lambda: "BACK" in window.raw, "the end")
    window.child.close(force=True)
    (path,) = places.user_models().glob("*.safetensors")
    assert modelfile.load(path)[0].steps > 0


def type_slowly(window: Window, text: str, meanwhile: Callable[[float], None]) -> None:
    for letter in text:
        window.child.send(letter)
        meanwhile(0.1)


def test_a_terminal_that_does_not_read_for_a_while_stops_nothing(writing: Window) -> None:
    before = saved_at()
    type_slowly(writing, LETTERS * 4, time.sleep)
    writing.child.send("\x1bOQ")  # F2
    time.sleep(0.5)
    writing.child.send("w")  # saves
    deadline = time.monotonic() + PATIENCE
    while saved_at() == before:
        assert time.monotonic() < deadline, "the app waits for its terminal"
        time.sleep(0.05)
    assert waiting(writing) < BUFFERED
    writing.child.send("\x1bOR")  # F3
    writing.until(lambda: typed(writing).startswith((LETTERS * 4).strip()), "every letter")
    leave(writing)


def test_over_a_slow_line_every_key_arrives(writing: Window) -> None:
    def read_slowly(seconds: float) -> None:
        until = time.monotonic() + seconds
        piece = os.read(writing.child.child_fd, int(SLOW * seconds))
        writing.raw += piece.decode("utf-8", "replace")
        time.sleep(max(0.0, until - time.monotonic()))

    type_slowly(writing, LETTERS * 4, read_slowly)
    assert waiting(writing) < BUFFERED
    # What was read in pieces is not on the emulator's screen: the other mode and back draws all of it.
    writing.child.send("\x1bOQ")  # F2
    writing.wait_for("Recipe|step")
    writing.child.send("\x1bOR")  # F3
    writing.until(lambda: typed(writing).startswith((LETTERS * 4).strip()), "every letter")
    leave(writing)
