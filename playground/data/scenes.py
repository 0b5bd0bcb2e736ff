"""Small scenes of one to three coloured shapes: drawn as a picture, and put into words by a small grammar.

A scene has 3 x 3 places. Its caption names each thing by size, colour and shape, and says where it is, or how
the things lie to each other::

    scene   = thing place | thing relation thing | thing "," thing "and" thing line
    thing   = "a" ("small" | "large") colour ("circle" | "square" | "triangle" | "cross")
    colour  = "red" | "green" | "blue" | "yellow" | "purple" | "cyan"
    place   = "in the middle" | "at the top" | "at the top left" | ...
    relation= "above" | "left of" | "above and left of" | "above and right of"
    line    = "in a row" | "in a column"

Things are named from the top, in a row from the left, so that a scene has one caption. A tenth of all
combinations (a thing and its place, two things together) is held out: those scenes are for testing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from playground.data.pictures import EMPTY, PALETTE, CaptionedPicture, Picture

PLACES = 3
"""Places of a row, and rows of places."""
CELL = 6
"""Pixels a place is wide and high; between two places one is free."""
SIDE = PLACES * (CELL + 1) - 1
"""Pixels a scene is wide and high."""
SIZES = ("small", "large")
COLOURS = ("red", "green", "blue", "yellow", "purple", "cyan")
HELD_OUT_SHARE = 0.1
"""Share of the combinations that no training scene shows."""

_LETTERS = {colour.name: letter for letter, colour in PALETTE.items()}
_DRAWN = {
    ("circle", "small"): (".##.", "####", "####", ".##."),
    ("square", "small"): ("####", "####", "####", "####"),
    ("triangle", "small"): (".##.", ".##.", "####", "####"),
    ("cross", "small"): ("#..#", ".##.", ".##.", "#..#"),
    ("circle", "large"): (".####.", "######", "######", "######", "######", ".####."),
    ("square", "large"): ("######", "######", "######", "######", "######", "######"),
    ("triangle", "large"): ("..##..", "..##..", ".####.", ".####.", "######", "######"),
    ("cross", "large"): ("##..##", ".####.", "..##..", "..##..", ".####.", "##..##"),
}
SHAPES = tuple(dict.fromkeys(shape for shape, _ in _DRAWN))
_WHERE = (
    ("at the top left", "at the top", "at the top right"),
    ("on the left", "in the middle", "on the right"),
    ("at the bottom left", "at the bottom", "at the bottom right"),
)
_MOST_TRIES = 10_000


@dataclass(frozen=True, slots=True)
class Thing:
    """One shape of a scene, and where it is drawn."""

    size: str
    colour: str
    shape: str
    row: int
    """Place from the top, 0 to 2."""
    column: int
    """Place from the left, 0 to 2."""
    down: int = 0
    """Pixels below the upper edge of its place: 0 to 2 for a small thing, 0 for a large one."""
    across: int = 0
    """Pixels right of the left edge of its place."""

    @property
    def name(self) -> str:
        """``large red circle``."""
        return f"{self.size} {self.colour} {self.shape}"

    @property
    def place(self) -> tuple[int, int]:
        """Row and column."""
        return self.row, self.column


@dataclass(frozen=True, slots=True)
class Scene:
    """One to three things at different places; three lie in one row or in one column."""

    things: tuple[Thing, ...]
    """From the top, in a row from the left."""

    def __post_init__(self) -> None:
        places = [thing.place for thing in self.things]
        if not 1 <= len(places) <= 3 or places != sorted(set(places)):
            raise ValueError("A scene has one to three things, from the top and from the left.")
        if len(places) == 3 and 1 not in (len({row for row, _ in places}), len({at for _, at in places})):
            raise ValueError("Three things lie in one row or in one column.")

    @property
    def picture(self) -> Picture:
        """The scene as 20 x 20 pixels."""
        canvas = [[EMPTY] * SIDE for _ in range(SIDE)]
        for thing in self.things:
            top, left = thing.row * (CELL + 1) + thing.down, thing.column * (CELL + 1) + thing.across
            for y, line in enumerate(_DRAWN[thing.shape, thing.size]):
                for x, dot in enumerate(line):
                    if dot != EMPTY:
                        canvas[top + y][left + x] = _LETTERS[thing.colour]
        return Picture(tuple("".join(row) for row in canvas))

    @property
    def caption(self) -> str:
        """The scene in words."""
        names = [f"a {thing.name}" for thing in self.things]
        first, last = self.things[0], self.things[-1]
        if len(names) == 1:
            return f"{names[0]} {_WHERE[first.row][first.column]}"
        if len(names) == 2:
            return f"{names[0]} {_relation(first, last)} {names[1]}"
        line = "in a row" if first.row == last.row else "in a column"
        return f"{names[0]}, {names[1]} and {names[2]} {line}"

    @property
    def captioned(self) -> CaptionedPicture:
        """Picture and caption."""
        return CaptionedPicture(self.picture, self.caption)


def _relation(first: Thing, second: Thing) -> str:
    """How ``first`` lies to ``second``, which comes after it."""
    if first.row == second.row:
        return "left of"
    if first.column == second.column:
        return "above"
    return f"above and {'left' if first.column < second.column else 'right'} of"


def held_out(scene: Scene) -> bool:
    """Whether the scene shows a combination that is kept for testing.

    A combination is a thing and its place where it is alone, else any two things that stand together, in
    whatever order. The choice is a hash of its words: the same on every machine, and for ever.
    """
    if len(scene.things) == 1:
        return _kept(scene.caption)
    names = sorted(thing.name for thing in scene.things)
    return any(_kept(f"{one} with {other}") for one, other in combinations(names, 2))


def _kept(combination: str) -> bool:
    return zlib.crc32(combination.encode()) % 1000 < 1000 * HELD_OUT_SHARE


def random_scene(generator: np.random.Generator, *, unseen: bool = False) -> Scene:
    """A scene to train on, or one that is ``unseen``: with a held-out combination.

    One, two and three things are equally frequent.
    """
    count = int(generator.integers(1, 4))
    for _ in range(_MOST_TRIES):
        scene = _any_scene(generator, count)
        if held_out(scene) == unseen:
            return scene
    raise AssertionError("a tenth of all scenes is held out")


def random_scenes(seed: int, count: int | None = None, *, unseen: bool = False) -> Iterator[Scene]:
    """``count`` scenes (without end when not given), the same ones for the same ``seed``."""
    generator = np.random.default_rng(seed)
    made = 0
    while count is None or made < count:
        yield random_scene(generator, unseen=unseen)
        made += 1


def _any_scene(generator: np.random.Generator, count: int) -> Scene:
    if count == 3:
        line, upright = int(generator.integers(PLACES)), bool(generator.integers(2))
        places = [(at, line) if upright else (line, at) for at in range(PLACES)]
    else:
        chosen = generator.choice(PLACES * PLACES, count, replace=False)
        places = sorted(divmod(int(place), PLACES) for place in chosen)
    return Scene(tuple(_any_thing(generator, row, column) for row, column in places))


def _any_thing(generator: np.random.Generator, row: int, column: int) -> Thing:
    size, colour, shape = (options[generator.integers(len(options))] for options in (SIZES, COLOURS, SHAPES))
    room = CELL - len(_DRAWN[shape, size]) + 1
    down, across = (int(offset) for offset in generator.integers(room, size=2))
    return Thing(size, colour, shape, row, column, down, across)
