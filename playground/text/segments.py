"""Arrays of numbers that pile up while a text is read: in memory while they are few, on disk when many."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

IN_MEMORY = 32 << 20
"""Bytes up to which nothing is written to disk."""


class Segments:
    """A growing sequence of one-dimensional arrays, each of its own dtype, to be read again in order."""

    def __init__(self, folder: Path, in_memory: int = IN_MEMORY) -> None:
        """Beyond ``in_memory`` bytes arrays go to an unnamed file in ``folder``, gone with this object."""
        self._folder = folder
        self._room = in_memory
        self._held: list[NDArray[Any]] = []
        self._file: IO[bytes] | None = None
        self._written: list[tuple[int, int, np.dtype[Any]]] = []
        self.total = 0
        """Numbers in all arrays together."""

    def add(self, array: NDArray[Any]) -> None:
        """Append one array. Raises OSError (disk full)."""
        self.total += len(array)
        self._room -= array.nbytes
        self._held.append(array)
        if self._room >= 0:
            return
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - lives as long as this does
        self._file.seek(0, 2)
        for held in self._held:
            self._written.append((self._file.tell(), len(held), held.dtype))
            self._file.write(np.ascontiguousarray(held).data)
        self._held = []

    def __iter__(self) -> Iterator[NDArray[Any]]:
        for start, length, dtype in self._written:
            assert self._file is not None
            self._file.seek(start)
            yield np.frombuffer(self._file.read(length * dtype.itemsize), dtype)
        yield from self._held
