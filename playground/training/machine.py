"""Getting a machine ready to train: device, threads, memory."""

from __future__ import annotations

import ctypes
import dataclasses
import sys

import torch
from threadpoolctl import ThreadpoolController

from playground.config import ModelConfig, TrainConfig
from playground.errors import InputError
from playground.nets.kernels.precision import bfloat16_pays
from playground.ranks import Rank
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


def leave_cores_to_torch() -> None:
    """Have NumPy compute with one thread from now on.

    Whoever looks at a network in training computes a little with NumPy. Its OpenBLAS would keep a thread a
    core spinning for tens of milliseconds after every product, in case another one comes; torch's threads,
    which wait for each other many times a step, stand still meanwhile: five looks a second took a quarter of
    the steps. A torch with an OpenBLAS of its own is left alone, as is a NumPy built with another library.
    """
    ThreadpoolController().select(prefix="libscipy_openblas").limit(limits=1)


def choose_device(config: TrainConfig, rank: Rank | None = None) -> torch.device:
    """The device asked for; ``auto`` takes a GPU where there is one, and each of several processes its own.

    Raises:
        InputError: if this machine or this build of torch does not have the device, or not for every process.
    """
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    name = config.device
    if name == "auto":
        name = next(each for each in ("cuda", "mps", "cpu") if there[each])
    elif not there[name]:
        raise InputError(f"There is no {name} device on this machine; leave it at auto or use cpu.")
    if rank is None or name == "cpu":
        return torch.device(name)
    if name == "mps" or torch.cuda.device_count() < rank.local_size:
        raise InputError(
            f"There is no GPU for each of {rank.local_size} processes on this machine; start fewer, or add "
            "--device cpu."
        )
    return torch.device(name, rank.local)


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


def choose_threads(config: TrainConfig, rank: Rank | None = None) -> int:
    """CPU threads to begin with: as asked, or one a core (which processes share), eight at most."""
    if config.threads is not None:
        return config.threads
    return min(max(1, cores() // (rank.local_size if rank else 1)), 8)


def watch_threads(
    config: TrainConfig, device: torch.device, threads: int, rank: Rank | None = None
) -> Threads | None:
    """Who adapts the number of threads to the load of the machine, where that is wanted.

    Not for a number the user asked for, and not for a run planned in steps or epochs: another number of
    threads adds numbers up in another order, and the same seed must give the same result. Not for several
    processes: how long a step takes one of them says more about the others than about its threads.
    """
    if config.threads is not None or config.seconds is None or device.type != "cpu" or rank is not None:
        return None
    return Threads(threads, torch.set_num_threads)
