"""One example of what a task's model does, as text."""

from __future__ import annotations

from pathlib import Path

from playground.modelfile import ModelCard
from playground.ui.examples.answer import Answer, Caption, Tags, Translation
from playground.ui.examples.example import Example
from playground.ui.examples.offers import Offer, shape_of
from playground.ui.examples.opened import answer, opened


def trial(path: Path, card: ModelCard) -> str:
    """An example and what the model makes of it. Raises InputError if it cannot be used."""
    model = opened(Offer(shape_of(card.model.task), path.stem, card.model.task, path, card))
    text = model.examples[0] if model.examples else ""
    found = answer(model, Example(text))
    return "\n".join(line for line in (text, _said(found)) if line)


def _said(found: Answer) -> str:
    match found.result:
        case Translation(text=text) | Caption(caption=text):
            return text
        case Tags(tokens=tokens, tags=tags):
            return " ".join(
                f"{token}/{tag}" if tag != "O" else token for token, tag in zip(tokens, tags, strict=True)
            )
        case _:
            return found.said
