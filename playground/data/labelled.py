"""Texts with one label each: ``text<TAB>label``, CSV with a header, or a folder a class.

- A line of a table is ``text<TAB>label``. A first line that only names the columns is left out; with one,
  there may be more columns than two.
- CSV (RFC 4180) has a header; fields are divided by ``,`` or ``;`` (or tabs) and may be quoted. The columns
  are those called ``text`` and ``label`` (or ``review``, ``sentiment``, ...), otherwise the first and last.
- A folder has a folder for each class with ``.txt`` files in it, or ``train`` and ``test`` with such folders,
  as the IMDB reviews do (Maas et al. 2011); ``unsup``, the part of those without labels, is left out.

Where a few short texts have many labels each, the columns are the other way round, and are read so.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from playground.data.examples import Examples, Labelled
from playground.data.folders import is_folder, read_folder
from playground.data.lines import Table, open_tables, quoted
from playground.errors import InputError

MOST_LABELS = 1000
LONGEST_LABEL = 100
"""Characters of a label."""
_TEXT = ("text", "sentence", "review", "comment", "question", "message", "utterance", "content")
_LABEL = ("label", "sentiment", "class", "category", "stars", "rating", "intent", "topic", "kind", "target")
_NOTICE = "{file}: texts are read from the column {text}, labels from {label}."

Row = tuple[int, str, str]
"""Line, text and label."""


def read_labelled(
    sources: Sequence[str | Path] | str | Path, *, encoding: str | None = None
) -> list[Labelled]:
    """The examples of ``sources``; see :func:`open_labelled`."""
    return list(open_labelled(sources, encoding=encoding).items)


def open_labelled(
    sources: Sequence[str | Path] | str | Path, *, encoding: str | None = None
) -> Examples[Labelled]:
    """The examples of files, folders, corpora by name, or ``-`` for standard input.

    Raises InputError for what is missing or not text, and for a wrong line, with file, line number and what
    was expected there.
    """
    named = [sources] if isinstance(sources, str | Path) else list(sources)
    if not named:
        raise InputError("No examples were named; give a file, a folder with a folder a class, or a corpus.")
    names: list[str] = []
    items: list[Labelled] = []
    notices: list[str] = []
    for source in named:
        if is_folder(source):
            name, found, said = read_folder(source, encoding)
        else:
            name, found, said = _read_tables(source, encoding)
        names.append(name)
        items += found
        notices += said
    labels = {item.label for item in items}
    if len(labels) > MOST_LABELS:
        raise InputError(
            f"{names[0]} has {len(labels):,} different labels; at most {MOST_LABELS:,} are possible, so see "
            "that the column of labels is the second one, or has 'label' for its name."
        )
    name = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
    return Examples(name, items, tuple(notices))


def _read_tables(source: str | Path, encoding: str | None) -> tuple[str, list[Labelled], list[str]]:
    name, tables, notices = open_tables([source], encoding)
    said = list(notices)
    items: list[Labelled] = []
    for table in tables:
        rows = _read_table(table, said.append)
        if not rows:
            raise InputError(
                f"{table.file} holds no examples; expected lines of a text, a tab and its label."
            )
        items += [_example(table, *row) for row in rows]
    return name, items, said


def _example(table: Table, line: int, text: str, label: str) -> Labelled:
    text, label = text.strip(), label.strip()
    if not text:
        raise table.wrong(line, "the text is empty; expected a text and its label.")
    if not label:
        raise table.wrong(line, f"the label is empty; expected one after the text {quoted(text)}.")
    if len(label) > LONGEST_LABEL:
        raise table.wrong(
            line, f"expected a label of at most {LONGEST_LABEL} characters, but found {quoted(label)}."
        )
    return Labelled(text, label, line, table.file)


def _read_table(table: Table, say: Callable[[str], None]) -> list[Row]:
    first = next(table.lines(), (1, ""))[1]
    is_csv = table.file.lower().endswith(".csv") or ("\t" not in first and _is_header(_cells(first)))
    rows = list(_csv_rows(table, say) if is_csv else _tab_rows(table, say))
    if _are_swapped(rows):
        say(f"{table.file}: the labels stand before the texts, and were read so.")
        rows = [(line, label, text) for line, text, label in rows]
    return rows


def _are_swapped(rows: Sequence[Row]) -> bool:
    """Whether labels come first: many texts, all different, stand where the few labels should be."""
    texts = {text for _, text, _ in rows}
    labels = {label for _, _, label in rows}
    return (
        len(rows) >= 20
        and 10 * len(texts) <= len(labels)
        and all(len(text) <= LONGEST_LABEL for text in texts)
    )


# Tabs.


def _tab_rows(table: Table, say: Callable[[str], None]) -> Iterator[Row]:
    columns = 2
    text, label = 0, 1
    for place, (number, line) in enumerate(table.lines()):
        cells = line.split("\t")
        if place == 0 and _is_header(cells):
            text, label = _columns(table, cells, say)
            columns = len(cells)
            continue
        if len(cells) != columns:
            if columns == 2:
                raise table.wrong(
                    number,
                    f"expected a text, a tab and its label, but found {_count(cells)}: {quoted(line)}.",
                )
            raise table.wrong(
                number, f"expected {columns} columns, as in the header, but found {_count(cells)}."
            )
        yield number, cells[text], cells[label]


def _count(cells: Sequence[str]) -> str:
    return "one column" if len(cells) == 1 else f"{len(cells)} columns"


# Headers.


def _plain(cell: str) -> str:
    return cell.strip().strip('"').strip().lower()


def _is_header(cells: Sequence[str]) -> bool:
    """Whether these can only be names of columns: one for the text and one for the label are among them."""
    names = [_plain(cell) for cell in cells]
    return any(name in _TEXT for name in names) and any(name in _LABEL for name in names)


def _columns(table: Table, header: Sequence[str], say: Callable[[str], None]) -> tuple[int, int]:
    """Where text and label stand: by their names, or else first and last."""
    names = [_plain(cell) for cell in header]
    text = next((names.index(name) for name in _TEXT if name in names), None)
    label = next((names.index(name) for name in _LABEL if name in names), None)
    if text is None or label is None:
        if text is None:
            text = 0 if label != 0 else len(names) - 1
        if label is None:
            label = len(names) - 1 if text != len(names) - 1 else 0
        say(_NOTICE.format(file=table.file, text=quoted(header[text]), label=quoted(header[label])))
    return text, label


# CSV.


def _cells(line: str) -> list[str]:
    """A header's cells, by whichever of ``,`` ``;`` and tab makes most of them."""
    return max((line.split(mark) for mark in _MARKS), key=len)


