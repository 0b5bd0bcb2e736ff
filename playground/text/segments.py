"""Arrays of numbers that pile up while a text is read: in memory while they are few, on disk when many."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

IN_MEMORY = 128 << 20
"""Bytes up to which nothing is written to disk."""


class Segments:
    """A growing sequence of one-dimensional arrays, each of its own dtype, to be read again in order."""

    def __init__(self, folder: Path, in_memory: int = IN_MEMORY, expected: int = 0) -> None:
        """Beyond ``in_memory`` bytes arrays go to an unnamed file in ``folder``, gone with this object.

        ``expected`` is about how many numbers there will be, rather too many than too few. Memory for them is
        taken in one go: many small arrays cost several times the time, for the operating system hands memory
        out in larger pages if there is much of it.
        """
        self._folder = folder
        self._room = in_memory
        self._expected = min(expected, in_memory)
        self._block: NDArray[Any] = np.empty(0, np.uint8)
        self._used = 0
        self._blocks = 0
        self._held: list[NDArray[Any]] = []
        self._file: IO[bytes] | None = None
        self._written: list[tuple[int, int, np.dtype[Any]]] = []
        self.total = 0
        """Numbers in all arrays together."""
        self.count = 0
        """Arrays."""

    def add(self, array: NDArray[Any]) -> None:
        """Append a copy of one array. Raises OSError (disk full)."""
        self.total += len(array)
        self.count += 1
        self._room -= array.nbytes
        if self._room >= 0:
            self._held.append(self._placed(array))
            return
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - lives as long as this does
        self._file.seek(0, 2)
        for each in (*self._held, array):
            self._written.append((self._file.tell(), len(each), each.dtype))
            self._file.write(np.ascontiguousarray(each).data)
        self._held = []
        self._block = np.empty(0, np.uint8)

    def _placed(self, array: NDArray[Any]) -> NDArray[Any]:
        """A copy of ``array`` behind the others, in their block if it fits there."""
        end = self._used + len(array)
        if array.dtype != self._block.dtype or end > len(self._block):
            self._block = np.empty(max(len(array), self._expected), array.dtype)
            self._used, end = 0, len(array)
            self._blocks += 1
        place = self._block[self._used : end]
        place[:] = array
        self._used = end
        return place

    def __iter__(self) -> Iterator[NDArray[Any]]:
        for start, length, dtype in self._written:
            assert self._file is not None
            self._file.seek(start)
            yield np.frombuffer(self._file.read(length * dtype.itemsize), dtype)
        yield from self._held

    def room_for_all(self, dtype: np.dtype[Any]) -> NDArray[Any]:
        """An array of ``total`` numbers to lay them out in: where they are already, if they lie in a row."""
        if self._file is None and self._blocks == 1 and self._block.dtype == dtype:
            return self._block[: self.total]
        return np.empty(self.total, dtype)
