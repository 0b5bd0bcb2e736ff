"""Ending before a stop text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from playground.writing.stops import read_stops, until_stop

PIECE = st.text(st.sampled_from("ab."), min_size=1, max_size=3)


@given(st.lists(PIECE), st.lists(PIECE, max_size=3))
def test_it_ends_before_the_first_stop_and_not_earlier(tokens: list[str], stops: list[str]) -> None:
    whole = "".join(tokens)
    places = [place for place in map(whole.find, stops) if place >= 0]
    end = min(places) if places else len(whole)
    # A stop counts as soon as it is complete, so of overlapping ones the one that is complete first.
    got = "".join(until_stop(iter(tokens), stops))
    assert whole.startswith(got)
    assert not any(stop in got for stop in stops)
    assert len(got) >= end
    assert got == whole or any(whole.startswith(stop, len(got)) for stop in stops)


def test_tokens_pass_as_they_are_while_no_stop_can_begin() -> None:
    passed = []
    for token in until_stop(iter(["ab", "c", ".", "d", "."]), [".."]):
        passed.append(token)
    assert passed == ["ab", "c", ".", "d", "."]


def test_as_they_are_typed() -> None:
    assert read_stops("") == ()
    assert read_stops(r".|\n|the end") == (".", "\n", "the end")
    assert read_stops("||a|") == ("a",)
