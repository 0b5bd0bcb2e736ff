"""A sample: the beginning of a text with the states on it."""

from __future__ import annotations

import numpy as np
import pytest

from playground.inference.language_model import LanguageModel
from playground.xray import sample as sample_module
from playground.xray.sample import Sample
from tests.inference.conftest import TEXT


@pytest.mark.parametrize("name", ["chars", "words"])
def test_it_holds_the_states_of_the_model_on_its_text(name: str, request: pytest.FixtureRequest) -> None:
    model: LanguageModel = request.getfixturevalue(name)
    said: list[float] = []
    sample = Sample.take(model, TEXT * 8, progress=said.append)
    traced = model.states(TEXT * 8)
    assert sample.text == TEXT * 8
    assert sample.tokens == traced.tokens
    assert set(sample.values) == ({"h", "c"} if name == "chars" else {"h"})
    for value, array in sample.values.items():
        np.testing.assert_allclose(array, traced.values[value], rtol=1e-5, atol=1e-5)
    assert said == sorted(said)
    assert said[-1] == 1.0
    assert [sample.text[a:b] for a, b in zip(sample.starts, sample.starts[1:], strict=False)] == list(
        sample.tokens
    )


@pytest.mark.parametrize("name", ["chars", "words"])
def test_only_the_first_tokens_are_read(name: str, request: pytest.FixtureRequest) -> None:
    model: LanguageModel = request.getfixturevalue(name)
    sample = Sample.take(model, TEXT * 50, 70)
    assert len(sample) == len(sample.tokens) == len(sample.values["h"]) == 70
    assert (TEXT * 50).startswith(sample.text)
    assert sample.tokens == tuple(model.vocabulary.spans(TEXT * 50)[:70])


def test_memory_is_bounded(chars: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample_module, "MOST_BYTES", 10_000)
    sample = Sample.take(chars, TEXT * 50)
    assert sum(array.nbytes for array in sample.values.values()) <= 10_000
    assert len(sample) == 10_000 // (4 * 2 * 2 * 12)


def test_an_empty_text_gives_an_empty_sample(chars: LanguageModel) -> None:
    sample = Sample.take(chars, "")
    assert (len(sample), sample.text, sample.starts.tolist()) == (0, "", [0])


def test_reading_can_be_broken_off(chars: LanguageModel) -> None:
    def enough(share: float) -> None:
        raise InterruptedError(share)

    with pytest.raises(InterruptedError):
        Sample.take(chars, TEXT * 50, progress=enough)
