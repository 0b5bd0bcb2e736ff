from __future__ import annotations

import pytest
import torch
from threadpoolctl import ThreadpoolController

from playground.config import TrainConfig
from playground.errors import InputError
from playground.training import machine


@pytest.mark.parametrize(
    ("cores", "asked", "threads"), [(1, None, 1), (4, None, 4), (64, None, 8), (4, 3, 3)]
)
def test_threads_are_those_asked_for_or_one_a_core(
    monkeypatch: pytest.MonkeyPatch, cores: int, asked: int | None, threads: int
) -> None:
    monkeypatch.setattr(machine, "cores", lambda: cores)
    assert machine.choose_threads(TrainConfig(seconds=1, threads=asked)) == threads


def test_threads_follow_the_load_only_where_the_result_may_depend_on_it() -> None:
    cpu = torch.device("cpu")
    assert machine.watch_threads(TrainConfig(seconds=1), cpu, 2) is not None
    assert machine.watch_threads(TrainConfig(seconds=1, threads=2), cpu, 2) is None
    assert machine.watch_threads(TrainConfig(steps=1), cpu, 2) is None
    assert machine.watch_threads(TrainConfig(epochs=1), cpu, 2) is None
    assert machine.watch_threads(TrainConfig(seconds=1), torch.device("cuda"), 2) is None


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


def test_numpy_leaves_the_cores_to_torch() -> None:
    own = ThreadpoolController().select(prefix="libscipy_openblas")
    if not own:
        pytest.skip("this NumPy was built with another library")
    torch_threads = torch.get_num_threads()
    with own.limit(limits=2):  # the tests that follow have what they had
        machine.leave_cores_to_torch()
        assert {each["num_threads"] for each in own.info()} == {1}
        assert torch.get_num_threads() == torch_threads
