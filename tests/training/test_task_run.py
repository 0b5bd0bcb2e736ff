"""A task is trained by the same loop as a language model, and its model opens again."""

from __future__ import annotations

import queue
from pathlib import Path

import numpy as np
import pytest

from playground import events, library, modelfile
from playground.errors import InputError
from playground.inference.language_model import LanguageModel
from playground.shapes.classifier import Classifier
from playground.shapes.opened import from_parts, open_as, open_model
from playground.task_recipes import TaskRequest
from playground.training.task_run import TaskRun


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Sentences whose label hangs on one word in the middle."""
    random = np.random.default_rng(0)
    things = ["soup", "tea", "bread", "cake", "fish", "rice", "pie", "salad", "stew", "tart"]
    lines = []
    for _ in range(160):
        good = bool(random.integers(2))
        a, b = random.choice(things, 2, replace=False)
        word, label = ("nice", "yes") if good else ("awful", "no")
        lines.append(f"the {a} was {word} with the {b} {random.integers(99)}\t{label}")
    path = tmp_path / "meals.tsv"
    path.write_text("\n".join(lines), "utf-8")
    return path


def request(table: Path, **more: object) -> TaskRequest:
    train = {"steps": 120, "threads": 1, **dict(more.pop("train", {}))}  # type: ignore[call-overload]
    model = {"units": 16, "dropout": 0.0}
    return TaskRequest(
        task="classify", sources=(str(table),), name="meals", model=model, train=train,
        report_seconds=None, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def test_learns_and_opens_again(table: Path) -> None:
    said = list(TaskRun(request(table)))
    started = next(event for event in said if isinstance(event, events.Started))
    assert started.model.task == "classify"
    final = next(event for event in said if isinstance(event, events.Validated) and event.final)
    assert final.metrics["accuracy"] == 1.0
    assert isinstance(said[-1], events.Finished)
    model = open_as(Classifier, "meals")
    assert model.labels == ("no", "yes")
    assert model.classify("the soup was nice").label == "yes"
    card = modelfile.read_card(library.find("meals"))
    assert card.scores["accuracy"] == 1.0
    assert card.corpus["examples"] + card.corpus["held_out"] == 160


def test_the_same_seed_gives_the_same_weights(table: Path) -> None:
    files = []
    for _ in range(2):
        run = TaskRun(request(table, overwrite=True, train={"steps": 30}))
        list(run)
        assert run.path is not None
        files.append(modelfile.load(run.path)[1])
    for name, weights in files[0].items():
        np.testing.assert_array_equal(weights, files[1][name])


def test_can_be_watched_while_it_learns(table: Path) -> None:
    commands: queue.SimpleQueue[events.Command] = queue.SimpleQueue()
    commands.put(events.WatchWeights(on=True))
    seen = [event for event in TaskRun(request(table), commands) if isinstance(event, events.Weights)]
    last = seen[-1]
    model = from_parts(last.model, last.vocabulary, last.document, last.weights)
    assert isinstance(model, Classifier)
    saved = open_as(Classifier, "meals").classify("the tea was awful")
    assert model.classify("the tea was awful").probabilities == pytest.approx(saved.probabilities)


def test_stops_and_saves(table: Path) -> None:
    commands: queue.SimpleQueue[events.Command] = queue.SimpleQueue()
    said = []
    for event in TaskRun(request(table, train={"steps": 100_000}), commands):
        said.append(event)
        if isinstance(event, events.Progress):
            commands.put(events.Stop())
    assert isinstance(said[-1], events.Finished)
    assert said[-1].stopped
    assert open_model("meals").TASK == "classify"


def test_each_model_is_for_its_own_command(table: Path) -> None:
    list(TaskRun(request(table, train={"steps": 2})))
    with pytest.raises(InputError, match="no language model"):
        LanguageModel.load("meals")
    with pytest.raises(InputError, match="complete fairy-tales"):
        open_as(Classifier, "fairy-tales")


def test_too_little_to_learn_from(tmp_path: Path) -> None:
    path = tmp_path / "one.tsv"
    path.write_text("good food\tyes\nfine soup\tyes\n", "utf-8")
    with pytest.raises(InputError, match="one class only"):
        list(TaskRun(request(path)))


def test_labels_that_are_not_there(table: Path) -> None:
    with pytest.raises(InputError, match="No text of meals is labelled 'maybe'; the labels are no, yes"):
        list(TaskRun(request(table, options={"labels": {"maybe": "x"}})))
