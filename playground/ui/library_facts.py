"""What the Library says about models and texts, read from their files; no widgets here."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from playground.config import SampleConfig
from playground.errors import PlaygroundError
from playground.library import Entry
from playground.modelfile import ModelCard
from playground.text import catalogue, corpora
from playground.text.corpora import CorpusCard
from playground.ui.examples.offers import measured, measures
from playground.ui.run_state import Point

SAMPLE_TOKENS = {"char": 240, "word": 60}
PREVIEW = 4000
"""Characters of a text that are shown."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text at hand, or one that can be fetched."""

    name: str
    title: str
    about: str
    licence: str
    size: int
    kind: str
    """``shipped``, ``yours`` or ``download``."""
    path: Path | None


def texts() -> list[Text]:
    """Every text: those here, then those of the catalogue that are not."""
    found = [_here(card) for card in corpora.list_corpora()]
    names = {text.name for text in found}
    for entry in catalogue.CATALOGUE:
        if entry.name not in names:
            about = f"{entry.description} From github.com/{entry.repository}."
            found.append(
                Text(entry.name, entry.title, about, entry.licence, entry.size_bytes, "download", None)
            )
    return found


def _here(card: CorpusCard) -> Text:
    kind = "shipped" if card.shipped else "yours"
    return Text(card.name, card.title, card.description, card.licence, card.size_bytes, kind, card.path)


def preview(name: str) -> str:
    """The beginning of a text as a model would read it, or one sentence that says why it cannot be read."""
    from playground.text.reading import open_text

    try:
        return open_text(name).read(PREVIEW)
    except PlaygroundError as error:
        return str(error)


def is_language(card: ModelCard | None) -> bool:
    """The model writes text; others classify, tag, translate, caption or forecast (Shapes shows them)."""
    return card is not None and card.model.task == "language"


def kind(card: ModelCard) -> str:
    """What a language model reads and writes, or what another one does."""
    return level(card) if is_language(card) else _DOES[card.model.task]


_DOES = {
    "classify": "classifies",
    "tag": "tags",
    "translate": "translates",
    "caption": "captions",
    "series": "forecasts",
}


def score(card: ModelCard) -> str:
    """How good it is on what it never saw: bits a character, or its task's own measure."""
    if is_language(card):
        found = bits(card)
        return "" if found is None else f"{found:.2f} bits"
    return next(iter(scores(card)), "")


def scores(card: ModelCard) -> list[str]:
    """Every measure of a task's model in words."""
    return [measured(name, value) for name, value in measures(card.scores).items()]


def level(card: ModelCard) -> str:
    return "words" if card.vocabulary.get("level") == "word" else "characters"


def bits(card: ModelCard) -> float | None:
    """Validation loss in bits a character: the final score, or what the last validation gave."""
    final = _number(card.scores, "bits_per_char")
    if final is not None:
        return final
    points = curves(card)[1]
    return points[-1].bits if points else None


def curves(card: ModelCard) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Training and validation loss as points."""
    per_token = _bits_per_nat(card)
    found: dict[str, list[Point]] = {"train": [], "validation": []}
    for entry in card.history:
        step, seconds = _number(entry, "step"), _number(entry, "seconds")
        for name, points in found.items():
            nats = _number(entry, name)
            if nats is not None and step is not None and seconds is not None:
                points.append(Point(int(step), seconds, nats, nats * per_token))
    return tuple(found["train"]), tuple(found["validation"])


def chars_per_token(card: ModelCard) -> float:
    """Characters of a token, on average over the validation part."""
    return 1 / (math.log(2) * _bits_per_nat(card))


def _bits_per_nat(card: ModelCard) -> float:
    """What turns nats a token into bits a character."""
    final, nats = _number(card.scores, "bits_per_char"), _number(card.scores, "nats_per_token")
    if final and nats:
        return final / nats
    chars, tokens = _number(card.corpus, "chars"), _number(card.corpus, "tokens")
    return (tokens / chars if chars and tokens else 1.0) / math.log(2)


def _number(values: Mapping[str, object], name: str) -> float | None:
    value = values.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return None


def network(card: ModelCard) -> str:
    """``lstm 1 × 256``: cell, layers and units."""
    return f"{card.model.cell} {card.model.layers} × {card.model.units}"


def facts(entry: Entry) -> list[tuple[str, str]]:
    """What is known of a sound model, as (name, value) lines."""
    card = entry.card
    if card is None:
        return []
    lines = [("network", f"{network(card)} units"), ("weights", f"{card.model.parameters:,}")]
    text = str(card.corpus.get("name") or "not known")
    if is_language(card):
        chars = _number(card.corpus, "chars")
        lines += [
            ("reads", f"{card.model.vocabulary:,} {level(card)}"),
            ("text", text),
            ("length", f"{chars:,.0f} characters" if chars else "not known"),
        ]
    else:
        examples = _number(card.corpus, "examples")
        lines += [
            ("task", kind(card)),
            ("data", text),
            ("examples", f"{examples:,.0f}" if examples else "not known"),
        ]
    lines.append(("trained", f"{card.steps:,} steps"))
    if card.licence:
        lines.append(("licence", card.licence))
    return lines


def sources(card: ModelCard) -> list[str]:
    """What the model was trained on, as far as it is a file or corpus that can be read again."""
    named = card.corpus.get("sources")
    return [str(source) for source in named if source != "-"] if isinstance(named, list) else []


@lru_cache(maxsize=64)
def sample(path: Path, modified: float) -> str:
    """What a model writes by itself, or makes of an example; one sentence where it cannot.

    Takes a moment: not for the key path.
    """
    del modified
    from playground import modelfile
    from playground.ui.examples.trial import trial

    try:
        card = modelfile.read_card(path)
        if not is_language(card):
            return trial(path, card)
    except PlaygroundError as error:
        return str(error)
    from playground.inference.language_model import LanguageModel

    try:
        model = LanguageModel.load(path)
        tokens = SAMPLE_TOKENS[model.vocabulary.level]
        return str(model.complete("", tokens, config=SampleConfig(temperature=0.7, seed=1))).strip()
    except PlaygroundError as error:
        return str(error)
