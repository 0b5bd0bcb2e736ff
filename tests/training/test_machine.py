from __future__ import annotations

import os

import pytest
import torch

from playground.config import TrainConfig
from playground.errors import InputError
from playground.training import machine


@pytest.mark.parametrize(
    ("plan", "cores", "load", "threads"),
    [
        ({"seconds": 1}, 4, 0.5, 4),
        ({"seconds": 1}, 4, 3.9, 3),
        ({"steps": 1}, 4, 3.9, 4),  # another number of threads would be another result
        ({"epochs": 1}, 4, 3.9, 4),
        ({"seconds": 1}, 1, 9.0, 1),
        ({"seconds": 1}, 64, 0.0, 8),
        ({"seconds": 1, "threads": 3}, 1, 9.0, 3),
    ],
)
def test_threads_go_by_cores_and_load(
    monkeypatch: pytest.MonkeyPatch, plan: dict[str, float], cores: int, load: float, threads: int
) -> None:
    monkeypatch.setattr(machine, "cores", lambda: cores)
    monkeypatch.setattr(os, "getloadavg", lambda: (load, 0.0, 0.0))
    assert machine.choose_threads(TrainConfig(**plan)) == threads  # type: ignore[arg-type]


def test_a_system_that_does_not_tell_its_load_counts_as_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "cores", lambda: 2)
    monkeypatch.delattr(os, "getloadavg")
    assert machine.choose_threads(TrainConfig(seconds=1)) == 2


def test_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert machine.choose_device(TrainConfig(steps=1)).type == "cpu"
    with pytest.raises(InputError, match="There is no cuda device on this machine"):
        machine.choose_device(TrainConfig(steps=1, device="cuda"))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert machine.choose_device(TrainConfig(steps=1)).type == "cuda"
    assert machine.choose_device(TrainConfig(steps=1, device="cpu")).type == "cpu"


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_memory_is_kept_where_that_can_be_said(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    asked: list[str] = []

    def library(name: str) -> object:
        asked.append(name)
        raise OSError("no such library")  # as with another C library than glibc

    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr(machine.ctypes, "CDLL", library)
    machine.keep_freed_memory()
    assert asked == (["libc.so.6"] if platform == "linux" else [])
