"""Dynamic evaluation is the usual score when nothing is learned, and better where a text repeats itself."""

from __future__ import annotations

import numpy as np
import pytest

from playground import LanguageModel
from playground.config import ModelConfig
from playground.errors import InputError
from playground.text.characters import CharVocabulary
from playground.text.words import WordVocabulary
from playground.training.dynamic import STRETCH, dynamic_score

TEXT = "The cat sat on the mat, and the dog on the cat. " * 40


def model(cell: str = "lstm", level: str = "char", *, tied: bool = False) -> LanguageModel:
    """Two layers with random weights."""
    vocabulary = CharVocabulary.of(TEXT) if level == "char" else WordVocabulary.of(TEXT)
    config = ModelConfig(
        vocabulary=vocabulary.size,
        cell=cell,  # type: ignore[arg-type]
        layers=2,
        units=16,
        embedding=16,
        tied=tied,
    )
    generator = np.random.default_rng(0)
    weights = {key: generator.normal(0, 0.3, shape).astype("f4") for key, shape in config.shapes().items()}
    return LanguageModel.from_parts(config, vocabulary.to_dict(), weights)


@pytest.mark.parametrize("level", ["char", "word"])
@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_without_learning_it_is_the_usual_score(cell: str, level: str) -> None:
    fixed = model(cell, level)
    text = TEXT[: 5 * STRETCH + 7]
    usual, dynamic = fixed.score(text), dynamic_score(fixed, text, rate=0.0)
    assert dynamic.nats_per_token == pytest.approx(usual.nats_per_token, rel=1e-5)
    assert (dynamic.tokens, dynamic.chars) == (usual.tokens, usual.chars)


def test_the_first_stretch_is_scored_before_anything_is_learned() -> None:
    fixed = model()
    text = TEXT[: STRETCH + 1]
    assert dynamic_score(fixed, text).nats_per_token == pytest.approx(
        fixed.score(text).nats_per_token, rel=1e-5
    )


@pytest.mark.parametrize("tied", [False, True])
def test_a_text_that_repeats_itself_is_learned_and_the_model_left_as_it_is(tied: bool) -> None:
    fixed = model(tied=tied)
    before = {name: array.copy() for name, array in fixed.network.weights.items()}
    done: list[float] = []
    learned = dynamic_score(fixed, TEXT, done.append, rate=1e-2)
    assert learned.nats_per_token < 0.7 * fixed.score(TEXT).nats_per_token
    assert done == sorted(done)
    assert done[-1] == 1.0
    for name, array in fixed.network.weights.items():
        assert np.array_equal(array, before[name])


def test_one_token_and_none() -> None:
    fixed = model()
    assert dynamic_score(fixed, "T").nats_per_token == pytest.approx(fixed.score("T").nats_per_token)
    with pytest.raises(InputError, match="no text"):
        dynamic_score(fixed, "")
