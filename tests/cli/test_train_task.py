"""What ``train --task`` asks for, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.cli.train_task import OPTIONS, labels_from, task_request_from
from tests.cli.conftest import Run

NOTHING: dict[str, object] = dict.fromkeys(OPTIONS)


def test_only_what_was_set_is_asked_for() -> None:
    request = task_request_from(
        "classify",
        ("mails.tsv",),
        "mails",
        None,
        {
            **NOTHING,
            "labels": "1=bad, 5=good",
            "units": 9,
            "seconds": 3.0,
            "bidirectional": True,
            "overwrite": None,
        },
    )
    assert request.model == {"units": 9, "bidirectional": True}
    assert request.train == {"seconds": 3.0}
    assert request.options == {"labels": {"1": "bad", "5": "good"}}


def test_a_label_alone_stands_for_itself() -> None:
    assert labels_from("yes,no=never") == {"yes": "yes", "no": "never"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--task", "classify", "reviews"), "Missing option --name"),
        (("--task", "classify", "--name", "n"), "Missing the examples"),
        (
            ("--task", "classify", "reviews", "--name", "n", "--window", "3"),
            "--window is for language models",
        ),
        (
            ("--task", "classify", "reviews", "--name", "n", "--attention"),
            "--attention goes with --task translate",
        ),
        (
            ("--task", "tag", "entities", "--name", "n", "--labels", "a=b"),
            "--labels goes with --task classify",
        ),
        (("--task", "classify", "reviews", "--name", "n", "--labels", "a="), "--labels takes pairs"),
        (("--task", "classify", "reviews", "--name", "n", "--steps", "3", "--seconds", "3"), "contradict"),
        (("--task", "classify", "--resume", "n"), "language models only"),
        (("fairy-tales", "--name", "n", "--labels", "a=b"), "--labels goes with --task classify"),
        (("--task", "classify", "no-such-file.tsv", "--name", "n"), "no-such-file.tsv"),
    ],
)
def test_one_sentence_for_what_does_not_fit(run: Run, words: tuple[str, ...], says: str) -> None:
    result = run("train", *words)
    assert result.exit_code == 2
    assert says in result.output
    assert "Traceback" not in result.output


def test_trains_and_classifies(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "meals.tsv"
    rows = [f"the {thing} number {n} was {word}\t{label}" for n in range(30) for thing in ("soup", "tea")
            for word, label in (("nice", "good"), ("awful", "bad"))]  # fmt: skip
    path.write_text("\n".join(rows), "utf-8")
    trained = run(
        "train", "--task", "classify", str(path), "--name", "meals", "--steps", "40", "--threads", "1"
    )
    assert trained.exit_code == 0, trained.output
    assert "accuracy" in trained.output
    assert "bits/char" not in trained.output
    assert "classify meals" in trained.output
    said = run("classify", "meals", "-", input="the soup was nice\nthe tea was awful\n")
    assert [line.split("\t")[0] for line in said.output.splitlines()] == ["good", "bad"]
