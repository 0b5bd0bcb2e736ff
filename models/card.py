"""Write the facts of the shipped models into ``README.md``: what they are, how they score, what they do.

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

from build import FOLDER, RECIPES, Recipe, TaskRecipe

from playground import modelfile
from playground.modelfile import ModelCard
from playground.task_config import TaskConfig

COMMAND = Path(sys.executable).with_name("rnn-playground")
PAGE = FOLDER / "README.md"
MARKER = "<!-- What follows is written by card.py. -->\n"
WRITTEN = {
    "fairy-tales": (("Once upon a", "The old king", "In the forest"), 0.4, 110),
    "fairy-tales-words": (("Once upon a", "The old king", "In the forest"), 0.4, 28),
    "reviews": (("The food is", "The service was", "I"), 0.4, 14),
    "tunes": (("X:",), 0.7, 260),
}
"""What a language model is given to go on with, at which temperature, for how many tokens."""
USED: dict[str, tuple[tuple[str, ...], ...]] = {
    "sentiment": tuple(
        ("classify", "sentiment", text)
        for text in ("The food is good", "The food is not good", "not bad at all")
    ),
    "stars": (("classify", "stars", "The soup was cold and nobody said sorry."),),
    "questions": (("classify", "questions", "Will it rain tomorrow?"),),
    "entities": (("tag", "entities", "John lives in Paris"),),
    "english-hindi": tuple(
        ("translate", "english-hindi", text) for text in ("I love pizza", "I love to eat pizza")
    ),
    "answers": (("translate", "answers", "How are you?"),),
    "captions": (("caption", "captions", "--seed", "1"),),
    "series": (("forecast", "series", "corpora/series.csv", "--steps", "7"),),
}
"""Commands that show a model of a task at work."""
METRICS = {
    "classify": ("accuracy",),
    "tag": ("f1", "precision", "recall"),
    "translate": ("exact_match", "token_accuracy"),
    "caption": ("exact_match",),
    "series": ("rmse", "seasonal_naive_rmse", "naive_rmse"),
}
"""The figures of a task that are shown, where its card has them."""


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_PLAYGROUND_HOME"] = home
        there = {name: recipe for name, recipe in RECIPES.items() if _file(name).is_file()}
        writers = {name: recipe for name, recipe in there.items() if isinstance(recipe, Recipe)}
        others = {name: recipe for name, recipe in there.items() if isinstance(recipe, TaskRecipe)}
        parts = [*language_table(writers), "", *task_table(others), "", *map(samples, there)]
    before = PAGE.read_text("utf-8").split(MARKER)[0]
    PAGE.write_text(before + MARKER + "\n" + "\n".join(parts), "utf-8")


def _file(name: str) -> Path:
    return FOLDER / f"{name}{modelfile.SUFFIX}"


def said(*words: str) -> str:
    """What the command prints."""
    return subprocess.run(
        [COMMAND, *words], check=True, capture_output=True, encoding="utf-8", cwd=FOLDER.parent
    ).stdout


def language_table(recipes: dict[str, Recipe]) -> list[str]:
    """One row a language model, with its score on the held-out part of its text."""
    rows = [
        "| file | network | tokens | trained on | steps | training | bits/char | n-gram | xz | spelled out |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, recipe in recipes.items():
        card = modelfile.read_card(_file(name))
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


def task_table(recipes: dict[str, TaskRecipe]) -> list[str]:
    """One row a model of another task, with its figures on the examples that were held out."""
    rows = [
        "| file | task | network | trained on | examples | held out | steps | training | judged on those |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, recipe in recipes.items():
        card = modelfile.read_card(_file(name))
        sources = ", ".join(f"`{source}`" for source in recipe.sources) or "drawn scenes"
        counts = (card.corpus.get("examples", 0), card.corpus.get("held_out", 0), card.steps)
        cells = [
            f"`{name}{modelfile.SUFFIX}`", recipe.task, network(card), sources,
            *(f"{count:,}" for count in counts), f"{card.seconds:.0f} s", figures(card),
        ]  # fmt: skip
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def figures(card: ModelCard) -> str:
    """The measures of the card that count most for its task."""
    names = [name for name in METRICS[card.model.task] if card.scores.get(name) is not None]
    return ", ".join(f"{name.replace('_', ' ')} {card.scores[name]:.4g}" for name in names)


def network(card: ModelCard) -> str:
    model = card.model
    more = ", tied" if model.tied else ""
    if isinstance(model, TaskConfig):
        more += ", both directions" if model.bidirectional else ""
        more += ", attention" if model.attention else ""
    return f"{model.cell.upper()} {model.layers} x {model.units}{more}; {model.parameters:,} parameters"


def samples(name: str) -> str:
    """What the model does, each time with the command: the seeds are 1, 2 and 3, none is picked."""
    lines = [f"## {name}", ""]
    shown = [*_writing(name), *USED.get(name, ())]
    if not shown:
        return "\n".join(lines)
    lines.append("```")
    for words in shown:
        lines += [f"$ {shlex.join(['rnn-playground', *words])}", said(*words)]
    return "\n".join([*lines[:-1], lines[-1].rstrip("\n"), "```", ""])


def _writing(name: str) -> list[tuple[str, ...]]:
    """The commands that make a language model write."""
    prompts, temperature, tokens = WRITTEN.get(name, ((), 0.0, 0))
    commands: list[tuple[Any, ...]] = [
        ("complete", name, prompt, "--temperature", temperature, "--tokens", tokens, "--seed", seed)
        for seed, prompt in enumerate(prompts, 1)
    ]
    return [tuple(map(str, words)) for words in commands]


if __name__ == "__main__":
    main()
