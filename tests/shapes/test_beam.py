"""Greedy and beam search against a model small enough to try every sequence."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.shapes.beam import Decoder, Hypothesis, beam_search, greedy

END, NEVER, V, LONGEST = 1, 0, 5, 4


def decoder(seed: int, sharpness: float = 2.0) -> Decoder[NDArray[np.int64]]:
    """Logits that depend on all that was written so far, by a table of random numbers."""
    tables = np.random.default_rng(seed).normal(0, sharpness, (997, V)).astype("f4")

    def step(
        state: NDArray[np.int64], last: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        state = (state * 31 + last) % 997
        return tables[state], state

    return Decoder(step, lambda state, rows: state[rows], np.zeros(1, np.int64), END, NEVER, LONGEST)


def score(model: Decoder[NDArray[np.int64]], tokens: tuple[int, ...], ended: bool) -> float:
    """Log-probability of a sequence, by one step after the other."""
    state, total, last = model.begin, 0.0, END
    for token in (*tokens, END) if ended else tokens:
        logits, state = model.step(state, np.array([last]))
        wide = logits[0].astype(float)
        total += wide[token] - np.log(np.exp(wide).sum())
        last = token
    return float(total)


def best_of_all(model: Decoder[NDArray[np.int64]]) -> float:
    """The highest score of any sequence that ends in time."""
    words = [token for token in range(V) if token not in (END, NEVER)]
    return max(
        score(model, tokens, ended=True)
        for length in range(LONGEST)
        for tokens in product(words, repeat=length)
    )


@given(st.integers(0, 10_000), st.integers(1, 12), st.sampled_from([0.0, 0.6, 1.0]))
def test_scores_are_those_of_the_model_and_no_beam_is_below_greedy(
    seed: int, width: int, alpha: float
) -> None:
    model = decoder(seed)
    found = beam_search(model, width, alpha)
    assert 1 <= len(found) <= width
    ranks = [each.ranked(alpha) for each in found]
    assert ranks == sorted(ranks, reverse=True)
    assert found[0].ranked(alpha) >= greedy(model).ranked(alpha)
    for each in found:
        assert each.score == pytest.approx(score(model, each.tokens, each.ended), abs=1e-5)
        assert not {END, NEVER} & set(each.tokens)
        assert len(each.tokens) <= LONGEST
    assert len({each.tokens for each in found}) == len(found)


@given(st.integers(0, 10_000))
def test_one_beam_is_greedy(seed: int) -> None:
    model = decoder(seed)
    assert beam_search(model, 1) == [greedy(model)]


@pytest.mark.parametrize("seed", range(20))
def test_with_beams_enough_the_best_of_all_is_found(seed: int) -> None:
    model = decoder(seed)
    found = beam_search(model, 3**LONGEST)
    assert max(each.score for each in found if each.ended) == pytest.approx(best_of_all(model), abs=1e-6)


def test_beams_find_what_greed_misses() -> None:
    better = sum(
        beam_search(decoder(seed), 4)[0].score > greedy(decoder(seed)).score + 1e-6 for seed in range(50)
    )
    assert better >= 10


def test_a_sequence_that_never_ends_is_cut_off() -> None:
    def step(
        state: NDArray[np.int64], last: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        logits = np.full((len(last), V), -1e4, np.float32)
        logits[:, 3] = 0
        return logits, state

    model = Decoder(step, lambda state, rows: state[rows], np.zeros(1, np.int64), END, NEVER, LONGEST)
    for found in (greedy(model), beam_search(model, 3)[0]):
        assert found == Hypothesis((3,) * LONGEST, pytest.approx(0.0), ended=False)  # type: ignore[arg-type]


def test_alpha_favours_the_longer() -> None:
    short, long = Hypothesis((2,), -2.0, ended=True), Hypothesis((2, 3, 4), -2.5, ended=True)
    assert short.ranked(0) > long.ranked(0)
    assert short.ranked(1) < long.ranked(1)
    assert long.ranked(1) == pytest.approx(-2.5 / 4)
    assert math.isclose(Hypothesis((), 0.0, ended=False).ranked(1), 0.0)
