"""``rnn-playground classify``: what a text is, by a model that was trained to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from playground.cli.lines import texts
from playground.cli.naming import MODEL
from playground.cli.terminal import json_line, table

if TYPE_CHECKING:
    from playground.shapes.classifier import Classifier


@click.command(short_help="Say what a text is (sentiment, stars, kind).")
@click.argument("model", type=MODEL)
@click.argument("text")
@click.option("--words", is_flag=True, help="Show the verdict after every word.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a text.")
def classify(model: str, text: str, words: bool, as_json: bool) -> None:
    """Print the label that MODEL gives to TEXT and how sure it is; TEXT may be -, a text a line.

    \b
    Examples:
      rnn-playground classify sentiment "The food is not good"
      rnn-playground classify sentiment "The food is not good" --words
      rnn-playground classify questions - --json < questions.txt
    """
    from playground.shapes.classifier import Classifier
    from playground.shapes.opened import open_as

    classifier = open_as(Classifier, model)
    for each in texts(text):
        if as_json:
            click.echo(json_line(_document(classifier, each, words)))
        elif words:
            click.echo(_by_word(classifier, each))
        else:
            found = classifier.classify(each)
            said = "" if text != "-" else f"\t{_safe(each)}"
            click.echo(f"{_safe(found.label)}\t{found.probabilities[found.label]:.1%}{said}")


def _document(model: Classifier, text: str, words: bool) -> dict[str, object]:
    found = model.classify(text)
    document: dict[str, object] = {
        "text": text,
        "label": found.label,
        "probabilities": {label: round(share, 6) for label, share in found.probabilities.items()},
        "unknown": list(found.unknown),
    }
    if words:
        verdicts = model.verdicts(text)
        document["words"] = [
            {"word": word, "probabilities": dict(zip(model.labels, map(_rounded, row), strict=True))}
            for word, row in zip(verdicts.words, verdicts.probabilities, strict=True)
        ]
    return document


def _by_word(model: Classifier, text: str) -> str:
    verdicts = model.verdicts(text)
    rows = [
        (word, *(f"{share:.1%}" for share in row), model.labels[int(row.argmax())])
        for word, row in zip(verdicts.words, verdicts.probabilities, strict=True)
    ]
    return table(("after", *model.labels, "verdict"), rows, right=range(1, len(model.labels) + 1))


def _rounded(value: float) -> float:
    return round(float(value), 6)


def _safe(text: str) -> str:
    from playground.text.display import visible

    return visible(text, keep="")
