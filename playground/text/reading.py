"""From what the user names (files, folders, corpora, standard input) to one normalised text."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, AnyStr

from playground.errors import InputError
from playground.places import expand, tidy
from playground.text import corpora
from playground.text.decoding import BLOCK, Encoding, detect
from playground.text.normal import normalised
from playground.text.utf8 import normalised_utf8

STDIN = "-"
MOST_FILES = 10_000
"""A folder with more files than this is refused: it is hardly what was meant."""
_SPOOL = 1 << 24


@dataclass(frozen=True)
class Part:
    """One file of a text, or standard input, and how its bytes are taken."""

    name: str
    encoding: Encoding
    size_bytes: int
    path: Path | None = None
    spooled: IO[bytes] | None = None
    """What could be read only once, kept on disk."""
    take: Callable[[str], str] | None = None
    """Picks the text out of a table (see ``corpora.py``)."""

    def blocks(self) -> Iterator[bytes]:
        """The bytes as they are, from the start at each call. Raises InputError when the file has gone."""
        if self.spooled is not None:
            yield from _spooled_blocks(self.spooled)
        elif self.path is not None:
            yield from _file_blocks(self.path, self.name)

    def utf8(self) -> Iterator[bytes]:
        """The text in normalised pieces, in UTF-8. Raises InputError when the file has gone or changed."""
        try:
            if self.encoding.is_utf8 and self.take is None:
                yield from normalised_utf8(self.blocks())
                return
            pieces = normalised(self.encoding.decode(self.blocks()))
            if self.take is not None:
                pieces = iter([self.take("".join(pieces))])
            yield from map(str.encode, pieces)
        except UnicodeError as error:
            raise InputError(f"{self.name} changed while it was being read; start again.") from error


@dataclass(frozen=True)
class TextSource:
    """A text as it will be read: NFC, ``"\\n"`` line ends, no byte-order mark; files one after another.

    ``name`` is the file's stem, the corpus's or folder's name, or ``stdin``; ``notices`` are sentences the
    user should see (an encoding that was guessed, files left out).
    """

    name: str
    parts: tuple[Part, ...] = field(repr=False)
    notices: tuple[str, ...] = ()

    @property
    def size_bytes(self) -> int:
        """Bytes of all files together, as they lie on disk."""
        return sum(part.size_bytes for part in self.parts)

    @cached_property
    def sha256(self) -> str:
        """Hash of the normalised text in UTF-8, in hexadecimal; costs a reading if none was whole so far."""
        for _ in self.utf8():
            pass
        return str(self.__dict__["sha256"])

    def chunks(self, size: int = BLOCK) -> Iterator[str]:
        """The text in pieces of at least ``size`` characters (but for the last), from the start at each call.

        No border splits a line end, a letter from its marks, or a joined emoji. Between two files a line end
        is added where the first has none. Raises InputError when a file can no longer be read.
        """
        return _gathered(map(bytes.decode, self._pieces()), size)

    def utf8(self, size: int = BLOCK) -> Iterator[bytes]:
        """As :meth:`chunks`, the pieces in UTF-8 and of at least ``size`` bytes: faster for most texts."""
        return _gathered(self._pieces(), size)

    def _pieces(self) -> Iterator[bytes]:
        return self._joined() if "sha256" in self.__dict__ else self._hashed(self._joined())

    def _hashed(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces as they come; after the last one the hash is known. It is computed on another core."""
        digest = hashlib.sha256()
        with ThreadPoolExecutor(1) as elsewhere:
            last = elsewhere.submit(digest.update, b"")
            for piece in pieces:
                last.result()  # one at a time, so that no more than one piece waits
                last = elsewhere.submit(digest.update, piece)
                yield piece
        self.__dict__["sha256"] = digest.hexdigest()  # fills the cached property

    def _joined(self) -> Iterator[bytes]:
        last = b"\n"
        for part in self.parts:
            if last != b"\n":
                yield b"\n"
                last = b"\n"
            for piece in part.utf8():
                if piece:
                    yield piece
                    last = piece[-1:]

    def read(self, limit: int | None = None) -> str:
        """The text as one string; no more than its first ``limit`` characters where given."""
        if limit is None:
            return "".join(self.chunks())
        pieces: list[str] = []
        room = limit
        for piece in self.chunks(min(limit, BLOCK)):
            pieces.append(piece[:room])
            room -= len(pieces[-1])
            if room <= 0:
                break
        return "".join(pieces)


def _gathered(pieces: Iterable[AnyStr], size: int) -> Iterator[AnyStr]:
    """The pieces, joined until they hold ``size`` or more."""
    waiting: list[AnyStr] = []
    length = 0
    for piece in pieces:
        waiting.append(piece)
        length += len(piece)
        if length >= size:
            yield waiting[0] if len(waiting) == 1 else piece[:0].join(waiting)
            waiting, length = [], 0
    if waiting:
        yield waiting[0][:0].join(waiting)


