"""Measure the shipped models of captions and tunes, and write the figures into ``one-to-many.md``.

    python docs/shapes/one_to_many.py

Everything below the marker line of that page is made here.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tunes import LONGEST, PROMPT, judged, written

from playground import LanguageModel
from playground.data.abc import why_not
from playground.data.scenes import Scene, random_scenes
from playground.shapes.captioner import Captioner
from playground.shapes.opened import open_as

PAGE = Path(__file__).resolve().with_name("one-to-many.md")
MARKER = "<!-- What follows is written by one_to_many.py. -->\n"
COMMAND = Path(sys.executable).with_name("rnn-playground")
SCENES = 2_000
SEED = 7
TEMPERATURES = (0.5, 0.7, 0.9, 1.0)
TUNES = 200


def main() -> None:
    text = [*captions(), "", *example(), "", *tunes()]
    before = PAGE.read_text("utf-8").split(MARKER)[0]
    PAGE.write_text(before + MARKER + "\n" + "\n".join(text) + "\n", "utf-8")


def captions() -> list[str]:
    """How many captions of unseen scenes are right, and what the wrong ones have wrong."""
    model = open_as(Captioner, "captions")
    asked: Counter[int] = Counter()
    right: Counter[int] = Counter()
    mistakes: Counter[str] = Counter()
    for scene in random_scenes(SEED, SCENES, unseen=True):
        found = model.caption(scene)
        things = len(scene.things)
        asked[things] += 1
        right[things] += found.caption == scene.caption
        if found.caption != scene.caption:
            mistakes[mistake(scene, found.caption)] += 1
    names = {1: "one thing and its place", 2: "two things", 3: "three things"}
    rows = [f"| {names[n]} | {asked[n]:,} | {right[n] / asked[n]:.1%} |" for n in sorted(asked)]
    share = right.total() / asked.total()
    wrong = ", ".join(f"{count} {name}" for name, count in mistakes.most_common()) or "none"
    return [
        "### Captions",
        "",
        f"The shipped model on {SCENES:,} scenes with combinations that it has never seen (seed {SEED}):",
        "",
        "| scenes with | how many | right to the last word |",
        "|---|---|---|",
        *rows,
        f"| all | {asked.total():,} | {share:.1%} |",
        "",
        f"The wrong captions, by the first word that is wrong: {wrong}.",
    ]


def mistake(scene: Scene, caption: str) -> str:
    """What the first wrong word of a caption should have said."""
    kinds = {"size": ("small", "large"), "shape": ("circle", "square", "triangle", "cross")}
    truth, said = scene.caption.replace(",", " ,").split(), caption.replace(",", " ,").split()
    differs = next((word for word, other in zip(truth, said, strict=False) if word != other), "")
    for kind, words in kinds.items():
        if differs in words:
            return kind
    return "colour" if differs in {thing.colour for thing in scene.things} else "place or number"


def example() -> list[str]:
    """What the command shows."""
    words = ["caption", "captions", "--seed", "3", "--count", "2"]
    return ["```", f"$ rnn-playground {' '.join(words)}", said(*words), "```"]


def said(*words: str) -> str:
    """What the command prints."""
    done = subprocess.run([COMMAND, *words], check=True, capture_output=True, encoding="utf-8")
    return done.stdout.rstrip("\n")


def tunes() -> list[str]:
    """How many tunes pass at each temperature, and the first one that is written."""
    model = LanguageModel.load("tunes")
    rows = []
    for temperature in TEMPERATURES:
        found = judged(written(model, TUNES, temperature))
        rows.append(f"| {temperature} | {found['share']:.1%} | {found['copies']} | {found['first']} |")
    first = written(model, 1, 0.7)[0]
    assert why_not(first) is None, "the example is a tune"
    return [
        "### Tunes",
        "",
        f"{TUNES} tunes a temperature, with the seeds 0 to {TUNES - 1}, written from {PROMPT!r} to the next "
        f"empty line, or {LONGEST:,} characters long. A copy has the bars of a tune that was learned from.",
        "",
        "| temperature | pass | copies | most frequent reason of the others |",
        "|---|---|---|---|",
        *rows,
        "",
        "The first of them at temperature 0.7:",
        "",
        "```",
        first,
        "```",
    ]


if __name__ == "__main__":
    main()
