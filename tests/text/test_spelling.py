from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.text.spelling import Speller

WORDS = [" walking", " talking", " king", " ring", " the", ","]
ALPHABET = dict.fromkeys(" walkingtrhe,", 3)


def speller() -> Speller:
    return Speller(WORDS, ALPHABET, 20.0)


def test_what_looks_like_a_word_is_cheaper_than_what_does_not() -> None:
    made = speller()
    assert made.bits(" walring") < made.bits(" gnirlaw")
    assert made.bits(" king") < 8


def test_every_next_character_has_its_share() -> None:
    """After any context the probabilities of all characters, the end and the escape add up to one."""
    made = speller()
    for context in ("\x02", "\x02 k", "lkin", "zzz", " w"):
        every = sum(made._probability(context, char) for char in [*ALPHABET, "\n", "Ж"])
        assert every == pytest.approx(1.0)


def test_a_character_never_met_costs_its_code_point() -> None:
    made = speller()
    assert made.bits(" Жing") > made.bits(" king") + 20


@given(st.text(max_size=20))
def test_any_word_has_a_finite_cost(word: str) -> None:
    assert 0 < speller().bits(word) < 20 + 40 * (len(word) + 1)
