"""A vocabulary that comes out of a file is checked before it is used."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.errors import InputError
from playground.text.vocabulary import vocabulary_from_dict

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "char",
        {},
        {"level": "byte", "tokens": "abc"},
        {"level": "char"},
        {"level": "char", "tokens": ""},
        {"level": "char", "tokens": "aba"},
        {"level": "char", "tokens": ["a", "b"]},
        {"level": "word", "tokens": "abc"},
        {"level": "word", "tokens": []},
        {"level": "word", "tokens": ["a", "a"]},
        {"level": "word", "tokens": ["a", ""]},
        {"level": "word", "tokens": ["a", 1]},
        {"level": "word", "tokens": ["a"], "characters": ["a"]},
        {"level": "word", "tokens": ["a"], "characters": {"ab": 1}},
        {"level": "word", "tokens": ["a"], "characters": {"a": 0}},
        {"level": "word", "tokens": ["a"], "characters": {"a": True}},
        {"level": "word", "tokens": ["a"], "characters": {"a": 1e9}},
    ],
)
def test_refuses(data: Any) -> None:
    with pytest.raises(InputError, match=r"^A vocabulary|^The character counts"):
        vocabulary_from_dict(data)


@settings(max_examples=40)
@given(st.sampled_from(["char", "word"]), JSON, JSON)
def test_whatever_comes_is_read_or_refused(level: str, tokens: Any, characters: Any) -> None:
    try:
        vocabulary = vocabulary_from_dict({"level": level, "tokens": tokens, "characters": characters})
    except InputError:
        return
    assert vocabulary.size >= 2
    vocabulary.decode(vocabulary.encode("any text"))
    assert vocabulary.spelling_bits("x") > 0
