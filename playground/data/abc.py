"""A strict reader of tunes in ABC notation: every bar must add up to the metre.

What is understood is a part of the ABC standard 2.1 (https://abcnotation.com/wiki/abc:standard:v2.1)::

    X:1                     number, comes first
    T:The Grey Mill         title
    M:6/8                   metre
    L:1/8                   length of a note without a number
    K:Em                    key, comes last
    |:B2E E2F|GFE B3:|      notes A to G, a to g; z a rest; ' and , octaves; ^ = _ accidentals

A note's length follows it: ``A2`` twice, ``A/2`` or ``A/`` half, ``A3/2`` one and a half of the unit.
``A>B`` dots the first and halves the second of two notes, ``A<B`` the other way round; ``(3ABc`` is a
triplet; ``A-A`` ties two notes of one pitch. Bar lines are ``| || |: :| :: |] :|]``. There is no pickup: each
bar is full. A line of music ends with a bar line, a repeat that begins also ends, and the tune ends with
``|]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction

from playground.data.lines import quoted

LEAST_BARS = 4
"""Fewer bars are no tune."""

_FIELD = re.compile(r"([A-Za-z]):[ \t]*(.*)")
_ONCE = "XTMLK"
_OTHERS = "ABCDFGHNOQRSZ"
_KEY = re.compile(r"[A-G][#b]?(?i:m|min|maj|ion|dor|phr|lyd|mix|aeo|loc)?")
_METRE = re.compile(r"([1-9][0-9]?)/(1|2|4|8|16)")
_UNIT = re.compile(r"1/(1|2|4|8|16|32)")
_LENGTH = r"(?P<times>[1-9][0-9]?)?(?P<over>/[1-9][0-9]?|/{1,3})?"
_TOKEN = re.compile(
    rf"(?P<note>(?:\^\^?|__?|=)?[A-Ga-g][',]*|z){_LENGTH}(?P<tie>-)?"
    r"|(?P<bar>:\|\]|\|\]|\|\||\|:|:\||::|\|)"
    r"|(?P<broken>>{1,3}|<{1,3})"
    r"|\((?P<tuplet>[2-9])(?![0-9:])"
    r"|(?P<space>[ \t]+)"
)


class AbcError(ValueError):
    """Why a text is no tune, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note, or a rest."""

    pitch: str
    """As it is written: ``^c'``; ``z`` a rest."""
    length: Fraction
    """In whole notes."""
    tied: bool = False
    """It goes on with the next note."""


@dataclass(frozen=True, slots=True)
class Tune:
    """A tune whose bars add up."""

    number: int
    title: str
    metre: Fraction
    """Length of a bar in whole notes."""
    key: str
    bars: tuple[tuple[Note, ...], ...]


def why_not(text: str) -> str | None:
    """Why ``text`` is no tune, such as ``bar 3 (line 6) lasts 7/8, not 4/4``; None when it is one."""
    try:
        read_tune(text)
    except AbcError as error:
        return str(error)
    return None


def read_tune(text: str) -> Tune:
    """The one tune that ``text`` holds. Raises AbcError with the first thing that is wrong."""
    lines = text.strip("\n").split("\n")
    fields: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        found = _FIELD.fullmatch(line)
        if found is None:
            raise AbcError(f"line {number} is no header field, but the key K: has not come yet")
        name, value = found[1], found[2].strip()
        if name not in _ONCE + _OTHERS:
            raise AbcError(f"line {number} has the unknown header field {name}:")
        if (name == "X") != (number == 1):
            raise AbcError("the first line, and only that, is the number X:")
        if name in fields and name in _ONCE:
            raise AbcError(f"line {number} gives the header field {name}: again")
        fields[name] = value
        if name == "K":
            return _tune(fields, lines[number:], number + 1)
    raise AbcError("the header has no key K:")


def split_tunes(text: str) -> list[str]:
    """The tunes of a file: what empty lines part."""
    return [block for block in re.split(r"\n[ \t]*\n", text.strip("\n")) if block.strip()]


def _tune(fields: dict[str, str], music: list[str], begin: int) -> Tune:
    missing = [name for name in _ONCE if not fields.get(name)]
    if missing:
        raise AbcError(f"the header has no {missing[0]}:")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", fields["X"], re.ASCII):
        raise AbcError(f"the number X: is {quoted(fields['X'])}")
    metre, unit = _METRE.fullmatch(fields["M"]), _UNIT.fullmatch(fields["L"])
    if metre is None:
        raise AbcError(f"the metre M: is {quoted(fields['M'])}, not one such as 4/4 or 6/8")
    if unit is None:
        raise AbcError(f"the unit L: is {quoted(fields['L'])}, not one such as 1/8")
    if not _KEY.fullmatch(fields["K"]):
        raise AbcError(f"the key K: is {quoted(fields['K'])}, not one such as G or Em")
    reader = _Music(Fraction(int(metre[1]), int(metre[2])), Fraction(1, int(unit[1])), fields["M"])
    for number, line in enumerate(music, begin):
        reader.line(number, line)
    return Tune(int(fields["X"]), fields["T"], reader.metre, fields["K"], reader.finished())


