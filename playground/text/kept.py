"""Encoded texts: in memory when small, in the cache folder when large, and found there again.

A kept text is two files: ``KEY.npy``, the ids as one array, and ``KEY.json``, what else is known of it. The
key is made of the files' paths, sizes and times and of the settings, so that it costs no reading.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from playground.config import Level
from playground.errors import InputError
from playground.files import write_whole
from playground.text.encoding import Encoded
from playground.text.reading import TextSource
from playground.text.segments import IN_MEMORY
from playground.text.vocabulary import Vocabulary, vocabulary_from_dict

FORMAT = 1
WORDS_KEPT = 32 << 20
"""Bytes of a text from which on its words are kept: to split them takes seconds."""
MOST_KEPT = 4
"""Texts kept in the cache; the one used longest ago goes first."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A whole text as one array of ids, with what is known of it."""

    ids: NDArray[Any]
    vocabulary: Vocabulary
    sha256: str
    cut: int
    chars: int
    train_chars: int
    kinds: int
    unknown: int
    """Tokens that are ``<unk>``."""


def key(
    source: TextSource, level: Level, share: float, vocabulary: Vocabulary | None, limit: int | None
) -> str | None:
    """What a kept text is called; None for one too small to keep, or whose files cannot be known again."""
    if source.size_bytes < (IN_MEMORY if level == "char" else min(WORDS_KEPT, IN_MEMORY)):
        return None
    parts: list[tuple[str, int, int, str, str]] = []
    for part in source.parts:
        if part.path is None:
            return None
        status = part.path.stat()
        encoding = (part.encoding.codec, part.encoding.errors)
        parts.append((str(part.path.resolve()), status.st_size, status.st_mtime_ns, *encoding))
    mark = vocabulary.fingerprint if vocabulary else None
    plain = json.dumps([FORMAT, parts, level, share, mark, limit])
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def find(folder: Path, key: str) -> Laid | None:
    """The text kept under ``key``, its ids mapped into memory; None when it is not there or not whole."""
    try:
        facts = json.loads((folder / f"{key}.json").read_text("utf-8"))
        vocabulary = vocabulary_from_dict(facts.pop("vocabulary"))
        ids = np.load(folder / f"{key}.npy", mmap_mode="r", allow_pickle=False)
        laid = Laid(ids=ids, vocabulary=vocabulary, **facts)
        whole = ids.ndim == 1 and ids.dtype == vocabulary.dtype and 0 <= laid.cut <= len(ids)
    except (OSError, EOFError, ValueError, TypeError, KeyError, InputError):
        return None
    with contextlib.suppress(OSError):
        (folder / f"{key}.json").touch()
    return laid if whole else None


def lay_out(encoded: Encoded, sha256: str, folder: Path, key: str | None, say: Callable[[str], None]) -> Laid:
    """Map provisional numbers to ids, in memory or, under a ``key`` or beyond 128 MB, in a file.

    Raises InputError if the file cannot be written.
    """
    total, dtype = encoded.segments.total, encoded.vocabulary.dtype
    facts: dict[str, Any] = {
        "sha256": sha256,
        "cut": encoded.cut,
        "chars": encoded.chars,
        "train_chars": encoded.train_chars,
        "kinds": encoded.kinds,
        "unknown": 0,
    }
    if key is None and total * dtype.itemsize <= IN_MEMORY:
        ids = encoded.segments.room_for_all(dtype)
        position = 0
        for array in encoded.arrays():
            ids[position : position + len(array)] = array
            position += len(array)
        facts["unknown"] = total - int(np.count_nonzero(ids))
        ids.flags.writeable = False
        return Laid(ids=ids, vocabulary=encoded.vocabulary, **facts)
    say("laying out the tokens on disk")
    _make_room(folder)
    name = key or f"once-{sha256[:24]}"
    header = io.BytesIO()
    shape = {"descr": npy.dtype_to_descr(dtype), "fortran_order": False, "shape": (total,)}
    npy.write_array_header_1_0(header, shape)

    def pieces() -> Iterator[bytes | memoryview]:
        yield header.getvalue()
        for array in encoded.arrays():
            facts["unknown"] += len(array) - int(np.count_nonzero(array))
            yield np.ascontiguousarray(array).data

    write_whole(folder / f"{name}.npy", pieces())
    ids = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
    if key is None:  # never found again: gone with this process (Windows keeps a mapped file)
        with contextlib.suppress(OSError):
            (folder / f"{name}.npy").unlink()
    else:
        known = {**facts, "vocabulary": encoded.vocabulary.to_dict()}
        write_whole(folder / f"{key}.json", [json.dumps(known).encode()])
    return Laid(ids=ids, vocabulary=encoded.vocabulary, **facts)


def _make_room(folder: Path) -> None:
    """Remove the texts used longest ago, so that one more makes ``MOST_KEPT``."""
    with contextlib.suppress(OSError):

        def used(path: Path) -> float:
            facts = path.with_suffix(".json")
            return (facts if facts.exists() else path).stat().st_mtime

        oldest_first = sorted(folder.glob("*.npy"), key=used)
        for path in oldest_first[: max(len(oldest_first) - MOST_KEPT + 1, 0)]:
            path.with_suffix(".json").unlink(missing_ok=True)
            path.unlink(missing_ok=True)
