"""The film of a run: bounded, evenly spread, and true to what was there."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import events
from playground.recipes import TrainRequest
from playground.ui.run_state import RunState
from playground.ui.time_machine import Film, Snapshot
from tests.ui import fakes


def shot(step: int, units: int = 4, sampled: int | None = None) -> Snapshot:
    traced = fakes.traced(step, fakes.model(layers=1, units=units), tokens=("a", "b"))
    sample = events.Sampled(step=sampled, prompt="a", text=f"b{sampled}") if sampled is not None else None
    return Snapshot.take(traced, step / 10, 2.0, sample)


def filmed(steps: range, film: Film | None = None) -> Film:
    film = film if film is not None else Film()
    for step in steps:
        film.add(shot(step))
    return film


def steps(film: Film) -> list[int]:
    return [each.step for each in film.shots]


@given(st.integers(2, 40), st.lists(st.integers(1, 50), min_size=2, max_size=400))
def test_it_is_bounded_and_evenly_spread_with_its_ends(most: int, strides: list[int]) -> None:
    film = Film(most)
    arrived = list(itertools.accumulate(strides))
    values: dict[str, np.ndarray] = {}
    for step in arrived:
        traced = events.Traced(step=step, tokens=(), values=values, surprise=np.zeros(0, np.float32))
        film.add(Snapshot.take(traced, 0.0, None, None))
        assert len(film) <= most
        assert film.shots[-1].step == step
    kept = steps(film)
    assert kept[0] == arrived[0]
    assert kept == sorted(set(kept))
    if len(kept) > 4:
        # Where snapshots came at most 50 steps apart, no hole is much longer than its share of the run.
        even = (kept[-1] - kept[0]) / (len(kept) - 1)
        assert max(np.diff(kept)) <= 3 * even + 100


def test_a_long_run_keeps_moments_from_all_of_it() -> None:
    film = filmed(range(1, 5001), Film(40))
    kept = steps(film)
    assert 20 <= len(kept) <= 40
    assert kept[0] == 1
    assert kept[-1] == 5000
    gaps = np.diff(kept)
    assert max(gaps[:-1]) <= 2.5 * min(gaps[:-1])


def test_memory_is_bounded() -> None:
    one = shot(1, units=500)
    film = Film(1000, 10 * one.nbytes)
    for step in range(1, 200):
        film.add(shot(step, units=500))
        assert sum(each.nbytes for each in film.shots) <= 10 * one.nbytes
    assert len(film) >= 5
    tiny = Film(1000, 1)  # two are kept whatever they take
    for step in range(1, 20):
        tiny.add(shot(step))
    assert steps(tiny) == [1, 19]


def test_what_is_remembered_is_what_was_seen() -> None:
    traced = fakes.traced(300)
    again = Snapshot.take(traced, 12.0, 1.5, None).traced
    assert (again.step, again.tokens, again.prompt) == (300, traced.tokens, "Once upon a")
    assert again.expected == traced.expected
    for name, values in traced.values.items():
        assert again.values[name].dtype == np.float32
        np.testing.assert_allclose(again.values[name], values, atol=2e-3)


def test_numbers_too_large_to_remember_are_off_the_scale() -> None:
    huge = np.array([[[1e6, -1e6, np.nan]]], np.float32)
    traced = events.Traced(step=1, tokens=("a",), values={"h": huge}, surprise=np.zeros(1, np.float32))
    values = Snapshot.take(traced, 0.0, None, None).traced.values["h"]
    np.testing.assert_array_equal(values, [[[np.inf, -np.inf, np.nan]]])


def test_the_nearest_moment() -> None:
    film = filmed(range(10, 60, 10))
    assert [film.index(step) for step in (0, 10, 14, 16, 26, 49, 1000)] == [0, 0, 0, 1, 2, 4, 4]


def test_a_run_that_goes_back_forgets_what_came_after() -> None:
    film = filmed(range(10, 60, 10))
    film.cut(30)
    assert steps(film) == [10, 20, 30]
    film.add(shot(25))  # and one that arrives out of turn is the newest all the same
    assert steps(film) == [10, 20, 25]


def test_samples_up_to_a_moment_each_once() -> None:
    film = Film()
    for step, sampled in ((1, None), (2, 2), (3, 2), (4, 4), (5, 5)):
        film.add(shot(step, sampled=sampled))
    assert [sample.step for sample in film.samples(4, 24)] == [2, 4]
    assert [sample.step for sample in film.samples(5, 2)] == [4, 5]
    assert film.samples(1, 24) == []


def test_a_sample_belongs_to_the_moment_of_its_step() -> None:
    film = filmed(range(1, 4))
    film.hear(events.Sampled(step=2, prompt="a", text="of no moment that is to come"))
    film.hear(events.Sampled(step=3, prompt="a", text="b"))
    assert [sample.text for sample in film.samples(3, 24)] == ["b"]


def test_the_state_of_a_run_makes_its_film() -> None:
    run = RunState()
    run.begin(TrainRequest(sources=("fairy-tales",), name=fakes.NAME))
    assert not run.film.plays
    for event in fakes.lived():
        run.apply(event)
    assert len(run.film) == 41
    past = run.film.shots[20]
    assert (past.step, past.seconds) == (420, pytest.approx(420 / 1300 * 60))
    assert past.bits == fakes.bits(420)
    assert past.sampled is not None
    assert past.sampled.step == 420
    assert len(run.vitals) == 40
    run.apply(events.RolledBack(step=806, to_step=400, learning_rate=1e-3, reason="The loss leapt."))
    assert run.film.shots[-1].step == 400
    assert run.vitals[-1].step == 400
    run.begin(TrainRequest(sources=(), name=fakes.NAME, resume=True))
    assert len(run.film) == 20
    assert len(run.vitals) == 20
    run.begin(TrainRequest(sources=("fairy-tales",), name="other"))
    assert not run.film.plays
    assert run.vitals == []


def test_vitals_of_a_long_run_are_thinned() -> None:
    run = RunState()
    for step in range(1, 3 * RunState.KEPT_VITALS):
        run.apply(fakes.vitals(step, 0.5))
    assert len(run.vitals) <= RunState.KEPT_VITALS
    assert run.vitals[0].step == 1
    assert run.vitals[-1].step == 3 * RunState.KEPT_VITALS - 1
