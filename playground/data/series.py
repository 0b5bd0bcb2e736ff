"""Series of numbers: one column of a CSV file, read strictly.

    date,visitors            date;temperature         12
    2021-01-01,617           1 May;14,5               15
    2021-01-02,903           2 May;16                 11

The delimiter is the tab, the semicolon or the comma, whichever of them the first line has, in this order.
With semicolons a number may have a decimal comma. A first line without any number is the header.
"""

from __future__ import annotations

import csv
import hashlib
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.data.lines import Table, open_tables, quoted
from playground.errors import InputError

DELIMITERS = ("\t", ";", ",")
_NAMES = {"\t": "tabs", ";": "semicolons", ",": "commas"}
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)
_MISSING = {"", "-", "?", ".", "na", "n/a", "nan", "null", "none", "#n/a"}


@dataclass(frozen=True)
class Series:
    """N numbers in their order."""

    name: str
    """The file's stem, the corpus's name, or ``stdin``."""
    column: str
    """What the header calls it, or ``column 2``."""
    number: int
    """Which column it is, from 1."""
    values: NDArray[np.float64] = field(repr=False)
    """(N,), all finite, in the unit of the file."""
    labels: tuple[str, ...] = field(default=(), repr=False)
    """What stands in the first other column of each line, such as the date; empty when there is none."""
    notices: tuple[str, ...] = ()
    """Sentences the user should see: an encoding that was guessed, which column was taken."""

    @cached_property
    def sha256(self) -> str:
        """Hash of the numbers in their order, in hexadecimal."""
        return hashlib.sha256(self.values.astype("<f8").tobytes()).hexdigest()


def read_series(
    sources: Sequence[str | Path],
    column: str | None = None,
    encoding: str | None = None,
    *,
    like: tuple[str, int] | None = None,
) -> Series:
    """The numbers of one column of a file, a shipped series by name, or ``-``, standard input.

    Args:
        sources: one file.
        column: its name in the header or its number from 1. When not given, the column ``like`` another one,
            or the last.
        encoding: of the file, guessed where not given.
        like: name and number of a column; that of this name is taken, or else that of this number.

    Raises:
        InputError: for several files, a column that is not there, or fewer than two numbers; and, naming file
            and line, for a value that is missing or no number, or a line with more or fewer columns.
    """
    name, tables, notices = open_tables(sources, encoding)
    if len(tables) != 1:
        raise InputError(
            f"A series is one column of one file, but {name} holds {len(tables)} files; name one."
        )
    table = tables[0]
    rows = list(islice(_rows(table), 2))
    delimiter, _, first = rows[0] if rows else ("", 0, [])
    if not first:
        raise InputError(f"{table.file} holds no number; expected one a line, or one in a column of each.")
    at, header = _column(table, first, rows[-1][2], column, like)
    shown = first[at] if header else f"column {at + 1}"
    beside = next((other for other in range(len(first)) if other != at), None)
    values: list[float] = []
    labels: list[str] = []

    def take(number: int, row: list[str]) -> None:
        if len(row) != len(first):
            raise table.wrong(number, _other_columns(row, first, delimiter))
        values.append(_value(table, number, row[at], shown, delimiter))
        if beside is not None:
            labels.append(row[beside])

    for _, number, row in islice(_rows(table), int(header), None):
        take(number, row)
    if len(values) < 2:
        raise InputError(
            f"{table.file} holds only {len(values)} numbers in {_said(shown, header)}; expected at least two."
        )
    if column is None and len(first) > 1 and (like is None or shown != like[0]):
        notices = (*notices, f"{table.file}: the numbers are those of {_said(shown, header)} (--column).")
    return Series(name, shown, at + 1, np.array(values), tuple(labels), notices)


def _said(shown: str, header: bool) -> str:
    return f"the column {quoted(shown)}" if header else shown


def _rows(table: Table) -> Iterator[tuple[str, int, list[str]]]:
    """Delimiter, line number and trimmed cells of each line that is not blank."""
    delimiter = ""
    for number, line in table.lines():
        if not delimiter:
            delimiter = next((each for each in DELIMITERS if each in line), ",")
        if '"' not in line:
            cells = line.split(delimiter)
        else:
            try:
                cells = next(csv.reader([line], delimiter=delimiter, strict=True))
            except csv.Error as error:
                raise table.wrong(
                    number, "the quotation marks do not match; expected one before and one after a cell."
                ) from error
        yield delimiter, number, [cell.strip() for cell in cells]


def _column(
    table: Table, first: list[str], second: list[str], asked: str | None, like: tuple[str, int] | None
) -> tuple[int, bool]:
    """Index of the column that was asked for, and whether the first line is a header."""
    count = len(first)
    if asked is None and like is not None:
        name, number = like
        asked = name if first.count(name) == 1 else str(number) if number <= count else None
    if asked is None:
        return count - 1, _is_header(first, second, count - 1)
    if re.fullmatch(r"[0-9]{1,6}", asked) and 1 <= int(asked) <= count:
        return int(asked) - 1, _is_header(first, second, int(asked) - 1)
    named = [index for index, cell in enumerate(first) if cell == asked]
    if len(named) == 1:
        return named[0], True
    if named:
        raise InputError(
            f"{table.file} has {len(named)} columns called {quoted(asked)}; name one by its number."
        )
    header = _is_header(first, second, -1)
    there = ", ".join(quoted(cell) for cell in first[:12]) if header else f"those numbered 1 to {count}"
    raise InputError(f"{table.file} has no column {quoted(asked)}; there are {there}.")


def _is_header(first: list[str], second: list[str], chosen: int) -> bool:
    """Whether the first line names the columns.

    It does if nothing in it begins like a number, or if a name stands over what does. That of the chosen
    column does not count for the latter: it may be a wrong first value, and then that should be said.
    """
    named = [not _begins_like_a_number(cell) for cell in first]
    above = [
        name and at != chosen and _begins_like_a_number(cell)
        for at, (name, cell) in enumerate(zip(named, second, strict=False))
    ]
    return all(named) or any(above)


def _begins_like_a_number(cell: str) -> bool:
    """``617``, ``-3``, ``.5`` and dates do; words do not."""
    return re.match(r"[+-]?[.,]?[0-9]", cell) is not None


def _other_columns(row: list[str], first: list[str], delimiter: str) -> str:
    expected = "1 column" if len(first) == 1 else f"{len(first)} columns parted by {_NAMES[delimiter]}"
    return f"there are {len(row)} columns; expected {expected} as in the first line."


def _value(table: Table, line: int, cell: str, shown: str, delimiter: str) -> float:
    """The number in a cell. Raises InputError."""
    text = cell.replace(",", ".") if delimiter == ";" and "." not in cell else cell
    example = "12,5 or 12.5" if delimiter == ";" else "12.5"
    if _NUMBER.fullmatch(text):
        number = float(text)
        if math.isfinite(number):
            return number
        raise table.wrong(line, f"{quoted(cell)} is too large a number.")
    if cell.lower() in _MISSING:
        raise table.wrong(
            line,
            f"the value of {quoted(shown)} is missing; expected a number such as {example}.",
        )
    raise table.wrong(
        line, f"{quoted(cell)} in {quoted(shown)} is no number; expected one such as {example}."
    )
