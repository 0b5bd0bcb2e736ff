"""UTF-8 taken as it lies in a file is what decoding it would give."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.text.characters import code_points, look_up, look_up_utf8
from playground.text.normal import LONGEST_SEQUENCE, normalise
from playground.text.utf8 import beyond_ascii, check, normalised_utf8

ODD = [
    *"a \r\n\0éß\u0301\u0323–“\u1100\u1161가\u0bc6\u0bbe\u200d👩\ufe0f🇩\ufeff世\U0010ffff",
    "\r\n",
    "e\u0301",
]
PLAIN = 5 * "plain words, forty characters and more: "
TEXT = st.lists(st.one_of(st.just(PLAIN), st.sampled_from(ODD), st.text(max_size=3)), max_size=20).map(
    "".join
)
"""Runs of ASCII with odd characters among them, so that they are sometimes few and sometimes many."""
FRAGMENTS = [
    b"\xc3\xa9",
    b"\xc3",
    b"\xa9",
    b"\xe2\x80\x93",
    b"\xe2\x80",
    b"\xf0\x9f\x91\xa9",
    b"\xf0\x9f",
    b"\xff",
]
DAMAGED = [
    b"\xc0\x80",
    b"\xe0\x80\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    b"\xf5\x80\x80\x80",
    b"\xc3a\xa9",
]
BYTES = st.lists(
    st.one_of(st.just(PLAIN.encode()), st.sampled_from(FRAGMENTS + DAMAGED), st.binary(max_size=3)),
    max_size=20,
).map(b"".join)


def cut(raw: bytes, places: list[int]) -> Iterator[bytes]:
    """``raw`` in blocks, cut at these places."""
    borders = sorted({0, len(raw), *(place % (len(raw) + 1) for place in places)})
    return (raw[start:end] for start, end in pairwise(borders))


PLACES = st.lists(st.integers(0, 10_000), max_size=8)


@given(st.one_of(BYTES, TEXT.map(str.encode)), PLACES)
def test_what_is_utf8_is_known_however_it_is_cut(raw: bytes, places: list[int]) -> None:
    try:
        raw.decode()
        sound = True
    except UnicodeDecodeError:
        sound = False
    held = b""
    try:
        for block in cut(raw, places):
            held += block
            held = held[check(held) :]
            assert len(held) <= 3
    except UnicodeDecodeError:
        assert not sound
    else:
        assert sound == (not held)


@pytest.mark.parametrize("odd", [b"\xa9", b"\xff", *DAMAGED])
def test_a_little_damage_in_much_text_is_found(odd: bytes) -> None:
    raw = 100 * PLAIN.encode() + "é".encode()
    assert check(raw) == len(raw)
    for damaged in (raw + odd + raw, odd + raw):
        assert beyond_ascii(damaged) is None
        with pytest.raises(UnicodeDecodeError):
            check(damaged)


@given(st.one_of(BYTES, TEXT.map(str.encode)))
def test_characters_beyond_ascii_are_found_where_they_stand(raw: bytes) -> None:
    found = beyond_ascii(raw)
    few = 100 * sum(byte >= 0x80 for byte in raw) <= len(raw)
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        assert found is None
        return
    assert (found is not None) == few
    if found is not None:
        places, characters = found
        assert [*zip(places.tolist(), characters, strict=True)] == [
            (place, char) for place, char in enumerate(text) if not char.isascii()
        ]


@given(TEXT, PLACES, st.sampled_from([b"", codecs.BOM_UTF8]))
def test_the_normal_form_in_bytes_is_that_of_the_text(text: str, places: list[int], mark: bytes) -> None:
    raw = mark + text.encode()
    form = b"".join(normalised_utf8(cut(raw, places)))
    assert form == normalise(raw.decode("utf-8-sig")).encode()


@pytest.mark.parametrize(
    "joined", ["👨\u200d👩\u200d👧", "🇩🇪", "👍🏽", "q\u0301\u0323", "नि", "e\u0301", "\r\n"]
)
def test_no_border_inside(joined: str) -> None:
    raw = joined.encode()
    for place in range(1, len(raw)):
        pieces = normalised_utf8([b"start ", raw[:place], raw[place:], b" end"])
        assert any(normalise(joined).encode() in piece for piece in pieces)


def test_a_run_of_marks_without_end_does_not_pile_up() -> None:
    mark = "\U0001e8d0".encode()  # four bytes, no border between any two of them
    raw = mark * LONGEST_SEQUENCE
    assert [*normalised_utf8([raw + mark[:3], mark[3:]])] == [raw, mark]


def test_bytes_that_are_not_utf8_are_refused() -> None:
    with pytest.raises(UnicodeDecodeError):
        list(normalised_utf8([PLAIN.encode(), b"\xff", PLAIN.encode()]))
    with pytest.raises(UnicodeDecodeError):
        look_up_utf8(np.zeros(0x110000, np.uint8), b"a" * 100 + b"\xff")


@given(TEXT, st.sampled_from([np.uint8, np.uint16, np.int32]), st.integers(1, 0x110000))
def test_a_table_is_looked_up_as_by_code_points(text: str, dtype: type, length: int) -> None:
    table = (np.arange(length) * 7 + 1).astype(dtype)
    table[:128] %= 250
    numbers = look_up_utf8(table, text.encode())
    assert numbers.dtype == table.dtype
    assert numbers.tolist() == look_up(table, code_points(text)).tolist()


def test_large_numbers_of_ascii_characters() -> None:
    table = np.arange(1000, 2000, dtype=np.uint16)
    text = PLAIN + "é"
    assert look_up_utf8(table, text.encode()).tolist() == [1000 + ord(char) for char in text]
