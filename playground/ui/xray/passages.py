"""What X-ray reads: the passage that it begins with, a text of the library, or a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.errors import PlaygroundError
from playground.inference.language_model import LanguageModel
from playground.text.reading import STDIN, TextSource, open_text

PASSAGE = """THE CLOCKMAKER'S CAT

Once upon a time there was a clockmaker who had a grey cat. Every night the cat sat in the window and \
counted the stars.

"How many are there?" said the clockmaker.

"One is missing," said the cat. "It was here on Tuesday."

The clockmaker put on his coat, and he went up the hill with a ladder and a lamp. There, in the long \
grass, lay a small star with a broken wheel. "Tick," said the star, and then it said nothing at all.

"I can mend that," said the clockmaker. So he did, and the cat counted again.
"""
"""Capitals, quotation marks, line ends: something for many units to follow."""
PASSAGE_NAME = "a short passage"
MOST = 300_000
"""Characters that are read of a longer text."""
_BEGINNING = 800
"""Characters of a model's own text that stand in for the passage."""
_STRANGE = 0.05
"""Share of unknown tokens above which the passage is not for a model."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text to read, and what it is called."""

    name: str
    text: str | None
    """None: the passage to begin with, or one that suits the model better."""
    note: str = ""
    """One sentence that the user should see."""


FIRST = Passage(PASSAGE_NAME, None)


def take(source: str) -> Passage:
    """The beginning of a file or of a text of the library, by path or name.

    Raises InputError if it cannot be read.
    """
    opened = open_text([source])
    text = opened.read(MOST + 1)
    if len(text) <= MOST:
        return Passage(opened.name, text, " ".join(opened.notices))
    return Passage(opened.name, text[:MOST], f"Of {opened.name}, the first {MOST:,} characters are read.")


def suited(model: LanguageModel, sources: Sequence[str] = ()) -> str:
    """A short text that the model can read: the passage, or where that is strange to it, one of its own."""
    ids = model.vocabulary.encode(PASSAGE)
    if float((ids == model.vocabulary.unknown).mean()) < _STRANGE:
        return PASSAGE
    own = own_text(model, sources)
    return own.read(_BEGINNING) if own is not None else PASSAGE


def own_text(model: LanguageModel, sources: Sequence[str] = ()) -> TextSource | None:
    """The text that the model was trained on, if it is still at hand.

    ``sources`` name it for a model in training, which has no card.
    """
    if model.card is not None:
        corpus = model.card.corpus
        sources = [str(source) for source in corpus.get("sources") or [corpus.get("name", "")]]
    if not sources or not all(sources) or STDIN in sources:
        return None
    try:
        return open_text(sources)
    except PlaygroundError:
        return None
