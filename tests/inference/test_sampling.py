"""What is drawn and what is not: properties that hold for all logits and settings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.config import SampleConfig
from playground.errors import PlaygroundError
from playground.inference.sampling import Sampler, log_softmax

Logits = NDArray[np.float32]


@st.composite
def some_logits(draw: st.DrawFn) -> Logits:
    size = draw(st.integers(2, 40))
    # A coarse grid as well as fine values: ties are where cuts go wrong.
    value = st.one_of(st.integers(-3, 3).map(float), st.floats(-30, 30, width=32))
    return np.array(draw(st.lists(value, min_size=size, max_size=size)), np.float32)


@st.composite
def settings_of(draw: st.DrawFn) -> SampleConfig:
    return SampleConfig(
        temperature=draw(st.one_of(st.just(0.0), st.floats(1e-7, 50))),
        top_k=draw(st.integers(0, 45)),
        top_p=draw(st.floats(0.001, 1)),
        min_p=draw(st.floats(0, 1)),
        repetition_penalty=draw(st.sampled_from([1.0, 0.5, 1.3, 5.0])),
        repetition_window=draw(st.integers(1, 10)),
        seed=draw(st.integers(0, 2**63 - 1)),
    )


def ids_for(logits: Logits, data: st.DataObject) -> list[int]:
    return data.draw(st.lists(st.integers(0, len(logits) - 1), max_size=20))


def plain(logits: Logits, temperature: float = 1.0) -> NDArray[np.float64]:
    """Softmax without <unk>, in double precision."""
    z = logits.astype(np.float64) / temperature
    z[0] = -np.inf
    weights = np.exp(z - z.max())
    return weights / weights.sum()


@given(some_logits(), settings_of(), st.data())
def test_a_distribution_sums_to_one_and_never_holds_unknown(
    logits: Logits, config: SampleConfig, data: st.DataObject
) -> None:
    before = logits.copy()
    chances = Sampler(config).distribution(logits, ids_for(logits, data))
    assert chances.shape == logits.shape
    assert chances.sum() == pytest.approx(1)
    assert (chances >= 0).all()
    assert chances[0] == 0
    np.testing.assert_array_equal(logits, before)


@given(some_logits(), settings_of(), st.data())
def test_only_what_has_a_chance_is_drawn_and_a_seed_repeats_it(
    logits: Logits, config: SampleConfig, data: st.DataObject
) -> None:
    recent = ids_for(logits, data)
    one, other = Sampler(config), Sampler(config)
    chances = one.distribution(logits, recent)
    for _ in range(20):
        token = one.draw(logits, recent)
        assert chances[token] > 0
        assert token == other.draw(logits, recent)


@given(some_logits(), settings_of())
def test_temperature_zero_takes_the_likeliest(logits: Logits, config: SampleConfig) -> None:
    greedy = SampleConfig(temperature=0, top_k=config.top_k, top_p=config.top_p, min_p=config.min_p)
    assert Sampler(greedy).draw(logits) == 1 + int(logits[1:].argmax())


@given(some_logits(), st.floats(0.05, 20))
def test_temperature_divides_the_logits(logits: Logits, temperature: float) -> None:
    chances = Sampler(SampleConfig(temperature=temperature)).distribution(logits)
    np.testing.assert_allclose(chances, plain(logits, temperature), rtol=1e-3, atol=1e-6)


@given(some_logits(), st.integers(1, 45))
def test_top_k_keeps_the_k_likeliest(logits: Logits, k: int) -> None:
    chances = Sampler(SampleConfig(temperature=1, top_k=k)).distribution(logits)
    kept, cut = logits[1:][chances[1:] > 0], logits[1:][chances[1:] == 0]
    assert len(kept) == min(k, len(logits) - 1)
    assert not len(cut) or kept.min() >= cut.max() - 1e-5
    left = np.where(chances > 0, plain(logits), 0)
    np.testing.assert_allclose(chances, left / left.sum(), rtol=1e-4, atol=1e-9)


@given(some_logits(), st.floats(0.001, 0.999))
def test_top_p_keeps_the_smallest_set_that_reaches_p(logits: Logits, p: float) -> None:
    chances = Sampler(SampleConfig(temperature=1, top_p=p)).distribution(logits)
    whole = plain(logits)
    kept = whole[chances > 0]
    assert kept.sum() >= p - 1e-5
    assert kept.sum() - kept.min() < p + 1e-5
    # Two that differ in the last of a float32's digits may change places.
    assert kept.min() >= whole[1:][chances[1:] == 0].max(initial=0) * (1 - 1e-5)


@given(some_logits(), st.floats(0.001, 1))
def test_min_p_keeps_what_is_near_the_likeliest(logits: Logits, p: float) -> None:
    chances = Sampler(SampleConfig(temperature=1, min_p=p)).distribution(logits)
    share = plain(logits) / plain(logits).max()
    assert (chances[share > p * (1 + 1e-5)] > 0).all()
    assert (chances[share < p * (1 - 1e-5)] == 0).all()


@given(some_logits(), st.integers(1, 5), st.floats(0.1, 0.9))
def test_top_p_counts_from_what_top_k_left(logits: Logits, k: int, p: float) -> None:
    both = Sampler(SampleConfig(temperature=1, top_k=k, top_p=p)).distribution(logits)
    left = Sampler(SampleConfig(temperature=1, top_k=k)).distribution(logits)
    kept = left[both > 0]
    assert kept.sum() >= p - 1e-5
    assert kept.sum() - kept.min() < p + 1e-5


def test_the_repetition_penalty_lowers_recent_tokens_of_either_sign() -> None:
    logits = np.array([0, 2, -1, 2, -1], np.float32)
    config = SampleConfig(temperature=1, repetition_penalty=2, repetition_window=2)
    chances = Sampler(config).distribution(logits, [3, 4, 1, 2])
    np.testing.assert_allclose(chances, plain(np.array([0, 1, -2, 2, -1], np.float32)), rtol=1e-5)


def test_draws_follow_the_distribution() -> None:
    logits = np.log(np.array([1, 5, 3, 2], np.float32))
    sampler = Sampler(SampleConfig(temperature=1, seed=0))
    drawn = np.bincount([sampler.draw(logits) for _ in range(20_000)], minlength=4) / 20_000
    np.testing.assert_allclose(drawn, [0, 0.5, 0.3, 0.2], atol=0.015)


def test_without_a_seed_two_samplers_differ() -> None:
    logits = np.zeros(1000, np.float32)
    one, other = Sampler(SampleConfig()), Sampler(SampleConfig())
    assert [one.draw(logits) for _ in range(9)] != [other.draw(logits) for _ in range(9)]


def test_allowed_narrows_the_choice() -> None:
    logits = np.array([9, 3, 2, 1], np.float32)
    allowed = np.array([True, False, True, True])
    sampler = Sampler(SampleConfig(temperature=1))
    chances = sampler.distribution(logits, allowed=allowed)
    assert chances[:2].tolist() == [0, 0]
    found = sampler.candidates(logits, (), 5, str, allowed=allowed)
    assert [each.id for each in found] == [2, 3]
    assert found[0].probability == pytest.approx(np.exp(2) / (np.exp(9) + np.exp(2) + np.exp(1)))


def test_nothing_left_to_draw_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no token"):
        Sampler().draw(np.zeros(3, np.float32), allowed=np.array([True, False, False]))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_network_that_diverged_is_reported(bad: float) -> None:
    with pytest.raises(PlaygroundError, match="diverged"):
        Sampler().draw(np.array([0, bad, 1], np.float32))


@given(some_logits(), settings_of(), st.integers(0, 50), st.data())
def test_candidates_are_the_likeliest_with_their_chances(
    logits: Logits, config: SampleConfig, k: int, data: st.DataObject
) -> None:
    recent = ids_for(logits, data)
    sampler = Sampler(config)
    found = sampler.candidates(logits, recent, k, lambda token: f"<{token}>", written=1)
    whole = log_softmax(logits)
    expected: list[Any] = sorted(range(1, len(logits)), key=lambda token: (-whole[token], token))[:k]
    assert [each.id for each in found] == expected
    chances = sampler.distribution(logits, recent)
    for each in found:
        assert each.logprob == pytest.approx(whole[each.id])
        assert each.probability == pytest.approx(np.exp(whole[each.id]))
        assert each.sampled == chances[each.id]
        assert each.token == f"<{each.id}>"
        assert each.text == f"{each.id}>"


def test_rows_drawn_in_one_go_are_what_each_would_draw_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("playground.inference.sampling._AT_ONCE", 100)  # a few rows at a time
    logits = np.random.default_rng(0).normal(0, 3, (50, 30)).astype(np.float32)
    config = SampleConfig(temperature=0.7, seed=3)
    alone, together = Sampler(config), Sampler(config)
    assert together.simple
    chances = [together.chance() for _ in logits]
    assert together.draw_each(chances, logits) == [alone.draw(row) for row in logits]
    logits[20, 4] = np.nan
    with pytest.raises(PlaygroundError, match="diverged"):
        together.draw_each(chances, logits)


@pytest.mark.parametrize(
    "settings",
    [{"top_k": 3}, {"top_p": 0.9}, {"min_p": 0.1}, {"repetition_penalty": 1.2}, {"temperature": 0.0}],
)
def test_other_settings_are_drawn_row_by_row(settings: dict[str, Any]) -> None:
    assert not Sampler(SampleConfig(**settings)).simple
