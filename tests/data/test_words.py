"""Words as a classifier reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.words import words_of, words_with_surfaces
from playground.text.normal import normalise


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The food isn't good.", "the food is not good ."),
        ("I CAN’T say; it won't do, cannot do!", "i can not say ; it will not do , can not do !"),
        ("Ain't bad, don’t go, shan't", "is not bad , do not go , shall not"),
        ("It’s my mother's o'clock", "it's my mother's o'clock"),
        ("one<br />two<BR>three\n\nfour\tfive", "one two three four five"),
        ("n't", "n't"),
        ("Über-gut 😀!", "über - gut 😀 !"),
        ("", ""),
    ],
)
def test_words(text: str, words: str) -> None:
    assert words_of(text) == words.split()


@given(st.text())
def test_surfaces_are_the_text_without_white_space(text: str) -> None:
    words = words_with_surfaces(text)
    joined = "".join("".join(word.surface.split()) for word in words)
    assert joined == "".join(normalise(text).split()) or "<br" in text.lower()
    assert words_of(text) == [word.norm for word in words]
    assert all(word.norm and word.surface for word in words)
