"""The best allowed tags of a sentence."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.data.conll import iob2
from playground.data.iob import allowed, best_tags

TAGS = ("B-LOC", "B-PER", "I-LOC", "I-PER", "O")
FOLLOWS = allowed(TAGS)


def test_what_may_follow() -> None:
    assert FOLLOWS.shape == (6, 5)
    assert FOLLOWS[:, [0, 1, 4]].all()
    assert FOLLOWS[:, 3].tolist() == [False, True, False, True, False, False]


@given(st.integers(1, 4).flatmap(lambda T: arrays(np.float32, (T, 5), elements=st.integers(-9, 9))))
def test_the_best_of_all_allowed_sequences(scores: np.ndarray) -> None:
    best = best_tags(scores, FOLLOWS)
    tags = [TAGS[tag] for tag in best]
    assert iob2(tags) == tags
    sums = [
        sum(scores[t, TAGS.index(tag)] for t, tag in enumerate(each))
        for each in product(TAGS, repeat=len(scores))
        if iob2(each) == list(each)
    ]
    assert sum(scores[t, tag] for t, tag in enumerate(best)) == max(sums)


def test_nothing_to_tag() -> None:
    assert best_tags(np.empty((0, 5), np.float32), FOLLOWS).tolist() == []


def test_tags_that_cannot_begin() -> None:
    scores = np.array([[0.0, 1.0], [2.0, 1.0]], np.float32)
    assert best_tags(scores, allowed(("I-A", "I-B"))).tolist() == [1, 0]
