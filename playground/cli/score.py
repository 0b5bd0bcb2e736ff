"""``rnn-playground score``: how well a model predicts a text, beside simpler ways of predicting it."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from playground.cli.held_out import own_corpus
from playground.cli.naming import MODEL
from playground.cli.terminal import json_line, notice, table
from playground.errors import InputError

if TYPE_CHECKING:
    from playground.inference.language_model import LanguageModel
    from playground.inference.scoring import Score
    from playground.text.reading import TextSource
    from playground.text.vocabulary import Vocabulary

PARTS = ("auto", "held-out", "all")


@click.command(short_help="Score a model on a text, beside simpler predictors.")
@click.argument("model", type=MODEL)
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--part",
    type=click.Choice(PARTS),
    default="auto",
    show_default=True,
    help="held-out: what the model did not learn from; all: the whole text; "
    "auto: held-out if the model was trained on this very text.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=1_000_000,
    show_default=True,
    metavar="N",
    help="Score at most the first N characters of that part.",
)
@click.option(
    "--baselines/--no-baselines",
    "with_baselines",
    default=True,
    help="Measure the baselines too.  [default: yes]",
)
@click.option(
    "--dynamic",
    is_flag=True,
    help="Also score it with dynamic evaluation: the network goes on learning from what it was scored on.",
)
@click.option("--encoding", metavar="NAME", help="Encoding of the text, when it is guessed wrongly.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def score(
    model: str,
    text: tuple[str, ...],
    part: str,
    limit: int,
    with_baselines: bool,
    dynamic: bool,
    encoding: str | None,
    as_json: bool,
) -> None:
    """Score MODEL on TEXT: files, folders, the name of a corpus, or - for standard input.

    Prints nats per token, bits per character and perplexity, and what uniform guessing, character
    frequencies, an n-gram model and three compressors reach on the same characters. Lower is better.

    \b
    Examples:
      rnn-playground score fairy-tales fairy-tales
      rnn-playground score bard tinyshakespeare.txt --json
      rnn-playground score bard another-play.txt --dynamic
    """
    from playground.inference.language_model import LanguageModel
    from playground.text.reading import open_text

    language_model = LanguageModel.load(model)
    source = open_text(text, encoding=encoding)
    for sentence in source.notices:
        notice(sentence)
    scored = _choose(language_model, source, part, limit)
    if len(scored.text) == limit:
        notice(f"Scoring the first {limit:,} characters; --limit changes that.")
    warning = language_model.notice(scored.text)
    if warning:
        notice(warning)
    result = language_model.score(scored.text, _meter())
    learning = _while_learning(language_model, scored.text) if dynamic else None
    baselines, labels = _measure(language_model.vocabulary, scored) if with_baselines else ({}, {})
    if as_json:
        click.echo(json_line(_document(result, learning, baselines, scored)))
    else:
        click.echo(_report(language_model.name, result, learning, baselines, labels, scored))


@dataclass(frozen=True, slots=True)
class Scored:
    """What is scored: the characters, where they come from, and what baselines may learn from."""

    corpus: str
    part: str
    text: str
    learned: str | None
    """The end of what the model learned from; none when a whole text is scored."""


def _choose(model: LanguageModel, source: TextSource, part: str, limit: int) -> Scored:
    """The held-out part of the model's own text, or the whole of another one."""
    corpus = None if part == "all" else own_corpus(model, source)
    if part == "held-out" and corpus is None:
        raise InputError(
            f"{model.name} was not trained on {source.name} as it is now, so no part of it is known to be "
            "held out; score it whole with --part all."
        )
    if corpus is None:
        return Scored(source.name, "all", source.read(limit), None)
    from playground.text.baselines import MOST_TRAIN

    return Scored(source.name, "held-out", corpus.validation_text(limit), corpus.train_text(MOST_TRAIN))


def _meter() -> Callable[[float], None] | None:
    """Draws how much of the text is read, on a terminal only."""
    if not sys.stderr.isatty():
        return None
    drawn = ""

    def draw(done: float) -> None:
        nonlocal drawn
        text = "" if done >= 1 else f"scoring {done:4.0%}"
        if text != drawn:
            click.echo(f"\r{text:<12}\r{text}", nl=False, err=True)
            drawn = text

    return draw


def _while_learning(model: LanguageModel, text: str) -> Score:
    """The score with dynamic evaluation, for which torch is loaded."""
    from playground.training.dynamic import dynamic_score

    return dynamic_score(model, text, _meter())


def _measure(vocabulary: Vocabulary, scored: Scored) -> tuple[dict[str, float], dict[str, str]]:
    """Bits a character of each baseline on the same text, and their names for people."""
    from playground.text.baselines import LABELS, measure_as_read

    found = measure_as_read(vocabulary, scored.learned, scored.text)
    if scored.learned is None:
        return found.bits, LABELS
    return found.bits, {key: found.label(key) for key in found.bits}


def _document(
    result: Score, learning: Score | None, baselines: dict[str, float], scored: Scored
) -> dict[str, Any]:
    dynamic = (
        {"nats_per_token": learning.nats_per_token, "bits_per_char": learning.bits_per_char}
        if learning
        else None
    )
    return {
        "nats_per_token": result.nats_per_token,
        "bits_per_char": result.bits_per_char,
        "perplexity": result.perplexity if math.isfinite(result.perplexity) else None,
        "tokens": result.tokens,
        "chars": result.chars,
        "unknown_share": result.unknown,
        "bits_per_char_spelled_out": result.spelled_out,
        "dynamic": dynamic,
        "part": scored.part,
        "corpus": scored.corpus,
        "baselines": baselines,
    }


def _report(
    name: str,
    result: Score,
    learning: Score | None,
    baselines: dict[str, float],
    labels: dict[str, str],
    scored: Scored,
) -> str:
    """The figures, and a table of bits a character with the model among the baselines, best first."""
    from playground.text.display import visible

    part = "the held-out part of " if scored.part == "held-out" else ""
    unknown = f", {result.unknown:.2%} of them unknown" if result.unknown else ""
    lines = [
        visible(f"{name} on {part}{scored.corpus}", keep=""),
        f"{result.chars:,} characters, {result.tokens:,} tokens{unknown}",
        "",
        f"nats per token      {result.nats_per_token:.4f}",
        f"bits per character  {result.bits_per_char:.4f}",
        f"perplexity          {result.perplexity:,.2f} (a token)",
    ]
    if learning is not None:
        lines += [
            "",
            "Learning from what it was scored on as it goes (dynamic evaluation):",
            f"{learning.bits_per_char:.4f} bits per character, {learning.nats_per_token:.4f} nats per token.",
        ]
    if result.unknown:
        lines += [
            "",
            "What is unknown counts as <unk>, for the model and for the others below.",
            f"With its letters spelled out: {result.spelled_out:.4f} bits per character.",
        ]
    if baselines:
        others = [(bits, f"  {labels[key]}") for key, bits in baselines.items()]
        ranking = sorted([(result.bits_per_char, f"> {name}"), *others])
        rows = [(who, f"{bits:.3f}") for bits, who in ranking]
        lines += ["", table(("  bits per character", ""), rows, right=(1,))]
    return "\n".join(lines)
