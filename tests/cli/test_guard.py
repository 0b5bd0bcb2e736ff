"""The process that puts a terminal back: real terminals, real processes."""

from __future__ import annotations

import os
import subprocess
import sys
import termios
import time

import pexpect
import pytest

PATIENCE = 30.0
PROGRAM = """
import os, signal, sys, termios
from playground.cli.guard import guarded_terminal

with guarded_terminal():
    raw = termios.tcgetattr(0)
    raw[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(0, termios.TCSANOW, raw)
    sys.stdout.write("\\x1b[?1049h\\x1b[?25lBEGUN")
    sys.stdout.flush()
    {end}
"""
ENDS = {"killed": "os.kill(os.getpid(), signal.SIGKILL)", "bye": "pass", "error": "raise SystemExit('no')"}


@pytest.mark.parametrize("end", list(ENDS))
def test_only_a_killed_program_has_its_terminal_put_back(end: str) -> None:
    ours, theirs = os.openpty()
    before = termios.tcgetattr(theirs)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(end=ENDS[end])], stdin=theirs, stdout=theirs, stderr=theirs
    )
    process.wait(PATIENCE)
    drawn, deadline = b"", time.monotonic() + (PATIENCE if end == "killed" else 1.0)
    os.set_blocking(ours, False)
    while b"\x1b[?25h" not in drawn and time.monotonic() < deadline:
        try:
            drawn += os.read(ours, 4096)
        except BlockingIOError:
            time.sleep(0.02)
    assert b"BEGUN" in drawn
    assert (b"\x1b[?1049l" in drawn) == (b"\x1b[?25h" in drawn) == (end == "killed")
    while (termios.tcgetattr(theirs) == before) != (end == "killed"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.close(ours)
    os.close(theirs)


def test_without_a_terminal_nobody_waits() -> None:
    program = "from playground.cli.guard import guarded_terminal\nwith guarded_terminal(): print('done')"
    told = subprocess.run(
        [sys.executable, "-c", program], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    # The guard would hold these pipes open, and this call would not return, had one been left behind.
    assert told.stdout == "done\n"


def test_a_terminal_that_is_gone_stops_nobody() -> None:
    child = pexpect.spawn(sys.executable, ["-c", PROGRAM.format(end="sys.stdin.read()")], timeout=PATIENCE)
    child.expect("BEGUN")
    child.close(force=True)
    assert not child.isalive()
