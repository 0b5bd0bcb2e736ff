"""How the tunes of ``tunes.abc`` are made: keys, chords, rhythms, and melodies that walk through them.

Pitches are steps of the scale, 0 for the C below the staff's middle (``C`` in ABC) and 7 for ``c``; the key's
sharps and flats are in its signature, so letters are all that is needed. Lengths are in eighths.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

LETTERS = "CDEFGAB"
LOWEST, HIGHEST = 1, 13
"""D below the staff to b above it: what a fiddle plays without moving the hand."""

T = TypeVar("T")


class Dice:
    """Draws that depend on the seed alone, on every version of Python."""

    def __init__(self, seed: int) -> None:
        self._generator = random.Random(seed)

    def chance(self, share: float) -> bool:
        return self._generator.random() < share

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self._generator.random() * len(options))]

    def weigh(self, options: dict[T, float]) -> T:
        """One of the keys, as often as its weight says."""
        at = self._generator.random() * sum(options.values())
        for option, weight in options.items():
            at -= weight
            if at < 0:
                return option
        return option


@dataclass(frozen=True)
class Key:
    """A key by its name in ABC, and what is played in it."""

    name: str
    tonic: int
    """Step of the scale on which it begins and ends, 0 (C) to 6 (B)."""
    minor: bool = False

    def chord(self, degree: int) -> set[int]:
        """Steps, 0 to 6, of the triad on a degree of the scale, 1 to 7."""
        root = self.tonic + degree - 1
        return {(root + third) % 7 for third in (0, 2, 4)}


KEYS = {
    Key("G", 4): 5.0,
    Key("D", 1): 5.0,
    Key("A", 5): 3.0,
    Key("C", 0): 2.0,
    Key("F", 3): 1.0,
    Key("Em", 2, minor=True): 3.0,
    Key("Am", 5, minor=True): 3.0,
    Key("Dm", 1, minor=True): 2.0,
}
"""How often each is chosen."""

# Degrees of the chords of four bars. Natural minor ends with the seventh degree, as many folk tunes do.
OPEN = {
    False: ((1, 1, 4, 5), (1, 4, 1, 5), (1, 6, 4, 5), (1, 5, 1, 5), (1, 6, 2, 5), (1, 4, 5, 5)),
    True: ((1, 7, 1, 7), (1, 1, 7, 5), (1, 6, 4, 7), (1, 7, 6, 7), (1, 4, 1, 5)),
}
CLOSED = {
    False: ((1, 1, 5, 1), (1, 4, 5, 1), (1, 6, 5, 1), (4, 1, 5, 1), (1, 2, 5, 1)),
    True: ((1, 7, 7, 1), (1, 6, 7, 1), (1, 4, 7, 1), (1, 1, 7, 1), (6, 7, 7, 1)),
}
OTHER = {
    False: ((4, 1, 4, 5), (6, 4, 1, 5), (5, 1, 5, 5), (6, 3, 4, 5), (4, 4, 1, 5), (1, 4, 6, 5)),
    True: ((3, 7, 1, 7), (6, 7, 1, 7), (3, 3, 7, 5), (4, 1, 6, 7), (7, 1, 7, 5)),
}

Group = tuple[str, ...]
"""Notes that are written together: each a length as ABC writes it, ``>`` before the second of a broken pair,
``(3`` before the first of a triplet."""


@dataclass(frozen=True, eq=False)
class Style:
    """A kind of tune: its metre and the rhythms of its bars."""

    metre: str
    beats: int
    """Groups of a bar."""
    groups: dict[Group, float]
    """What may fill a group, and how often it does."""
    rests: dict[Group, float]
    """What may fill the last group of a phrase that pauses."""
    last: Group
    """The last bar of a tune: one note after those of its first groups."""
    last_groups: int
    """Groups before that note."""


STYLES = {
    # a reel
    Style("4/4", 2, {("", "", "", ""): 6, ("2", "", ""): 2, ("", "", "2"): 1, ("2", "2"): 1, ("3", ""): 0.7},
          {("4",): 2, ("2", "2"): 1, ("3", ""): 0.7}, ("4",), 1): 5.0,
    # a march
    Style("4/4", 2, {("2", "2"): 3, ("2", "", ""): 3, ("3", ""): 2, ("", "", "2"): 1, ("4",): 0.4},
          {("4",): 3, ("2", "2"): 1}, ("4",), 1): 3.0,
    # a hornpipe
    Style("4/4", 4, {("", ">"): 6, ("2",): 1.2, ("(3", "", ""): 0.6},
          {("2",): 3, ("", ">"): 1}, ("4",), 2): 2.5,
    # a jig
    Style("6/8", 2, {("", "", ""): 6, ("2", ""): 3, ("3",): 0.4, ("", "2"): 0.2},
          {("3",): 3, ("2", ""): 1}, ("3",), 1): 6.0,
    # a waltz
    Style("3/4", 3, {("2",): 5, ("", ""): 3}, {("2",): 1}, ("4",), 1): 3.0,
    Style("3/4", 1, {("2", "2", "2"): 3, ("4", "2"): 3, ("3", "", "2"): 2, ("2", "", "", "2"): 1,
                     ("2", "2", "", ""): 1}, {("6",): 2, ("4", "2"): 1}, ("6",), 0): 3.0,
    # a polka
    Style("2/4", 2, {("", ""): 6, ("2",): 1.5, ("", "/", "/"): 0.7, ("/", "/", ""): 0.5},
          {("2",): 3, ("", ""): 1}, ("2",), 1): 3.0,
}  # fmt: skip
"""How often each is chosen."""


@dataclass(frozen=True)
class Bar:
    """The groups of a bar and the pitches of their notes."""

    groups: tuple[Group, ...]
    pitches: tuple[int, ...]

    def shifted(self, steps: int) -> Bar:
        """The same, higher by so many steps of the scale."""
        return Bar(self.groups, tuple(pitch + steps for pitch in self.pitches))

    def __str__(self) -> str:
        pitches = iter(self.pitches)
        return " ".join("".join(_written(next(pitches), mark) for mark in group) for group in self.groups)


def _written(pitch: int, mark: str) -> str:
    letter = LETTERS[pitch % 7]
    letter = letter if pitch < 7 else letter.lower()
    return mark + letter if mark in (">", "(3") else letter + mark


def length(group: Group) -> Fraction:
    """How long a group lasts, in eighths."""
    if "(3" in group:
        return Fraction(2)
    lengths = {"": Fraction(1), ">": Fraction(1), "/": Fraction(1, 2)}
    return sum((lengths.get(mark) or Fraction(mark) for mark in group), Fraction(0))


class Melody:
    """Makes bars in one key and style, each going on from the one before it."""

    def __init__(self, dice: Dice, key: Key, style: Style) -> None:
        self.dice, self.key, self.style = dice, key, style
        low = key.tonic if key.tonic > LOWEST else key.tonic + 7
        self.home = low if low < 6 or dice.chance(0.6) else low - 7
        """The tonic around which the melody moves."""
        self.home = max(self.home, LOWEST)
        self.now = self.home + dice.pick((0, 2, 4))

    def rhythm(self, *, pause: bool = False) -> tuple[Group, ...]:
        """The groups of a bar; one that pauses ends with a long note."""
        groups = [self.dice.weigh(self.style.groups) for _ in range(self.style.beats)]
        if pause:
            groups[-1] = self.dice.weigh(self.style.rests)
        return tuple(groups)

    def bar(self, chord: int, groups: tuple[Group, ...], goal: int | None = None) -> Bar:
        """A bar over a chord (its degree); its last note is the ``goal`` where one is given.

        Each group begins on a note of the chord; what lies between walks there, mostly in steps.
        """
        tones = self.key.chord(chord)
        counts = [len(group) for group in groups]
        strong = [self._strong(tones)]
        for _ in counts[1:]:
            strong.append(self._strong(tones, strong[-1]))
        if goal is not None and counts[-1] == 1:
            strong[-1] = goal
            if len(strong) > 1:
                strong[-2] = self._strong(tones, goal)  # come home from near by
        pitches: list[int] = []
        for index, count in enumerate(counts):
            pitches.append(strong[index])
            if index + 1 < len(counts):
                aim = strong[index + 1]
                pitches += self._walk(strong[index], aim, count - 1, tones)
            elif count > 1:
                aim = goal if goal is not None else self._strong(tones, strong[index])
                pitches += [*self._walk(strong[index], aim, count - 2, tones), aim]
        self.now = pitches[-1]
        return Bar(groups, tuple(pitches))

    def nearest(self, degree: int) -> int:
        """The pitch of a degree of the scale that is nearest to where the melody is."""
        step = (self.key.tonic + degree - 1) % 7
        pitches = [pitch for pitch in range(LOWEST, HIGHEST + 1) if pitch % 7 == step]
        return min(pitches, key=lambda pitch: (abs(pitch - self.now), pitch))

    def _strong(self, tones: set[int], before: int | None = None) -> int:
        """A note of the chord near the one ``before``, rather not the same, and not far from home."""
        at = self.now if before is None else before
        weights = {}
        for pitch in range(LOWEST, HIGHEST + 1):
            if pitch % 7 in tones and abs(pitch - at) <= 5:
                far = max(0, abs(pitch - self.home - 3) - 4)
                leap = (0.5, 1.6, 1.6, 0.9, 0.6, 0.25)[abs(pitch - at)]
                weights[pitch] = leap * 0.45**far
        return self.dice.weigh(weights)

    def _walk(self, begin: int, aim: int, count: int, tones: set[int]) -> list[int]:
        """``count`` notes between two others."""
        path = []
        at = begin
        for left in range(count, 0, -1):
            weights = {}
            for move, weight in ((1, 5.0), (-1, 5.0), (2, 1.2), (-2, 1.2), (3, 0.25), (-3, 0.25), (0, 0.3)):
                pitch = at + move
                if not LOWEST <= pitch <= HIGHEST or (abs(move) > 1 and pitch % 7 not in tones):
                    continue
                missed = max(0, abs(aim - pitch) - left)  # what stepwise motion cannot reach any more
                weights[pitch] = weight * 0.12**missed * (0.25 if left == 1 and pitch == aim else 1)
            at = self.dice.weigh(weights)
            path.append(at)
        return path
