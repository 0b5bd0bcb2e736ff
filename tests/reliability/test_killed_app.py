"""The app killed while it trains: the model is saved, no process stays, and the terminal is as it was."""

from __future__ import annotations

import contextlib
import os
import random
import re
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest

from playground import modelfile, places
from playground.training.client import TrainingClient
from tests.cli.test_e2e import COMMAND, PATIENCE
from tests.reliability.conftest import KILLS
from tests.reliability.emulator import Emulator

pytestmark = pytest.mark.e2e


class Window:
    """A terminal window with a shell in it, which runs the app."""

    def __init__(self, *words: str, flag: Path | None = None) -> None:
        """``flag``: after the app the shell waits for this file."""
        app = " ".join(map(shlex.quote, (*COMMAND, *words)))
        # The shell says how the terminal is set before the app and after it.
        wait = f"until [ -e {shlex.quote(str(flag))} ]; do sleep 0.1; done" if flag else "true"
        script = f"stty -a; {app}; {wait}; echo; echo BACK; stty -a; echo END; sleep 60"
        # A size that was exported is not that of the terminal, and must not count.
        stale = {"COLUMNS": "44", "LINES": "13"}
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **stale}
        self.child = pexpect.spawn(
            "/bin/sh", ["-c", script], dimensions=(36, 120), env=environment, encoding="utf-8",
            timeout=PATIENCE,
        )  # fmt: skip
        self.screen = Emulator(120, 36)
        self.raw = ""

    def wait_for(self, pattern: str) -> None:
        """Until the screen shows ``pattern``."""
        self.until(lambda: re.search(pattern, "\n".join(self.screen.display)) is not None, pattern)

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Show what the app draws, until it ``holds``."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, "\n".join([f"no {what}:", *self.screen.display])
            try:
                piece = self.child.read_nonblocking(1 << 16, timeout=0.2)
            except pexpect.TIMEOUT:
                continue
            self.raw += piece
            self.screen.show(piece)

    def app_process(self) -> int:
        return _children(self.child.pid)[0]


def _children(process: int) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    return [int(each) for each in found.stdout.split()]


def _settings(output: str) -> list[str]:
    """What ``stty -a`` printed, each time it did; the size of the window left out."""
    return [" ".join(found.split()) for found in re.findall(r"(intr = .*?echoke[^\n]*)", output, re.DOTALL)]


@pytest.fixture
def training(text_file: Path) -> Window:
    window = Window(str(text_file), flag=text_file.with_name("go on"))
    window.wait_for("Recipe")
    window.wait_for("Train")
    time.sleep(1.0)
    window.child.send("\x14")  # ctrl+t
    window.wait_for(r"step [\d,]+ +\S+ tokens/s")
    return window


def assert_put_back(window: Window) -> None:
    """The terminal is as it was before the app, by what was sent to it and by how it is set."""
    after = window.raw.rpartition("BACK")[0]
    for mode in ("?1049l", "?25h", "?1000l", "?1003l", "?1006l", "?2004l"):
        assert after.rfind(mode) > after.rfind(mode[:-1] + ("h" if mode.endswith("l") else "l")), mode
    before, now = _settings(window.raw)
    assert before == now


