"""Text is brought to one form, however it is cut while it is read."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.text.normal import _stands_alone, normalise, normalised

TRICKY = st.text(
    st.sampled_from(
        [
            *"ab \n\r",
            "\u0301",
            "\u0323",
            "é",
            "\u1100",
            "\u1161",
            "\u11a8",
            "가",
            "\u0bc6",
            "\u0bbe",
            "\u200d",
            "👩",
            "\ufe0f",
            "\ud800",
        ]
    )
)


@given(st.lists(st.one_of(TRICKY, st.text())))
def test_pieces_normalise_as_the_whole(pieces: list[str]) -> None:
    assert "".join(normalised(pieces)) == normalise("".join(pieces))


@given(st.text(st.characters()))
def test_normal_form(text: str) -> None:
    form = normalise(text)
    assert "\r" not in form
    assert unicodedata.is_normalized("NFC", form)
    assert normalise(form) == form
    form.encode()


@given(st.one_of(TRICKY, st.text(max_size=5)))
def test_a_long_text_with_a_few_odd_characters(odd: str) -> None:
    text = 2000 * "plain – " + odd + "“plain”" + odd
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert normalise(text) == re.sub("[\ud800-\udfff]", "\ufffd", unicodedata.normalize("NFC", lines))


def test_what_joins_the_character_before_it_is_never_taken_to_stand_alone() -> None:
    for code in range(0x110000):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            assert not _stands_alone(int(parts[1], 16))
        if unicodedata.combining(chr(code)):
            assert not _stands_alone(code)


@pytest.mark.parametrize(
    ("text", "form"),
    [("a\r\nb\rc\n", "a\nb\nc\n"), ("e\u0301", "é"), ("\u1100\u1161\u11a8", "각"), ("a\udc80b", "a\ufffdb")],
)
def test_examples(text: str, form: str) -> None:
    assert normalise(text) == form


@pytest.mark.parametrize("joined", ["👨\u200d👩\u200d👧", "🇩🇪", "👍🏽", "q\u0301\u0323", "नि"])
def test_no_border_inside(joined: str) -> None:
    for cut in range(1, len(joined)):
        pieces = normalised(["start ", joined[:cut], joined[cut:], " end"])
        assert any(normalise(joined) in piece for piece in pieces)


def test_a_run_of_marks_without_end_does_not_pile_up() -> None:
    pieces = list(normalised(["a" + "\u0301" * 5000, "\u0301" * 5000]))
    assert len(pieces) > 1
    assert len("".join(pieces)) == 10_001
