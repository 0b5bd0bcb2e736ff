"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO


@contextlib.contextmanager
def kept_whole(target: Path) -> Iterator[IO[bytes]]:
    """A file to write that becomes ``target`` when the block ends, and leaves nothing behind if it fails.

    It is written beside the target under a hidden name, flushed to disk and renamed. Folders are made as
    needed. Raises OSError (disk full, read-only folder).
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
