"""Properties of texts, written under the characters they hold at."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.errors import InputError
from playground.text.words import split
from playground.xray import matching
from playground.xray.properties import PROPERTIES, find_property, on_tokens

TEXTS = st.text(st.sampled_from("aB9é\u0301\n\t .,:!?\"“”„«»'()[]{}-王\u0915\u093f\U0001f600"), max_size=60)


def marks(name: str, text: str) -> str:
    """``^`` under each character at which the property holds."""
    return "".join("^" if value else " " for value in find_property(name).values(text))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("quotes", 'I "am" he.', "  ^^^     "),
        ("quotes", "“No ‘no’ „ja“ no” b", "^^^^^^^^^^^^^^^^   "),
        ("quotes", "„ja“ b", "^^^   "),
        ("quotes", "«Si» »", "^^^   "),
        ("quotes", 'a "b\n\nc "d" e', "  ^^    ^^   "),
        ("quotes", '"open', "^^^^^"),
        ("line-start", "\nab\n\ncd", " ^   ^ "),
        ("line-end", "\nab\n\ncd", "^  ^^  "),
        ("in-word", "It's - well-\nknown 42", "^^^^   ^^^^  ^^^^^ ^^"),
        ("in-word", "\u0915\u093f a", "^^ ^"),
        ("after-space", "a b\tc\n", " ^ ^  "),
        ("word-start", "It's a 王!", "^    ^ ^ "),
        ("capital", "aBc ÉD 王", " ^  ^^  "),
        ("vowel", "bräÜ yes", "  ^^  ^ "),
        ("digit", "a1 ٣!", " ^ ^ "),
        ("sentence-end", 'So 3.5 "Oh!" Eh...\n好。了', "          ^    ^^^  ^ "),
    ],
)
def test_where_it_holds(name: str, text: str, expected: str) -> None:
    assert marks(name, text) == expected


PLAY = """First Citizen:
You are: all.

KING RICHARD III:
Thus:
Never
"""


def test_a_speaker_is_named_alone_on_a_line_after_an_empty_one() -> None:
    assert "".join(c for c, on in zip(PLAY, marks("speaker", PLAY), strict=True) if on == "^") == (
        "First CitizenKING RICHARD III"
    )
    assert "".join(c for c, on in zip(PLAY, marks("speaker-capital", PLAY), strict=True) if on == "^") == (
        "FCKINGRICHARDIII"
    )


def numbers(name: str, text: str) -> list[float | None]:
    return [None if np.isnan(value) else float(value) for value in find_property(name).values(text)]


def test_numbers() -> None:
    assert numbers("line-position", "ab\n\nc") == [1, 2, None, None, 1]
    assert numbers("word-position", "a it's") == [1, None, 1, 2, 3, 4]
    assert numbers("bracket-depth", "(a[b]) )c(d [") == [1, 1, 2, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    assert numbers("bracket-depth", "([)]") == [1, 1, 0, 0]


@pytest.mark.parametrize("name", PROPERTIES)
@given(text=TEXTS)
@settings(max_examples=60, deadline=None)
def test_every_property_says_something_of_every_character(name: str, text: str) -> None:
    values = PROPERTIES[name].values(text)
    assert values.shape == (len(text),)
    assert values.dtype in (np.bool_, np.float32)


@given(TEXTS)
@settings(deadline=None)
def test_properties_agree_with_each_other(text: str) -> None:
    words, starts = (PROPERTIES[name].values(text) for name in ("in-word", "word-start"))
    place = PROPERTIES["word-position"].values(text)
    np.testing.assert_array_equal(words, ~np.isnan(place))
    np.testing.assert_array_equal(starts, place == 1)
    line = PROPERTIES["line-position"].values(text)
    np.testing.assert_array_equal(PROPERTIES["line-start"].values(text), line == 1)
    np.testing.assert_array_equal(PROPERTIES["line-end"].values(text), np.isnan(line))
    assert PROPERTIES["bracket-depth"].values(text).min(initial=0) == 0


def test_names_are_found_however_they_are_written() -> None:
    assert find_property(" Line Start ") is PROPERTIES["line-start"]
    assert find_property("after_space") is PROPERTIES["after-space"]


def test_a_regular_expression_holds_inside_its_matches() -> None:
    assert marks("(vowel)", "a vowel") == "  ^^^^^"
    assert marks("^.", "ab\ncd") == "^  ^ "
    assert marks("x*", "axxb") == " ^^ "
    assert marks(r"\n\n", "a\n\nb") == " ^^ "
    assert "king|queen" in find_property("king|queen").about


@pytest.mark.parametrize("bad", ["(", "[a", "*a", "a{99999999999999999999}", "", "(?P<n>a)(?P<n>b)"])
def test_a_bad_expression_is_refused_in_one_sentence(bad: str) -> None:
    with pytest.raises(InputError) as error:
        find_property(bad)
    assert "\n" not in str(error.value)
    assert "regular expression" in str(error.value)


def test_an_expression_that_would_take_forever_is_given_up() -> None:
    with pytest.raises(InputError, match="takes longer than"):
        matching.matched("(a+)+b", "a" * 60, patience=0.5)


def test_words_have_what_any_of_their_letters_has_and_the_number_of_their_last() -> None:
    text = "The cat saw\nAnn."
    tokens = split(text)
    assert tokens == ["The", " cat", " saw", "\n", "Ann", "."]
    starts = np.cumsum([0, *map(len, tokens)])
    assert on_tokens(find_property("capital"), text, starts).tolist() == [1, 0, 0, 0, 1, 0]
    assert on_tokens(find_property("capital"), text, starts, ahead=True).tolist() == [0, 0, 0, 1, 0]
    found = on_tokens(find_property("line-position"), text, starts)
    np.testing.assert_array_equal(found, [3, 7, 11, np.nan, 3, 4])


def test_no_tokens_have_no_property() -> None:
    for name in ("quotes", "word-position"):
        assert on_tokens(find_property(name), "", np.array([0])).shape == (0,)
        assert on_tokens(find_property(name), "", np.array([0]), ahead=True).shape == (0,)
