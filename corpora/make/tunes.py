"""Write ``tunes.abc``: short tunes in ABC notation, made by rules.

    python corpora/make/tunes.py            writes the file
    python corpora/make/tunes.py --check    exits with 1 if the file is not what this script writes

A tune has a key, a metre, and phrases of four bars over chords; a bar's strong beats are notes of its chord,
and between them the melody walks in steps (``tunes_melody.py``). Phrases come back with another ending, so
that the first time stays open and the second comes home. Every tune ends on the tonic, on a long note. The
same seed gives the same file.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tunes_melody import CLOSED, HIGHEST, KEYS, LOWEST, OPEN, OTHER, STYLES, Bar, Dice, Melody

TARGET = Path(__file__).resolve().parent.parent / "tunes.abc"
SEED = 11
COUNT = 2400
FORMS = {"AABA": 4.0, "AABB": 3.0, "AABBCC": 1.0, "AA": 1.5, "ABAC": 2.5}
"""How often each is chosen; AABB and AABBCC are written with repeats, a part a line."""

FIRST = (
    "Amber", "Autumn", "Bonny", "Borrowed", "Broken", "Copper", "Crooked", "Dancing", "Distant", "Early",
    "Empty", "Fallen", "Foggy", "Frozen", "Gentle", "Golden", "Green", "Grey", "Hidden", "Hollow",
    "Humming", "Idle", "Jolly", "Late", "Laughing", "Little", "Lonely", "Lost", "Merry", "Midnight",
    "Misty", "Northern", "Old", "Open", "Painted", "Quiet", "Rainy", "Restless", "Roving", "Rusty",
    "Sandy", "Secret", "Silent", "Sleepy", "Southern", "Spring", "Stony", "Sunny", "Tall", "Thirsty",
    "Wandering", "Whistling", "Wild", "Winding", "Winter", "Wooden", "Yellow", "Young",
)  # fmt: skip
SECOND = (
    "Anchor", "Apple", "Baker", "Barrel", "Bell", "Boat", "Bridge", "Brook", "Candle", "Cart", "Cat",
    "Clock", "Cooper", "Crow", "Dancer", "Door", "Farmer", "Ferry", "Fiddle", "Field", "Fisher", "Fox",
    "Garden", "Gate", "Goose", "Harbour", "Hare", "Hill", "Island", "Kettle", "Ladder", "Lamp", "Lane",
    "Lantern", "Mill", "Miller", "Moon", "Mountain", "Orchard", "Otter", "Owl", "Path", "Piper", "Plough",
    "Pony", "River", "Road", "Robin", "Sailor", "Shepherd", "Shoe", "Shore", "Smith", "Spade", "Stile",
    "Tailor", "Tinker", "Tower", "Valley", "Weaver", "Well", "Widow", "Willow", "Window",
)  # fmt: skip


def phrase(
    melody: Melody, chords: tuple[int, ...], *, home: bool, like: list[Bar] | None = None, last: bool = False
) -> list[Bar]:
    """Four bars: new ones, or those of the phrase ``like`` with an ending of their own.

    ``home`` ends it on the tonic, else on a note of the dominant; ``last`` on the tune's last, long note. The
    chords are those of such an ending.
    """
    dice = melody.dice
    bars = list(like[: 3 if last or not home else 2]) if like else []
    if like:
        melody.now = bars[-1].pitches[-1]
    rhythms = [melody.rhythm(), melody.rhythm()]
    order = dice.pick(((0, 1, 0), (0, 0, 1), (0, 1, 1), (0, 0, 0)))
    while len(bars) < 3:
        at = len(bars)
        again = _moved(bars, chords, at)
        if again is not None and dice.chance(0.55):
            bars.append(again)
            melody.now = again.pitches[-1]
        else:
            bars.append(melody.bar(chords[at], rhythms[order[at]]))
    bars.append(_ending(melody, chords[3], home=home, last=last))
    return bars


def _moved(bars: list[Bar], chords: tuple[int, ...], at: int) -> Bar | None:
    """The bar two before this one again, or the one before it moved to this chord; None if neither fits."""
    for back in (2, 1):
        if at >= back and (back == 1 or chords[at] == chords[at - back]):
            steps = (chords[at] - chords[at - back] + 3) % 7 - 3
            again = bars[at - back].shifted(steps)
            if min(again.pitches) >= LOWEST and max(again.pitches) <= HIGHEST and (steps or back == 2):
                return again
    return None


def _ending(melody: Melody, chord: int, *, home: bool, last: bool) -> Bar:
    """The fourth bar of a phrase."""
    style = melody.style
    if last:
        before = melody.rhythm()[: style.last_groups]
        return melody.bar(chord, (*before, style.last), melody.nearest(1))
    goal = melody.nearest(1 if home else melody.dice.pick((2, 5)))
    return melody.bar(chord, melody.rhythm(pause=True), goal)


def tune(dice: Dice, number: int, title: str) -> str:
    """A whole tune, with an empty line after it."""
    key, style, form = dice.weigh(KEYS), dice.weigh(STYLES), dice.weigh(FORMS)
    melody = Melody(dice, key, style)
    chords = {name: dice.pick(table[key.minor]) for name, table in (("o", OPEN), ("c", CLOSED), ("x", OTHER))}

    def first() -> list[Bar]:
        return phrase(melody, chords["o"], home=False)

    def answer(like: list[Bar], *, last: bool = False) -> list[Bar]:
        return phrase(melody, chords["c"], home=True, like=like, last=last)

    def part(begin: tuple[int, ...], *, last: bool = False) -> list[Bar]:
        return phrase(melody, (*begin[:2], *chords["c"][2:]), home=True, last=last)

    if form in ("AABB", "AABBCC"):
        begins = ["o", "x", "o"][: len(form) // 2]
        parts = [part(chords[name], last=at == len(begins) - 1) for at, name in enumerate(begins)]
        written = [f"|:{'|'.join(map(str, bars))}:|" for bars in parts]
    else:
        a = first()
        if form == "AA":
            lines = [a, answer(a, last=True)]
        elif form == "ABAC":
            lines = [a, phrase(melody, chords["x"], home=False), a, answer(a, last=True)]
        else:
            back = answer(a)
            lines = [a, back, phrase(melody, chords["x"], home=False), answer(a, last=True)]
        written = ["|".join(map(str, bars)) + "|" for bars in lines]
    written[-1] += "]"
    head = f"X:{number}\nT:{title}\nM:{style.metre}\nL:1/8\nK:{key.name}\n"
    return head + "\n".join(written) + "\n\n"


def book() -> str:
    """The whole file."""
    dice = Dice(SEED)
    titles: dict[str, None] = {}
    while len(titles) < COUNT:
        titles[f"The {dice.pick(FIRST)} {dice.pick(SECOND)}"] = None
    return "".join(tune(dice, number, title) for number, title in enumerate(titles, 1))


def main() -> None:
    parser = argparse.ArgumentParser(description="Write tunes.abc anew.")
    parser.add_argument("--check", action="store_true", help="only compare; exit code 1 when it differs")
    if parser.parse_args().check:
        sys.exit(0 if TARGET.is_file() and TARGET.read_text("utf-8") == book() else 1)
    TARGET.write_text(book(), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
