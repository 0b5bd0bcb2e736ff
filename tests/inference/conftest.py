"""Small models of both levels."""

from __future__ import annotations

from collections import Counter

import pytest

from playground.config import ModelConfig
from playground.inference.language_model import LanguageModel
from playground.text.characters import CharVocabulary
from playground.text.vocabulary import Vocabulary
from playground.text.words import WordVocabulary, split

from .helpers import random_weights

TEXT = (
    "Once upon a time there was a king. The king's daughter didn't sing; she laughed, and laughed!\n"
    "Once upon another time,   there was a queen.\n\nटाइम एक बार. 王は笑った。\n"
)


def model_of(vocabulary: Vocabulary, seed: int = 0, cell: str = "lstm") -> LanguageModel:
    config = ModelConfig(vocabulary=vocabulary.size, cell=cell, layers=2, units=12, embedding=9)  # type: ignore[arg-type]
    return LanguageModel.from_parts(config, vocabulary.to_dict(), random_weights(config, seed), "small")


@pytest.fixture(scope="session")
def chars() -> LanguageModel:
    return model_of(CharVocabulary.of(TEXT))


@pytest.fixture(scope="session")
def words() -> LanguageModel:
    return model_of(WordVocabulary(sorted(set(split(TEXT))), Counter(TEXT)), cell="gru")
