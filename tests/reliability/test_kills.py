"""Killed at any instant, a run leaves a whole model behind, at most ten seconds old, and nothing else.

``RNN_PLAYGROUND_LONG=1`` kills two hundred times instead of a dozen.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import queue
import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from playground import events, modelfile, places
from playground.files import write_whole
from playground.recipes import TrainRequest
from playground.text import catalogue
from tests.cli.test_e2e import COMMAND, PATIENCE
from tests.reliability.conftest import KILLS

pytestmark = pytest.mark.e2e

SMALL = {"batch": 4, "window": 16, "threads": 1}
DOING = ("training", "saving", "validating")
"""What a run that is to be killed does: steps, one save after another, or its last validation."""


def _train(home: str, text: str, resume: bool, doing: str) -> None:
    """Train without end, in a process that is going to be killed; ``doing``: one of :data:`DOING`."""
    from playground.training.run import Run

    os.environ[places.HOME_VARIABLE] = home  # the server that makes the processes may be of another test

    request = TrainRequest(
        sources=() if resume else (text,),
        name="cats",
        model={} if resume else {"units": 64, "embedding": 16},
        train={"steps": 10_000_000} if resume else {**SMALL, "steps": 10_000_000},
        resume=resume,
        autosave_seconds=0.05,
        sample_seconds=0.1,
    )
    commands: queue.SimpleQueue[events.Command] = queue.SimpleQueue()
    commands.put(events.Save())
    for event in Run(request, commands):
        if isinstance(event, events.Saved) and doing != "training":
            commands.put(events.Save() if doing == "saving" else events.Stop())
    time.sleep(PATIENCE)


def _started(text: Path, resume: bool, doing: str) -> BaseProcess:
    # The server has torch loaded before it makes a process, so that two hundred of them take minutes.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["playground.training.run"])
    process = context.Process(
        target=_train, args=(os.environ[places.HOME_VARIABLE], str(text), resume, doing), daemon=True
    )
    process.start()
    return process


def test_killed_at_random_instants_the_file_is_always_whole(text_file: Path) -> None:
    path = places.user_models() / "cats.safetensors"
    chance = random.Random(1)
    steps, card, weights, resume = -1, None, None, None
    for kill in range(KILLS):
        before = path.stat().st_mtime_ns if path.exists() else 0
        process = _started(text_file, resume=kill > 0, doing=DOING[kill % len(DOING)])
        deadline = time.monotonic() + PATIENCE
        while not path.exists() or path.stat().st_mtime_ns == before:
            assert process.is_alive(), "the run ended by itself"
            assert time.monotonic() < deadline, "nothing was saved"
            time.sleep(0.005)
        time.sleep(chance.random() * 0.3)
        process.kill()
        process.join()
        card, weights = modelfile.load(path)
        resume = modelfile.load_resume(path)
        assert weights
        assert resume is not None
        assert card.steps >= steps, "an older model took the place of a newer one"
        steps = card.steps
    assert steps > 0
    assert card is not None
    assert weights is not None
    assert resume is not None
    # What the last kills left half written is gone as soon as anything is saved there again.
    arrays, info = resume
    modelfile.save(path, card, weights, arrays, info)
    assert sorted(each.name for each in path.parent.iterdir()) == ["cats.safetensors"]


def test_the_command_loses_ten_seconds_at_most(text_file: Path) -> None:
    sizes = ("--units", "16", "--batch", "4", "--window", "16", "--threads", "1")
    words = ("train", str(text_file), "--name", "cats", "--seconds", "600", "--json", *sizes)
    with subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        reached = 0.0
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "progress":
                reached = event["seconds"]
            if reached > 12:
                process.kill()
                break
    card = modelfile.read_card(places.user_models() / "cats.safetensors")
    assert reached - card.seconds < 10.5


def test_a_dead_worker_leaves_no_process_and_no_file_behind(text_file: Path) -> None:
    from playground.training.client import TrainingClient

    client = TrainingClient(nice=0)
    client.start()
    try:
        client.train(
            TrainRequest(
                sources=(str(text_file),), name="cats", model={"units": 16}, train={**SMALL, "steps": 10**7},
                autosave_seconds=0.05,
            )
        )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not any(isinstance(event, events.Saved) for event in client.poll()):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process = client._process
        assert process is not None
        os.kill(process.pid or 0, signal.SIGKILL)
        deadline = time.monotonic() + PATIENCE
        # Its listener waits for it too: whoever is second to hear of the end knows it a moment later.
        while client.alive:
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        client.close()
    modelfile.load(places.user_models() / "cats.safetensors")


class _Slow(BaseHTTPRequestHandler):
    """Sends a text of the catalogue's size, piece by piece, and never gets to its end."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(1000):
                self.wfile.write(b"x" * 1000)
                time.sleep(0.01)

    def log_message(self, *_: object) -> None:
        """Not to the terminal of the tests."""


@pytest.fixture
def slow_server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_killed_download_is_no_text_and_leaves_nothing_for_long(
    slow_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(catalogue.MIRROR_VARIABLE, slow_server)
    folder = places.user_corpora()
    words = ("corpora", "download", "tinyshakespeare")
    chance = random.Random(2)
    for _ in range(max(2, KILLS // 10)):
        with subprocess.Popen([*COMMAND, *words], stderr=subprocess.DEVNULL) as process:
            deadline = time.monotonic() + PATIENCE
            while not any(folder.glob(f"*{process.pid}*.part")):
                assert time.monotonic() < deadline
                time.sleep(0.01)
            time.sleep(chance.random())
            process.kill()
        # Its own is left; what the one before left was cleared away on the way.
        assert [each.suffix for each in folder.iterdir()] == [".part"]
    listed = subprocess.run([*COMMAND, "corpora", "list"], capture_output=True, text=True, check=True)
    assert ".part" not in listed.stdout
    write_whole(folder / "mine.txt", [b"a text of mine"])
    assert [each.name for each in folder.iterdir()] == ["mine.txt"]
