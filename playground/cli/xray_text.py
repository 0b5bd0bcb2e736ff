"""The text that ``xray`` looks at: written on the command line, a file, a corpus or standard input."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from playground.cli.held_out import own_corpus
from playground.cli.terminal import notice
from playground.errors import InputError

if TYPE_CHECKING:
    from playground.inference.language_model import LanguageModel
    from playground.text.reading import TextSource

_FILE_NAME = re.compile(r"\S*\.(txt|md|csv|tsv|html|tex|py|conll|abc)|\S+/\S*")
_LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True)
class Given:
    """A text, and where it comes from."""

    text: str
    source: str | None
    """Name of the file or corpus; none for a text that was written out."""
    part: str
    """``all`` or ``held-out``."""

    @property
    def place(self) -> str:
        """As it stands in a sentence: ``the held-out part of novel``, ``novel``, ``the text given``."""
        if self.source is None:
            return "the text given"
        return f"the held-out part of {self.source}" if self.part == "held-out" else self.source


def given_text(model: LanguageModel, text: str, part: str, encoding: str | None, tokens: int | None) -> Given:
    """What ``text`` names, or ``text`` itself, long enough for ``tokens`` tokens (all of it for None).

    Of the text that the model was trained on it is the held-out part, unless ``part`` is ``all``. Raises
    InputError for an empty text, a file that is missing or no text, or a part that is not known.
    """
    source = _source(text, encoding)
    if source is None:
        if part == "held-out":
            raise InputError("A text written on the command line has no held-out part; leave out --part.")
        if not text:
            raise InputError("The text is empty; give some text, a file, or - for standard input.")
        return Given(text, None, "all")
    for sentence in source.notices:
        notice(sentence)
    limit = None if tokens is None else tokens * (1 if model.vocabulary.level == "char" else _LONGEST_TOKEN)
    if part != "all":
        held = _held_out(model, source, limit)
        if held is not None:
            return Given(held, source.name, "held-out")
        if part == "held-out":
            raise InputError(
                f"{model.name} was not trained on {source.name} as it is now, so no part of it is known to "
                "be held out; look at it whole with --part all."
            )
    return Given(source.read(limit), source.name, "all")


def _source(text: str, encoding: str | None) -> TextSource | None:
    """The file, corpus or stream that ``text`` names; nothing if it is a text itself."""
    from playground.places import expand
    from playground.text import corpora
    from playground.text.reading import STDIN, open_text

    if text != STDIN:
        try:
            exists = bool(text.strip()) and expand(text).exists()
        except (OSError, ValueError):  # longer than a name can be, or with a NUL in it: no name at all
            exists = False
        if not exists and all(card.name != text for card in corpora.list_corpora()):
            if _FILE_NAME.fullmatch(text):
                raise InputError(
                    f"There is no file {text}; a text of one word like this cannot be looked at."
                )
            return None
    return open_text([text], encoding=encoding)


def _held_out(model: LanguageModel, source: TextSource, limit: int | None) -> str | None:
    """The part of ``source`` that the model did not learn from, if it was trained on this very text."""
    corpus = own_corpus(model, source)
    return None if corpus is None else corpus.validation_text(limit)


def meter(what: str) -> Callable[[float], None] | None:
    """Draws how much is done of ``what``, on a terminal only."""
    if not sys.stderr.isatty():
        return None
    drawn = ""

    def draw(done: float) -> None:
        nonlocal drawn
        text = "" if done >= 1 else f"{what} {done:4.0%}"
        if text != drawn:
            click.echo("\r" + " " * len(drawn) + f"\r{text}", nl=False, err=True)
            drawn = text

    return draw
