"""What can be true of a text at each of its characters, and what a unit may therefore follow.

A property says what holds *once a character has been read*, that character included: "a quotation is open" is
true from the opening mark to the last character before the closing one. So it stands beside h_t, which is the
state once token t has been read. Most are true or false. Some are numbers, with NaN where there is nothing to
count, as the place in a word outside of words. No property looks at the model, only at the text; some look
ahead in it (a bracket counts if it is closed later).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.xray import matching

Values = NDArray[Any]
Truth = NDArray[np.bool_]

_OPENING, _CLOSING = "“„«‹", "”»›"
_BRACKETS = {")": "(", "]": "[", "}": "{", "）": "（", "」": "「", "】": "【"}
_BRACKET = re.compile(r"[()\[\]{}（）「」【】]")
_JOINTS = "'’-\u2010\u200c\u200d"
_SENTENCE_END = re.compile(r"[.!?…]+(?=[\"'”’»)\]]*(?:\s|\Z))|[。！？।]")
_NAME_LINE = re.compile(r"(?:\A|(?<=\n\n))(?! )[^\n:]{1,40}(?=:[ \t]*(?:\n|\Z))")


@dataclass(frozen=True, slots=True)
class Property:
    """Something to look for in a text."""

    name: str
    about: str
    """What holds at a character, in words."""
    values: Callable[[str], Values]
    """Of each character of a text: bool (len,), or float32 (len,) with NaN where it is not defined."""


def find_property(name_or_regex: str) -> Property:
    """The property of that name, else the regular expression: true at the characters inside a match.

    Names may be written with spaces or capitals. Put a regular expression that is spelled like a name into
    brackets, as in ``(vowel)``. Raises InputError for one that is not well formed.
    """
    name = re.sub(r"[\s_]+", "-", name_or_regex.strip()).lower()
    if name in PROPERTIES:
        return PROPERTIES[name]
    matching.check(name_or_regex)
    about = f"the character is inside a match of {name_or_regex}"
    return Property(name_or_regex, about, partial(matching.matched, name_or_regex))


def on_tokens(
    property: Property, text: str, starts: NDArray[np.integer[Any]], *, ahead: bool = False
) -> Values:
    """The property of each of the tokens of ``text``, which begin at ``starts`` (T + 1,): (T,).

    A token of several characters has a true/false property if any of them has it, and the number of its last
    one. With ``ahead`` it is that of the *next* token, what a unit foretells rather than remembers: the last
    token then has none and goes without, (T - 1,).
    """
    starts = np.asarray(starts)
    values = property.values(text)
    if len(starts) < 2:
        return values[:0]
    if values.dtype == np.bool_:
        found: Values = np.logical_or.reduceat(values, starts[:-1])
    else:
        found = values[starts[1:] - 1]
    return found[1:] if ahead else found


def _kind(text: str, test: Callable[[str], bool]) -> Truth:
    """Whether each character passes ``test``, which is asked once of each kind of character."""
    table = {ord(char): "\1" if test(char) else "\0" for char in set(text)}
    return np.frombuffer(text.translate(table).encode("latin-1"), np.bool_)


def _any_of(characters: str) -> Callable[[str], Truth]:
    return partial(_kind, test=characters.__contains__)


def _before(values: Truth, first: bool = False) -> Truth:
    """What was true of the character before each, ``first`` for the first one."""
    return np.concatenate([np.array([first]), values[:-1]]) if len(values) else values


def _inside(text: str, pattern: re.Pattern[str]) -> Truth:
    """Whether each character is inside a match of one of our own patterns."""
    inside = np.zeros(len(text), np.bool_)
    for match in pattern.finditer(text):
        inside[match.start() : match.end()] = True
    return inside


def _quotes(text: str) -> Truth:
    inside = np.zeros(len(text), np.bool_)
    opened: int | None = None
    straight = False
    for match in re.finditer(rf"[\"{_OPENING}{_CLOSING}]|\n\n", text):
        mark, at = match[0], match.start()
        if opened is None:
            if mark == '"' or mark in _OPENING:
                opened, straight = at, mark == '"'
        # “ ends what „ began; marks of the other kind within a quotation do not end it.
        elif mark == "\n\n" or (
            (mark == '"') == straight and (straight or mark in _CLOSING or text[opened] == "„")
        ):
            inside[opened:at] = True
            opened = None
    if opened is not None:
        inside[opened:] = True
    return inside


def _line_start(text: str) -> Truth:
    breaks = _any_of("\n")(text)
    return _before(breaks, first=True) & ~breaks


def _line_position(text: str) -> Values:
    breaks = _any_of("\n")(text)
    at = np.arange(len(text))
    begin = np.maximum.accumulate(np.where(_line_start(text), at, 0)) if len(text) else at
    return np.where(breaks, np.nan, at - begin + 1).astype(np.float32)


def _in_word(text: str) -> Truth:
    letters = _kind(text, lambda char: char.isalnum() or unicodedata.category(char).startswith("M"))
    joints = _any_of(_JOINTS)(text)
    after = np.concatenate([letters[1:], np.zeros(min(1, len(text)), np.bool_)])
    words: Truth = letters | (joints & _before(letters) & after)
    return words


def _word_start(text: str) -> Truth:
    words = _in_word(text)
    return words & ~_before(words)


def _word_position(text: str) -> Values:
    words = _in_word(text)
    at = np.arange(len(text))
    begin = np.maximum.accumulate(np.where(_word_start(text), at, 0)) if len(text) else at
    return np.where(words, at - begin + 1, np.nan).astype(np.float32)


def _bracket_depth(text: str) -> Values:
    steps = np.zeros(len(text), np.float32)
    waiting: list[tuple[str, int]] = []
    count = dict.fromkeys(_BRACKETS.values(), 0)
    for match in _BRACKET.finditer(text):
        mark, at = match[0], match.start()
        if mark in count:
            waiting.append((mark, at))
            count[mark] += 1
        elif count[_BRACKETS[mark]]:
            while True:  # what was opened within and is never closed does not count
                opened, begin = waiting.pop()
                count[opened] -= 1
                if opened == _BRACKETS[mark]:
                    break
            steps[begin], steps[at] = 1, -1
    return np.cumsum(steps, dtype=np.float32)


def _is_vowel(char: str) -> bool:
    return unicodedata.normalize("NFD", char)[0] in "aeiouAEIOU"


def _speaker(text: str) -> Truth:
    names = np.zeros(len(text), np.bool_)
    for match in _NAME_LINE.finditer(text):
        names[match.start() : match.end()] = match[0][0].isupper()
    return names


def _capital(text: str) -> Truth:
    return _kind(text, str.isupper)


PROPERTIES: dict[str, Property] = {
    each.name: each
    for each in (
        Property("quotes", "a quotation is open, in straight, typographic or angled double marks", _quotes),
        Property("line-start", "the character is the first of its line", _line_start),
        Property("line-end", "the character is a line break", _any_of("\n")),
        Property("line-position", "how many characters of the line are read", _line_position),
        Property("in-word", "the character belongs to a word", _in_word),
        Property("after-space", "a space was just read", _any_of(" \t\u00a0\u3000")),
        Property("word-start", "the character is the first of a word", _word_start),
        Property("word-position", "how many characters of the word are read, within words", _word_position),
        Property("capital", "the character is a capital letter", _capital),
        Property(
            "vowel", "the character is a, e, i, o or u, with any accent", partial(_kind, test=_is_vowel)
        ),
        Property("digit", "the character is a digit", partial(_kind, test=str.isdigit)),
        Property("bracket-depth", "how many brackets are open", _bracket_depth),
        Property("sentence-end", "the character ends a sentence", partial(_inside, pattern=_SENTENCE_END)),
        Property(
            "speaker", "the character is in the name of a speaker, alone on its line before a colon", _speaker
        ),
        Property(
            "speaker-capital",
            "the character is a capital letter in the name of a speaker",
            lambda text: _speaker(text) & _capital(text),
        ),
    )
}
"""By name."""
