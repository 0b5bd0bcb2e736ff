"""``rnn-playground chat``: talk with a model that was trained on questions and answers."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from playground.cli.lines import texts
from playground.cli.naming import MODEL
from playground.cli.terminal import notice
from playground.cli.translate import unknown_words

_PROMPT = "> "


@click.command(short_help="Talk with a model of questions and answers.")
@click.argument("model", type=MODEL, default="answers")
@click.option(
    "--beam",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    metavar="N",
    help="Keep the N likeliest beginnings at every step.",
)
def chat(model: str, beam: int) -> None:
    """Answer what you type, line by line, until an empty line or Ctrl+D; MODEL is answers if left out.

    The model remembers nothing: each line is answered by itself.

    \b
    Examples:
      rnn-playground chat
      rnn-playground chat answers --beam 5
      echo "How are you?" | rnn-playground chat answers
    """
    from playground.shapes.opened import open_as
    from playground.shapes.translator import Translator
    from playground.text.display import visible

    answering = open_as(Translator, model)
    for said in _typed() if sys.stdin.isatty() else texts("-"):
        found = answering.translate(said, beam)
        click.echo(visible(found.translation, keep=""))
        if found.unknown:
            notice(unknown_words(found.unknown))


def _typed() -> Iterator[str]:
    """Lines as they are typed at a prompt, until an empty one or the end."""
    while True:
        try:
            line = input(_PROMPT)
        except EOFError:
            click.echo()
            return
        if not line.strip():
            return
        yield line
