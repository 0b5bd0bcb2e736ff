"""Train the models that ship with rnn-playground, from ``corpora/``, one after another.

    python models/build.py            all of them
    python models/build.py reviews    only some

Each run is planned in steps with a fixed seed and one thread, so that the same versions of the same libraries
on the same processor give the same weights again. The state that only a resumed run needs is left out.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playground.training.run import Run
    from playground.training.task_run import TaskRun

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Recipe:
    """What a shipped model is trained on, and how."""

    corpus: str
    level: str
    description: str
    model: dict[str, Any]
    train: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class TaskRecipe:
    """What a shipped model of another task is trained on, and how."""

    task: str
    sources: tuple[str, ...]
    description: str
    model: dict[str, Any] = field(default_factory=dict)
    train: dict[str, Any] = field(default_factory=dict)
    options: dict[str, Any] = field(default_factory=dict)


RECIPES: dict[str, Recipe | TaskRecipe] = {
    "fairy-tales": Recipe(
        "fairy-tales",
        "char",
        "Writes fairy tales letter by letter.",
        {"cell": "lstm", "units": 384, "embedding": 64, "dropout": 0.3},
        {"steps": 3600, "batch": 32, "window": 96, "learning_rate": 8e-3, "beta2": 0.95},
    ),
    "fairy-tales-words": Recipe(
        "fairy-tales",
        "word",
        "Writes fairy tales word by word.",
        {"cell": "lstm", "units": 256, "tied": True, "dropout": 0.5},
        {"steps": 1800, "batch": 16, "window": 48, "learning_rate": 8e-3, "beta2": 0.95},
    ),
    "reviews": Recipe(
        "reviews",
        "word",
        "Writes restaurant reviews word by word, kind and unkind ones alike.",
        {"cell": "lstm", "units": 128, "tied": True, "dropout": 0.5},
        {"steps": 400, "batch": 8, "window": 32, "learning_rate": 8e-3, "beta2": 0.95},
    ),
    "tunes": Recipe(
        "tunes",
        "char",
        "Writes tunes in ABC notation.",
        {"cell": "lstm", "units": 256, "embedding": 32, "dropout": 0.1},
        {"steps": 2500, "batch": 16, "window": 160, "learning_rate": 8e-3, "beta2": 0.95},
    ),
    "captions": TaskRecipe(
        "caption",
        (),
        "Says what a small drawing of coloured shapes shows.",
        train={"epochs": 20},
    ),
    "series": TaskRecipe(
        "series",
        ("series",),
        "Forecasts the visitors of a museum, day by day.",
    ),
    "english-hindi": TaskRecipe(
        "translate",
        ("english-hindi",),
        "Translates short English sentences into Hindi.",
        {"units": 88, "embedding": 64},
        {"epochs": 40},
    ),
    "answers": TaskRecipe(
        "translate",
        ("answers",),
        "Answers everyday questions, to chat with.",
        {"units": 112, "embedding": 96, "dropout": 0.5, "bidirectional": False},
        {"epochs": 60, "batch": 16, "validation_share": 0.01},
        {"word_dropout": 0.1},
    ),
    "sentiment": TaskRecipe(
        "classify",
        ("reviews",),
        "Says whether a restaurant review is positive or negative.",
        train={"epochs": 100},
        options={"labels": {"1": "negative", "2": "negative", "4": "positive", "5": "positive"}},
    ),
    "stars": TaskRecipe(
        "classify",
        ("reviews",),
        "Gives a restaurant review one to five stars.",
        train={"epochs": 100},
    ),
    "questions": TaskRecipe(
        "classify",
        ("questions",),
        "Says what an everyday sentence is about: food, greeting, help, time, travel, weather.",
        train={"epochs": 100},
    ),
    "entities": TaskRecipe(
        "tag",
        ("entities",),
        "Finds people, places and firms in a sentence.",
        {"bidirectional": True},
        {"epochs": 40},
    ),
}


def run_of(name: str) -> Run | TaskRun:
    """The run that trains a model, under a name that is not taken."""
    from playground.recipes import TrainRequest
    from playground.task_recipes import TaskRequest
    from playground.training.run import Run
    from playground.training.task_run import TaskRun

    recipe = RECIPES[name]
    train = {"seed": 1, "threads": 1, **recipe.train}
    if isinstance(recipe, TaskRecipe):
        return TaskRun(
            TaskRequest(
                task=recipe.task,  # type: ignore[arg-type]
                sources=recipe.sources,
                name=f"new-{name}",
                model=recipe.model,
                train=train,
                options=recipe.options,
                report_seconds=1.0,
            )
        )
    return Run(
        TrainRequest(
            sources=(recipe.corpus,),
            name=f"new-{name}",
            level=recipe.level,  # type: ignore[arg-type]
            model=recipe.model,
            train=train,
            report_seconds=1.0,
        )
    )


def build(name: str) -> None:
    """Train one model and put it into this folder."""
    from playground import events, modelfile

    recipe = RECIPES[name]
    began = time.perf_counter()
    run = run_of(name)
    for event in run:
        if isinstance(event, events.Validated):
            measures = "".join(f", {key} {value:.4f}" for key, value in event.metrics.items())
            print(f"{name}: step {event.step}, loss {event.carried:.4f}{measures}", flush=True)
    assert run.path is not None
    card, weights = modelfile.load(run.path)
    card = dataclasses.replace(card, name=name, description=recipe.description, licence="CC0-1.0")
    card.corpus["sources"] = [recipe.corpus] if isinstance(recipe, Recipe) else list(recipe.sources)
    target = FOLDER / f"{name}{modelfile.SUFFIX}"
    modelfile.save(target, card, weights)
    size = target.stat().st_size / 1e6
    print(f"{name}: {size:.1f} MB, {time.perf_counter() - began:.0f} seconds", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", choices=[*RECIPES, []], help="which; all when left out")
    names = parser.parse_args().names or list(RECIPES)
    with tempfile.TemporaryDirectory() as home:
        os.environ["RNN_PLAYGROUND_HOME"] = home
        for name in names:
            build(name)


if __name__ == "__main__":
    main()
