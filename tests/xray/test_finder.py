"""The unit finder: its measures against their definitions, and units that are known to follow something."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.inference.language_model import LanguageModel
from playground.xray.finder import LEAST, aucs, correlations, find_units
from playground.xray.properties import Property, find_property
from playground.xray.sample import Sample
from tests.inference.conftest import TEXT

T = 400
FEW_VALUES = st.lists(st.tuples(st.integers(-3, 3), st.booleans()), min_size=2, max_size=40).filter(
    lambda pairs: 0 < sum(truth for _, truth in pairs) < len(pairs)
)


def naive_auc(values: NDArray[np.float32], truth: NDArray[np.bool_]) -> float:
    """The definition: the share of pairs in which the one with the property is higher, ties counting half."""
    pairs = list(itertools.product(values[truth], values[~truth]))
    return sum((high > low) + 0.5 * (high == low) for high, low in pairs) / len(pairs)


@given(FEW_VALUES)
@settings(deadline=None)
def test_auc_is_the_share_of_pairs_in_order(pairs: list[tuple[int, bool]]) -> None:
    values = np.array([[value, -value, 0] for value, _ in pairs], np.float32)
    truth = np.array([truth for _, truth in pairs])
    found = aucs(values, truth)
    expected = naive_auc(values[:, 0], truth)
    np.testing.assert_allclose(found, [expected, 1 - expected, 0.5])


def test_correlation_is_that_of_numpy() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(5, 1, (T, 4)).astype(np.float32)
    values[:, 3] = 0.1
    for wanted in (rng.random(T) < 0.3, (values[:, 1] * 2 + rng.normal(size=T)).astype(np.float32)):
        found = correlations(values, wanted)
        expected = [np.corrcoef(values[:, unit], wanted)[0, 1] for unit in range(3)]
        np.testing.assert_allclose(found[:3], expected, rtol=1e-5)
        assert np.isnan(found[3])


def made_up(text: str, h: NDArray[np.float32], c: NDArray[np.float32] | None = None) -> Sample:
    """A sample of characters with the states given, (T, layers, H)."""
    values = {"h": h} if c is None else {"h": h, "c": c}
    return Sample(text, tuple(text), np.arange(len(text) + 1), np.arange(len(text)), values)


def noisy(seed: int = 0, layers: int = 2, units: int = 6) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(0, 0.3, (T, layers, units)).astype(np.float32)


def words_of(seed: int = 0) -> str:
    """T characters: words of one to nine letters."""
    rng = np.random.default_rng(seed)
    return " ".join("x" * int(length) for length in rng.integers(1, 10, T))[:T]


def test_units_that_follow_a_property_are_found_best_first_with_their_sign() -> None:
    text = words_of()
    space = np.array([char == " " for char in text])
    h, c = noisy(), noisy(1)
    h[:, 1, 4] -= 2 * space  # falls, and cannot be mistaken
    c[:, 0, 2] += 0.6 * space  # rises, less clearly
    finding = find_units(made_up(text, h, c), find_property("after-space"), 3)
    first, second, third = finding.found
    assert (first.value, first.layer, first.unit, first.sign) == ("h", 1, 4, -1)
    assert (second.value, second.layer, second.unit, second.sign) == ("c", 0, 2, 1)
    assert (finding.measure, finding.problem, finding.ahead) == ("auc", None, False)
    assert (finding.tokens, finding.positives) == (T // 2, space[T // 2 :].sum())
    # What is reported is measured on the second half alone.
    half = slice(T // 2, None)
    assert first.auc == pytest.approx(naive_auc(-h[half, 1, 4], space[half]))
    assert first.auc > 0.95
    assert first.correlation == pytest.approx(np.corrcoef(h[half, 1, 4], space[half])[0, 1], rel=1e-5)
    assert first.correlation < 0
    assert third.auc < second.auc


def test_a_unit_that_fits_by_chance_on_the_first_half_is_unmasked_on_the_second() -> None:
    text = words_of()
    space = np.array([char == " " for char in text])
    h = noisy()
    h[: T // 2, 0, 3] = space[: T // 2]
    (found,) = find_units(made_up(text, h), find_property("after-space"), 1).found
    assert (found.layer, found.unit) == (0, 3)
    assert abs(found.auc - 0.5) < 0.2


def test_ahead_asks_what_a_unit_foretells() -> None:
    text = words_of()
    space = np.array([char == " " for char in text])
    h = noisy()
    h[:-1, 0, 5] += 3 * space[1:]
    sample = made_up(text, h)
    (found,) = find_units(sample, find_property("after-space"), 1, ahead=True).found
    assert (found.layer, found.unit) == (0, 5)
    assert found.auc > 0.95
    assert find_units(sample, find_property("after-space"), 1).found[0].auc < 0.9


def test_a_number_is_followed_by_correlation_where_it_is_defined() -> None:
    text = words_of()
    place = find_property("word-position").values(text)
    h = noisy()
    h[:, 1, 2] -= np.nan_to_num(place, nan=100)
    finding = find_units(made_up(text, h), find_property("word-position"), 2)
    first = finding.found[0]
    assert finding.measure == "correlation"
    assert (first.layer, first.unit, first.sign) == (1, 2, -1)
    assert first.correlation < -0.9
    assert np.isnan(first.auc)
    assert finding.tokens == finding.positives == (~np.isnan(place[T // 2 :])).sum()


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("x" * T, "after-space", "Only 0 of 200 tokens in the first half of the sample have it"),
        (" " * T, "after-space", "Only 0 of 200 tokens in the first half of the sample lack it"),
        (words_of()[:200] + "x" * 200, "after-space", "Only 0 of 200 tokens in the second half"),
        ("x" * T, "bracket-depth", "is 0 all through the first half"),
        (" " * T, "word-position", "is defined at 0 tokens only in the first half"),
        ("", "after-space", "Only 0 of 0 tokens"),
        ("x", "word-position", "is defined at 0 tokens only"),
    ],
)
def test_what_cannot_be_measured_is_said_in_a_sentence(text: str, name: str, said: str) -> None:
    finding = find_units(made_up(text, noisy()[: len(text)]), find_property(name))
    assert finding.found == ()
    assert finding.problem is not None
    assert said in finding.problem
    assert finding.problem.endswith(".")


def test_as_many_as_are_needed_are_enough() -> None:
    truth = np.zeros(T, np.bool_)
    truth[:LEAST] = truth[-LEAST:] = True
    rare = Property("rare", "at both ends", lambda _text: truth)
    assert find_units(made_up("x" * T, noisy()), rare).problem is None
    truth[0] = False
    assert "Only 19" in str(find_units(made_up("x" * T, noisy()), rare).problem)


def test_states_that_are_no_numbers_do_no_harm() -> None:
    text = words_of()
    h = noisy()
    h[5:, 0, 0], h[5:, 0, 1], h[:, 0, 2] = np.nan, np.inf, 0.0
    for name in ("after-space", "word-position"):
        found = find_units(made_up(text, h), find_property(name), 100).found
        assert len(found) == 12
        assert {(each.layer, each.unit) for each in found} == set(itertools.product(range(2), range(6)))


def test_of_a_real_network_the_units_are_those_with_the_best_naive_auc(words: LanguageModel) -> None:
    sample = Sample.take(words, TEXT * 20)
    finding = find_units(sample, find_property("capital"), 4)
    truth = np.array([any(char.isupper() for char in token) for token in sample.tokens])
    half = len(sample) // 2
    expected = sorted(
        -abs(naive_auc(sample.values["h"][:half, layer, unit], truth[:half]) - 0.5)
        for layer in range(2)
        for unit in range(12)
    )[:4]
    chosen = [
        -abs(naive_auc(sample.values["h"][:half, each.layer, each.unit], truth[:half]) - 0.5)
        for each in finding.found
    ]
    np.testing.assert_allclose(chosen, expected)
