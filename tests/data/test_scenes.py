"""Scenes: the picture shows what the caption says, and what is held out stays out."""

from __future__ import annotations

import re
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data import scenes
from playground.data.pictures import PALETTE
from playground.data.scenes import Scene, Thing, held_out, random_scenes

SEEDS = st.integers(0, 2**32)
THING = r"a (small|large) (red|green|blue|yellow|purple|cyan) (circle|square|triangle|cross)"
CAPTION = re.compile(
    rf"{THING} (in the middle|(at the|on the) (top|bottom|left|right)( left| right)?)"
    rf"|{THING} (left of|above|above and (left|right) of) {THING}"
    rf"|{THING}, {THING} and {THING} in a (row|column)"
)


@given(SEEDS, st.booleans())
def test_a_seed_gives_the_same_scenes_and_every_caption_is_of_the_grammar(seed: int, unseen: bool) -> None:
    found = list(random_scenes(seed, 3, unseen=unseen))
    assert found == list(islice(random_scenes(seed, unseen=unseen), 3))
    for scene in found:
        assert CAPTION.fullmatch(scene.caption)
        assert held_out(scene) == unseen


@given(SEEDS)
def test_the_picture_shows_each_thing_in_its_place_and_nothing_else(seed: int) -> None:
    (scene,) = random_scenes(seed, 1)
    picture = scene.picture
    assert picture.height == picture.width == scenes.SIDE
    seen = {}
    for y, row in enumerate(picture.rows):
        for x, letter in enumerate(row):
            if letter != ".":
                place = (y // (scenes.CELL + 1), x // (scenes.CELL + 1))
                seen.setdefault(place, set()).add(PALETTE[letter].name)
    assert seen == {thing.place: {thing.colour} for thing in scene.things}


def test_every_kind_of_thing_looks_different_from_every_other() -> None:
    looks = [
        Scene((Thing(size, colour, shape, 1, 1),)).picture.rows
        for size in scenes.SIZES
        for colour in scenes.COLOURS
        for shape in scenes.SHAPES
    ]
    assert len(set(looks)) == 2 * 6 * 4


@pytest.mark.parametrize(
    ("places", "caption"),
    [
        ([(0, 0)], "a small red cross at the top left"),
        ([(1, 2)], "a small red cross on the right"),
        ([(1, 0), (1, 2)], "a small red cross left of a large blue circle"),
        ([(0, 1), (2, 1)], "a small red cross above a large blue circle"),
        ([(0, 1), (1, 2)], "a small red cross above and left of a large blue circle"),
        ([(0, 1), (2, 0)], "a small red cross above and right of a large blue circle"),
        (
            [(2, 0), (2, 1), (2, 2)],
            "a small red cross, a large blue circle and a large cyan square in a row",
        ),
        (
            [(0, 2), (1, 2), (2, 2)],
            "a small red cross, a large blue circle and a large cyan square in a column",
        ),
    ],
)
def test_captions(places: list[tuple[int, int]], caption: str) -> None:
    kinds = [("small", "red", "cross"), ("large", "blue", "circle"), ("large", "cyan", "square")]
    things = tuple(Thing(*kind, *place) for kind, place in zip(kinds, places, strict=False))
    assert Scene(things).caption == caption


def test_a_drawing_is_what_it_should_be() -> None:
    scene = Scene((Thing("small", "red", "cross", 0, 0, 1, 2), Thing("large", "green", "triangle", 0, 1)))
    assert [row[:14] for row in scene.picture.rows[:7]] == [
        ".........gg...",
        "..r..r...gg...",
        "...rr...gggg..",
        "...rr...gggg..",
        "..r..r.gggggg.",
        ".......gggggg.",
        "..............",
    ]


@pytest.mark.parametrize("places", [[], [(0, 0)] * 2, [(1, 1), (0, 0)], [(0, 0), (0, 1), (1, 1)]])
def test_impossible_scenes_are_refused(places: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="thing"):
        Scene(tuple(Thing("small", "red", "cross", *place) for place in places))


def test_held_out_looks_at_the_two_things_and_not_at_their_order_or_place() -> None:
    for scene in random_scenes(3, 200, unseen=True):
        if len(scene.things) == 2:
            one, two = scene.things
            turned = Scene(
                (
                    Thing(two.size, two.colour, two.shape, 0, 0),
                    Thing(one.size, one.colour, one.shape, 2, 1),
                )
            )
            assert held_out(turned)


def test_about_a_tenth_of_all_pairs_is_held_out() -> None:
    things = [(s, c, f) for s in scenes.SIZES for c in scenes.COLOURS for f in scenes.SHAPES]
    pairs = [(one, two) for i, one in enumerate(things) for two in things[i:]]
    share = sum(held_out(Scene((Thing(*one, 0, 0), Thing(*two, 0, 1)))) for one, two in pairs) / len(pairs)
    assert 0.08 < share < 0.12
