"""Disks that fill up, folders that go away, files that change under the reader, two runs of one name."""

from __future__ import annotations

import itertools
import os
import queue
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from playground import LanguageModel, events, modelfile, places
from playground.errors import InputError
from playground.recipes import TrainRequest
from playground.training.run import Run
from tests.cli.test_e2e import COMMAND, PATIENCE, SMALL, command
from tests.reliability.test_killed_app import Window

pytestmark = pytest.mark.e2e


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file system of two megabytes with the user's home on it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may make a small disk here")
    monkeypatch.setenv(places.HOME_VARIABLE, str(disk / "home"))
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(path: Path) -> None:
    """Write until the disk is full."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT)
    with suppress(OSError):
        while os.write(handle, b"x" * 4096):
            pass
    os.close(handle)


def request(text: Path, **more: object) -> TrainRequest:
    settings: dict[str, object] = {
        "name": "cats",
        "model": {"units": 32, "embedding": 16},
        "train": {"steps": 400, "batch": 4, "window": 16, "threads": 1},
        **more,
    }
    return TrainRequest(sources=(str(text),), **settings)  # type: ignore[arg-type]


def test_a_disk_that_fills_up_during_the_run_costs_nothing_that_was_saved(
    small_disk: Path, text_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = places.user_models() / "cats.safetensors"
    commands: queue.SimpleQueue[events.Command] = queue.SimpleQueue()
    commands.put(events.Save())
    filled, notices, finished = False, [], None
    for event in Run(request(text_file), commands):
        if isinstance(event, events.Saved) and not filled:
            filled, before = True, path.read_bytes()
            fill(small_disk / "filler")
            commands.put(events.Save())
        notices += [event.text] if isinstance(event, events.Notice) else []
        finished = event if isinstance(event, events.Finished) else finished
    assert any("the disk is full" in text and "Training goes on" in text for text in notices)
    assert path.read_bytes() == before
    assert finished is not None
    assert finished.path == str(tmp_path / "cats-rescued.safetensors")
    assert modelfile.load(finished.path)[0].steps == 400
    assert [each.name for each in path.parent.iterdir()] == ["cats.safetensors"]


def test_a_full_disk_is_known_before_the_first_step(small_disk: Path, text_file: Path) -> None:
    fill(small_disk / "filler")
    words = ("train", str(text_file), "--name", "cats", "--steps", "5", *SMALL)
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 2
    assert "the disk is full; make room or choose another folder first" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_model_folder_that_is_removed_is_made_again(text_file: Path) -> None:
    commands: queue.SimpleQueue[events.Command] = queue.SimpleQueue()
    commands.put(events.Save())
    removed = False
    for event in Run(request(text_file), commands):
        if isinstance(event, events.Saved) and not removed:
            removed = True
            shutil.rmtree(places.user_models())
    assert removed
    assert LanguageModel.load("cats").complete("the", tokens=3)


def test_a_text_that_is_replaced_or_removed_during_the_run_changes_nothing(text_file: Path) -> None:
    whole = [event for event in Run(request(text_file, name="whole")) if isinstance(event, events.Finished)]
    losses = []
    for event in Run(request(text_file)):
        if isinstance(event, events.Started):
            text_file.write_bytes(os.urandom(10_000))
            text_file.unlink()
        losses += [event.loss] if isinstance(event, events.Finished) else []
    assert losses == [whole[0].loss]


def test_a_text_that_changes_under_the_reader_is_read_or_refused(text_file: Path) -> None:
    contents = [
        text_file.read_bytes(),
        text_file.read_text().encode("utf-16"),
        text_file.read_text().upper().encode() + b"\xff",
        b"short",
        b"",
    ]
    over = threading.Event()

    def meddle() -> None:
        other = text_file.with_name("other")
        for number in itertools.count():
            if over.is_set():
                return
            content = contents[number % len(contents)]
            if number % 2:
                other.write_bytes(content)
                other.replace(text_file)
            else:
                text_file.write_bytes(content)
            if number % 7 == 6:
                text_file.unlink()
            time.sleep(0.001)

    meddler = threading.Thread(target=meddle)
    meddler.start()
    ends, said = set(), []
    try:
        for number in range(60):
            wanted = request(text_file, name=f"cats{number}", train={"steps": 1, "batch": 2, "threads": 1})
            try:
                ends.add(type(list(Run(wanted))[-1]))
            except InputError as error:
                ends.add(InputError)
                said.append(str(error))
    finally:
        over.set()
        meddler.join()
    assert ends <= {events.Finished, InputError}
    assert not any("\n" in each for each in said)
    for path in places.user_models().glob("*.safetensors"):
        modelfile.load(path)


@pytest.fixture
def read_only_disk(small_disk: Path) -> Iterator[Path]:
    """The user's home on a disk that nobody can write to."""
    (small_disk / "home").mkdir()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    yield small_disk
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


@pytest.mark.usefixtures("read_only_disk")
def test_a_disk_that_is_read_only(text_file: Path) -> None:
    assert "fairy-tales" in command("models", "list").stdout
    assert command("complete", "fairy-tales", "Once", "--tokens", "3").returncode == 0
    for words in (
        ("train", str(text_file), "--name", "cats", "--steps", "5", *SMALL),
        ("corpora", "add", str(text_file)),
    ):
        done = command(*words)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "read-only" in done.stderr
    window = Window()
    window.wait_for("next token")
    window.child.send("\x11")
    window.until(lambda: "BACK" in window.raw, "the end")
    assert "Traceback" not in window.raw
    window.child.close(force=True)


@pytest.mark.usefixtures("small_disk")
def test_a_text_that_finds_no_room_leaves_nothing_behind(text_file: Path) -> None:
    large = text_file.with_name("large.txt")
    large.write_bytes(text_file.read_bytes() * 400)
    done = command("corpora", "add", str(large))
    assert done.returncode == 2
    assert "the disk is full" in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(places.user_corpora().iterdir()) == []


def test_the_second_run_of_a_name_is_told_who_has_it(text_file: Path) -> None:
    first = iter(Run(request(text_file)))
    while not isinstance(next(first), events.Started):
        pass
    words = ("train", str(text_file), "--name", "cats", "--steps", "5", *SMALL)
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 2
    assert f"cats is being trained by another run (process {os.getpid()})" in done.stderr
    last = list(first)[-1]
    assert isinstance(last, events.Finished)
    # Over, it is free again: to be gone on with by one, and by one only.
    again = TrainRequest(sources=(), name="cats", resume=True, train={"steps": 5})
    going = iter(Run(again))
    next(going)
    with pytest.raises(InputError, match="is being trained by another run"):
        next(iter(Run(again)))
    assert isinstance(list(going)[-1], events.Finished)


def test_a_clock_that_is_set_back_disturbs_no_run(text_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time
    for event in Run(request(text_file, train={"seconds": 1.0, "batch": 4, "window": 16, "threads": 1})):
        if isinstance(event, events.Started):
            monkeypatch.setattr(time, "time", lambda: now() - 86_400)
    assert isinstance(event, events.Finished)
    assert 0.5 < event.seconds < 30
