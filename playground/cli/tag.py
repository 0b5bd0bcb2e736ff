"""``rnn-playground tag``: the names in a sentence, by a model that was trained to find them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from playground.cli.lines import texts
from playground.cli.naming import MODEL
from playground.cli.terminal import json_line

if TYPE_CHECKING:
    from playground.shapes.tagger import TaggedText

_COLOURS = ("cyan", "yellow", "green", "magenta", "blue", "red")
_USUAL = ("PER", "LOC", "ORG", "MISC")
"""Kinds that always get the same colour."""


@click.command(short_help="Tag every word of a sentence: people, places, firms.")
@click.argument("model", type=MODEL)
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a sentence.")
def tag(model: str, text: str, as_json: bool) -> None:
    """Print the names that MODEL finds in TEXT; TEXT may be -, a sentence a line.

    On a terminal the names stand in brackets with their kind. Piped on, every word has a line of its own with
    its tag (CoNLL columns), and an empty line ends a sentence.

    \b
    Examples:
      rnn-playground tag entities "John lives in Paris"
      rnn-playground tag entities "John lives in Paris" --json
      rnn-playground tag entities - < sentences.txt > sentences.conll
    """
    from playground.shapes.opened import open_as
    from playground.shapes.tagger import Tagger

    tagger = open_as(Tagger, model)
    on_terminal = sys.stdout.isatty()
    for each in texts(text):
        found = tagger.tag(each)
        if as_json:
            click.echo(json_line({"text": each, "tokens": list(found.tokens), "tags": list(found.tags)}))
        elif on_terminal:
            click.echo(marked(found, colours=not os.environ.get("NO_COLOR")))
        else:
            click.echo(_columns(found, end=text == "-"))


def marked(found: TaggedText, *, colours: bool) -> str:
    """The sentence with its names in brackets: ``[John PER] lives in [Paris LOC]``."""
    words = [_safe(token) for token in found.tokens]
    pieces: list[str] = []
    place = 0
    for span in found.spans:
        pieces += words[place : span.start]
        name, kind = " ".join(words[span.start : span.end]), _safe(span.kind)
        if colours:
            colour = _colour(span.kind)
            name, kind = click.style(name, fg=colour, bold=True), click.style(kind, fg=colour)
        pieces.append(f"[{name} {kind}]")
        place = span.end
    return " ".join([*pieces, *words[place:]])


def _colour(kind: str) -> str:
    at = _USUAL.index(kind) if kind in _USUAL else len(_USUAL) + sum(map(ord, kind)) % 2
    return _COLOURS[at]


def _columns(found: TaggedText, *, end: bool) -> str:
    lines = [f"{_safe(token)} {_safe(tag)}" for token, tag in zip(found.tokens, found.tags, strict=True)]
    return "\n".join([*lines, ""] if end else lines)


def _safe(text: str) -> str:
    from playground.text.display import visible

    return visible(text, keep="")
