"""Writing a file whole or not at all, and saying plainly why it could not be written."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from playground.errors import InputError
from playground.places import tidy

_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than is allowed here",
    errno.EROFS: "the folder is read-only",
    errno.EACCES: "the folder may not be written to",
    errno.EPERM: "the folder may not be written to",
    errno.ENOTDIR: "a part of its path is a file, not a folder",
    errno.EEXIST: "a part of its path is a file, not a folder",
    errno.ENAMETOOLONG: "its name is too long",
}
_FULL = {errno.ENOSPC, errno.EDQUOT}
_CANNOT_RESERVE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
"""What a file system answers that has no way of setting room aside: it says nothing about the disk."""


def _reason(error: OSError) -> str:
    """What is in the way, and what to do about it."""
    advice = "make room or choose another folder" if error.errno in _FULL else "choose another folder"
    return f"{_REASONS.get(error.errno or 0, error.strerror or str(error))}; {advice}"


def _beside(path: Path) -> Path:
    """A new name in the same folder, which nothing else takes."""
    return path.with_name(f".{os.getpid()}-{os.urandom(4).hex()}.part")


def write_whole(path: Path, pieces: Iterable[Any]) -> None:
    """Write ``pieces`` (bytes-like) to ``path``, whole or not at all: nobody ever sees half a file.

    The bytes go to a new file in the same folder (made if need be), are flushed to the disk, and the file
    takes the place of ``path`` in one step. On any failure the new file is removed and ``path`` is as it was;
    raises InputError that says why.
    """
    temporary = _beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("xb") as stream:
                for piece in pieces:
                    stream.write(piece)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{tidy(path)} could not be saved: {_reason(error)}, and save again.") from error
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself last through a power cut, on systems that can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reserve(handle: int, size: int) -> None:
    if not hasattr(os, "posix_fallocate"):  # macOS, Windows
        return
    try:
        os.posix_fallocate(handle, 0, size)
    except OSError as error:
        if error.errno not in _CANNOT_RESERVE:
            raise


def check_room(path: Path, size: int) -> None:
    """Make sure that about ``size`` bytes can be written beside ``path`` before work is put into them.

    A file of that size is reserved and removed again; where the system cannot do that, only an empty one is
    made. Raises InputError that says what is in the way.
    """
    trial = _beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with trial.open("xb") as stream:
                _reserve(stream.fileno(), size)
        finally:
            with suppress(OSError):
                trial.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"A model cannot be saved as {tidy(path)}: {_reason(error)} first.") from error
