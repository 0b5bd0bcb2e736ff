"""A folder a class: every ``.txt`` file is one text, and the folder it lies in says what it is."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from playground.data.examples import Labelled, Part
from playground.errors import InputError
from playground.places import expand, tidy
from playground.text.normal import normalise
from playground.text.reading import open_text

MOST_FILES = 200_000
MOST_BYTES = 1 << 30
_UNLABELLED = "unsup"
_PARTS: tuple[Part, ...] = tuple(part for part in get_args(Part) if part)


def is_folder(source: str | Path) -> bool:
    """Whether ``source`` names a folder."""
    try:
        return str(source) != "-" and expand(source).is_dir()
    except (OSError, ValueError):
        return False


def read_folder(source: str | Path, encoding: str | None = None) -> tuple[str, list[Labelled], list[str]]:
    """Name, examples and notices of ``FOLDER/{class}/*.txt`` or ``FOLDER/{train,test}/{class}/*.txt``.

    Classes and files come in the order of their names. Raises InputError when there are no classes, or too
    many files.
    """
    folder = expand(source)
    try:
        found = [
            (part, label, path)
            for part, place in _parts(folder)
            for label in _folders(place)
            for path in _texts(place / label)
        ]
    except OSError as error:
        raise InputError(
            f"{tidy(folder)} cannot be read: {(error.strerror or str(error)).lower()}."
        ) from error
    if not found:
        raise InputError(
            f"{tidy(folder)} holds no examples; expected a folder for each class with .txt files in it."
        )
    if len(found) > MOST_FILES:
        raise InputError(
            f"{tidy(folder)} holds {len(found):,} texts; at most {MOST_FILES:,} are read, so name less."
        )
    items: list[Labelled] = []
    notices: list[str] = []
    empty = size = 0
    for part, label, path in found:
        text = _text(path, encoding, notices)
        size += len(text)
        if size > MOST_BYTES:
            raise InputError(f"{tidy(folder)} holds more than {MOST_BYTES / 1e9:.1f} GB of text; name less.")
        if text:
            items.append(Labelled(text, label, 1, tidy(path), part))
        empty += not text
    if empty:
        notices.append(f"{tidy(folder)}: empty files were left out, {empty:,} of {len(found):,}.")
    if not items:
        raise InputError(f"Every file in {tidy(folder)} is empty; expected a text in each.")
    return folder.resolve().name or "texts", items, _few(notices)


def _parts(folder: Path) -> list[tuple[Part, Path]]:
    """``train`` and ``test`` where they hold folders of their own, otherwise the folder itself."""
    below = _folders(folder)
    found = [(part, folder / part) for part in _PARTS if part in below and _folders(folder / part)]
    return found or [("", folder)]


def _folders(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(
            entry.name
            for entry in entries
            if entry.is_dir() and not entry.name.startswith(".") and entry.name != _UNLABELLED
        )


def _texts(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        names = [
            entry.name
            for entry in entries
            if entry.name.endswith(".txt") and not entry.name.startswith(".") and entry.is_file()
        ]
    return (folder / name for name in sorted(names))


def _text(path: Path, encoding: str | None, notices: list[str]) -> str:
    """The text of one file; UTF-8 by the short way, everything else as the rest of the program reads it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{tidy(path)} cannot be read: {(error.strerror or str(error)).lower()}.") from error
    if not data.strip():
        return ""
    if encoding is None and b"\0" not in data:
        try:
            return normalise(data.decode("utf-8-sig")).strip()
        except UnicodeDecodeError:
            pass
    source = open_text(path, encoding=encoding)
    notices += source.notices
    return source.read().strip()


def _few(notices: list[str]) -> list[str]:
    return notices if len(notices) <= 3 else [*notices[:2], f"So were {len(notices) - 2:,} more."]
