"""Bytes to characters: which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from playground.errors import InputError
from playground.text.utf8 import check

BLOCK = 1 << 20
"""Bytes read at a time."""

_SAMPLE = 1 << 16
_BYTE_ORDER_MARKS = (  # UTF-32 first: its little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_KINDS = (
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_CONTROLS = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_ASCII_LETTERS = re.compile(rb"[A-Za-z]")
_TIE = 0.02
"""Differences in charset-normalizer's scores that mean nothing."""
_NAMES = {"cp1252": "windows-1252", "latin_1": "ISO 8859-1", "utf_8": "UTF-8"}

Blocks = Callable[[], Iterable[bytes]]
"""Reads the same bytes from the start each time it is called."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How bytes turn into characters, and what to tell the user about it."""

    codec: str
    errors: str = "strict"
    notice: str | None = None

    @property
    def is_utf8(self) -> bool:
        """Whether all bytes, but for a byte-order mark, are UTF-8."""
        return self.codec in ("utf-8", "utf-8-sig") and self.errors == "strict"

    def decode(self, blocks: Iterable[bytes]) -> Iterator[str]:
        """Pieces of text, one a block; the byte-order mark is left out."""
        decoder = codecs.getincrementaldecoder(self.codec)(self.errors)
        for block in blocks:
            yield decoder.decode(block)
        yield decoder.decode(b"", final=True)


def _head(blocks: Blocks) -> bytes:
    head = b""
    for block in blocks():
        head += block[:_SAMPLE]
        if len(head) >= _SAMPLE:
            break
    return head[:_SAMPLE]


def _kind_of_binary(head: bytes) -> str | None:
    """What the first bytes of a file say it is, if that is not text."""
    for magic, kind in _KINDS:
        if head.startswith(magic):
            return kind
    return None


def _binary(name: str, kind: str = "a binary file") -> InputError:
    return InputError(f"{name} is {kind}, not text; give a plain text file.")


def _trouble(name: str, blocks: Blocks, encoding: Encoding) -> UnicodeError | None:
    """What keeps the bytes from being read in this encoding, if anything does."""
    try:
        for piece in encoding.decode(blocks()):
            if "\0" in piece:
                raise _binary(name)
    except UnicodeError as error:
        return error
    return None


def detect(name: str, blocks: Blocks, asked: str | None = None) -> Encoding:
    """The encoding of a file called ``name``: as ``asked``, by its mark, UTF-8, or else the likeliest guess.

    Reads the whole file once, in blocks. Raises InputError when it is not text, or not in the encoding that
    was asked for.
    """
    head = _head(blocks)
    kind = _kind_of_binary(head)
    marked = next((codec for mark, codec in _BYTE_ORDER_MARKS if head.startswith(mark)), None)
    if kind is None and marked is None and asked is None and _looks_binary(head):
        kind = "a binary file"
    if kind is not None:
        raise _binary(name, kind)
    if asked is not None:
        return _as_asked(name, blocks, asked)
    if marked is not None:
        if _trouble(name, blocks, Encoding(marked)) is None:
            return Encoding(marked)
        label = marked.removesuffix("-sig").upper()
        notice = f"{name} is damaged {label}; � stands for what could not be read."
        damaged = Encoding(marked, "replace", notice)
        _trouble(name, blocks, damaged)  # what could be read may hold NUL all the same
        return damaged
    return _unmarked(name, blocks)


def _looks_binary(head: bytes) -> bool:
    return b"\0" in head or len(_CONTROLS.findall(head)) * 50 > len(head)


def _as_asked(name: str, blocks: Blocks, asked: str) -> Encoding:
    try:
        b"a".decode(asked, "replace")
        codecs.getincrementaldecoder(asked)
    except (LookupError, ValueError) as error:
        raise InputError(
            f"There is no text encoding called {asked!r}; try utf-8, latin-1 or cp1251."
        ) from error
    codec = "utf-8-sig" if codecs.lookup(asked).name == "utf-8" else asked
    trouble = _trouble(name, blocks, Encoding(codec))
    if trouble is not None:
        raise InputError(f"{name} cannot be read as {asked}: {trouble}.")
    return Encoding(codec)


def _unmarked(name: str, blocks: Blocks) -> Encoding:
    """UTF-8 where the bytes allow it, nearly all of it counted as all of it; a guess otherwise."""
    held = b""
    odd: bytes | None = None
    for block in blocks():
        if b"\0" in block:
            raise _binary(name)
        if odd is None:
            raw = held + block
            try:
                held = raw[check(raw) :]
            except UnicodeDecodeError as error:
                start = raw.rfind(b"\n", 0, max(error.start - _SAMPLE // 2, 0)) + 1
                odd = raw[start : error.start + _SAMPLE // 2]
    if odd is None:
        if not held:
            return Encoding("utf-8")
        odd = held
    good = bad = 0
    for piece in Encoding("utf-8", "replace").decode(blocks()):
        if not piece.isascii():
            bad += piece.count("\ufffd")
            good += sum(map(len, _NOT_ASCII.findall(piece)))
    if good - bad > 20 * bad:
        places = "in one place" if bad == 1 else f"in {bad:,} places"
        return Encoding("utf-8", "replace", f"{name} is damaged UTF-8 {places}, which � stands for.")
    return _guess(name, blocks, odd)


def _guess(name: str, blocks: Blocks, odd: bytes) -> Encoding:
    """The likeliest encoding of bytes that are not UTF-8, judged by the lines around the first odd one."""
    from charset_normalizer import from_bytes

    telling = b"\n".join(line for line in odd.split(b"\n") if not line.isascii())
    matches = list(from_bytes(telling))
    candidates = [match.encoding for match in matches[:1]]
    if not matches or any(
        "cp1252" in match.could_be_from_charset
        and match.chaos <= matches[0].chaos + _TIE
        and match.coherence >= matches[0].coherence - _TIE
        for match in matches
    ):
        candidates.insert(0 if _western(telling) else len(candidates), "cp1252")
    elif matches[0].coherence == 0 and 2 * len(_ASCII_LETTERS.findall(telling)) > len(telling):
        candidates.insert(0, "cp1252")  # no language was recognised, but it is written in Latin letters
    for codec in (*candidates, "cp1252", "latin_1"):
        if _trouble(name, blocks, Encoding(codec)) is None:
            break
    shown = _NAMES.get(codec, codec.replace("_", "-"))
    return Encoding(codec, notice=f"{name} is not UTF-8; it was read as {shown} (--encoding says otherwise).")


def _western(telling: bytes) -> bool:
    """Whether bytes that may as well be of Central Europe or Turkey look like Western Europe's.

    Read as windows-1252, Turkish is full of Icelandic letters, and Hungarian has o and u with a tilde or a
    circumflex but none of the letters that go with those in Portuguese or French.
    """
    letters = _NOT_ASCII.findall(telling.decode("cp1252", "replace"))
    text = "".join(letters).lower()
    icelandic = sum(text.count(letter) for letter in "ðþý")
    hungarian = set(text) & set("õû") and not set(text) & set("ãçàâêîôè")
    return 10 * icelandic <= len(text) and not hungarian
