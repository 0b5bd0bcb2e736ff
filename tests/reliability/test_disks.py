"""Disks that fill up, folders that go away, files that change under the reader, two runs of one name."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from playground import LanguageModel, events, modelfile, places
from playground.errors import InputError
from playground.recipes import TrainRequest
from playground.training.run import Run
from tests.cli.test_e2e import COMMAND, PATIENCE, SMALL

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
    import time

    now = time.time
    for event in Run(request(text_file, train={"seconds": 1.0, "batch": 4, "window": 16, "threads": 1})):
        if isinstance(event, events.Started):
            monkeypatch.setattr(time, "time", lambda: now() - 86_400)
    assert isinstance(event, events.Finished)
    assert 0.5 < event.seconds < 30
