"""The ghost as a value: what typing does to it, and how long it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import InputError
from playground.ui.ghost import Ghost, GhostLength, complete

tokens = st.lists(st.text(min_size=1, max_size=4), max_size=8).map(tuple)


@given(tokens, st.integers(0, 40))
def test_typing_what_it_says_leaves_the_rest(offered: tuple[str, ...], count: int) -> None:
    ghost = Ghost(offered)
    typed = ghost.text[:count]
    if typed:
        assert ghost.typed(typed).text == ghost.text[count:]
        assert "" not in ghost.typed(typed).tokens


@given(tokens, st.text(min_size=1, max_size=5))
def test_typing_anything_else_sends_it_away(offered: tuple[str, ...], typed: str) -> None:
    ghost = Ghost(offered)
    if not ghost.text.startswith(typed):
        assert not ghost.typed(typed)


def test_a_half_typed_token_stays_one_token() -> None:
    assert Ghost((" time", " there")).typed(" ti") == Ghost(("me", " there"))
    assert Ghost((" time", " there")).first == " time"


def grow(text: str, length: GhostLength) -> str | None:
    """The ghost when ``text`` comes a character at a time."""
    for end in range(1, len(text) + 1):
        done = complete(list(text[:end]), length)
        if done is not None:
            return "".join(done)
    return None


@pytest.mark.parametrize(
    ("kind", "text", "ghost"),
    [
        ("word", " time there", " time"),
        ("word", "me there", "me"),
        ("word", " don't stop", " don't"),
        ("word", ". Then", "."),
        ("word", " राम गया", " राम"),
        ("word", "他说", "他"),
        ("word", " the dogs' bowl", " the"),
        ("word", "dogs' bowl", "dogs"),
        ("sentence", " was a king. He", " was a king."),
        ("sentence", ' said "No." Then', ' said "No."'),
        ("sentence", " 3.14 is pi. So", " 3.14 is pi."),
        ("sentence", " the end\nOnce", " the end"),
        ("sentence", "\nOnce more. And", "\nOnce more."),
    ],
)
def test_where_it_ends(kind: str, text: str, ghost: str) -> None:
    assert grow(text, GhostLength(kind)) == ghost  # type: ignore[arg-type]


def test_a_number_of_tokens() -> None:
    assert complete([" a", "b"], GhostLength("tokens", 3)) is None
    assert complete([" a", "b", " c"], GhostLength("tokens", 3)) == (" a", "b", " c")


def test_a_model_that_never_ends_is_cut() -> None:
    assert grow("a" * 1000, GhostLength("sentence")) == "a" * GhostLength("sentence").limit
    assert grow("a" * 1000, GhostLength("word")) == "a" * GhostLength("word").limit


def test_an_impossible_length_is_refused() -> None:
    with pytest.raises(InputError, match="1 to 2,000"):
        GhostLength("tokens", 0)
