"""Texts and what is to be made of them: ``source<TAB>target``, a pair a line.

A sentence and its translation, a question and its answer. Columns after the second are left out, as in the
lists of tatoeba.org, whose third column says who wrote what. A first line that only names the columns
(``source``, ``target``; ``question``, ``answer``) is left out too.

What is read and what is written are cut into tokens in different ways. The source becomes words in lower
case, and a full stop at its end is dropped, so that "I love pizza", "i love pizza" and "I love pizza." are
the same. The target keeps its case and, in each token, the space before it, so that joining the tokens
gives the text back in any script, with spaces between words or without.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from playground.data.lines import Table, open_tables, quoted
from playground.data.words import words_of
from playground.errors import InputError
from playground.text.normal import normalise
from playground.text.words import split

_HEADERS = (("source", "target"), ("src", "tgt"), ("question", "answer"), ("input", "output"))
_STOPS = (".", "!", "।", "॥", "。", "！", "…")
"""Marks at the end of a source that say nothing about its words; a question mark does."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and its target."""

    source: str
    target: str
    line: int
    """Where it stands in its file, from 1."""
    file: str = ""


@dataclass(frozen=True)
class Pairs:
    """All pairs of one or several sources, in their order."""

    name: str
    """The file's stem, the corpus's name, or ``stdin``."""
    items: Sequence[Pair] = field(repr=False)
    notices: tuple[str, ...] = ()
    """Sentences the user should see, such as an encoding that was guessed."""

    @cached_property
    def sha256(self) -> str:
        """Hash of the pairs, in hexadecimal: the same for the same texts in the same order."""
        digest = hashlib.sha256()
        for item in self.items:
            digest.update(f"{item.source}\x1f{item.target}\x1e".encode())
        return digest.hexdigest()


def open_pairs(sources: Sequence[str | Path] | str | Path, *, encoding: str | None = None) -> Pairs:
    """The pairs of files, folders, corpora by name, or ``-`` for standard input.

    Raises InputError for what is missing or not text, and for a wrong line, with file, line number and what
    was expected there.
    """
    named = [sources] if isinstance(sources, str | Path) else list(sources)
    name, tables, notices = open_tables(named, encoding)
    items = [pair for table in tables for pair in _pairs(table)]
    if not items:
        raise InputError(f"{name} holds no pairs; expected lines of a text, a tab and its translation.")
    return Pairs(name, items, notices)


def _pairs(table: Table) -> list[Pair]:
    pairs: list[Pair] = []
    for place, (number, line) in enumerate(table.lines()):
        cells = line.split("\t")
        if place == 0 and tuple(cell.strip().lower() for cell in cells[:2]) in _HEADERS:
            continue
        if len(cells) < 2:
            raise table.wrong(
                number,
                f"expected a text, a tab and its translation, but found one column: {quoted(line)}.",
            )
        source, target = cells[0].strip(), cells[1].strip()
        if not source:
            raise table.wrong(
                number, f"expected a text before the tab and {quoted(target)}, but it is empty."
            )
        if not target:
            raise table.wrong(
                number, f"expected a translation after {quoted(source)} and a tab, but it is empty."
            )
        pairs.append(Pair(source, target, number, table.file))
    return pairs


def source_words(text: str) -> list[str]:
    """The words of a source, as a network reads them: lower case, no full stop at the end."""
    words = words_of(text)
    end = len(words)
    while end > 1 and words[end - 1] in _STOPS:
        end -= 1
    return words[:end]


def target_tokens(text: str) -> list[str]:
    """The tokens of a target: words and marks, each with the space before it if there is one.

    The first one has a space too, so that a word is the same token wherever it stands.
    """
    return split(" " + " ".join(normalise(text).split()))


def joined(tokens: Sequence[str]) -> str:
    """The text of a target's tokens."""
    return "".join(tokens).strip()
