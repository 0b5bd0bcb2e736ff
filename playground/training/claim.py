"""One run a model: who trains it holds a lock, which ends with its process, however that ends."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playground import places
from playground.errors import InputError

try:
    import fcntl
except ImportError:  # Windows: the second of two runs then keeps its model under another name
    fcntl = None  # type: ignore[assignment]


@contextmanager
def claimed(path: Path) -> Iterator[None]:
    """Hold the model file ``path`` (there or not) for one run.

    Where no lock can be had, because the system or the folder knows none, nothing is held.

    Raises:
        InputError: if another run holds it.
    """
    handle = _opened(path)
    try:
        if handle is not None and not _locked(handle):
            raise InputError(
                f"{path.stem} is being trained by another run (process {_holder(handle)}); wait until it has "
                "ended, or choose another name."
            )
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _opened(path: Path) -> int | None:
    """The file that stands for ``path``; it lies in the cache, so that no model folder is littered."""
    name = hashlib.sha256(str(path.absolute()).encode(errors="surrogatepass")).hexdigest()[:32]
    if fcntl is not None:
        with suppress(OSError):
            folder = places.cache() / "runs"
            folder.mkdir(parents=True, exist_ok=True)
            return os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    return None


def _locked(handle: int) -> bool:
    """Take the lock and say who has it; False only if another has it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    with suppress(OSError):
        os.truncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
    return True


def _holder(handle: int) -> str:
    with suppress(OSError):
        return os.pread(handle, 20, 0).decode("ascii", "replace") or "unknown"
    return "unknown"
