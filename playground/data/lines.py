"""Tables of text from whatever the user names: whole files, with names and line numbers for errors."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playground.errors import InputError
from playground.text.display import clip
from playground.text.reading import open_text

MOST_BYTES = 1 << 30
"""A table larger than this is refused: it would not fit into memory as examples."""
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Table:
    """One file, all of it."""

    file: str
    """As the user knows it."""
    text: str
    """NFC, ``"\\n"`` line ends, no byte-order mark."""

    def lines(self) -> Iterator[tuple[int, str]]:
        """Number, from 1, and text of each line that is not blank."""
        for number, line in enumerate(self.text.split("\n"), 1):
            if line and not line.isspace():
                yield number, line

    def wrong(self, line: int, what: str) -> InputError:
        """The error for a line: file, line number, and ``what`` was expected there."""
        return InputError(f"{self.file}, line {line:,}: {what}")


def open_tables(
    sources: Sequence[str | Path], encoding: str | None = None
) -> tuple[str, list[Table], tuple[str, ...]]:
    """Name, tables and notices of ``sources``: files, corpora by name, ``-`` for standard input.

    Unlike :func:`playground.text.reading.open_text`, which takes the sentences out of the shipped tables,
    this keeps their labels. Raises InputError for what is missing, empty, not text, or too large.
    """
    source = open_text(sources, encoding=encoding)
    if source.size_bytes > MOST_BYTES:
        raise InputError(
            f"{source.name} has {source.size_bytes / 1e9:.1f} GB; a table of examples may have at most "
            f"{MOST_BYTES / 1e9:.1f} GB, so give a part of it."
        )
    tables = [
        Table(part.name, b"".join(dataclasses.replace(part, take=None).utf8()).decode())
        for part in source.parts
    ]
    return source.name, tables, source.notices


def quoted(text: str) -> str:
    """A piece of the user's data inside an error message: short, on one line, in quotes."""
    return f"'{clip(text, _SHOWN)}'"
