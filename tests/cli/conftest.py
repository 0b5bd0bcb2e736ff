"""Small untrained models in the library of each test, and a way to run the command in the test's process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from playground import modelfile, places
from playground.cli import cli
from playground.config import ModelConfig, TrainConfig
from playground.modelfile import ModelCard
from playground.text.characters import CharVocabulary
from playground.text.reading import open_text
from playground.text.words import WordVocabulary

TALE = (
    "Once upon a time there was a king who had a cat.\nThe cat saw the king, and the king saw the cat.\n" * 40
)

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Runs the command with these words; standard input may be given as ``input``."""

    def invoke(*words: str, **settings: Any) -> Result:
        return CliRunner().invoke(cli, words, **settings)

    return invoke


@pytest.fixture
def tale(tmp_path: Path) -> Path:
    """A small text file."""
    path = tmp_path / "tale.txt"
    path.write_text(TALE, "utf-8")
    return path


def save_model(name: str, vocabulary: CharVocabulary | WordVocabulary, corpus: Path) -> Path:
    """A model with random weights among the user's models."""
    config = ModelConfig(vocabulary=vocabulary.size, cell="gru", layers=2, units=8, embedding=8)
    generator = np.random.default_rng(0)
    weights = {key: generator.normal(0, 0.5, shape).astype("f4") for key, shape in config.shapes().items()}
    card = ModelCard(
        name=name,
        model=config,
        train=TrainConfig(seconds=60),
        vocabulary=vocabulary.to_dict(),
        corpus={
            "name": "tale",
            "sha256": open_text([corpus]).sha256,
            "chars": len(TALE),
            "validation_share": 0.1,
        },
        scores={"bits_per_char": 3.25},
        steps=120,
        seconds=60.0,
        description="Random \x1b[31mweights.",
    )
    path = places.user_models() / f"{name}.safetensors"
    modelfile.save(path, card, weights)
    return path


@pytest.fixture
def letters(tale: Path) -> str:
    """The name of a model of characters that was trained on the tale, or so it says."""
    save_model("letters", CharVocabulary.of(TALE), tale)
    return "letters"


@pytest.fixture
def words(tale: Path) -> str:
    """The name of a model of words."""
    save_model("words", WordVocabulary.of(TALE), tale)
    return "words"
