"""What the user gives a model, and what to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from playground.config import Task
from playground.errors import PlaygroundError


@dataclass(frozen=True, slots=True)
class Example:
    """What a model is given."""

    text: str = ""
    seed: int = 0
    """Which scene, or which way a tune goes on."""
    beam: int = 1
    """Translations considered side by side; 1 is greedy."""


TEXTS: dict[str, tuple[str, ...]] = {
    "sentiment": (
        "The food is not good",
        "The food is good",
        "not bad at all",
        "The soup was cold and nobody cared",
        "I will never come back",
    ),
    "stars": (
        "The best meal of my life",
        "The food was fine, nothing more",
        "We waited an hour and the soup was cold",
        "Good coffee, friendly people, fair prices",
    ),
    "questions": (
        "Will it rain tomorrow?",
        "How do you spell that?",
        "Where can I buy a ticket?",
        "What is your name?",
    ),
    "entities": (
        "John lives in Paris",
        "Paris Lopez works for London Bank",
        "Maria Lopez moved from London to Berlin",
        "Isla Muir asked Stonecrop Bank for a loan",
    ),
    "english-hindi": (
        "I love pizza",
        "I love to eat pizza",
        "She will cook the food tonight",
        "Is Sita happy?",
    ),
    "answers": ("How are you?", "What is your name?", "Can you help me?"),
}
"""For the models that ship, by name."""

ALONE: dict[str, tuple[str, ...]] = {
    "entities": (
        "Paris Lopez works for London Bank",
        "Victoria lives in Victoria",
        "Isla Muir asked Stonecrop Bank for a loan",
    ),
}
"""The same, where every word is read by itself: sentences in which that makes a difference."""

USUAL: dict[str, tuple[str, ...]] = {
    "classify": ("The food is not good",),
    "tag": ("John lives in Paris",),
    "translate": ("I love pizza",),
}
"""For any other model whose own data cannot be read, by task."""

_LARGEST = 8 << 20
"""Bytes of a file that is looked into for examples."""
_LONGEST = 70
"""Characters of an example."""
_COUNT = 12


def from_data(task: Task, sources: Sequence[str]) -> tuple[str, ...]:
    """A few short examples out of a model's own data; none where it cannot be read (any more)."""
    try:
        if any(Path(source).is_dir() or Path(source).stat().st_size > _LARGEST for source in sources):
            return ()
        texts = _texts(task, sources)
    except (OSError, PlaygroundError):
        return ()
    short = [text for text in dict.fromkeys(texts) if len(text) <= _LONGEST and text.isprintable()]
    return tuple(short[:: max(1, len(short) // _COUNT)][:_COUNT])


def _texts(task: Task, sources: Sequence[str]) -> list[str]:
    if task == "classify":
        from playground.data.labelled import open_labelled

        return [row.text for row in open_labelled(sources).items]
    if task == "translate":
        from playground.data.pairs import open_pairs

        return [pair.source for pair in open_pairs(sources).items]
    if task == "tag":
        from playground.data.conll import open_tagged

        return [" ".join(sentence.tokens) for sentence in open_tagged(sources).items]
    return []
