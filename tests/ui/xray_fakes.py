"""Small models for X-ray, and helpers to drive its screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from textual.pilot import Pilot

from playground.config import ModelConfig
from playground.events import Weights
from playground.inference.language_model import LanguageModel
from playground.text.characters import CharVocabulary
from playground.ui.screens.xray import XrayScreen
from playground.xray.reading import Reading
from tests.inference.helpers import random_weights
from tests.ui.write_fakes import ALPHABET, save_model, until

LETTERS = ALPHABET + '"'
TEXT = 'The king said: "Sew on\nanother one." And so she did, and it was done.\n'


def config(cell: str = "lstm", **changes: Any) -> ModelConfig:
    values: dict[str, Any] = {"vocabulary": len(LETTERS) + 1, "units": 48, "embedding": 16, **changes}
    return ModelConfig(cell=cell, **values)  # type: ignore[arg-type]


def save(name: str, cell: str = "lstm", folder: Path | None = None, **changes: Any) -> Path:
    """A small model file with random weights in the user's library."""
    model = config(cell, **changes)
    vocabulary = CharVocabulary(LETTERS).to_dict()
    corpus = {"name": "none", "chars": 1, "tokens": 1, "sources": ["none-such"]}
    return save_model(name, folder, model=model, vocabulary=vocabulary, corpus=corpus)


def model(cell: str = "lstm", letters: str = LETTERS, **changes: Any) -> LanguageModel:
    made = config(cell, vocabulary=len(letters) + 1, **changes)
    vocabulary = CharVocabulary(letters)
    return LanguageModel.from_parts(made, vocabulary.to_dict(), random_weights(made, 3), "small")


def reading(text: str = TEXT, **changes: Any) -> Reading:
    """A text read to its end by a small model that knows its letters."""
    return Reading(model(letters="".join(sorted(set(text))) or "a", **changes), text).read_all()


def weights(step: int = 1) -> Weights:
    """A small network as the training process sends it."""
    made = config()
    return Weights(
        step=step,
        model=made,
        vocabulary=CharVocabulary(LETTERS).to_dict(),
        weights=random_weights(made, step),
    )


async def opened(pilot: Pilot[Any]) -> XrayScreen:
    """The screen, once the text is read and everything in sight is known."""
    screen = pilot.app.screen
    assert isinstance(screen, XrayScreen)

    def there() -> bool:
        if screen.reading is None or screen.reading_on or screen.map.blocks is None:
            return False
        if screen.order_name != "index" and (np.diff(screen.map.units) > 0).all():
            return False
        return not screen.map.blocks.missing(screen.map.sight.first, screen.map.sight.last)

    await until(pilot, there)
    await pilot.pause()
    return screen
