"""A long text under a network, looked at out of order, says what a plain walk through it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.inference.language_model import LanguageModel
from playground.text.characters import CharVocabulary
from playground.xray import reading as reading_module
from playground.xray.reading import BLOCK, Reading
from tests.inference.conftest import TEXT, model_of

LONG = TEXT * 8
CELLS = ("rnn", "gru", "lstm")


@pytest.fixture(scope="module", params=CELLS)
def model(request: pytest.FixtureRequest) -> LanguageModel:
    return model_of(CharVocabulary.of(TEXT), cell=request.param)


def test_tokens_ids_and_places_belong_together(model: LanguageModel) -> None:
    reading = Reading(model, LONG)
    assert "".join(reading.tokens) == reading.text
    assert len(reading) == len(reading.tokens) == len(reading.ids)
    assert reading.starts[-1] == len(reading.text)
    assert all(reading.text[reading.starts[t] :].startswith(reading.tokens[t]) for t in (0, 7, 300))


def test_it_says_what_a_trace_of_the_whole_text_says(model: LanguageModel) -> None:
    reading, whole = Reading(model, LONG).read_all(), model.states(LONG)
    assert len(LONG) > 2 * BLOCK
    assert np.allclose(reading.surprise, whole.surprise, atol=1e-4)
    for name in reading.names:
        for layer in (0, 1):
            values = reading.values(name, layer, 200, 700)  # over two borders of blocks
            assert np.allclose(values, whole.values[name][200:700, layer], atol=1e-5), name
    for count in (1, BLOCK - 1, BLOCK, BLOCK + 1, len(reading)):
        state = reading.state(count)
        assert np.allclose(state.h, whole.values["h"][count - 1], atol=1e-5)
        assert np.allclose(reading.logits(count), whole.logits[count - 1], atol=1e-4)


def test_what_is_not_read_yet_cannot_be_looked_at(model: LanguageModel) -> None:
    reading = Reading(model, LONG)
    assert reading.read == 0
    assert np.isnan(reading.surprise).all()
    shares = reading.read_on()
    assert next(shares) == BLOCK / len(reading)
    assert reading.read == BLOCK
    reading.values("h", 0, 0, BLOCK)
    with pytest.raises(IndexError, match="257 of 256"):
        reading.values("h", 0, 0, BLOCK + 1)
    with pytest.raises(IndexError):
        reading.state(BLOCK + 1)
    assert list(shares)[-1] == 1.0
    assert reading.read == len(reading)
    assert not np.isnan(reading.surprise).any()


def test_reading_can_be_left_off_and_taken_up_by_another_iterator(model: LanguageModel) -> None:
    reading = Reading(model, LONG)
    next(reading.read_on())
    whole = Reading(model, LONG).read_all()
    assert np.array_equal(reading.read_all().surprise, whole.surprise)


def test_blocks_beyond_the_memory_are_forgotten_and_computed_again(
    model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_module, "_CACHE_BYTES", 1)
    reading = Reading(model, LONG).read_all()
    first = reading.values("h", 1, 0, 10)
    reading.values("h", 1, 0, len(reading))
    assert len(reading._blocks) == 2
    assert np.array_equal(reading.values("h", 1, 0, 10), first)


def test_an_empty_text_is_a_reading_of_nothing(model: LanguageModel) -> None:
    reading = Reading(model, "").read_all()
    assert len(reading) == reading.read == 0
    assert reading.values("h", 0, 0, 0).shape == (0, 12)
    assert np.array_equal(reading.logits(0), model.beginning.logits)


def test_of_words_as_well(words: LanguageModel) -> None:
    reading, whole = Reading(words, TEXT).read_all(), words.states(TEXT)
    assert reading.tokens == whole.tokens
    assert np.allclose(reading.surprise, whole.surprise, atol=1e-4)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=600), st.data())
def test_any_text_and_any_stretch_of_it(text: str, data: st.DataObject) -> None:
    model = model_of(CharVocabulary.of(TEXT))
    reading = Reading(model, text).read_all()
    first = data.draw(st.integers(0, len(reading)))
    last = data.draw(st.integers(first, len(reading)))
    values = reading.values("c", 0, first, last)
    assert values.shape == (last - first, 12)
    if len(reading):
        whole = model.states(text).values["c"][first:last, 0]
        assert np.allclose(values, whole, atol=1e-5)
