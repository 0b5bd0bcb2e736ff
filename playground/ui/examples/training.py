"""What can be trained in each shape: shipped data, and a request made of what the user chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.config import Task
from playground.errors import InputError
from playground.events import Request
from playground.recipes import TrainRequest
from playground.task_recipes import TaskRequest

SECONDS = 60.0
"""How long a network is trained unless the user says otherwise."""


@dataclass(frozen=True, slots=True)
class Data:
    """Something to learn from."""

    title: str
    sources: tuple[str, ...]
    """Names of shipped data, or a file; none where the examples are made up as they are needed."""
    name: str
    """What a model of it is called, if that name is free."""
    labels: str = ""
    """As ``--labels`` takes them."""


_SENTIMENT = "1=negative, 2=negative, 4=positive, 5=positive"

SHIPPED: Mapping[Task, tuple[Data, ...]] = {
    "classify": (
        Data("Reviews: positive or negative", ("reviews",), "sentiment", _SENTIMENT),
        Data("Reviews: one to five stars", ("reviews",), "stars"),
        Data("Sentences: what they are about", ("questions",), "questions"),
    ),
    "tag": (Data("Sentences with names marked", ("entities",), "entities"),),
    "translate": (
        Data("English to Hindi", ("english-hindi",), "english-hindi"),
        Data("Questions and answers", ("answers",), "answers"),
    ),
    "caption": (Data("Scenes, drawn at random", (), "captions"),),
    "series": (Data("Visitors of a museum, day by day", ("series",), "series"),),
    "language": (Data("Tunes in ABC notation", ("tunes",), "tunes"),),
}
FORMATS: Mapping[Task, str] = {
    "classify": "a text, a tab and its label a line; CSV; or a folder of texts a label",
    "tag": "CoNLL: a word a line, its tag last, an empty line after a sentence",
    "translate": "a text, a tab and its translation a line",
    "caption": 'a JSON object a line: {"picture": ["..rr", ...], "caption": "..."}',
    "series": "CSV, or a number a line",
    "language": "any text",
}
"""What a file of the user's own must look like."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What stands in the form."""

    task: Task
    data: Data
    name: str
    seconds: float
    cell: str = "lstm"
    labels: str = ""
    column: str = ""
    both_ways: bool = False
    attention: bool = True
    recurrent: bool = True
    overwrite: bool = False


def request(wish: Wish) -> Request:
    """The wish as a request to train. Raises InputError where it cannot be."""
    if wish.task == "language":
        return TrainRequest(
            sources=wish.data.sources,
            name=wish.name,
            model={"cell": wish.cell},
            train={"seconds": wish.seconds},
            overwrite=wish.overwrite,
        )
    model: dict[str, Any] = {"cell": wish.cell}
    options: dict[str, Any] = {}
    if wish.task in ("classify", "tag", "translate"):
        model["bidirectional"] = wish.both_ways
    if wish.task == "translate":
        model["attention"] = wish.attention
    if wish.task in ("classify", "tag"):
        model["recurrent"] = wish.recurrent
    if wish.task == "classify" and wish.labels.strip():
        options["labels"] = labels_from(wish.labels)
    if wish.task == "series" and wish.column.strip():
        options["column"] = wish.column.strip()
    return TaskRequest(
        task=wish.task,
        sources=wish.data.sources,
        name=wish.name,
        model=model,
        train={"seconds": wish.seconds},
        options=options,
        overwrite=wish.overwrite,
    )


def labels_from(text: str) -> dict[str, str]:
    """``1=negative, 5=positive`` as a mapping; a label alone stands for itself. Raises InputError."""
    mapping: dict[str, str] = {}
    for part in text.split(","):
        before, equals, after = part.partition("=")
        before, after = before.strip(), after.strip()
        if not before or (equals and not after):
            raise InputError(
                f"The labels must be written like 1=negative, 5=positive, but {part.strip()!r} was given."
            )
        mapping[before] = after or before
    return mapping
