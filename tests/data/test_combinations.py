"""Holding out combinations of words that are each known."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.combinations import LEAST_LEFT, held_out_combinations

WHO = ["ravi", "sita", "john", "mary", "anna", "tom"]
DOES = ["eats", "buys", "cooks", "sees", "sells"]
WHAT = ["bread", "fish", "soup", "cake", "rice", "eggs", "mangoes"]
SENTENCES = [[*each, *more] for each in product(WHO, DOES, WHAT) for more in ([], ["now"])]


def split(share: float = 0.1, seed: int = 0) -> tuple[list[int], list[int]]:
    return held_out_combinations(SENTENCES, SENTENCES, share, seed)


def test_what_is_held_out_has_a_combination_that_training_never_saw() -> None:
    train, held = split()
    assert sorted(train + held) == list(range(len(SENTENCES)))
    assert len(held) == pytest.approx(0.1 * len(SENTENCES), abs=2)
    seen = {frozenset(three) for index in train for three in combinations(SENTENCES[index], 3)}
    for index in held:
        assert any(frozenset(three) not in seen for three in combinations(SENTENCES[index], 3))


def test_every_word_stays_in_training() -> None:
    train, held = split(0.3)
    for index in held:
        for word in SENTENCES[index]:
            assert sum(word in SENTENCES[other] for other in train) >= LEAST_LEFT


def test_nothing_that_only_the_held_out_part_would_have_is_held_out() -> None:
    sources = [["say", "it", str(n % 7)] for n in range(60)]
    targets = [["rare" if n == 30 else "often"] for n in range(60)]
    for seed in range(20):
        assert 30 not in held_out_combinations(sources, targets, 0.2, seed)[1]


def test_the_seed_decides() -> None:
    assert split(seed=3) == split(seed=3)
    assert split(seed=3) != split(seed=4)


def test_single_words_are_drawn_one_by_one() -> None:
    words = [[f"word{n}"] for n in range(50)]
    train, held = held_out_combinations(words, words, 0.2)
    assert len(held) == 10
    assert len(train) == 40


@given(
    st.lists(st.lists(st.sampled_from("abcdef"), max_size=6), max_size=30),
    st.floats(0.01, 0.9),
    st.integers(0, 3),
)
def test_both_parts_have_something_and_nothing_is_lost(
    sentences: list[list[str]], share: float, seed: int
) -> None:
    train, held = held_out_combinations(sentences, sentences, share, seed)
    assert sorted(train + held) == list(range(len(sentences)))
    if len(sentences) >= 2:
        assert train
        assert held
