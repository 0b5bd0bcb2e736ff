"""The shapes a recurrent network can have, and the models at hand of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from playground.config import Task
from playground.library import Entry
from playground.modelfile import ModelCard
from playground.task_config import TaskConfig


@dataclass(frozen=True, slots=True)
class Shape:
    """What goes in against what comes out."""

    id: str
    title: str
    about: str
    """Two sentences for a newcomer."""


ONE_TO_ONE = Shape(
    "one-to-one",
    "One to one",
    "Every word is read alone, with no state before it. The rest of the sentence changes nothing.",
)
ONE_TO_MANY = Shape(
    "one-to-many",
    "One to many",
    "One thing goes in, many come out. Each one that comes out goes in again as the next input.",
)
MANY_TO_ONE = Shape(
    "many-to-one",
    "Many to one",
    "Many go in one by one, one answer comes out. The state carries along what was read.",
)
IN_STEP = Shape(
    "many-to-many",
    "Many to many",
    "Every word that goes in gets an answer of its own. The state tells what stands around it.",
)
TRANSLATION = Shape(
    "encoder-decoder",
    "Encoder-decoder",
    "An encoder reads it all, then a decoder writes. Attention lets it look back at each word.",
)
SHAPES = (ONE_TO_ONE, ONE_TO_MANY, MANY_TO_ONE, IN_STEP, TRANSLATION)

_OF_TASK: Mapping[Task, Shape] = {
    "language": ONE_TO_MANY,
    "classify": MANY_TO_ONE,
    "series": MANY_TO_ONE,
    "caption": ONE_TO_MANY,
    "tag": IN_STEP,
    "translate": TRANSLATION,
}
_ORDER = (
    "captions", "tunes", "sentiment", "stars", "questions", "series", "entities", "english-hindi", "answers",
)  # fmt: skip
_ALONE = ("entities", "sentiment")
"""Shipped models that also show what is left of them without a past."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One model, in one shape."""

    shape: Shape
    name: str
    task: Task
    path: Path | None
    """None for the one in training."""
    card: ModelCard | None = None
    shipped: bool = False
    sources: tuple[str, ...] = ()
    """What the one in training learns from."""

    @property
    def key(self) -> str:
        """What tells it from every other offer."""
        return self.saved_key + ("" if self.path is not None else " in training")

    @property
    def saved_key(self) -> str:
        """The same, once it is in the library."""
        return f"{self.shape.id}/{self.name}"

    @property
    def alone(self) -> bool:
        """Every word is read by itself."""
        return self.shape is ONE_TO_ONE


def shape_of(task: Task, *, recurrent: bool = True) -> Shape:
    """The shape in which a task's network is used."""
    return _OF_TASK[task] if recurrent else ONE_TO_ONE


def offers(entries: Iterable[Entry]) -> list[Offer]:
    """What can be shown of the library's models, shape by shape: the shipped ones first."""
    found: list[Offer] = []
    for entry in entries:
        card = entry.card
        if card is None:
            continue
        task = card.model.task
        if task == "language" and not _writes_tunes(entry.name, card):
            continue
        recurrent = not isinstance(card.model, TaskConfig) or card.model.recurrent
        shapes = [shape_of(task, recurrent=recurrent)]
        if entry.shipped and entry.name in _ALONE:
            shapes.append(ONE_TO_ONE)
        found += [Offer(shape, entry.name, task, entry.path, card, entry.shipped) for shape in shapes]
    return sorted(found, key=_place)


def _writes_tunes(name: str, card: ModelCard) -> bool:
    corpus = str(card.corpus.get("name", ""))
    return name == "tunes" or corpus == "tunes" or corpus.endswith(".abc")


def _place(offer: Offer) -> tuple[int, bool, int, str]:
    known = _ORDER.index(offer.name) if offer.name in _ORDER else len(_ORDER)
    return SHAPES.index(offer.shape), not offer.shipped, known, offer.name


_SHARES = ("accuracy", "exact", "exact_match", "f1", "precision", "recall")
_NOT_MEASURES = frozenset({"nats_per_token", "cold_nats_per_token", "bits_per_char", "perplexity", "tokens"})
_WORDS = {
    "f1": "span F1",
    "exact": "exactly right",
    "exact_match": "exactly right",
    "rmse": "typical error",
    "naive_rmse": "the last value's",
    "seasonal_naive_rmse": "the last season's",
    "mae": "mean error",
}
"""Measures whose names say too little."""
_FIRST = ("f1", "exact", "exact_match", "rmse", "naive_rmse", "seasonal_naive_rmse")
"""Where one of these is known, only these are named in one line."""


def measures(scores: Mapping[str, object]) -> dict[str, float]:
    """The task's own measures among the scores of a card or of a validation."""
    return {
        name: float(value)
        for name, value in scores.items()
        if name not in _NOT_MEASURES and isinstance(value, int | float) and not isinstance(value, bool)
    }


def wording(name: str) -> str:
    """The name of a measure in words."""
    return _WORDS.get(name, name.replace("_", " "))


def measured(name: str, value: float) -> str:
    """A measure in words: ``accuracy 92.8%``, ``span F1 71.0%``, ``typical error 12.4``."""
    return f"{wording(name)} {value:.1%}" if is_share(name) else f"{wording(name)} {value:.3g}"


def figures(values: Mapping[str, float]) -> str:
    """The measures that matter most, in one line."""
    return ", ".join(measured(name, value) for name, value in _main(values).items())


def _main(values: Mapping[str, float]) -> Mapping[str, float]:
    return {name: value for name, value in values.items() if name in _FIRST} or values


def is_share(name: str) -> bool:
    """The measure is a share of 1."""
    return name.endswith(_SHARES)


def judged(offer: Offer, others: Iterable[Offer]) -> str:
    """How good a model of the library is, in words; of one without a past also what one with it adds."""
    if offer.card is None:
        return ""
    if offer.task == "language":
        bits = offer.card.scores.get("bits_per_char")
        return f"{bits:.2f} bits/char" if isinstance(bits, float) else ""
    found = measures(offer.card.scores)
    if not found:
        return ""
    if not offer.alone:
        return f"{figures(found)} on unseen examples"
    if _has_past(offer):
        return f"in their sentences: {figures(found)}"
    said = f"without a past: {figures(found)}"
    whole = next((other for other in others if _has_past(other) and _same_data(other, offer)), None)
    main = next(iter(_main(found)))
    with_it = measures(whole.card.scores).get(main) if whole is not None and whole.card is not None else None
    if with_it is None or not is_share(main):
        return said
    return f"{said}; recurrence adds {100 * (with_it - found[main]):+.1f} points"


def made_of(offer: Offer) -> str:
    """Cell, layers, units, weights and data of a model of the library."""
    if (card := offer.card) is None:
        return ""
    model, data = card.model, card.corpus.get("name")
    said = f"{model.cell} {model.layers} × {model.units}, {model.parameters:,} weights"
    return f"{said}, learned from {data}" if data else said


def _has_past(offer: Offer) -> bool:
    return offer.card is not None and isinstance(offer.card.model, TaskConfig) and offer.card.model.recurrent


def _same_data(one: Offer, other: Offer) -> bool:
    digests = [each.card.corpus.get("sha256") for each in (one, other) if each.card is not None]
    return one.task == other.task and len(digests) == 2 and digests[0] == digests[1] is not None
