"""Small pictures of coloured squares, and files of pictures with captions.

A picture is a few rows of letters, one a pixel: ``.`` nothing, ``r`` red, ``g`` green, ``b`` blue, ``y``
yellow, ``p`` purple, ``c`` cyan, ``w`` white. A file of captioned pictures holds one JSON object a line::

    {"picture": ["....", ".rr.", ".rr.", "...."], "caption": "a red square"}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.lines import Table, open_tables, quoted
from playground.errors import InputError

EMPTY = "."
LARGEST = 64
"""Most rows, and most columns, of a picture."""


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour by name, as parts of red, green and blue, each 0 or 1."""

    name: str
    rgb: tuple[int, int, int]


PALETTE = {
    "r": Colour("red", (1, 0, 0)),
    "g": Colour("green", (0, 1, 0)),
    "b": Colour("blue", (0, 0, 1)),
    "y": Colour("yellow", (1, 1, 0)),
    "p": Colour("purple", (1, 0, 1)),
    "c": Colour("cyan", (0, 1, 1)),
    "w": Colour("white", (1, 1, 1)),
}
"""What each letter of a picture stands for. These are the colours that every terminal has."""

_LETTERS = EMPTY + "".join(PALETTE)
_EXPECTED = f"the letters {' '.join(PALETTE)} for colours and a dot for nothing"
_VALUES = np.zeros((128, 3), np.float32)
for _letter, _colour in PALETTE.items():
    _VALUES[ord(_letter)] = _colour.rgb


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of letters from the top, all of one width."""

    rows: tuple[str, ...]

    def __post_init__(self) -> None:
        if not self.rows or not self.rows[0]:
            raise InputError("A picture needs at least one row with at least one letter, as in ..rr.")
        if len(self.rows) > LARGEST or len(self.rows[0]) > LARGEST:
            raise InputError(
                f"A picture may be {LARGEST} rows high and {LARGEST} letters wide, but this one is "
                f"{len(self.rows):,} by {len(self.rows[0]):,}."
            )
        for number, row in enumerate(self.rows, 1):
            odd = next((letter for letter in row if letter not in _LETTERS), None)
            if odd is not None:
                raise InputError(f"Row {number} holds {quoted(odd)}; expected {_EXPECTED}.")
            if len(row) != len(self.rows[0]):
                raise InputError(
                    f"Row {number} is {len(row)} letters wide, but the first is {len(self.rows[0])}; "
                    f"expected rows of one width."
                )

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.rows)

    @property
    def width(self) -> int:
        """Letters of a row."""
        return len(self.rows[0])

    def vector(self) -> NDArray[np.float32]:
        """The pixels as a network reads them: (height * width * 3,) of red, green and blue, 0 or 1 each."""
        codes = np.frombuffer("".join(self.rows).encode("ascii"), np.uint8)
        return _VALUES[codes].reshape(-1)


def patched(pictures: Sequence[Picture], side: int) -> NDArray[np.float32]:
    """Pictures of one size, (N, numbers), each cut into square patches ``side`` pixels wide and high.

    The numbers of a patch stand together, pixel by pixel as in :meth:`Picture.vector`; the patches follow
    each other row by row. Where a picture is no whole number of patches, it is continued with nothing.
    """
    height, width = pictures[0].height, pictures[0].width
    down, across = -(-height // side), -(-width // side)
    canvas = np.zeros((len(pictures), down * side, across * side, 3), np.float32)
    for place, picture in zip(canvas, pictures, strict=True):
        place[:height, :width] = picture.vector().reshape(height, width, 3)
    squares = canvas.reshape(len(pictures), down, side, across, side, 3).swapaxes(2, 3)
    return squares.reshape(len(pictures), -1)


@dataclass(frozen=True, slots=True)
class CaptionedPicture:
    """A picture and what it shows, in words."""

    picture: Picture
    caption: str

    def to_json(self) -> str:
        """The line of a file that :func:`read_captioned` reads back."""
        return json.dumps({"picture": list(self.picture.rows), "caption": self.caption}, ensure_ascii=False)


@dataclass(frozen=True)
class CaptionedPictures:
    """All captioned pictures of one or several files, of one size."""

    name: str
    """The file's stem, or ``stdin``."""
    items: tuple[CaptionedPicture, ...] = field(repr=False)
    notices: tuple[str, ...] = ()
    """Sentences the user should see: an encoding that was guessed."""

    @cached_property
    def sha256(self) -> str:
        """Hash of pictures and captions in their order, in hexadecimal."""
        return hashlib.sha256("\n".join(item.to_json() for item in self.items).encode()).hexdigest()


