"""Getting a machine ready to train: device, threads, memory."""

from __future__ import annotations

import ctypes
import os
import sys

import torch

from playground.config import TrainConfig
from playground.errors import InputError
from playground.recipes import cores

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3


def keep_freed_memory() -> None:
    """Tell glibc to keep large buffers instead of giving them back after every step.

    Each training step frees and asks for the same megabytes; faulting them in anew costs a fifth to a third
    of the step. Elsewhere than on Linux with glibc there is nothing to do.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        libc = ctypes.CDLL("libc.so.6")
        libc.mallopt(_M_MMAP_THRESHOLD, 1 << 30)
        libc.mallopt(_M_TRIM_THRESHOLD, 0x7FFFFFFF)
    except (OSError, AttributeError):  # another C library
        return


def choose_device(config: TrainConfig) -> torch.device:
    """The device asked for; ``auto`` takes a GPU where there is one.

    Raises:
        InputError: if this machine or this build of torch does not have the device.
    """
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if config.device == "auto":
        return torch.device(next(name for name in ("cuda", "mps", "cpu") if there[name]))
    if not there[config.device]:
        raise InputError(f"There is no {config.device} device on this machine; leave it at auto or use cpu.")
    return torch.device(config.device)


def choose_threads(config: TrainConfig) -> int:
    """CPU threads to use: as asked, or one a core, one fewer while the machine is busy with other work.

    A run planned in steps or epochs ignores the load, because another number of threads adds numbers up in
    another order: the same seed must give the same result.
    """
    if config.threads is not None:
        return config.threads
    threads = min(cores(), 8)
    if config.seconds is not None and threads > 1 and _load() > 0.75 * threads:
        threads -= 1
    return threads


def _load() -> float:
    """Processes that wanted a core over the last minute; 0 where the system does not say."""
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):
        return 0.0
