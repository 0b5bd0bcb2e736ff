"""``classify``: what texts are, from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def meals(run: Run, tmp_path: Path) -> str:
    """A small model of "good" and "bad", trained from a CSV file."""
    path = tmp_path / "meals.csv"
    rows = [
        f'"the {thing}, they say, was {word}",{label}'
        for thing in ("soup", "tea", "bread", "cake", "fish", "rice", "pie")
        for word, label in (("nice", "good"), ("awful", "bad"))
    ]
    path.write_text("\n".join(["text,label", *rows]), "utf-8")
    trained = run(
        "train", "--task", "classify", str(path), "--name", "meals", "--steps", "80",
        "--units", "16", "--embedding", "16", "--threads", "1",
    )  # fmt: skip
    assert trained.exit_code == 0, trained.output
    return "meals"


def test_a_text_and_many(run: Run, meals: str) -> None:
    label, share = run("classify", meals, "the soup was nice").output.strip().split("\t")
    assert label == "good"
    assert share.endswith("%")
    lines = run("classify", meals, "-", input="the tea was awful\n\nthe pie was \x1b[31mnice\n").output
    assert [line.split("\t")[0] for line in lines.splitlines()] == ["bad", "good"]
    assert "\x1b" not in lines

    document = json.loads(run("classify", meals, "the tea was awful", "--json").output)
    assert document["text"] == "the tea was awful"
    assert document["label"] == "bad"
    assert list(document["probabilities"]) == ["bad", "good"]
    assert sum(document["probabilities"].values()) == pytest.approx(1, abs=1e-5)

    table = run("classify", meals, "It isn't nice", "--words").output.splitlines()
    assert [line.split()[0] for line in table] == ["after", "It", "is", "n't", "nice"]
    words = json.loads(run("classify", meals, "It isn't nice", "--words", "--json").output)["words"]
    assert [each["word"] for each in words] == ["It", "is", "n't", "nice"]

    odd = run("classify", meals, " ")
    assert odd.exit_code == 2
    assert "no word to classify" in odd.output


def test_a_language_model_does_not_classify(run: Run) -> None:
    result = run("classify", "fairy-tales", "the soup was nice")
    assert result.exit_code == 2
    assert "use it with: rnn-playground complete fairy-tales" in result.output
