"""Rules: what may come next, by characters and by words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.errors import InputError
from playground.text.characters import CharVocabulary
from playground.text.words import WordVocabulary
from playground.writing.pattern import Pattern
from playground.writing.rule import FREE, Follower, Rule

CHARS = CharVocabulary.of("abc 12.")
WORDS = WordVocabulary.of("the king said no. the kings had 12 apples the end", 50)


def rule(text: str) -> Rule:
    read = Rule.read(text)
    assert read is not None
    return read


def allowed(follower: Follower, begun: str = "", written: str = "") -> set[str] | None:
    assert follower._vocabulary is not None
    mask = follower.mask(follower.after(follower.start, begun), written)
    return None if mask is None else {follower._vocabulary.token(id) for id in np.flatnonzero(mask)}


def test_reading() -> None:
    assert Rule.read("  ") is None
    assert rule("/a|b/") == Rule("a|b", prefix=False)
    assert rule("king.").prefix
    assert rule("a/").prefix
    for unfinished in ("/", "//", "/(a"):
        with pytest.raises(InputError, match="between two slashes"):
            Rule.read(unfinished)
    assert Pattern(rule("a.b (c)").source).matches(" a.b (c)")


def test_a_word_by_characters() -> None:
    follower = Follower(rule("ab"), CHARS)
    assert allowed(follower) == {" ", "a"}
    assert allowed(follower, " ") == {"a"}
    assert allowed(follower, "a") == {"b"}
    assert follower.after(follower.start, "abcc") == FREE
    assert allowed(follower, "ab") is None
    assert not follower.over(FREE)
    assert follower.after(follower.start, "b") == frozenset()


def test_a_word_by_words() -> None:
    follower = Follower(rule("king said"), WORDS)
    assert allowed(follower) == {" king"}
    assert allowed(follower, " king") == {" said"}
    assert follower.after(follower.start, " king said no") == FREE
    assert allowed(Follower(rule("ing"), WORDS), written=" k") == {" king", " kings"}


def test_a_pattern_ends_where_it_is_met() -> None:
    follower = Follower(rule("/[12]{2,3}/"), CHARS)
    assert allowed(follower, "1") == {"1", "2"}
    two = follower.after(follower.start, "12")
    assert follower.met(two)
    assert not follower.over(two)
    assert follower.mask(two) is None
    three = follower.after(two, "1")
    assert follower.met(three)
    assert follower.over(three)


def test_no_token_may_come() -> None:
    assert allowed(Follower(rule("xyz"), CHARS)) == set()
    assert allowed(Follower(rule("kingdom"), WORDS)) == set()


def test_what_a_vocabulary_lacks() -> None:
    assert Follower(rule("[ab😀"), CHARS).lacking == ("[", "😀")
    assert Follower(rule(r"/[7-9]{3} [^a-c 12.]\D?/"), CHARS).lacking == ("7-9", "[^a-c 12.]")
    assert Follower(rule("/(😀|a)b/"), CHARS).lacking == ()  # there is another way
    assert Follower(rule("kingdom"), WORDS).lacking == ("m",)


SOURCES = ["a+b", "(ab|ac)*1", "[^a]{2}", "a?b?c?1", "ab|abc1", ".*2"]


@pytest.mark.parametrize("source", SOURCES)
@settings(max_examples=40, deadline=None)
@given(picks=st.lists(st.integers(0, 99), max_size=12))
def test_whatever_is_picked_under_the_mask_can_still_match(source: str, picks: list[int]) -> None:
    follower = Follower(Rule(source, prefix=False), CHARS)
    states, text = follower.start, ""
    for pick in picks:
        mask = follower.mask(states)
        if mask is None:
            assert Pattern(source).matches(text)
            break
        ids = np.flatnonzero(mask)
        assert len(ids)  # by characters there is always a way on
        char = CHARS.token(int(ids[pick % len(ids)]))
        states, text = follower.after(states, char), text + char
        assert states
