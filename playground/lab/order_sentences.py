"""Sentences in which only the order of the words says who does what to whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

ANIMALS = ("dog", "cat", "horse", "goose", "bear", "monkey", "goat", "parrot")
PEOPLE = ("man", "woman", "girl", "boy", "farmer", "teacher", "king", "sailor")
VERBS = {
    "bites": "bitten",
    "sees": "seen",
    "hears": "heard",
    "follows": "followed",
    "wakes": "woken",
    "finds": "found",
}
"""What is done, and its passive form."""
_OPENINGS = ("", "today", "again")
_ADJECTIVES = ("", "old", "young")
_HELD_OUT = 0.2

PERSON, ANIMAL = 0, 1
"""The answers: who does it."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and who does it."""

    words: tuple[str, ...]
    answer: int


def sentence(
    doer: str, other: str, verb: str, *, passive: bool = False, opening: str = "", adjective: str = ""
) -> str:
    """``doer`` does ``verb`` to ``other``. The adjective stands before whoever is named first."""
    first, second = (other, doer) if passive else (doer, other)
    doing = ("is", VERBS[verb], "by") if passive else (verb,)
    words = (opening, "the", adjective, first, *doing, "the", second)
    return " ".join(word for word in words if word)


def sentences(*, passive: bool, seed: int) -> tuple[list[Sentence], list[Sentence]]:
    """Sentences to learn from and held-out ones.

    Each has its partner with the same words and the other answer, in the same part. Held out are whole
    combinations of animal, person and verb.
    """
    random = np.random.default_rng(seed)
    combinations = [(a, p, v) for a in ANIMALS for p in PEOPLE for v in VERBS]
    held_out = set(
        random.choice(len(combinations), round(_HELD_OUT * len(combinations)), replace=False).tolist()
    )
    learned: list[Sentence] = []
    kept: list[Sentence] = []
    for number, (animal, person, verb) in enumerate(combinations):
        opening, adjective = str(random.choice(_OPENINGS)), str(random.choice(_ADJECTIVES))
        for turned in (False, True) if passive else (False,):
            pair = _pair(animal, person, verb, turned, opening, adjective)
            (kept if number in held_out else learned).extend(pair)
    return learned, kept


def _pair(
    animal: str, person: str, verb: str, passive: bool, opening: str, adjective: str
) -> Iterator[Sentence]:
    for doer, other, answer in ((animal, person, ANIMAL), (person, animal, PERSON)):
        text = sentence(doer, other, verb, passive=passive, opening=opening, adjective=adjective)
        yield Sentence(tuple(text.split()), answer)
