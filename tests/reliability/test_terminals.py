"""Any terminal: what it can do may be little, and it may be taken away for a while."""

from __future__ import annotations

import os
import shlex
import signal
import time
from pathlib import Path

import pexpect
import pytest

from playground import modelfile, places
from tests.cli.test_e2e import COMMAND, PATIENCE, command
from tests.reliability.test_killed_app import Window, process_state

pytestmark = pytest.mark.e2e

ENVIRONMENTS = [
    {"TERM": "dumb"},
    {"TERM": "xterm"},
    {"TERM": "xterm-256color"},
    {"TERM": "linux"},
    {"TERM": "screen"},
    {"TERM": "vt100"},
    {"TERM": ""},
    {"TERM": "xterm-256color", "NO_COLOR": "1"},
    {"TERM": "xterm-256color", "LC_ALL": "C", "LANG": "C"},
    {"TERM": "xterm", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


@pytest.mark.parametrize(
    "settings", ENVIRONMENTS, ids=lambda each: " ".join(f"{k}={v}" for k, v in each.items())
)
@pytest.mark.parametrize("size", [(24, 80), (6, 20)], ids=["80x24", "20x6"])
def test_the_app_opens_writes_and_leaves(settings: dict[str, str], size: tuple[int, int]) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLORTERM")}
    app = pexpect.spawn(
        "/usr/bin/env",  # a command without arguments would be split at the spaces of its path
        COMMAND,
        dimensions=size,
        env={**environment, **settings},
        timeout=PATIENCE,
    )
    app.expect(b"Once|Text|rnn|Train")
    app.send("\x1bOQ")
    app.expect(b".")
    app.send("\x11")
    app.expect(pexpect.EOF)
    app.close()
    assert app.exitstatus == 0, app.before
    assert b"Traceback" not in app.before


@pytest.mark.parametrize("settings", ENVIRONMENTS[-2:], ids=["C", "POSIX"])
def test_the_command_writes_what_it_can_where_there_is_no_utf8(settings: dict[str, str]) -> None:
    done = command(
        "complete", "fairy-tales", "Once upon a – “time”", "--tokens", "20",
        "--seed", "1", env={**os.environ, **settings},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout.startswith("Once upon a")


def test_suspended_and_woken_it_draws_itself_again() -> None:
    window = Window()
    window.wait_for("next token")
    app = window.app_process()
    os.kill(app, signal.SIGTSTP)
    # The shell script that started it is no job control: it is woken from outside.
    window.until(lambda: "\x1b[?1049l" in window.raw, "the screen of before")
    window.until(lambda: process_state(app) == "T", "rest")
    window.raw = ""
    os.kill(app, signal.SIGCONT)
    window.until(lambda: "\x1b[?1049h" in window.raw and "token" in window.raw, "the app again")
    window.child.send("\x11")
    window.until(lambda: "BACK" in window.raw, "the end")
    window.child.close(force=True)


def test_ctrl_z_goes_back_to_the_shell_and_fg_to_the_app(text_file: Path) -> None:
    # A shell as a person has it, with job control; what it reads is typed.
    environment = {**os.environ, "TERM": "xterm-256color", "PS1": "ready$ "}
    shell = pexpect.spawn(
        "bash", ["--norc", "--noprofile", "-i"], dimensions=(36, 120), env=environment, encoding="utf-8",
        timeout=PATIENCE,
    )  # fmt: skip
    shell.expect_exact("ready$ ")
    shell.sendline(shlex.join([*COMMAND, str(text_file)]))
    shell.expect("Recipe")
    time.sleep(1.0)
    shell.send("\x14")  # ctrl+t
    shell.expect(r"step [\d,]+")
    shell.send("\x1a")  # ctrl+z
    shell.expect_exact("\x1b[?1049l")
    shell.expect_exact("ready$ ")
    shell.sendline('echo be"tween"; jobs')
    shell.expect_exact("between")
    shell.expect("Stopped")
    shell.sendline("fg")
    shell.expect_exact("\x1b[?1049h")
    shell.expect("step")
    shell.send("s")  # stops and saves
    shell.expect("saved")
    shell.send("\x11")
    shell.expect_exact("ready$ ")
    shell.sendline("exit")
    shell.expect(pexpect.EOF)
    (path,) = places.user_models().glob("*.safetensors")
    assert modelfile.load(path)[0].steps > 0


def test_where_there_is_no_shell_the_app_does_not_fall_asleep(text_file: Path) -> None:
    window = Window(str(text_file))  # a script, which has no job control
    window.wait_for("Recipe")
    window.child.send("\x1a")
    window.wait_for("no shell here")
    window.child.send("\x11")
    window.until(lambda: "BACK" in window.raw, "the end")
    window.child.close(force=True)


def test_a_storm_of_sizes_leaves_it_drawn_for_the_last_one() -> None:
    window = Window()
    window.wait_for("next token")
    for step in range(200):
        window.child.setwinsize(6 + step % 50, 20 + (step * 7) % 180)
    window.child.setwinsize(24, 80)
    window.screen.resize(24, 80)
    window.wait_for("Quit")
    window.wait_for("next token")
    window.child.send("\x11")
    window.until(lambda: "BACK" in window.raw, "the end")
    window.child.close(force=True)


def test_an_app_that_nobody_could_see_is_not_opened(tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    child = pexpect.spawn("/bin/sh", ["-c", f'exec "$@" 2>"{said}"', "sh", *COMMAND], timeout=PATIENCE)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2
    assert "needs a terminal" in said.read_text()
