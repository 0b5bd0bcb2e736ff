"""``rnn-playground translate``: what a model that was trained on pairs of texts makes of a text."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from playground.cli.attention import attention_lines
from playground.cli.lines import texts
from playground.cli.naming import MODEL
from playground.cli.terminal import json_line, notice
from playground.errors import InputError

if TYPE_CHECKING:
    from playground.shapes.translator import Translated

_MOST_NAMED = 6


@click.command(short_help="Translate a text, or answer it.")
@click.argument("model", type=MODEL)
@click.argument("text")
@click.option(
    "--beam",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    metavar="N",
    help="Keep the N likeliest beginnings at every step; 1 takes the likeliest word each time.",
)
@click.option(
    "--alpha",
    type=click.FloatRange(0, 2),
    default=0.0,
    metavar="A",
    help="Compare beams by log-probability / words^A: above 0, longer ones gain.  [default: 0]",
)
@click.option(
    "--attention", is_flag=True, help="Show which words the model looked at for every word it wrote."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a text.")
def translate(model: str, text: str, beam: int, alpha: float, attention: bool, as_json: bool) -> None:
    """Print what MODEL makes of TEXT; TEXT may be -, a text a line.

    A model trained on questions and answers answers. Words it has never seen are named on standard error.

    \b
    Examples:
      rnn-playground translate english-hindi "I love pizza"
      rnn-playground translate english-hindi "She ate two bananas" --beam 5 --attention
      rnn-playground translate answers "How are you?"
      rnn-playground translate english-hindi - --json < sentences.txt
    """
    from playground.shapes.opened import open_as
    from playground.shapes.translator import Translator

    translator = open_as(Translator, model)
    if attention and not translator.config.attention:
        raise InputError(f"{translator.name} was trained without attention, so there is none to show.")
    unknown: dict[str, None] = {}
    for each in texts(text):
        found = translator.translate(each, beam, alpha)
        unknown |= dict.fromkeys(found.unknown)
        if as_json:
            click.echo(json_line(_document(found, attention)))
        else:
            _show(found, attention)
    if unknown and not as_json:
        notice(unknown_words(unknown))


def unknown_words(words: Iterable[str]) -> str:
    """One sentence that names words the model has never seen; at least one is given."""
    from playground.text.display import label

    kinds = list(words)
    shown = ", ".join(label(word, 24) for word in kinds[:_MOST_NAMED])
    if len(kinds) > _MOST_NAMED:
        shown += f" and {len(kinds) - _MOST_NAMED:,} more"
    which = "this word" if len(kinds) == 1 else f"these {len(kinds):,} words"
    return f"The model has never seen {which}, and guessed: {shown}."


def _document(found: Translated, attention: bool) -> dict[str, object]:
    document: dict[str, object] = {
        "source": found.source,
        "translation": found.translation,
        "score": round(found.score, 6),
        "source_tokens": list(found.source_tokens),
        "tokens": list(found.tokens),
        "unknown": list(found.unknown),
    }
    if attention and found.attention is not None:
        document["attention"] = [[round(float(look), 4) for look in row] for row in found.attention]
    return document


def _show(found: Translated, attention: bool) -> None:
    from playground.text.display import visible

    click.echo(visible(found.translation, keep=""))
    if attention and found.tokens:
        columns = shutil.get_terminal_size((100, 24)).columns
        for line in attention_lines(found, columns, sys.stdout.encoding):
            click.echo(line)
