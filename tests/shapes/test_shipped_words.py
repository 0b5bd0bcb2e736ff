"""The shipped models of texts and tags: what they say, and how they stand beside simpler ways."""

from __future__ import annotations

from typing import Any

import pytest

from playground import library, modelfile
from playground.data.bag_of_words import fit_bag_of_words
from playground.data.conll import read_tagged
from playground.data.frequent_tags import count_tags
from playground.data.labelled import read_labelled
from playground.data.spans import score_spans
from playground.data.split import held_out
from playground.data.words import words_of
from playground.shapes.classifier import Classifier
from playground.shapes.opened import open_as
from playground.shapes.tagger import Tagger

SENTIMENT = {"1": "negative", "2": "negative", "4": "positive", "5": "positive"}


def split_of(name: str, texts: list[str]) -> tuple[list[int], list[int]]:
    """What the model learned from, and what was held out."""
    train = modelfile.read_card(library.find(name)).train
    return held_out(texts, train.validation_share, train.seed)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The food is good", "positive"),
        ("The food is not good", "negative"),
        ("not bad at all", "positive"),
        ("The food isn't good.", "negative"),
        ("the food is GOOD", "positive"),
    ],
)
def test_sentiment(text: str, label: str) -> None:
    model = open_as(Classifier, "sentiment")
    assert model.labels == ("negative", "positive")
    assert model.classify(text).label == label


def test_the_verdict_turns_at_not() -> None:
    found = open_as(Classifier, "sentiment").verdicts("The food is not good")
    positive = found.probabilities[:, 1]
    assert positive[found.words.index("not")] < positive[found.words.index("is")]


@pytest.mark.parametrize(
    ("name", "source", "mapping"),
    [("sentiment", "reviews", SENTIMENT), ("stars", "reviews", None), ("questions", "questions", None)],
)
def test_classifiers_beat_a_bag_of_words(name: str, source: str, mapping: dict[str, str] | None) -> None:
    rows = [row for row in read_labelled(source) if mapping is None or row.label in mapping]
    texts = [words_of(row.text) for row in rows]
    labels = [mapping[row.label] if mapping else row.label for row in rows]
    train, held = split_of(name, [" ".join(words) for words in texts])

    def part(values: list[Any], which: list[int]) -> list[Any]:
        return [values[index] for index in which]

    bag = fit_bag_of_words(part(texts, train), part(labels, train))
    expected = part(labels, held)
    by_bag = bag.accuracy(part(texts, held), expected)
    model = open_as(Classifier, name)
    found = [model.classify(row.text).label for row in part(rows, held)]
    ours = sum(a == b for a, b in zip(found, expected, strict=True)) / len(expected)
    assert ours > by_bag
    assert model.card is not None
    assert ours == pytest.approx(model.card.scores["accuracy"], abs=0.02)


def test_entities() -> None:
    model = open_as(Tagger, "entities")
    assert model.tag("John lives in Paris").tags == ("B-PER", "O", "O", "B-LOC")


def test_the_tagger_beats_the_most_frequent_tags_by_far() -> None:
    sentences = read_tagged("entities")
    train, held = split_of("entities", [" ".join(each.tokens) for each in sentences])
    simple = count_tags([sentences[index] for index in train])
    expected = [sentences[index].tags for index in held]
    baseline = score_spans(expected, [simple.tag(sentences[index].tokens) for index in held])
    model = open_as(Tagger, "entities")
    ours = score_spans(expected, [model.tag(sentences[index].tokens).tags for index in held])
    assert ours.f1 > baseline.f1 + 0.2
    assert model.card is not None
    assert ours.f1 == pytest.approx(model.card.scores["f1"], abs=0.02)
