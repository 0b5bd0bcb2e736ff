"""Patterns, held against Python's own."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.errors import InputError
from playground.writing.pattern import Pattern

ATOM = st.sampled_from(
    ["a", "b", "1", ".", r"\d", r"\w", r"\s", "[ab]", "[^a]", "[a-c1]", r"\.", r"[\d ]", "é"]
)


def _more(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}"])).map(
            lambda two: f"(?:{two[0]}){two[1]}"
        ),
    )


PATTERN = st.recursive(ATOM, _more, max_leaves=6)
TEXT = st.text(st.sampled_from("ab1 .é\n"), max_size=8)


@settings(max_examples=300, deadline=None)
@given(PATTERN, TEXT)
def test_it_matches_what_re_matches(source: str, text: str) -> None:
    assert Pattern(source).matches(text) == bool(re.fullmatch(source, text))


@settings(max_examples=60, deadline=None)
@given(PATTERN)
def test_alive_means_that_a_match_can_come(source: str) -> None:
    pattern = Pattern(source, "ab1")
    texts = ["".join(each) for length in range(4) for each in product("ab1", repeat=length)]
    matched = [text for text in texts if re.fullmatch(source, text)]
    for text in texts:
        if any(match.startswith(text) for match in matched):
            assert pattern.after(pattern.start, text)
        if pattern.met(pattern.after(pattern.start, text)):
            assert text in matched


def test_characters_that_cannot_be_written_make_a_dead_end() -> None:
    pattern = Pattern("a(bΩ|c)", "abc")
    assert pattern.after(pattern.start, "a")
    assert not pattern.after(pattern.start, "ab")
    assert not Pattern("Ω", "abc").start


def test_going_on() -> None:
    pattern = Pattern("ab+")
    states = pattern.after(pattern.start, "ab")
    assert pattern.met(states)
    assert pattern.goes_on(states)
    pattern = Pattern("^ab?$")
    states = pattern.after(pattern.start, "ab")
    assert pattern.met(states)
    assert not pattern.goes_on(states)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("(a", "without its )"),
        ("a)", "without its ("),
        ("[a", "without its ]"),
        ("*a", "nothing for * to repeat"),
        ("a**", "nothing for * to repeat"),
        ("a{,3}", "number of repetitions"),
        ("a{3,2}", "the smaller number first"),
        ("a{9999}", "repetitions go up to"),
        (r"(a)\1", r"\1 is not understood"),
        ("(?=a)", "not regular"),
        ("a^b", "only stand at the start"),
        ("[b-a]", "no range"),
        ("a\\", "nothing follows"),
        ("((((a{400}){400}){4}))", "too long"),
    ],
)
def test_what_is_refused(source: str, said: str) -> None:
    with pytest.raises(InputError, match=re.escape(said)):
        Pattern(source)


@given(st.text(max_size=30))
def test_any_text_is_a_pattern_or_refused(source: str) -> None:
    with suppress(InputError):
        assert Pattern(source).matches("abc") in (True, False)