_MARKS = (",", ";", "\t")


def _csv_rows(table: Table, say: Callable[[str], None]) -> Iterator[Row]:
    number, first = next(table.lines(), (1, ""))
    mark = max(_MARKS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), ())))
    lines = (line + "\n" for line in table.text.split("\n"))
    reader = csv.reader(lines, delimiter=mark, strict=True)
    begin = 1
    columns: tuple[int, int] | None = None
    width = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise table.wrong(begin, f"this line of CSV cannot be read: {_csv_reason(error)}.") from error
        number, begin = begin, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if columns is None:
            if len(cells) < 2:
                raise table.wrong(
                    number,
                    "expected a header that names at least two columns, divided by , or ;, "
                    f"but found {quoted(first)}.",
                )
            columns, width = _columns(table, cells, say), len(cells)
            continue
        if len(cells) != width:
            raise table.wrong(
                number, f"expected {width} fields, as in the header, but found {len(cells)}; "
                f"a field with {mark} in it must be quoted."
            )  # fmt: skip
        yield number, cells[columns[0]], cells[columns[1]]


def _csv_reason(error: csv.Error) -> str:
    text = str(error)
    if "field larger than field limit" in text or "unexpected end of data" in text:
        return "a quoted field does not end, or is longer than 131,072 characters"
    if "expected after" in text:
        return 'a quote inside a quoted field must be doubled ("")'
    return text
