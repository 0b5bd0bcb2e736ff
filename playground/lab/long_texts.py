"""Texts of one length with an opinion in them, so that length can be studied without padding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Generator

from playground.data.examples import Labelled
from playground.data.labelled import open_labelled, read_labelled
from playground.data.lexicon import Lexicon
from playground.data.split import held_out
from playground.data.words import words_of
from playground.errors import InputError
from playground.lab.reading import Texts
from playground.places import shipped_corpora, tidy
from playground.text.display import label

NEGATIVE, POSITIVE = 0, 1
_STARS = {"1": NEGATIVE, "2": NEGATIVE, "4": POSITIVE, "5": POSITIVE}
_NEUTRAL = "3"
_OPINIONS = {"neg": NEGATIVE, "negative": NEGATIVE, "pos": POSITIVE, "positive": POSITIVE}
_HELD_OUT = 0.2
_FEWEST = 20
"""Texts of each label that are needed, of a user's own."""
_MOST_WORDS = 20_000
"""Of the vocabulary."""

Words = list[str]


class Part:
    """Texts to draw from, of both labels.

    Args:
        by_label: negative and positive ones, as ids.
        neutral: what an opinion may be followed by; none where texts are long enough by themselves.
        join: grow a text by joining others of its label, drawn at random.
    """

    def __init__(
        self, by_label: tuple[list[list[int]], list[list[int]]], neutral: list[list[int]], join: bool
    ) -> None:
        self._by_label = by_label
        self._neutral = neutral
        self._join = join

    def draw(self, count: int, length: int, random: Generator, *, mixed: bool = False) -> Texts:
        """``count`` texts of ``length`` words each.

        ``mixed`` ones turn round half-way: their second half is of the other label, which is the label given.
        """
        labels = torch.randint(2, (count,), generator=random).tolist()
        rows = []
        for kind in labels:
            row = self._text(kind, length, random)
            if mixed:
                row = self._text(1 - kind, length, random)[: length // 2] + row[length // 2 :]
            rows.append(row)
        return Texts(torch.tensor(rows).T.contiguous(), torch.full((count,), length), torch.tensor(labels))

    def _text(self, kind: int, length: int, random: Generator) -> list[int]:
        text = list(_one_of(self._by_label[kind], random))
        while self._join and len(text) < length:
            text += _one_of(self._neutral or self._by_label[kind], random)
        return text[:length]


def _one_of(texts: Sequence[list[int]], random: Generator) -> list[int]:
    return texts[int(torch.randint(len(texts), (), generator=random))]


@dataclass(frozen=True)
class LongTexts:
    """What is read."""

    name: str
    lexicon: Lexicon
    train: Part
    held_out: Part
    can_turn: bool = True
    """Whether both halves of a text have an opinion."""
    notices: tuple[str, ...] = ()
    """Sentences the user should see: an encoding that was guessed."""


def shipped_texts(opinion: str, seed: int) -> LongTexts:
    """Texts made of the restaurant reviews that ship, which are single sentences.

    Reviews of the same label are joined until a text is long enough; four and five stars are positive, one
    and two negative. Where ``opinion`` is ``first``, only the first sentence is of the label, and all others
    have three stars. Sentences of the held-out part, and near-twins of them, are in no text to learn from.
    """
    rows = read_labelled(shipped_corpora() / "reviews.tsv")
    pairs = [(words_of(row.text), _STARS.get(row.label)) for row in rows]
    neutral_rows = {index for index, row in enumerate(rows) if row.label == _NEUTRAL}
    sides = held_out([row.text for row in rows], _HELD_OUT, seed)
    lexicon = Lexicon.of((pairs[index][0] for index in sides[0]), least=2)
    parts = []
    for side in sides:
        neutral = [lexicon.ids(pairs[index][0]).tolist() for index in side if index in neutral_rows]
        labelled = [pairs[index] for index in side if index not in neutral_rows]
        parts.append(Part(_by_label(labelled, lexicon), neutral if opinion == "first" else [], join=True))
    return LongTexts("restaurant reviews", lexicon, parts[0], parts[1], can_turn=opinion != "first")


def user_texts(folder: str, longest: int, seed: int) -> LongTexts:
    """Reviews of the user's in a folder a label (``pos`` and ``neg``), under ``train`` and ``test`` or not.

    Only texts of at least ``longest`` words are used, so that none needs to be filled up. Where there is no
    ``test``, a fifth is held out.

    Raises:
        InputError: if the folder is not of that kind, or too few texts are that long.
    """
    source = open_labelled(folder)
    rows = source.items
    labels = {row.label for row in rows}
    if not labels <= set(_OPINIONS) or len({_OPINIONS[label] for label in labels}) != 2:
        there = ", ".join(label(each, 20) for each in sorted(labels)[:5])
        raise InputError(
            f"{tidy(folder)} must hold a folder pos and a folder neg with one review a file (as aclImdb "
            f"does, under train and test), but its labels are {there}."
        )
    sides = _sides(rows, seed)
    long: list[list[tuple[Words, int | None]]] = []
    for side in sides:
        read = [(words_of(row.text), _OPINIONS[row.label]) for row in side]
        long.append([(words, kind) for words, kind in read if len(words) >= longest])
    for part, kept in zip(("to learn from", "held out"), long, strict=True):
        for name, kind in (("negative", NEGATIVE), ("positive", POSITIVE)):
            count = sum(each == kind for _, each in kept)
            if count < _FEWEST:
                raise InputError(
                    f"{tidy(folder)} has {count} {name} reviews {part} of at least {longest:,} words, and "
                    f"{_FEWEST} are needed; set shorter lengths."
                )
    lexicon = Lexicon(Lexicon.of((words for words, _ in long[0]), least=2).words[1 : _MOST_WORDS + 1])
    parts = [Part(_by_label(kept, lexicon), [], join=False) for kept in long]
    return LongTexts("your reviews", lexicon, parts[0], parts[1], notices=source.notices)


def _sides(rows: Sequence[Labelled], seed: int) -> tuple[list[Labelled], list[Labelled]]:
    """As the source divides them, or a fifth held out."""
    test = [row for row in rows if row.part == "test"]
    if test:
        return [row for row in rows if row.part != "test"], test
    left, right = held_out([row.text for row in rows], _HELD_OUT, seed)
    return [rows[index] for index in left], [rows[index] for index in right]


def _by_label(
    texts: Sequence[tuple[Words, int | None]], lexicon: Lexicon
) -> tuple[list[list[int]], list[list[int]]]:
    negative, positive = (
        [lexicon.ids(words).tolist() for words, each in texts if each == kind and words]
        for kind in (NEGATIVE, POSITIVE)
    )
    return negative, positive