def of_this_app(text_file: Path) -> list[int]:
    """Every process that was started with this text, its guard too; the shell's own line has it as well."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (process / "cmdline").read_bytes().split(b"\0")
            if os.fsencode(text_file) in words and _running(int(process.name)):
                found.append(int(process.name))
    return found


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_terminal_is_put_back_and_the_model_saved(
    training: Window, how: signal.Signals, text_file: Path
) -> None:
    app = training.app_process()
    workers = _children(app)
    assert workers
    os.kill(app, how)
    training.until(lambda: not any(map(_running, workers)), "end of the worker")
    text_file.with_name("go on").touch()
    training.wait_for("END")
    assert_put_back(training)
    models = list(places.user_models().glob("*.safetensors"))
    assert len(models) == 1
    assert modelfile.load(models[0])[0].steps > 0
    training.child.close(force=True)


def test_app_and_workers_are_killed_at_once(training: Window, text_file: Path) -> None:
    app = training.app_process()
    (guard,) = set(of_this_app(text_file)) - {app}
    for process in (app, *_children(app)):
        os.kill(process, signal.SIGKILL)
    training.until(lambda: not _running(guard), "end of the guard")
    text_file.with_name("go on").touch()
    training.wait_for("END")
    assert_put_back(training)
    assert of_this_app(text_file) == []
    training.child.close(force=True)


def test_the_window_is_closed(training: Window) -> None:
    app = training.app_process()
    everyone = [app, *_children(app)]
    training.child.close(force=True)  # SIGHUP to all that run in it
    deadline = time.monotonic() + PATIENCE
    while any(_running(each) for each in everyone):
        assert time.monotonic() < deadline, "something lives on"
        time.sleep(0.05)
    (path,) = places.user_models().glob("*.safetensors")
    assert modelfile.load(path)[0].steps > 0


def test_a_killed_worker_is_told_and_one_key_goes_on(training: Window, text_file: Path) -> None:
    text_file.with_name("go on").touch()
    training.child.send("\x13")  # ctrl+s
    training.until(lambda: any(places.user_models().glob("*.safetensors")), "a saved model")
    app = training.app_process()
    for process in _children(app):
        os.kill(process, signal.SIGKILL)
    training.wait_for("ended unexpectedly")
    training.child.send("r")
    training.wait_for(r"step [\d,]+ ")
    training.child.send("s")
    training.wait_for("stopped and is saved")
    training.child.send("\x11")
    training.wait_for("BACK")
    training.child.close(force=True)


VICTIMS = ("app", "worker", "both")


def test_killed_at_random_instants_nothing_is_left_but_whole_models(text_file: Path) -> None:
    """The app, its worker or both, a moment after a run began, was saved or was stopped."""
    chance = random.Random(3)
    for kill in range(max(len(VICTIMS), KILLS // 5)):
        window = Window(str(text_file))
        window.wait_for("Recipe")
        window.wait_for("Train")
        time.sleep(1.0)
        window.child.send("\x14")  # ctrl+t
        window.wait_for(r"step [\d,]+ +\S+ tokens/s")
        # The worker of this app was ready before its run: what an earlier one left half written is gone.
        alive = {window.app_process(), *_children(window.app_process())}
        window.child.send(chance.choice(("", "\x13", "s")))  # nothing, ctrl+s, stop
        time.sleep(chance.random())
        victim = VICTIMS[kill % len(VICTIMS)]
        app = window.app_process()
        for process in {"app": [app], "worker": _children(app), "both": [*_children(app), app]}[victim]:
            os.kill(process, signal.SIGKILL)
        if victim == "worker":
            window.child.send("\x11")
        deadline = time.monotonic() + PATIENCE
        while any(map(_running, alive)) or of_this_app(text_file):
            pause = time.monotonic() + 0.1
            window.until(lambda pause=pause: time.monotonic() > pause, "end of the pause")
            assert time.monotonic() < deadline, f"something lives on after the {victim} was killed"
        window.child.close(force=True)
        for path in places.user_models().glob("*.safetensors"):
            card, _ = modelfile.load(path)
            assert card.steps > 0
            assert modelfile.load_resume(path) is not None
    assert any(places.user_models().glob("*.safetensors"))
    client = TrainingClient()
    client.start()
    deadline = time.monotonic() + PATIENCE
    while leftovers := list(places.user_models().glob("*.part")):
        assert time.monotonic() < deadline, leftovers
        time.sleep(0.05)
    client.close()


def process_state(process: int) -> str:
    """``R``, ``S``, ``T`` (stopped), ``Z`` (waits to be buried), ... as in ps; nothing when it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def _running(process: int) -> bool:
    return process_state(process) not in ("", "Z")
