"""Characters as tokens: one Unicode code point each, looked up in a table by its number."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from playground.config import Level
from playground.text.normal import normalise
from playground.text.utf8 import CONTINUING, beyond_ascii
from playground.text.vocabulary import UNKNOWN, Ids, Vocabulary

CODE_POINT_BITS = math.log2(sys.maxunicode + 1)
"""Bits that name one of all code points."""


def code_points(text: str) -> NDArray[np.uint8] | NDArray[np.uint32]:
    """The numbers of the characters of ``text``, (T,): uint8 where they all fit, uint32 otherwise."""
    try:
        return np.frombuffer(text.encode("latin-1"), np.uint8)
    except UnicodeEncodeError:
        return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def look_up(table: NDArray[Any], codes: NDArray[Any]) -> NDArray[Any]:
    """``table[codes]``, with codes past its end taken as its last entry."""
    if table.dtype == np.uint8 and codes.dtype == np.uint8:  # bytes.translate is several times faster
        whole = np.full(256, table[-1], np.uint8)
        whole[: min(len(table), 256)] = table[:256]
        return np.frombuffer(codes.tobytes().translate(whole.tobytes()), np.uint8)
    return table.take(codes, mode="clip")


def look_up_utf8(table: NDArray[Any], raw: bytes) -> NDArray[Any]:
    """``look_up(table, code_points(raw.decode()))``, sooner. Raises UnicodeDecodeError."""
    if raw.isascii():
        return look_up(table, np.frombuffer(raw, np.uint8))
    ascii = look_up(table, np.arange(128))
    found = beyond_ascii(raw) if ascii.max() < 256 else None
    if found is None:
        return look_up(table, code_points(raw.decode()))
    places, characters = found
    first = ascii.astype(np.uint8).tobytes() + bytes(
        128
    )  # a character's first byte stands for it until below
    numbers = np.frombuffer(raw.translate(first, CONTINUING), np.uint8).astype(table.dtype)
    numbers[places] = look_up(table, code_points(characters))
    return numbers


class CharVocabulary(Vocabulary):
    """Every character of a text, in the order of the code points."""

    level: ClassVar[Level] = "char"

    def __init__(self, characters: Iterable[str]) -> None:
        """``characters`` are numbered from 1 as they come; each must be one code point."""
        super().__init__(tuple(characters))
        self._codes = code_points("\ufffd" + "".join(self._tokens[1:])).astype(np.uint32)
        # One entry past the highest known code point stays 0: what lies above is clipped to it.
        self._ids = np.zeros(int(self._codes[1:].max(initial=0)) + 2, self.dtype)
        self._ids[self._codes[1:]] = np.arange(1, self.size, dtype=self.dtype)

    @classmethod
    def of(cls, text: str) -> CharVocabulary:
        """The vocabulary of all characters of ``text``."""
        return cls(sorted(set(normalise(text))))

    def encode(self, text: str) -> Ids:
        return look_up(self._ids, code_points(normalise(text)))

    def decode(self, ids: Sequence[int] | Ids) -> str:
        array = self._checked(ids)
        codes = self._codes[array]
        pieces = np.split(codes, np.flatnonzero(array == 0)) if (array == 0).any() else [codes]
        texts = [piece.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass") for piece in pieces]
        return texts[0] + "".join(UNKNOWN + text[1:] for text in texts[1:])

    def spans(self, text: str) -> list[str]:
        return list(normalise(text))

    def unknown_in(self, text: str) -> list[str]:
        text = normalise(text)
        codes = code_points(text)
        missing = codes[look_up(self._ids, codes) == 0]
        return list(dict.fromkeys(map(chr, missing.tolist())))

    def spelling_bits(self, token: str) -> float:
        """Any code point may follow ``<unk>``: log2(1,114,112) bits a character."""
        return CODE_POINT_BITS * len(token)

    def to_dict(self) -> dict[str, Any]:
        return {"level": "char", "tokens": "".join(self._tokens[1:])}