def open_text(sources: Sequence[str | Path] | str | Path, *, encoding: str | None = None) -> TextSource:
    """The text that ``sources`` name: files, folders, corpora by name, ``"-"`` for standard input.

    Of a folder every text file under it is taken, in the order of the paths; hidden files and what is not
    text are left out, which a notice says. ``encoding`` is that of all files, guessed where not given.
    Raises InputError for what is missing, empty, not text or unreadable.
    """
    if isinstance(sources, str | Path):
        sources = [sources]
    if not sources:
        raise InputError("No text was named; give a file, a folder, a corpus or - for standard input.")
    parts: list[Part] = []
    names: list[str] = []
    skipped: list[str] = []
    for source in sources:
        name, found, left_out = _resolve(source, encoding, again=any(part.spooled for part in parts))
        names.append(name)
        parts += found
        skipped += left_out
    notices = [part.encoding.notice for part in parts if part.encoding.notice]
    if len(notices) > 3:
        notices = [
            *notices[:2],
            f"{len(notices) - 2} more files are not clean UTF-8 and were read in the same way.",
        ]
    if skipped:
        some = ", ".join(skipped[:3]) + (f" and {len(skipped) - 3:,} more" if len(skipped) > 3 else "")
        notices.append(f"Left out, for they are not readable text: {some}.")
    name = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    return TextSource(name, tuple(parts), tuple(notices))


def _resolve(source: str | Path, encoding: str | None, *, again: bool) -> tuple[str, list[Part], list[str]]:
    """Name, parts and left-out files of one of the sources."""
    if source == STDIN:
        if again:
            raise InputError("Standard input (-) can be read only once; name it once.")
        return "stdin", [_spool(sys.stdin.buffer, "Standard input", encoding)], []
    path = expand(source)
    try:
        if path.is_dir():
            return _folder(path, encoding)
        exists = path.exists()
    except OSError as error:
        raise InputError(f"{tidy(path)} cannot be read: {_reason(error)}.") from error
    if exists:
        return path.stem or path.name, [_file(path, encoding)], []
    if isinstance(source, str) and not {"/", os.sep} & set(source):
        card = corpora.find(source)
        return card.name, [_file(card.path, None)], []
    raise InputError(f"There is no file {tidy(path)}.")


def _folder(folder: Path, encoding: str | None) -> tuple[str, list[Part], list[str]]:
    paths: list[Path] = []
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths += [Path(here, name) for name in files if not name.startswith(".")]
        if len(paths) > MOST_FILES:
            raise InputError(f"{tidy(folder)} holds more than {MOST_FILES:,} files; name a smaller folder.")
    parts: list[Part] = []
    skipped: list[str] = []
    for path in sorted(paths):
        try:
            parts.append(_file(path, encoding))
        except InputError:
            skipped.append(str(path.relative_to(folder)))
    if not parts:
        raise InputError(f"There is no text in the folder {tidy(folder)}; it needs at least one text file.")
    return folder.resolve().name or "text", parts, skipped


def _file(path: Path, encoding: str | None) -> Part:
    name = tidy(path)
    try:
        status = path.stat()
        if stat.S_ISFIFO(status.st_mode):
            with path.open("rb") as pipe:
                return _spool(pipe, name, encoding)
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{name} is not a file.")
        if status.st_size == 0:
            raise InputError(f"{name} is empty; give a file with some text in it.")
    except OSError as error:
        raise InputError(f"{name} cannot be read: {_reason(error)}.") from error
    found = detect(name, lambda: _file_blocks(path, name), encoding)
    return Part(name, found, status.st_size, path=path, take=corpora.taken_from(path))


def _spool(stream: IO[bytes], name: str, encoding: str | None) -> Part:
    """Keep what can be read only once, so that it can be read again."""
    kept = tempfile.SpooledTemporaryFile(_SPOOL)  # noqa: SIM115 - it lives as long as the text does
    while block := stream.read(BLOCK):
        kept.write(block)
    size = kept.tell()
    if size == 0:
        raise InputError(f"{name} is empty; give some text.")
    found = detect(name, lambda: _spooled_blocks(kept), encoding)
    return Part(name, found, size, spooled=kept)


def _spooled_blocks(kept: IO[bytes]) -> Iterator[bytes]:
    position = 0
    while True:
        kept.seek(position)  # others may read from it too
        block = kept.read(BLOCK)
        if not block:
            return
        position += len(block)
        yield block


def _file_blocks(path: Path, name: str) -> Iterator[bytes]:
    try:
        with path.open("rb", buffering=0) as file:
            while block := file.read(BLOCK):
                yield block
    except OSError as error:
        raise InputError(f"{name} cannot be read: {_reason(error)}.") from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
