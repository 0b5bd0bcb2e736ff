"""Tiny models of every task, a story of how one is trained, and helpers to drive the Shapes mode."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
from textual.pilot import Pilot
from textual.widgets import Input, Static

from playground import events, modelfile, places
from playground.config import TrainConfig
from playground.data.lexicon import Lexicon
from playground.data.scale import Scale
from playground.data.scenes import SIDE
from playground.modelfile import ModelCard
from playground.task_config import TaskConfig
from playground.ui.app import PlaygroundApp
from playground.ui.screens.shapes import ShapesScreen
from playground.ui.settings import Settings
from playground.ui.themes import DARK
from tests.inference.helpers import random_weights
from tests.ui import fakes
from tests.ui.write_fakes import until

WORDS = ("the", "food", "is", "not", "good", "bad", "at", "all", "i", "love", "pizza", "john", "lives", "in")
HINDI = (" मुझे", " पिज़्ज़ा", " पसंद", " है", " चाय")
PICTURE_WORDS = (
    "<end>",
    "a",
    " large",
    " red",
    " circle",
    " small",
    " blue",
    " square",
    " above",
    " left",
    " of",
)
SERIES = "day,visitors\n" + "".join(f"{day},{100 + 10 * (day % 7)}\n" for day in range(60))


def task_card(name: str, task: str, sources: list[str] | None = None, **model: Any) -> ModelCard:
    """The card of a tiny model with a curve and a score."""
    lexicon, document, fixed, scores = _parts(task)
    config = TaskConfig(**{"task": task, "units": 12, "embedding": 8, "layer_norm": True, **fixed, **model})
    measures = {next(iter(scores)): next(iter(scores.values()))}
    history: list[dict[str, Any]] = []
    for number in range(1, 21):
        where = {"step": number * 10, "seconds": float(number)}
        history.append({**where, "train": 1.2 / number})
        if number % 5 == 0:
            so_far = {key: value * number / 20 for key, value in measures.items()}
            history.append({**where, "validation": 1.2 / number + 0.1, **so_far})
    return ModelCard(
        name=name,
        model=config,
        train=TrainConfig(seconds=20),
        vocabulary=lexicon.to_dict(),
        corpus={"name": "data", "sha256": task, "examples": 620, "held_out": 28, "sources": sources or []},
        history=history,
        scores={"nats_per_token": 0.2, "tokens": 900, **scores},
        steps=200,
        seconds=20.0,
        task=document,
    )


def _parts(task: str) -> tuple[Lexicon, dict[str, Any], dict[str, Any], dict[str, float]]:
    """What it reads, what belongs to it, what follows from them, and how good it is."""
    words = Lexicon(WORDS)
    match task:
        case "classify":
            labels = ["negative", "positive"]
            fixed = {"vocabulary": words.size, "outputs": 2, "pool": "mean"}
            return words, {"labels": labels}, fixed, {"accuracy": 0.928}
        case "tag":
            tags = ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"]
            fixed = {"vocabulary": words.size, "outputs": 5, "bidirectional": True}
            return words, {"tags": tags}, fixed, {"f1": 0.71, "precision": 0.7, "recall": 0.72}
        case "translate":
            target = Lexicon(["<end>", *HINDI])
            fixed = {"vocabulary": words.size, "outputs": target.size, "attention": True}
            document = {"target": target.to_dict(), "longest": 5}
            return words, document, fixed, {"exact": 0.96}
        case "caption":
            lexicon = Lexicon(PICTURE_WORDS)
            fixed = {"inputs": SIDE * SIDE * 3, "outputs": lexicon.size}
            document = {"height": SIDE, "width": SIDE, "patch": 1, "longest": 6}
            return lexicon, document, fixed, {"exact": 0.97}
        case _:
            document = {"column": "visitors", "number": 2, "scale": Scale(130.0, 20.0).to_dict(), "season": 7}
            return Lexicon([]), document, {"inputs": 1, "outputs": 1}, {"rmse": 4.2, "naive_rmse": 24.5}


def save_task(
    name: str, task: str, folder: Path | None = None, sources: list[str] | None = None, **model: Any
) -> Path:
    """A tiny model file of a task, of the user's unless ``folder`` says otherwise."""
    card = task_card(name, task, sources, **model)
    path = (folder or places.user_models()) / f"{name}.safetensors"
    path.parent.mkdir(parents=True, exist_ok=True)
    modelfile.save(path, card, weights(card.model, len(name)))
    return path


def weights(config: Any, seed: int = 1) -> dict[str, Any]:
    """Random weights that make something of what they are given."""
    found = random_weights(config, seed)
    found["head.weight"] = (found["head.weight"] * 3).astype(np.float32)
    return found


def shelf(folder: Path, series: Path) -> None:
    """One shipped model of every task."""
    series.write_text(SERIES, "utf-8")
    save_task("sentiment", "classify", folder)
    save_task("entities", "tag", folder)
    save_task("english-hindi", "translate", folder)
    save_task("captions", "caption", folder)
    save_task("series", "series", folder, [str(series)])


def live_weights(name: str, step: int, task: str = "classify") -> events.Weights:
    """The network in training as the worker sends it."""
    card = task_card(name, task)
    return events.Weights(
        step=step,
        model=card.model,
        vocabulary=card.vocabulary,
        weights=weights(card.model, step),
        document=card.task,
    )


def story(name: str) -> list[events.Event]:
    """A run up to its half."""
    card = task_card(name, "classify")
    told: list[events.Event] = [
        events.Preparing(what="reading data"),
        fakes.started(card.model, name=name, corpus="data", chars=0),
    ]
    for step in range(1, 11):
        told.append(fakes.progress(step * 10, step / 20, 20.0))
    told.append(
        events.Validated(
            step=100,
            seconds=10.0,
            carried=0.4,
            cold=0.4,
            bits_per_char=float("nan"),
            perplexity=1.5,
            tokens=900,
            metrics={"accuracy": 0.81},
        )
    )
    told.append(live_weights(name, 100))
    return told


@asynccontextmanager
async def shapes_mode(
    size: tuple[int, int] = (120, 36), client: fakes.FakeClient | None = None, theme: str = DARK
) -> AsyncIterator[tuple[PlaygroundApp, ShapesScreen, Pilot[None]]]:
    """The app in Shapes, with the first model's answer on the screen."""
    app = PlaygroundApp(mode="shapes", course=client or fakes.FakeClient(), settings=Settings(theme=theme))
    async with app.run_test(size=size) as pilot:
        screen = app.screen
        assert isinstance(screen, ShapesScreen)
        await answered(pilot)
        yield app, screen, pilot


async def answered(pilot: Pilot[Any], name: str | None = None) -> None:
    """Until the thinker has answered the latest question, of the model ``name`` if given."""
    screen = pilot.app.screen
    assert isinstance(screen, ShapesScreen)
    await until(
        pilot,
        lambda: (
            screen.offer is not None
            and (name is None or screen.offer.name == name)
            and screen.answered == (screen.offer.key, screen.asked)
        ),
    )
    await pilot.pause()


def example(screen: ShapesScreen) -> str:
    return screen.query_one("#example", Input).value


def said(screen: ShapesScreen, id: str) -> str:
    """What a static of the screen says."""
    return str(screen.query_one(f"#{id}", Static).content)