def read_captioned(sources: Sequence[str | Path], encoding: str | None = None) -> CaptionedPictures:
    """The captioned pictures of files (or ``-``, standard input), all of one size.

    Raises:
        InputError: naming file and line, for a line that is no such JSON object, a picture of another size
            than the first one, or an empty caption; or when there is none at all.
    """
    name, tables, notices = open_tables(sources, encoding)
    found: list[CaptionedPicture] = []
    for table in tables:
        for number, line in table.lines():
            picture, caption = _picture_of(line, table, number)
            if caption is None:
                raise table.wrong(number, 'there is no caption; expected "caption": "a red square".')
            first = found[0].picture if found else picture
            if (picture.height, picture.width) != (first.height, first.width):
                raise table.wrong(
                    number,
                    f"this picture is {picture.height} by {picture.width}; expected {first.height} by "
                    f"{first.width} as in the first line.",
                )
            found.append(CaptionedPicture(picture, caption))
    if not found:
        raise InputError(
            f'{tables[0].file} holds no picture; expected lines of {{"picture": [...], "caption": "..."}}.'
        )
    return CaptionedPictures(name, tuple(found), notices)


def read_pictures(source: str | Path) -> list[tuple[Picture, str | None]]:
    """Pictures to be captioned, each with its caption where it has one.

    The file holds either JSON lines as :func:`read_captioned` reads them, captions optional, or drawings:
    rows of letters, an empty line between two drawings.

    Raises:
        InputError: naming file and line, for whatever is no picture; or when there is none at all.
    """
    _, tables, _ = open_tables([source])
    found = [each for table in tables for each in _pictures(table)]
    if not found:
        raise InputError(f"{tables[0].file} holds no picture; expected rows of {_EXPECTED}.")
    return found


def _pictures(table: Table) -> list[tuple[Picture, str | None]]:
    lines = list(table.lines())
    if lines and lines[0][1].lstrip().startswith("{"):
        return [_picture_of(line, table, number) for number, line in lines]
    drawings: list[tuple[int, list[str]]] = []
    before = -1
    for number, line in lines:
        if number != before + 1:
            drawings.append((number, []))
        drawings[-1][1].append(line.strip())
        before = number
    return [(_checked(rows, table, number), None) for number, rows in drawings]


def _checked(rows: list[str], table: Table, line: int) -> Picture:
    try:
        return Picture(tuple(rows))
    except InputError as error:
        sentence = str(error)
        raise table.wrong(line, f"in this picture {sentence[:1].lower()}{sentence[1:]}") from error


def _picture_of(line: str, table: Table, number: int) -> tuple[Picture, str | None]:
    """Picture and caption of one line of JSON."""
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        at = f" at column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise table.wrong(
            number, f'this is no JSON{at}; expected {{"picture": ["..rr", ...], "caption": "..."}}.'
        ) from error
    rows = value.get("picture") if isinstance(value, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
        raise table.wrong(number, 'there is no picture; expected "picture": ["..rr", "..rr", ...].')
    picture = _checked(rows, table, number)
    caption = value.get("caption")
    if caption is None:
        return picture, None
    if not isinstance(caption, str) or not caption.strip():
        raise table.wrong(number, 'the caption is not a text; expected "caption": "a red square".')
    return picture, " ".join(caption.split())
