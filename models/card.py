"""Write the facts of the shipped models into ``README.md``: what they are, how they score, how they write.

    python models/card.py

Everything below the marker line of that file is made here, by the commands that it names.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from build import FOLDER, RECIPES

from playground import modelfile
from playground.modelfile import ModelCard

COMMAND = Path(sys.executable).with_name("rnn-playground")
PAGE = FOLDER / "README.md"
MARKER = "<!-- What follows is written by card.py. -->\n"
PROMPTS = {
    "fairy-tales": ("Once upon a", "The old king", "In the forest"),
    "fairy-tales-words": ("Once upon a", "The old king", "In the forest"),
    "reviews": ("The food is", "The service was", "I"),
}
LENGTHS = {"fairy-tales": 110, "fairy-tales-words": 28, "reviews": 14}


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_PLAYGROUND_HOME"] = home
        text = "\n".join([*table(), "", *map(samples, RECIPES)])
    before = PAGE.read_text("utf-8").split(MARKER)[0]
    PAGE.write_text(before + MARKER + "\n" + text, "utf-8")


def said(*words: str) -> str:
    """What the command prints."""
    return subprocess.run([COMMAND, *words], check=True, capture_output=True, encoding="utf-8").stdout


def table() -> list[str]:
    """One row a model, with its score on the held-out part of its text."""
    rows = [
        "| file | network | tokens | trained on | steps | training | bits/char | n-gram | xz | spelled out |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, recipe in RECIPES.items():
        card = modelfile.read_card(FOLDER / f"{name}{modelfile.SUFFIX}")
        score = json.loads(said("score", name, recipe.corpus, "--json"))
        others = score["baselines"]
        bits = (score["bits_per_char"], others["ngram"], others["xz"], score["bits_per_char_spelled_out"])
        kinds = f"{card.model.vocabulary:,} {'words and marks' if recipe.level == 'word' else 'characters'}"
        cells = [
            f"`{name}{modelfile.SUFFIX}`", network(card), kinds, f"`{recipe.corpus}`", f"{card.steps:,}",
            f"{card.seconds:.0f} s", *(f"{value:.3f}" for value in bits),
        ]  # fmt: skip
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def network(card: ModelCard) -> str:
    model = card.model
    tied = ", tied" if model.tied else ""
    return f"{model.cell.upper()} {model.layers} x {model.units}{tied}; {model.parameters:,} parameters"


def samples(name: str) -> str:
    """Three texts, each with the command that writes it: the seeds are 1, 2 and 3, none is picked."""
    lines = [f"## {name}", "", "```"]
    for seed, prompt in enumerate(PROMPTS[name], 1):
        words: list[Any] = ["complete", name, prompt, "--temperature", 0.4, "--tokens", LENGTHS[name]]
        words = [str(word) for word in (*words, "--seed", seed)]
        lines += [f"$ {shlex.join(['rnn-playground', *words])}", said(*words)]
    return "\n".join([*lines[:-1], lines[-1].rstrip("\n"), "```", ""])


if __name__ == "__main__":
    main()
