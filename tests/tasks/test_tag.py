"""A network that learns to tag every word."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from playground.data.spans import score_spans
from playground.errors import InputError
from playground.task_recipes import TaskRequest
from playground.tasks.tag import TagTask, prepare
from playground.tasks.task import Prepared
from tests.tasks.learning import learn


def request(*sources: str | Path, **more: object) -> TaskRequest:
    return TaskRequest(task="tag", sources=tuple(map(str, sources)), name="n", **more)  # type: ignore[arg-type]


def built(data: Prepared) -> TagTask:
    torch.manual_seed(0)
    task = data.build(torch.device("cpu"))
    assert isinstance(task, TagTask)
    return task


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """Names that only what is before them tells apart: after "meet" a person, after "visit" a place."""
    path = tmp_path / "people.conll"
    names = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo")
    path.write_text(
        "\n".join(
            f"{who} x O\nwill y O\n{verb} z O\n{name} n B-{kind}\n{last} n I-{kind}\n"
            for who in ("we", "they", "you")
            for verb, kind in (("meet", "PER"), ("visit", "LOC"))
            for name in names
            for last in ("Moor", "Hill")
        ),
        "utf-8",
    )
    return path


def test_the_shipped_sentences() -> None:
    data = prepare(request("entities"))
    assert data.document["tags"] == ["B-LOC", "B-ORG", "B-PER", "I-LOC", "I-ORG", "I-PER", "O"]
    assert (data.examples, data.held_out) == (560, 140)
    assert data.model.bidirectional


def test_it_learns_from_what_was_before(people: Path) -> None:
    data = prepare(request(people, model={"units": 16, "embedding": 16, "bidirectional": False}))
    task = built(data)
    learn(task, 80)
    after = task.validate()
    assert after.metrics["f1"] == 1.0
    assert after.tokens == task.held_out_tokens
    assert task.validate(1).tokens == 5

    cut = built(prepare(request(people, model={"units": 16, "embedding": 16, "recurrent": False})))
    cut.network.load_weights(built(prepare(request(
        people, model={"units": 16, "embedding": 16}))).network.weights())  # fmt: skip
    assert cut.validate().metrics["f1"] < 1.0


def test_metrics_are_those_of_spans(people: Path) -> None:
    task = built(prepare(request(people)))
    found = task.validate()
    material = task._material
    with torch.no_grad():
        task.network.eval()
        logits, _ = task._read(material.held_out)
    guessed = task._tags(logits, material.held_out)
    expected = [material.tags[index] for index in material.held_out]
    assert found.metrics == score_spans(expected, guessed).metrics()


def test_reading_goes_on_where_it_stood() -> None:
    data = prepare(request("entities"))
    one, other = built(data), built(data)
    for _ in range(3):
        one.loss()
    other.restore(*one.state())
    other.network.load_weights(one.network.weights())
    torch.manual_seed(1)
    loss = one.loss().item()
    torch.manual_seed(1)
    assert other.loss().item() == loss


def test_a_tag_that_only_the_held_out_part_has_is_a_miss(tmp_path: Path) -> None:
    path = tmp_path / "few.conll"
    path.write_text(
        "\n".join(f"{a} O\n{a}{a} B-{kind}\n" for a, kind in zip("abcde", "VWXYZ", strict=True)), "utf-8"
    )
    data = prepare(request(path))
    assert len(data.document["tags"]) == 5  # O, and four kinds
    found = built(data).validate()
    assert found.metrics["recall"] == 0.0
    assert found.carried > 0


@pytest.mark.parametrize(
    ("text", "message"),
    [("a O\n", "too few sentences"), ("a O\n\nb O\n\nc O\n", "has no tag but O")],
)
def test_what_cannot_be_learned_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bad.conll"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError, match=message):
        prepare(request(path))
