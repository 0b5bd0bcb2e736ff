"""A held-out part without near-twins of what was learned from."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.data.labelled import read_labelled
from playground.data.split import held_out, twins

LONG = [f"word{i}" for i in range(60)]


def together(*texts: str) -> bool:
    """Whether these are near-twins, among texts that are not."""
    others = [f"nothing {i} like {i * 7} this {i * 11}" for i in range(20)]
    return {0, 1} <= set(twins([*texts, *others])[0])


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("The food is good.", "the FOOD is good!", True),
        ("Good food!", "food good", True),
        ("The food is good.", "The food is bad.", True),
        ("The food is good.", "The food is not good.", True),
        ("The food is good.", "The soup is cold.", False),
        ("Good food", "Bad food", False),
        ("Never again", "Never", False),
        (" ".join(LONG), " ".join([*LONG[:30], "other", *LONG[31:]]), True),
        (" ".join(LONG), " ".join([*LONG[:20], *reversed(LONG[20:]), "x"]), False),
        ("!!!", "???", False),
        ("", "", True),
    ],
)
def test_what_near_twins_are(first: str, second: str, alike: bool) -> None:
    assert together(first, second) is alike
    assert together(second, first) is alike


texts = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=6).map(" ".join), max_size=60)


@settings(deadline=None)
@given(texts, st.integers(0, 5), st.floats(0.05, 0.9))
def test_two_parts_that_share_no_twins(texts: list[str], seed: int, share: float) -> None:
    train, held = held_out(texts, share, seed)
    assert sorted(train + held) == list(range(len(texts)))
    assert (train, held) == (sorted(train), sorted(held))
    assert held_out(texts, share, seed) == (train, held)
    groups = twins(texts)
    assert sorted(i for group in groups for i in group) == list(range(len(texts)))
    if len(groups) > 1:
        assert not any(set(group) & set(train) and set(group) & set(held) for group in groups)
    if len(texts) > 1:
        assert train
        assert held


def test_a_fifth_of_the_shipped_reviews() -> None:
    texts = [item.text for item in read_labelled("reviews")]
    train, held = held_out(texts)
    assert (len(train), len(held)) == (720, 180)
    words = [frozenset(text.lower().rstrip(".!?").split()) for text in texts]
    assert not {words[i] for i in train} & {words[i] for i in held}
    assert held_out(texts, seed=1)[1] != held


def test_chains_of_short_texts_do_not_swallow_everything() -> None:
    draw = random.Random(0)
    texts = [" ".join(draw.sample("abcdefghi", 4)) for _ in range(400)]  # all a chain of one-word changes
    assert len(held_out(texts)[1]) == 80


def test_texts_that_are_all_alike_are_drawn_one_by_one() -> None:
    train, held = held_out(["the same"] * 10)
    assert (len(train), len(held)) == (8, 2)


def test_one_text_or_none() -> None:
    assert held_out([]) == ([], [])
    assert held_out(["a"]) == ([0], [])
