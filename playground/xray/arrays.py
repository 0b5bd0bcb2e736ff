"""Everything a reading holds as one ``.npz`` file, for other programs: ``numpy.load(path)`` opens it.

The arrays, of T tokens, L layers and H units; none of them is pickled:

=============  ============  ============================================================================
``format``     int64 ()      :data:`FORMAT`; changes when what is written here does
``model``      str ()        JSON: ``name``, ``level`` ("char" or "word"), ``config`` (cell, layers, ...)
``tokens``     str (T,)      the text token by token
``ids``        int64 (T,)    their numbers in the vocabulary, 0 for ``<unk>``
``starts``     int64 (T+1,)  where each begins in the text, in characters, and where the last one ends
``surprise``   float32 (T,)  bits of each token given those before it; of the first of a text 0
``h``          float32       hidden state after each token, (T, L, H)
``c``          float32       LSTM: cell state, (T, L, H)
``i f g o``    float32       LSTM: gates, (T, L, H) each; GRU: ``r z n``; RNN: ``a``, the pre-activation
=============  ============  ============================================================================

NumPy cannot keep a NUL at the end of a string: in ``tokens`` it stands as ``␀``.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import InputError
from playground.files import write_whole
from playground.places import tidy
from playground.xray.reading import BLOCK, Reading

FORMAT = 1
MOST_BYTES = 4 << 30
"""Of the values of units in one file."""
_IN_MEMORY = 8 << 20
"""Bytes of each value that wait in memory; more wait in a file beside the one that is written."""
_PIECE = 1 << 20


def save_arrays(path: Path, reading: Reading, first: int = 0, last: int | None = None) -> None:
    """Write tokens ``first`` to ``last - 1`` (all that is read) of ``reading``, whole or not at all.

    Memory stays bounded however long the text is: its values are computed block by block. Raises InputError
    if the file would be larger than :data:`MOST_BYTES` or cannot be written, IndexError if the text is not
    read as far.
    """
    last = reading.read if last is None else last
    if not 0 <= first <= last <= reading.read:
        raise IndexError(f"tokens {first} to {last} of {reading.read} that are read")
    config = reading.model.network.config
    size = 4 * (last - first) * config.layers * config.units
    if size * len(reading.names) > MOST_BYTES:
        most = MOST_BYTES // (4 * config.layers * config.units * len(reading.names))
        raise InputError(
            f"The arrays of {last - first:,} tokens would take {size * len(reading.names) / 1e9:.1f} GB; "
            f"save at most {most:,} tokens of this model at a time."
        )
    shape = (last - first, config.layers, config.units)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            staged: dict[str, IO[bytes]] = {
                name: stack.enter_context(SpooledTemporaryFile(_IN_MEMORY, "w+b", dir=str(path.parent)))
                for name in reading.names
            }
            _stage(reading, first, last, staged)
            members = [(name, _plain(array)) for name, array in _about(reading, first, last).items()]
            members += [(name, _of_file(file, shape)) for name, file in staged.items()]
            write_whole(path, _zipped(members))
    except OSError as error:
        raise InputError(
            f"{tidy(path)} could not be saved: {(error.strerror or str(error)).lower()}; choose another "
            "folder or make room, and save again."
        ) from error


def _stage(reading: Reading, first: int, last: int, staged: dict[str, IO[bytes]]) -> None:
    """Every value of every unit, block after block, so that no block is computed twice."""
    layers = range(reading.model.network.config.layers)
    start = first
    while start < last:
        end = min(last, (start // BLOCK + 1) * BLOCK)
        for name, file in staged.items():
            rows = np.stack([reading.values(name, layer, start, end) for layer in layers], axis=1)
            file.write(rows.astype("<f4").tobytes())
        start = end


def _about(reading: Reading, first: int, last: int) -> dict[str, NDArray[Any]]:
    """The small arrays."""
    model = reading.model
    about = {
        "name": model.name,
        "level": model.vocabulary.level,
        "config": model.network.config.to_dict(),
    }
    tokens = [token.replace("\0", "␀") for token in reading.tokens[first:last]]
    starts = reading.starts[first : last + 1]
    return {
        "format": np.array(FORMAT, "<i8"),
        "model": np.array(json.dumps(about)),
        "tokens": np.array(tokens, dtype=f"<U{max(map(len, tokens), default=1)}"),
        "ids": reading.ids[first:last].astype("<i8"),
        "starts": (starts - starts[0]).astype("<i8"),
        "surprise": reading.surprise[first:last].astype("<f4"),
    }


def _plain(array: NDArray[Any]) -> Iterator[bytes]:
    """A small array as an ``.npy`` file."""
    stream = io.BytesIO()
    np.lib.format.write_array(stream, array, allow_pickle=False)
    yield stream.getvalue()


def _of_file(file: IO[bytes], shape: tuple[int, ...]) -> Iterator[bytes]:
    """Numbers that wait in a file as an ``.npy`` file."""
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": "<f4", "fortran_order": False, "shape": shape})
    yield stream.getvalue()
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


class _Drain(io.RawIOBase):
    """A stream that only forgets: what was written is taken away piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _zipped(members: Iterable[tuple[str, Iterator[bytes]]]) -> Iterator[bytes]:
    """An ``.npz`` file: the members as stored files of a ZIP archive, piece by piece."""
    drain = _Drain()
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_STORED) as archive:
        for name, pieces in members:
            about = zipfile.ZipInfo(f"{name}.npy")  # its date is fixed: the same arrays give the same file
            with archive.open(about, "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)
                    yield drain.taken()
            yield drain.taken()
    yield drain.taken()
