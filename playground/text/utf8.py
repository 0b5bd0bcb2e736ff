"""UTF-8 as it lies in a file, taken as text without being decoded where few of its letters are beyond ASCII.

Python decodes a megabyte with one letter beyond ASCII in it twenty times as slowly as one without. So such
letters are picked out of the bytes, and only they are decoded and looked at.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from playground.text.normal import LONGEST_SEQUENCE, keeps_its_form, normalise, safe_cut

CONTINUING = bytes(range(0x80, 0xC0))
"""The bytes that go on with a character that an earlier byte began."""
_FEW = 1 / 100
"""Share of bytes beyond ASCII up to which it is faster to pick them out than to decode the whole."""


def beyond_ascii(raw: bytes) -> tuple[NDArray[np.intp], str] | None:
    """The characters beyond ASCII of ``raw``, and where they stand in it, counted in characters, (N,).

    None where they are so many that decoding ``raw`` is as fast, or where it is not UTF-8.
    """
    data = np.frombuffer(raw, np.uint8)
    is_high = data >= 0x80
    if np.count_nonzero(is_high) > _FEW * len(raw):
        return None
    places = np.flatnonzero(is_high)
    high = data[places]
    begins = high >= 0xC0
    # Side by side they are UTF-8 if they were in their places, and none that continues has come up from afar.
    if (np.diff(places, prepend=-2) != 1)[~begins].any():
        return None
    try:
        characters = high.tobytes().decode()
    except UnicodeDecodeError:
        return None
    first = np.flatnonzero(begins)
    return places[first] - (first - np.arange(len(first))), characters


def check(raw: bytes) -> int:
    """How many bytes of ``raw`` are whole characters: all, or all but the last three at most.

    Raises UnicodeDecodeError where it is not UTF-8.
    """
    if raw.isascii():
        return len(raw)
    whole = len(raw) - _unfinished(raw)
    if beyond_ascii(raw[:whole]) is None:
        return codecs.utf_8_decode(raw, "strict", False)[1]
    return whole


def _unfinished(raw: bytes) -> int:
    """Bytes at the end that begin a character but do not finish it."""
    for back, byte in enumerate(reversed(raw[-3:]), 1):
        if byte >= 0xC0:
            length = 2 + (byte >= 0xE0) + (byte >= 0xF0)
            return back if back < length else 0
        if byte < 0x80:
            return 0
    return 0


def normalised_utf8(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Blocks of UTF-8 in normal form, still in UTF-8, without a byte-order mark.

    No border splits a line end, a letter and its marks, or an emoji. Raises UnicodeDecodeError.
    """
    held = b""
    first = True
    for block in blocks:
        raw = held + block
        cut = _safe_cut(raw)
        held = raw[cut:]
        if cut:
            yield _normal(raw[:cut].removeprefix(codecs.BOM_UTF8) if first else raw[:cut])
            first = False
    if held:
        yield _normal(held.removeprefix(codecs.BOM_UTF8) if first else held)


def _safe_cut(raw: bytes) -> int:
    """As :func:`safe_cut`, in bytes."""
    tail = raw[-4 * (LONGEST_SEQUENCE + 1) :].lstrip(CONTINUING)
    text = codecs.utf_8_decode(tail, "strict", False)[0]
    cut = safe_cut(text)
    return len(raw) - len(tail) + len(text[:cut].encode()) if cut else 0


def _normal(raw: bytes) -> bytes:
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if raw.isascii():
        return raw
    found = beyond_ascii(raw)
    if found is not None and keeps_its_form(found[1]):
        return raw
    text = raw.decode()
    form = normalise(text)
    return raw if form is text else form.encode()
