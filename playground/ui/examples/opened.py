"""A model at work on examples, whichever task it is for."""

from __future__ import annotations

from dataclasses import dataclass

from playground.events import Weights
from playground.inference.language_model import LanguageModel
from playground.shapes import opened as task_models
from playground.shapes.captioner import Captioner
from playground.shapes.classifier import Classifier
from playground.shapes.forecaster import Forecaster
from playground.shapes.tagger import Tagger
from playground.shapes.task_model import TaskModel
from playground.shapes.translator import Translator
from playground.ui import library_facts
from playground.ui.examples import caption, classify, series, tag, translate, tune
from playground.ui.examples.answer import Answer
from playground.ui.examples.example import ALONE, TEXTS, USUAL, Example, from_data
from playground.ui.examples.offers import Offer

_LIKE = {"reviews": "sentiment"}
"""Shipped data whose name is not that of a model."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model, in one shape, with examples that suit it."""

    offer: Offer
    reader: TaskModel | LanguageModel
    examples: tuple[str, ...]
    sources: tuple[str, ...]
    """What it learned from."""
    unseen: int
    """Examples at the end of the data that were kept from it."""


def opened(offer: Offer) -> Model:
    """A model of the library. Raises InputError if it cannot be read."""
    assert offer.path is not None
    sources = tuple(library_facts.sources(offer.card)) if offer.card is not None else ()
    unseen = offer.card.corpus.get("held_out", 0) if offer.card is not None else 0
    language = offer.task == "language"
    reader = LanguageModel.load(offer.path) if language else task_models.open_model(offer.path)
    return Model(offer, reader, _examples(offer, sources), sources, unseen if isinstance(unseen, int) else 0)


def opened_in_training(offer: Offer, weights: Weights) -> Model:
    """The network as it is at this moment of its training."""
    reader: TaskModel | LanguageModel
    if offer.task == "language":
        reader = LanguageModel.from_parts(weights.model, weights.vocabulary, weights.weights)
    else:
        reader = task_models.from_parts(
            weights.model, weights.vocabulary, weights.document, weights.weights, offer.name
        )
    return Model(offer, reader, _examples(offer, offer.sources), offer.sources, 0)


def _examples(offer: Offer, sources: tuple[str, ...]) -> tuple[str, ...]:
    """Sentences that suit the model: by its name, by what it learned from, or out of its own data."""
    named = TEXTS.get(offer.name) if offer.shipped else None
    if offer.shipped and offer.alone:
        named = ALONE.get(offer.name, named)
    if named is None and len(sources) == 1:
        named = TEXTS.get(_LIKE.get(sources[0], sources[0])) or from_data(offer.task, sources)
    return named or USUAL.get(offer.task, ())


def answer(model: Model, example: Example) -> Answer:
    """What the model makes of the example. Raises InputError if it can make nothing of it."""
    reader = model.reader
    if isinstance(reader, Classifier):
        return (classify.read_alone if model.offer.alone else classify.read)(reader, example.text)
    if isinstance(reader, Translator):
        return translate.read(reader, example.text, example.beam)
    if isinstance(reader, Captioner):
        return caption.read(reader, model.sources, example.seed)
    if isinstance(reader, Tagger):
        return (tag.read_alone if model.offer.alone else tag.read)(reader, example.text)
    if isinstance(reader, Forecaster):
        return series.read(reader, model.sources, model.unseen, example.text, example.seed)
    assert isinstance(reader, LanguageModel)
    return tune.read(reader, example.text, example.seed)