class _Music:
    """Reads the lines of music, bar by bar."""

    def __init__(self, metre: Fraction, unit: Fraction, written: str) -> None:
        self.metre, self.unit, self.written = metre, unit, written
        top = int(written.split("/")[0])
        self.compound = top > 3 and top % 3 == 0
        self.bars: list[tuple[Note, ...]] = []
        self.bar: list[Note] = []
        self.repeating = False
        self.from_the_start = True
        """A repeat may end that began with the tune, without a sign."""
        self.last_line = ""
        """The latest bar line."""
        self.number = 0
        """Of the line that is read."""
        self.tied: Note | None = None
        self.broken: tuple[Fraction, Fraction] | None = None
        """After ``>`` or ``<``: length of the note before it as written, and the factor of the next one's."""
        self.tuplet: tuple[int, Fraction] = (0, Fraction(1))
        """Notes still to come of a tuplet, and the factor of their length."""

    def line(self, number: int, line: str) -> None:
        self.number = number
        if not line.strip():
            raise AbcError(f"line {number} is empty, but the tune has not ended")
        at, fresh = 0, True
        while at < len(line):
            token = _TOKEN.match(line, at)
            if token is None:
                raise AbcError(
                    f"line {number} holds {quoted(line[at])} at column {at + 1}, which means nothing"
                )
            if self.last_line.endswith("]") and not token["space"]:
                raise AbcError(f"line {number} goes on after the end of the tune")
            if token["note"]:
                self.note(token)
            elif token["bar"]:
                self.bar_line(token["bar"], fresh)
            elif token["broken"]:
                self.break_pair(token["broken"])
            elif token["tuplet"]:
                self.begin_tuplet(int(token["tuplet"]))
            elif self.broken:
                raise AbcError(f"line {number} has a space after > or <")
            at, fresh = token.end(), False
        if self.bar:
            raise AbcError(f"line {number} does not end with a bar line")

    def note(self, token: re.Match[str]) -> None:
        length = self.unit * int(token["times"] or 1) / _divisor(token["over"])
        left, factor = self.tuplet
        if left:
            length *= factor
            self.tuplet = (left - 1, factor)
        if self.broken is not None:
            before, factor = self.broken
            if length != before:
                raise AbcError(f"line {self.number} has > or < between notes of different length")
            length *= factor
            self.broken = None
        note = Note(token["note"], length, bool(token["tie"]))
        if self.tied is not None and note.pitch != self.tied.pitch:
            raise AbcError(f"line {self.number} ties {self.tied.pitch} to {note.pitch}")
        if note.tied and note.pitch == "z":
            raise AbcError(f"line {self.number} ties a rest")
        self.tied = note if note.tied else None
        self.bar.append(note)

    def break_pair(self, sign: str) -> None:
        if not self.bar or self.broken or self.tuplet[0]:
            raise AbcError(f"line {self.number} has {sign} that does not stand between two notes")
        short = Fraction(1, 2 ** len(sign))
        first, second = (2 - short, short) if sign[0] == ">" else (short, 2 - short)
        written = self.bar[-1].length
        self.broken = (written, second)
        self.bar[-1] = replace(self.bar[-1], length=written * first)

    def begin_tuplet(self, notes: int) -> None:
        if self.tuplet[0] or self.broken:
            raise AbcError(f"line {self.number} begins a tuplet within another or after > or <")
        time = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}.get(notes, 3 if self.compound else 2)
        self.tuplet = (notes, Fraction(time, notes))

    def bar_line(self, sign: str, fresh: bool) -> None:
        place = f"bar {len(self.bars) + 1} (line {self.number})"
        if self.tuplet[0] or self.broken:
            raise AbcError(f"{place} ends within a tuplet or after > or <")
        if self.bar:
            length = sum((note.length for note in self.bar), Fraction(0))
            if length != self.metre:
                raise AbcError(f"{place} lasts {self.counted(length)}, not {self.written}")
            self.bars.append(tuple(self.bar))
            self.bar = []
        elif not (fresh and sign == "|:"):
            raise AbcError(f"{place} is empty")
        if sign.startswith(":"):
            if not (self.repeating or self.from_the_start):
                raise AbcError(f"line {self.number} ends a repeat that did not begin")
            self.repeating = self.from_the_start = False
        if sign in ("|:", "::"):
            if self.repeating:
                raise AbcError(f"line {self.number} begins a repeat within a repeat")
            self.repeating, self.from_the_start = True, False
        self.last_line = sign

    def counted(self, length: Fraction) -> str:
        """A length as a metre is written: in its own note values where that works."""
        beats = length * int(self.written.split("/")[1])
        return f"{beats}/{self.written.split('/')[1]}" if beats.denominator == 1 else str(length)

    def finished(self) -> tuple[tuple[Note, ...], ...]:
        """All bars, once nothing more comes."""
        if not self.last_line.endswith("]"):
            raise AbcError("the tune does not end with |]")
        if self.repeating:
            raise AbcError("a repeat begins and does not end")
        if self.tied is not None:
            raise AbcError("the last note is tied to nothing")
        if len(self.bars) < LEAST_BARS:
            raise AbcError(f"the tune has {len(self.bars)} bars, fewer than {LEAST_BARS}")
        return tuple(self.bars)


def _divisor(over: str | None) -> int:
    if not over:
        return 1
    return 2 ** len(over) if over.strip("/") == "" else int(over[1:])
