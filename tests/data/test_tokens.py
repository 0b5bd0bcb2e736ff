"""Sentences cut into tokens as CoNLL files have them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.conll import read_tagged
from playground.data.tokens import tokens_of, whole_tokens
from playground.text.normal import normalise

KNOWN = {"mr.", "dr.", "mrs."}


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("John lives in Paris", "John lives in Paris"),
        ("John lives in Paris.", "John lives in Paris ."),
        ('"Dr. O\'Neill\'s," said J. Smith (7)...', '" Dr. O\'Neill \'s , " said J. Smith ( 7 ) ...'),
        ("The U.S. can't; Anne-Marie won’t!", "The U.S. ca n't ; Anne-Marie wo n’t !"),
        ("$5.50 at 10:30, 3,000 to a.b@c.org", "$ 5.50 at 10:30 , 3,000 to a.b@c.org"),
        ("東京に行く。", "東 京 に 行 く 。"),
        ("we -- and 's ''", "we -- and 's ''"),
        (" \t\n", ""),
    ],
)  # fmt: skip
def test_tokens(text: str, tokens: str) -> None:
    assert tokens_of(text, KNOWN) == tokens.split()


def test_a_full_stop_that_is_not_known_is_cut_off() -> None:
    assert tokens_of("Mr. Kim", set()) == ["Mr", ".", "Kim"]


def test_which_tokens_must_be_known() -> None:
    sentences = [["Mr.", "Kim", "left", "Yahoo!", ".", "U.S."], ["mr.", "3.5", "--"]]
    assert whole_tokens(sentences) == ["mr.", "yahoo!"]


def test_what_is_cut_already_comes_back() -> None:
    for sentence in read_tagged("entities"):
        assert tuple(tokens_of(" ".join(sentence.tokens), KNOWN)) == sentence.tokens


@given(st.text() | st.text("a.'\"-(),é东 \n1@"))
def test_nothing_is_lost(text: str) -> None:
    tokens = tokens_of(text)
    assert "".join(tokens) == "".join(normalise(text).split())
    assert all(tokens)
