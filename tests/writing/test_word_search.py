"""Whole words from characters, held against all words there are."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from playground.config import ModelConfig
from playground.inference.language_model import LanguageModel
from playground.inference.network import Network
from playground.inference.sampling import log_softmax
from playground.text.characters import CharVocabulary
from playground.writing import word_search
from playground.writing.word_search import (
    WordSearch,
    in_word,
    inside_mask,
    likely_words,
    word_begun,
)
from tests.inference.helpers import random_weights


def model(cell: str = "gru") -> LanguageModel:
    vocabulary = CharVocabulary("ab ")
    config = ModelConfig(vocabulary=vocabulary.size, cell=cell, units=8, embedding=6)  # type: ignore[arg-type]
    weights = random_weights(config, 4)
    weights["head.bias"][-1] += 4  # words end soon, so that all that matter can be tried
    return LanguageModel("m", vocabulary, Network(config, weights))


def chance_of(made: LanguageModel, before: str, text: str) -> float:
    """By the definition: the product of the characters, and that no letter follows."""
    logp = 0.0
    for at, char in enumerate(text):
        logprobs = log_softmax(made.at(before + text[:at]).logits)
        logp += float(logprobs[int(made.vocabulary.encode(char)[0])])
    after = log_softmax(made.at(before + text).logits)
    return math.exp(logp) * float(np.exp(after[~inside_mask(made.vocabulary.tokens)]).sum())


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("before", ["a", "ab ", "b a"])
def test_they_are_the_likeliest_in_order(cell: str, before: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_search, "LEAST", 1e-5)
    made = model(cell)
    found = likely_words(made.network, made.vocabulary.tokens, made.at(before), word_begun(before), k=6)
    assert found.whole
    every = [
        lead + "".join(letters)
        for lead in ("", " ", "  ", "   ")
        for length in range(1, 6)
        for letters in product("ab", repeat=length)
    ]
    ranked = sorted(((chance_of(made, before, text), text) for text in every), reverse=True)[:6]
    assert [word.text for word in found.words] == [text for _, text in ranked]
    for word, (chance, _) in zip(found.words, ranked, strict=True):
        assert word.probability == pytest.approx(chance, rel=1e-4)


def test_labels_show_the_whole_word() -> None:
    made = model()
    words = likely_words(made.network, made.vocabulary.tokens, made.at("b a"), "a").words
    for word in words:
        assert word.label == (word.text if word.text.startswith(" ") else "a" + word.text)


def test_it_may_be_cut_short() -> None:
    made = model()
    search = WordSearch(
        made.network, made.vocabulary.tokens, inside_mask(made.vocabulary.tokens), made.at("a"), k=30
    )
    next(search.run())
    assert not search.words.whole
    assert search.words.steps <= 12


def test_what_is_a_word() -> None:
    assert word_begun("Once upon a ti") == "ti"
    assert word_begun("Once ") == ""
    assert word_begun("") == ""
    assert word_begun("don't") == "don't"
    assert all(map(in_word, "aé1'’न"))
    assert not any(map(in_word, " .\n,—"))
