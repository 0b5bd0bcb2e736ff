"""Writing a file whole or not at all, and saying plainly why it could not be written."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from playground.errors import InputError
from playground.places import tidy

try:
    import fcntl
except ImportError:  # Windows, where an open file cannot be removed anyway
    fcntl = None  # type: ignore[assignment]

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


_PART = re.compile(r"\.(\d+)-[0-9a-f]{8}\.part")
"""Names of files that are being written: the process and a random number."""


def _beside(path: Path) -> Path:
    """A new name in the same folder, which nothing else takes."""
    return path.with_name(f".{os.getpid()}-{os.urandom(4).hex()}.part")


def _hold(stream: IO[bytes]) -> None:
    """Say to every other process that this file is being written. Raises OSError if another says so."""
    if fcntl is not None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def clear_leftovers(folder: Path) -> None:
    """Remove what processes that were killed while writing have left in ``folder``.

    A file whose process lives, or that any process on any machine holds, is left alone.
    """
    with suppress(OSError):
        for path in folder.iterdir():
            found = _PART.fullmatch(path.name)
            if found is None or _alive(int(found[1])):
                continue
            with suppress(OSError), path.open("rb") as stream:
                _hold(stream)
                path.unlink()


def write_whole(path: Path, pieces: Iterable[Any]) -> None:
    """Write ``pieces`` (bytes-like) to ``path``, whole or not at all: nobody ever sees half a file.

    The bytes go to a new file in the same folder (made if need be), are flushed to the disk, and the file
    takes the place of ``path`` in one step. On any failure the new file is removed and ``path`` is as it was;
    raises InputError that says why. What a killed process left there is removed on the way.
    """
    temporary = _beside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        clear_leftovers(path.parent)
        try:
            with temporary.open("xb") as stream:
                with suppress(OSError):  # some network folders know no locks
                    _hold(stream)
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
        clear_leftovers(path.parent)
        try:
            with trial.open("xb") as stream:
                _reserve(stream.fileno(), size)
        finally:
            with suppress(OSError):
                trial.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"A model cannot be saved as {tidy(path)}: {_reason(error)} first.") from error
