"""``tag``: the names in sentences, from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from playground.cli.tag import marked
from playground.shapes.tagger import TaggedText
from tests.cli.conftest import Run

NAMES = ("Ada", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal")
FOUND = TaggedText(
    ("Ada", "Kay", "left", "\x1b[31mRome"), ("B-PER", "I-PER", "O", "B-LOC"), np.zeros((4, 2), np.float32)
)


def four_columns(folder: Path) -> Path:
    """A small CoNLL file of four columns, with documents."""
    path = folder / "people.conll"
    path.write_text(
        "-DOCSTART- -X- -X- O\n\n"
        + "\n".join(
            f"{who} PRP x O\n{verb} VB x O\n{name} NNP x {tag}\n. . x O\n"
            for who in ("We", "They", "You", "Friends")
            for verb, tag in (("met", "I-PER"), ("reached", "I-LOC"))
            for name in NAMES
        ),
        "utf-8",
    )
    return path


def test_trains_and_tags(run: Run, tmp_path: Path) -> None:
    trained = run(
        "train", "--task", "tag", str(four_columns(tmp_path)), "--name", "names", "--steps", "60",
        "--units", "16", "--embedding", "16", "--threads", "1",
    )  # fmt: skip
    assert trained.exit_code == 0, trained.output
    assert "f1" in trained.output
    assert "tag names" in trained.output

    plain = run("tag", "names", "We met Ada.")
    assert plain.output == "We O\nmet O\nAda B-PER\n. O\n"

    lines = run("tag", "names", "-", "--json", input="They met Bo .\n\nYou reached Di .\n")
    assert [json.loads(line)["tags"] for line in lines.output.splitlines()] == [
        ["O", "O", "B-PER", "O"], ["O", "O", "B-LOC", "O"],
    ]  # fmt: skip
    assert json.loads(lines.output.splitlines()[0])["tokens"] == ["They", "met", "Bo", "."]

    columns = run("tag", "names", "-", input="They met Bo\nYou reached Di\n").output
    assert columns == "They O\nmet O\nBo B-PER\n\nYou O\nreached O\nDi B-LOC\n\n"

    other = run("classify", "names", "We met Ada")
    assert other.exit_code == 2
    assert "use it with: rnn-playground tag names" in other.output


def test_names_stand_in_brackets_on_a_terminal() -> None:
    assert marked(FOUND, colours=False) == "[Ada Kay PER] left [␛[31mRome LOC]"


def test_colours_are_only_around_names() -> None:
    text = marked(FOUND, colours=True)
    assert "\x1b[36m\x1b[1mAda Kay\x1b[0m \x1b[36mPER\x1b[0m" in text
    assert "\x1b[31m" not in text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("tag", "fairy-tales", "We met Ada"), "is a language model; use it with: rnn-playground complete"),
        (("tag", "no-such-model", "We met Ada"), "no-such-model"),
    ],
)
def test_one_sentence_for_what_does_not_fit(run: Run, words: tuple[str, ...], says: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert says in result.output


def test_a_wrong_line_is_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.conll"
    path.write_text("We PRP O\nmet VB\n", "utf-8")
    result = run("train", "--task", "tag", str(path), "--name", "names")
    assert result.exit_code == 2
    assert "bad.conll, line 2: expected in the last column O" in result.output
