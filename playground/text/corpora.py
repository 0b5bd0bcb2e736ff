"""The texts at hand: those that come with the program, and those the user added or downloaded."""

from __future__ import annotations

import contextlib
import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from playground.errors import InputError, PlaygroundError
from playground.files import write_whole
from playground.places import expand, shipped_corpora, tidy, user_corpora
from playground.text.catalogue import CATALOGUE
from playground.text.decoding import BLOCK, detect

_NAME = re.compile(r"[^\W_][\w.-]{0,79}")
_SPACE_BEFORE_MARK = re.compile(r" ([.,;:!?%)\]]|'s\b|n't\b)")


@dataclass(frozen=True, slots=True)
class CorpusCard:
    """What is known of one corpus."""

    name: str
    path: Path
    title: str
    description: str
    licence: str
    shipped: bool
    size_bytes: int


def _first_column(table: str) -> str:
    """The sentences of a table of sentence, tab, label."""
    return "".join(line.split("\t", 1)[0] + "\n" for line in table.splitlines() if line)


def _sentences(table: str) -> str:
    """The sentences of a table of one word, space, tag a line, an empty line between sentences."""
    sentences = []
    for block in table.split("\n\n"):
        words = [line.split(" ", 1)[0] for line in block.splitlines() if line]
        if words:
            sentences.append(_SPACE_BEFORE_MARK.sub(r"\1", " ".join(words)) + "\n")
    return "".join(sentences)


@dataclass(frozen=True, slots=True)
class _Shipped:
    file: str
    title: str
    description: str
    take: Callable[[str], str] | None = None


_SHIPPED = (
    _Shipped("fairy-tales.txt", "Fairy tales", "Short tales in plain English, one after another."),
    _Shipped(
        "reviews.tsv", "Restaurant reviews", "One sentence each, with one to five stars.", _first_column
    ),
    _Shipped(
        "entities.conll", "Named things", "Sentences whose people, places and firms are marked.", _sentences
    ),
    _Shipped("questions.tsv", "Everyday sentences", "What people say, with what it is about.", _first_column),
    _Shipped("english-hindi.tsv", "English and Hindi", "Sentences and their translation.", _first_column),
    _Shipped("answers.tsv", "Questions and answers", "What people ask, and what to say.", _first_column),
    _Shipped("tunes.abc", "Tunes", "Short tunes in ABC notation, made by rules."),
    _Shipped("series.csv", "Museum visitors", "Visitors a day of an invented museum, over four years."),
)


def taken_from(path: Path) -> Callable[[str], str] | None:
    """How the text is picked out of ``path`` if that is one of the shipped tables; None for plain text."""
    for shipped in _SHIPPED:
        if shipped.take is not None and path.name == shipped.file:
            ours = shipped_corpora() / shipped.file
            with contextlib.suppress(OSError):
                if ours.samefile(path):
                    return shipped.take
    return None


def list_corpora() -> list[CorpusCard]:
    """The shipped corpora, then the user's own by name."""
    cards = []
    for shipped in _SHIPPED:
        path = shipped_corpora() / shipped.file
        if path.is_file():
            size = path.stat().st_size
            cards.append(
                CorpusCard(path.stem, path, shipped.title, shipped.description, "CC0 1.0", True, size)
            )
    folder = user_corpora()
    if folder.is_dir():
        for path in sorted(folder.iterdir(), key=lambda path: path.name.lower()):
            if path.is_file() and not path.name.startswith("."):
                cards.append(_own_card(path))
    return cards


def _own_card(path: Path) -> CorpusCard:
    size = path.stat().st_size
    for entry in CATALOGUE:
        if path.name == entry.file and size == entry.size_bytes:
            return CorpusCard(entry.name, path, entry.title, entry.description, entry.licence, False, size)
    return CorpusCard(path.stem, path, path.stem, "Added by you.", "not known", False, size)


def find(name: str) -> CorpusCard:
    """The corpus called ``name``. Raises InputError, with near names, when there is none."""
    cards = list_corpora()
    for card in cards:
        if card.name == name:
            return card
    shown = repr(name) if name.isprintable() else ascii(name)
    if any(entry.name == name for entry in CATALOGUE):
        raise InputError(f"{name} is not here yet; fetch it with: rnn-playground corpora download {name}")
    near = difflib.get_close_matches(name, [card.name for card in cards], n=2, cutoff=0.5)
    hint = f"did you mean {' or '.join(near)}?" if near else "see: rnn-playground corpora list"
    raise InputError(f"There is no file or corpus called {shown}; {hint}")


def check_name(name: str) -> str:
    """``name`` if a corpus can be called so (letters, digits, ``-``, ``_``, ``.``); InputError otherwise."""
    if not _NAME.fullmatch(name) or name.endswith("."):
        raise InputError(
            f"A corpus cannot be called {name!a}; use letters, digits, - and _, beginning with a letter."
        )
    return name


def add(path: str | Path, name: str | None = None) -> CorpusCard:
    """Copy a text file into the user's corpora, under ``name`` or its own; all of it or nothing is kept.

    Raises InputError when it is no readable text, or the name is taken or impossible.
    """
    path = expand(path)
    if not path.is_file():
        raise InputError(f"There is no file {tidy(path)}.")
    name = check_name(path.stem if name is None else name)
    if any(card.name == name for card in list_corpora()):
        raise InputError(
            f"There is a corpus called {name} already; choose another name or remove that one first."
        )
    try:
        if path.stat().st_size == 0:
            raise InputError(f"{tidy(path)} is empty; give a file with some text in it.")
        with path.open("rb") as file:
            detect(tidy(path), lambda: _from_start(file))
            target = user_corpora() / f"{name}{path.suffix.lower() or '.txt'}"
            write_whole(target, _from_start(file))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise PlaygroundError(f"{tidy(path)} could not be added to your corpora: {reason}.") from error
    return find(name)


def _from_start(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(BLOCK):
        yield block


def remove(name: str) -> None:
    """Delete one of the user's corpora. Raises InputError for a shipped one, or when there is none."""
    card = find(name)
    if card.shipped:
        raise InputError(f"{name} came with the program and cannot be removed.")
    try:
        card.path.unlink()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise PlaygroundError(f"{tidy(card.path)} could not be removed: {reason}.") from error
