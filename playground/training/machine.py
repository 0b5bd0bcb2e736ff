"""Getting a machine ready to train: device, threads, memory."""

from __future__ import annotations

import ctypes
import dataclasses
import sys

import torch

from playground.config import ModelConfig, TrainConfig
from playground.errors import InputError
from playground.nets.kernels.precision import bfloat16_pays
from playground.recipes import cores
from playground.training.threads import Threads

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


_NARROW = 192
"""With fewer units a step of our GRU and RNN kernels is elementwise work for the most part."""


def settle_precision(config: TrainConfig, model: ModelConfig, device: torch.device) -> TrainConfig:
    """``config`` with ``auto`` precision replaced by what is fastest here.

    A run planned in steps or epochs stays with float32: it is to give the same on every machine.
    """
    if config.precision != "auto":
        return config
    if config.seconds is None or device.type == "mps":
        faster = False
    elif device.type == "cuda":
        faster = torch.cuda.is_bf16_supported(including_emulation=False)
    else:
        faster = (model.cell == "lstm" or model.units >= _NARROW) and bfloat16_pays()
    return dataclasses.replace(config, precision="bfloat16" if faster else "float32")


def choose_threads(config: TrainConfig) -> int:
    """CPU threads to begin with: as asked, or one a core, eight at most."""
    return config.threads if config.threads is not None else min(cores(), 8)


def watch_threads(config: TrainConfig, device: torch.device, threads: int) -> Threads | None:
    """Who adapts the number of threads to the load of the machine, where that is wanted.

    Not for a number the user asked for, and not for a run planned in steps or epochs: another number of
    threads adds numbers up in another order, and the same seed must give the same result.
    """
    if config.threads is not None or config.seconds is None or device.type != "cpu":
        return None
    return Threads(threads, torch.set_num_threads)
