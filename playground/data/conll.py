"""Sentences with a tag for every token, in the columns of the CoNLL shared tasks.

One token a line: columns divided by spaces or tabs, the first is the token, the last its tag, and whatever
stands between is left out. An empty line ends a sentence; a line that begins with ``-DOCSTART-`` begins a
document and is no token (Tjong Kim Sang and De Meulder 2003).

Tags are read into IOB2: ``B-PER`` begins a person's name, ``I-PER`` goes on with it, ``O`` is no name. In
IOB1 (Ramshaw and Marcus 1995) a name begins with ``I-`` unless it follows one of its own kind; such an ``I-``
becomes ``B-``. ``E-``, ``L-``, ``S-`` and ``U-`` of the schemes that mark ends and single words are taken as
``I-`` and ``B-``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from playground.data.examples import Examples, Tagged
from playground.data.lines import Table, open_tables, quoted
from playground.errors import InputError

LONGEST_SENTENCE = 5000
"""Tokens; a longer one means that there are no empty lines between sentences."""
MOST_TAGS = 1000
_DOCUMENT = "-DOCSTART-"
_COLUMNS = re.compile(r"[ \t]+")
_TAG = re.compile(r"([BIELSU])-(\S+)")
_BEGINS = "BSU"


def read_tagged(sources: Sequence[str | Path] | str | Path, *, encoding: str | None = None) -> list[Tagged]:
    """The sentences of ``sources``; see :func:`open_tagged`."""
    return list(open_tagged(sources, encoding=encoding).items)


def open_tagged(
    sources: Sequence[str | Path] | str | Path, *, encoding: str | None = None
) -> Examples[Tagged]:
    """The sentences of files, folders, corpora by name, or ``-`` for standard input, tags in IOB2.

    Raises InputError for what is missing or not text, and for a wrong line, with file, line number and what
    was expected there.
    """
    named = [sources] if isinstance(sources, str | Path) else list(sources)
    name, tables, notices = open_tables(named, encoding)
    items = [sentence for table in tables for sentence in _sentences(table)]
    if not items:
        raise InputError(
            f"{name} holds no sentences; expected lines of a token, a space and its tag, as in: Paris B-LOC"
        )
    tags = {tag for item in items for tag in item.tags}
    if len(tags) > MOST_TAGS:
        raise InputError(f"{name} has {len(tags):,} different tags; at most {MOST_TAGS:,} are possible.")
    return Examples(name, items, notices)


def _sentences(table: Table) -> Iterator[Tagged]:
    tokens: list[str] = []
    tags: list[str] = []
    begin = last = 0
    for number, line in table.lines():
        columns = _COLUMNS.split(line.strip(" \t"))
        if tokens and (number > last + 1 or columns[0] == _DOCUMENT):
            yield Tagged(tuple(tokens), tuple(iob2(tags)), begin, table.file)
            tokens, tags = [], []
        last = number
        if columns[0] == _DOCUMENT:
            continue
        if len(columns) < 2:
            raise table.wrong(
                number,
                "expected at least two columns, a token and its tag, as in Paris B-LOC, "
                f"but found {quoted(line)}.",
            )
        tag = columns[-1]
        if tag != "O" and not _TAG.fullmatch(tag):
            raise table.wrong(
                number,
                "expected in the last column O, or B- or I- and a kind, as in B-PER, "
                f"but found {quoted(tag)}.",
            )
        if not tokens:
            begin = number
        elif len(tokens) >= LONGEST_SENTENCE:
            raise table.wrong(
                number,
                f"the sentence that begins in line {begin:,} has more than {LONGEST_SENTENCE:,} tokens; "
                "expected an empty line after each sentence.",
            )
        tokens.append(columns[0])
        tags.append(tag)
    if tokens:
        yield Tagged(tuple(tokens), tuple(iob2(tags)), begin, table.file)


def iob2(tags: Sequence[str]) -> list[str]:
    """The tags of one sentence in IOB2: every name begins with ``B-``."""
    fixed: list[str] = []
    before = "O"
    for tag in tags:
        prefix, _, kind = tag.partition("-")
        if kind:
            begins = prefix in _BEGINS or before.partition("-")[2] != kind
            tag = f"{'B' if begins else 'I'}-{kind}"
        fixed.append(tag)
        before = tag
    return fixed


def write_tagged(sentences: Sequence[Tagged]) -> str:
    """The sentences as a CoNLL file of two columns."""
    return "\n".join(
        "".join(f"{token} {tag}\n" for token, tag in zip(each.tokens, each.tags, strict=True))
        for each in sentences
    )
