"""The Lab in a real terminal with a real worker: an experiment runs, and leaving leaves no process behind."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

import pexpect
import pyte
import pytest

from playground.lab.catalogue import EXPERIMENTS

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes as Linux shows them"),
]

BEFORE = [experiment.name for experiment in EXPERIMENTS].index("padding")
"""Experiments before the quickest one."""


def opened() -> pexpect.spawn:
    child = pexpect.spawn(
        sys.executable,
        ["-m", "playground"],
        env={
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        },
        dimensions=(36, 120),
        encoding="utf-8",
        timeout=120,
    )
    child.expect("Once upon")
    child.send("\x1b[15~")  # F5
    child.expect("Experiments")
    return child


def wait_for(child: pexpect.spawn, screen: pyte.Screen, text: str) -> None:
    """Read until ``text`` stands on the screen, in however many pieces it was drawn."""
    stream = pyte.Stream(screen)
    end = time.monotonic() + 120
    while not any(text in row for row in screen.display):
        assert time.monotonic() < end, "\n".join(screen.display)
        with contextlib.suppress(pexpect.TIMEOUT):
            stream.feed(child.read_nonblocking(65536, timeout=1))


def left_behind(session: int) -> list[int]:
    """Processes of a terminal's session that are still there."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def left(child: pexpect.spawn) -> list[int]:
    """Leave the app; what is still there a little later."""
    child.send("\x11")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    for _ in range(50):
        if not left_behind(child.pid):
            return []
        time.sleep(0.1)
    return left_behind(child.pid)


def test_an_experiment_runs_and_leaving_ends_both_workers() -> None:
    child, screen = opened(), pyte.Screen(120, 36)
    child.send("n" * BEFORE)
    wait_for(child, screen, "Padding changes what a network computes")
    child.send("r")
    wait_for(child, screen, "Verdict: ")
    assert len(left_behind(child.pid)) >= 3  # the app and its two workers
    assert left(child) == []


def test_leaving_while_an_experiment_runs_leaves_nothing_behind() -> None:
    child = opened()
    child.send("r")
    child.expect("At initialisation")
    assert left(child) == []
