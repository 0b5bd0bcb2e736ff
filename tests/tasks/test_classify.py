"""A network that learns what texts are."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from playground.data.labelled import read_labelled
from playground.data.split import twins
from playground.errors import InputError
from playground.task_recipes import TaskRequest
from playground.tasks.classify import LONGEST, ClassifyTask, prepare
from playground.tasks.task import Prepared
from tests.tasks.learning import learn

STARS = {"1": "negative", "2": "negative", "4": "positive", "5": "positive"}


def request(*sources: str | Path, **more: object) -> TaskRequest:
    return TaskRequest(task="classify", sources=tuple(map(str, sources)), name="n", **more)  # type: ignore[arg-type]


def table(folder: Path, rows: list[tuple[str, str]]) -> Path:
    path = folder / "texts.tsv"
    path.write_text("".join(f"{text}\t{label}\n" for text, label in rows), "utf-8")
    return path


def built(data: Prepared) -> ClassifyTask:
    torch.manual_seed(0)
    task = data.build(torch.device("cpu"))
    assert isinstance(task, ClassifyTask)
    return task


def test_the_shipped_reviews_as_sentiment() -> None:
    data = prepare(request("reviews", options={"labels": STARS}))
    rows = [row for row in read_labelled("reviews") if row.label != "3"]
    assert data.document == {"labels": ["negative", "positive"]}
    assert data.examples + data.held_out == len(rows)
    assert data.held_out == round(len(rows) / 5)
    assert data.model.outputs == 2
    assert data.model.vocabulary == len(data.vocabulary["tokens"]) + 1


def test_what_is_held_out_has_no_near_twin_among_the_rest() -> None:
    task = built(prepare(request("reviews")))
    texts = [row.text for row in read_labelled("reviews")]
    material = task._material
    train, held = set(material.train), set(material.held_out)
    assert not any(set(group) & train and set(group) & held for group in twins(texts))


def test_it_learns(tmp_path: Path) -> None:
    rows = [
        (f"{who} {what} the {thing}", "good" if what == "loved" else "bad")
        for who in ("we", "they", "all of us", "my aunt")
        for what in ("loved", "hated")
        for thing in ("old soup", "green tea", "rice and beans", "bread", "cold fish", "place", "view")
    ]
    data = prepare(request(table(tmp_path, rows), model={"units": 16, "embedding": 16}))
    task = built(data)
    before = task.validate()
    learn(task, 40)
    after = task.validate()
    assert after.carried < before.carried
    assert after.metrics["accuracy"] == 1.0
    assert after.tokens == task.held_out_tokens
    assert task.validate(1).tokens < task.held_out_tokens


def test_reading_goes_on_where_it_stood() -> None:
    data = prepare(request("questions"))
    one, other = built(data), built(data)
    for _ in range(3):
        one.loss()
    other.restore(*one.state())
    other.network.load_weights(one.network.weights())
    torch.manual_seed(1)
    loss = one.loss().item()
    torch.manual_seed(1)
    assert other.loss().item() == loss


def test_a_test_part_is_what_is_held_out(tmp_path: Path) -> None:
    for part, count in (("train", 3), ("test", 2)):
        for label in ("neg", "pos"):
            folder = tmp_path / "acl" / part / label
            folder.mkdir(parents=True)
            for number in range(count):
                (folder / f"{number}.txt").write_text(f"{label} words of {part} {number}", "utf-8")
    data = prepare(request(tmp_path / "acl"))
    assert (data.examples, data.held_out) == (6, 4)


def test_spelling_can_be_left_out() -> None:
    data = prepare(request("questions", model={"features": 0}))
    assert data.model.features == 0
    assert "features.weight" not in built(data).network.weights()


def test_long_texts_are_cut_and_it_is_said(tmp_path: Path) -> None:
    rows = [(" ".join(f"w{n}x{k}" for k in range(LONGEST + n)), "ab"[n % 2]) for n in range(6)]
    data = prepare(request(table(tmp_path, rows)))
    assert max(built(data)._material.sentences.lengths) == LONGEST
    assert any("only the first 1,000" in notice for notice in data.notices)


@pytest.mark.parametrize(
    ("rows", "options", "message"),
    [
        ([("one", "a"), ("two", "a")], {}, "texts of one class only"),
        ([("one", "a"), ("two", "b")], {"labels": {"c": "d"}}, "is labelled 'c'; the labels are a, b"),
        ([("one", "a"), ("two", "b")], {"labels": {"a": "x", "b": "x"}}, "texts of one class only"),
    ],
)  # fmt: skip
def test_what_cannot_be_learned_is_refused(
    tmp_path: Path, rows: list[tuple[str, str]], options: dict[str, object], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        prepare(request(table(tmp_path, rows), options=options))
