"""The one form in which text is read: NFC, ``"\\n"`` line ends, no byte-order mark, no lone surrogates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_LONGEST_SEQUENCE = 4096


def normalise(text: str) -> str:
    """``text`` in Unicode's composed form (NFC, UAX #15) with every line end as ``"\\n"``.

    Lone surrogates, which no file can hold, become U+FFFD.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    try:
        text.encode()  # several times faster than searching
    except UnicodeEncodeError:
        text = _LONE_SURROGATES.sub("\ufffd", text)
    return text


def _joins_what_precedes(char: str) -> bool:
    """Whether ``char`` may compose with, or belongs to, the character before it."""
    return not char.isascii() and (
        unicodedata.category(char) in ("Mn", "Mc", "Me", "Cf", "Sk")
        or unicodedata.combining(char) != 0
        or "\u1100" <= char <= "\u11ff"  # Hangul letters compose into syllables
        or "\ud7b0" <= char <= "\ud7ff"
        or "\U0001f1e6" <= char <= "\U0001f1ff"  # halves of a flag
    )


def safe_cut(text: str) -> int:
    """The last place at which ``text`` can be cut in two so that both halves normalise as the whole does."""
    for cut in range(len(text) - 1, max(len(text) - _LONGEST_SEQUENCE, 0), -1):
        if text[cut] == "\n" and text[cut - 1] == "\r":
            continue
        if text[cut - 1] != "\u200d" and not _joins_what_precedes(text[cut]):
            return cut
    return 0 if len(text) < _LONGEST_SEQUENCE else len(text)


def normalised(pieces: Iterable[str]) -> Iterator[str]:
    """Pieces of one text, normalised; no border splits a line end, a letter and its marks, or an emoji."""
    held = ""
    for piece in pieces:
        text = held + piece
        cut = safe_cut(text)
        held = text[cut:]
        if cut:
            yield normalise(text[:cut])
    if held:
        yield normalise(held)
