"""``rnn-playground caption``: what a picture shows, by a model that puts pictures into words."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from playground.cli.naming import MODEL
from playground.cli.terminal import json_line

if TYPE_CHECKING:
    from playground.data.pictures import Picture
    from playground.shapes.captioner import Captioned

_ANSI = {
    "r": "red", "g": "green", "b": "blue", "y": "yellow", "p": "magenta", "c": "cyan", "w": "white",
}  # fmt: skip


@click.command(short_help="Say what a small picture shows.")
@click.argument("model", type=MODEL)
@click.option(
    "--count",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    metavar="N",
    help="How many scenes to draw.",
)
@click.option("--seed", type=click.IntRange(min=0), metavar="N", help="The same seed draws the same scenes.")
@click.option(
    "--scene",
    type=click.Path(),
    metavar="FILE",
    help="Take the pictures from this file, or from - for standard input, instead of drawing scenes.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a picture.")
def caption(model: str, count: int, seed: int | None, scene: str | None, as_json: bool) -> None:
    """Draw scenes that no training has shown, and print what MODEL says they show.

    Beside its caption stands how probable MODEL finds it, and the true one. On a terminal the scenes are
    drawn in colour; elsewhere, and with NO_COLOR, as letters: r red, g green, b blue, y yellow, p purple, c
    cyan, w white. A file of pictures holds rows of these letters and dots, an empty line between two
    pictures, or one JSON object a line: {"picture": ["..rr", "..rr"], "caption": "a red square"}.

    \b
    Examples:
      rnn-playground caption captions
      rnn-playground caption captions --count 100 --seed 1 --json
      rnn-playground caption captions --scene my-picture.txt
    """
    if scene is not None and (seed is not None or count != 1):
        raise click.UsageError(
            "--scene takes the pictures of a file and goes with neither --seed nor --count"
        )

    from playground.data.pictures import read_pictures
    from playground.data.scenes import random_scenes
    from playground.shapes.captioner import Captioner
    from playground.shapes.opened import open_as

    captioner = open_as(Captioner, model)
    pictures: list[tuple[Picture, str | None]]
    if scene is not None:
        pictures = read_pictures(scene)
    else:
        seed = int.from_bytes(os.urandom(4), "big") if seed is None else seed
        pictures = [(each.picture, each.caption) for each in random_scenes(seed, count, unseen=True)]
    right = known = 0
    for number, (picture, truth) in enumerate(pictures):
        found = captioner.caption(picture)
        known += truth is not None
        right += found.caption == truth
        if as_json:
            click.echo(json_line(_document(picture, found, truth)))
        else:
            click.echo(("\n" if number else "") + _shown(picture, found, truth))
    if known > 1 and not as_json:
        click.echo(f"\n{right} of {known} captions are right.")


def _document(picture: Picture, found: Captioned, truth: str | None) -> dict[str, Any]:
    return {
        "picture": list(picture.rows),
        "caption": found.caption,
        "probability": round(found.probability, 6),
        "truth": truth,
        "right": None if truth is None else found.caption == truth,
    }


def _shown(picture: Picture, found: Captioned, truth: str | None) -> str:
    """The picture over its captions."""
    from playground.text.display import visible

    drawing = half_blocks(picture) if colours_wanted() else "\n".join(picture.rows)
    lines = [drawing, f"model: {visible(found.caption, keep='')}  ({found.probability:.1%})"]
    if truth is not None:
        verdict = "right" if found.caption == truth else "wrong"
        lines.append(f"truth: {visible(truth, keep='')}  ({verdict})")
    return "\n".join(lines)


def colours_wanted() -> bool:
    """Whether standard output shows colours and blocks, and wants them (https://no-color.org)."""
    try:
        "▀▄".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def half_blocks(picture: Picture) -> str:
    """A picture in the colours of the terminal: two rows a line, nothing being the background."""
    from playground.data.pictures import EMPTY

    rows = [*picture.rows, EMPTY * picture.width] if picture.height % 2 else list(picture.rows)
    lines = []
    for above, below in zip(rows[::2], rows[1::2], strict=True):
        line = ""
        for up, down in zip(above, below, strict=True):
            if up == down:
                line += " " if up == EMPTY else click.style("█", fg=_ANSI[up])
            elif up == EMPTY:
                line += click.style("▄", fg=_ANSI[down])
            elif down == EMPTY:
                line += click.style("▀", fg=_ANSI[up])
            else:
                line += click.style("▀", fg=_ANSI[up], bg=_ANSI[down])
        lines.append(line)
    return "\n".join(lines)
