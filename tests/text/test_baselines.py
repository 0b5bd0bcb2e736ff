"""Baselines: codes that are sound, and numbers that are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import places
from playground.text import baselines
from playground.text.baselines import LABELS, measure, measure_alone, measure_as_read, measure_in_full
from playground.text.characters import CharVocabulary
from playground.text.ngram import bits_by_order, highest_order
from playground.text.reading import open_text
from playground.text.words import WordVocabulary

CODES = st.lists(st.integers(0, 3), min_size=12, max_size=60)


@settings(deadline=None, max_examples=30)
@given(CODES, st.lists(st.integers(0, 3), max_size=6))
def test_the_ngram_model_is_a_probability(train: list[int], begun: list[int]) -> None:
    learnt = np.array(train, np.int64)
    totals = np.zeros(4)
    for last in range(4):  # p(last | begun) from the code lengths of two texts that differ by it
        with_last = bits_by_order(learnt, np.array([*begun, last], np.int64), 4, 4)
        without = bits_by_order(learnt, np.array(begun, np.int64), 4, 4) if begun else [0.0] * 4
        for order in range(4):
            bits = with_last[order] * (len(begun) + 1) - without[order] * len(begun)
            totals[order] += 2**-bits
    np.testing.assert_allclose(totals, 1, rtol=1e-9)


def test_the_ngram_model_of_order_one_is_smoothed_counting() -> None:
    # Counts 6 and 2, each less a discount of a half that the uniform order below shares out.
    train = np.array([0, 0, 0, 1, 0, 0, 0, 1], np.int64)
    (bits,) = bits_by_order(train, np.array([0], np.int64), 2, 1)
    assert bits == pytest.approx(-math.log2((5.5 + 2 * 0.5 / 2) / 8))


def test_longer_contexts_predict_a_regular_text() -> None:
    train = np.array([0, 1, 2, 1] * 200, np.int64)
    bits = bits_by_order(train, np.array([0, 1, 2, 1] * 20, np.int64), 3)
    assert bits[0] == pytest.approx(1.5, abs=0.05)  # half ones, the rest halved
    assert bits[1] == pytest.approx(0.5, abs=0.05)  # after a one either may come
    assert bits[2] < 0.05


def test_orders_fit_into_64_bits() -> None:
    assert highest_order(2) == 10
    assert highest_order(65) == 10
    for kinds in (2, 65, 123, 4000, 100_000):
        assert kinds ** highest_order(kinds) < 2**63
    codes = np.arange(4000, dtype=np.int64)
    assert len(bits_by_order(codes, codes[:10], 4000)) == highest_order(4000)


def test_on_the_fairy_tales() -> None:
    text = open_text("fairy-tales").read()
    cut = int(len(text) * 0.9)
    found = measure_in_full(text[:cut], text[cut:])
    bits = found.bits
    assert list(bits) == list(LABELS)
    assert bits["uniform"] == pytest.approx(math.log2(len(set(text))))
    assert bits["uniform"] > bits["unigram"] > bits["gzip"] > bits["xz"] > bits["ngram"]
    assert bits["unigram"] == pytest.approx(4.382, abs=0.005)
    assert bits["ngram"] == pytest.approx(1.517, abs=0.02)
    assert 5 <= found.ngram_order <= 10
    assert found.label("ngram") == f"{found.ngram_order}-gram"
    assert found.label("xz") == "xz"
    assert measure(text[:cut], text[cut:]) == bits


def test_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "the cat sat on the mat. " * 50
    first = measure_in_full(text, text[:100])
    with monkeypatch.context() as patch:
        patch.setattr(baselines, "bits_by_order", lambda *_: pytest.fail("measured again"))
        assert measure_in_full(text, text[:100]) == first
    for file in (places.cache() / "baselines").iterdir():
        file.write_text("{}")
    assert measure_in_full(text, text[:100]) == first


def test_where_nothing_can_be_kept() -> None:
    text = "the cat sat on the mat. " * 50
    places.cache().parent.mkdir(parents=True)
    places.cache().write_text("in the way")
    assert set(measure(text, text[:100])) == set(LABELS)


def test_only_so_much_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "MOST_TRAIN", 100)
    monkeypatch.setattr(baselines, "MOST_VALIDATION", 50)
    found = measure_in_full("x" * 1000 + "abcde" * 20, "abcde" * 10 + "y" * 1000)
    assert (found.train_chars, found.validation_chars) == (100, 50)
    assert found.bits["uniform"] == pytest.approx(math.log2(5))


@given(st.text(max_size=60), st.text(max_size=30))
@settings(deadline=None, max_examples=25)
def test_any_texts(train: str, validation: str) -> None:
    for bits in (measure(train, validation), measure_alone(train)):
        assert bits == {} or set(bits) == set(LABELS)
        assert all(math.isfinite(value) and value >= 0 for value in bits.values())


def test_a_character_never_met_has_a_price() -> None:
    bits = measure("abab" * 100, "ж")
    assert bits["unigram"] == pytest.approx(math.log2(403))
    assert 2 < bits["ngram"] < 20


def test_alone() -> None:
    text = open_text("reviews").read()
    bits = measure_alone(text)
    assert bits["uniform"] > bits["unigram"] > bits["gzip"] > bits["xz"] > bits["ngram"] > 1
    # What compressors make of nothing but noise is no less than the noise.
    noise = "".join(map(chr, np.random.default_rng(0).integers(97, 113, 20_000).tolist()))
    noisy = measure_alone(noise)
    assert noisy["uniform"] == pytest.approx(4)
    for name, value in noisy.items():
        assert value >= 3.99, name


def test_as_read_by_a_model_that_knows_everything_is_as_it_is() -> None:
    train, held_out = "the cat sat on the mat. " * 50, "the rat sat on the hat. " * 5
    knows = CharVocabulary.of(train + held_out)
    assert measure_as_read(knows, train, held_out) == measure_in_full(train, held_out)
    assert measure_as_read(knows, None, train).bits == measure_alone(train)


@pytest.mark.parametrize("alone", [False, True])
def test_what_a_model_cannot_read_is_not_paid_for_by_the_baselines_either(alone: bool) -> None:
    rng = np.random.default_rng(0)
    rare = ["".join(map(chr, rng.integers(97, 123, 12).tolist())) for _ in range(400)]  # noise, costly
    train = "".join(f"the cat saw {word} and sat. " for word in rare[:300])
    held_out = "".join(f"the cat saw {word} and sat. " for word in rare[300:])
    vocabulary = WordVocabulary(["the", " the", " cat", " saw", " and", " sat", "."])
    if alone:
        whole, read = measure_alone(held_out), measure_as_read(vocabulary, None, held_out).bits
    else:
        whole, read = measure(train, held_out), measure_as_read(vocabulary, train, held_out).bits
    for name in ("ngram", "gzip", "bz2", "xz"):
        assert read[name] < whole[name] / 2, name
    # The bits are shared among all characters of the text as it was: 28 each, of which 19 and <unk> are read.
    seen = "the cat saw<unk> and sat. "
    kinds = len(set(seen))
    assert read["uniform"] == pytest.approx(math.log2(kinds) * (19 - 3 + 5) / 28, rel=0.3)
