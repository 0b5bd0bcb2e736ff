"""``caption``: pictures put into words, from the shell."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from playground.cli.caption import colours_wanted, half_blocks
from playground.data.pictures import CaptionedPicture, Picture
from tests.cli.conftest import Run

ANSI = re.compile("\x1b\\[[0-9;]*m")


def dots(folder: Path) -> Path:
    """One dot of a colour, or two."""
    path = folder / "dots.jsonl"
    names = {"r": "red", "g": "green", "b": "blue", "y": "yellow", "p": "purple", ".": "no"}
    lines = [
        CaptionedPicture(Picture((one, two)), f"{names[one]} over {names[two]}").to_json()
        for one in names
        for two in names
    ]
    path.write_text("\n".join(lines * 4), "utf-8")
    return path


@pytest.fixture
def trained(run: Run, tmp_path: Path) -> str:
    """A model of dots."""
    result = run(
        "train", "--task", "caption", str(dots(tmp_path)), "--name", "dots", "--steps", "150",
        "--batch", "16", "--units", "32", "--learning-rate", "0.02", "--threads", "1", "--seed", "1",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "exact match" in result.output
    assert "caption dots" in result.output
    return "dots"


def test_trains_and_captions_pictures_of_a_file(run: Run, trained: str, tmp_path: Path) -> None:
    drawing = tmp_path / "two.txt"
    drawing.write_text("r\ng\n\nb\nb\n", "utf-8")
    shown = run("caption", trained, "--scene", str(drawing))
    assert shown.exit_code == 0
    assert re.search(
        r"^r\ng\nmodel: red over green  \([0-9.]+%\)\n\nb\nb\nmodel: blue over blue  ", shown.output
    )
    assert "truth" not in shown.output

    rows = run("caption", trained, "--scene", "-", "--json", input=dots(tmp_path).read_text("utf-8"))
    documents = [json.loads(line) for line in rows.output.splitlines()]
    assert len(documents) == 144
    assert documents[1].keys() == {"picture", "caption", "probability", "truth", "right"}
    assert documents[1]["truth"] == "red over green"
    assert all(each["right"] == (each["caption"] == each["truth"]) for each in documents)
    right = sum(each["right"] for each in documents)
    assert right >= 130
    text = run("caption", trained, "--scene", str(dots(tmp_path))).output
    assert text.endswith(f"\n{right} of 144 captions are right.\n")

    other = run("caption", trained)
    assert other.exit_code == 2
    assert "dots knows pictures of 2 rows of 1 letters, but this one has 20 of 20" in other.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("caption", "fairy-tales"), "is a language model; use it with: rnn-playground complete fairy-tales"),
        (("caption", "no-such-model"), "no-such-model"),
        (("caption", "x", "--scene", "a.txt", "--seed", "1"), "goes with neither --seed nor --count"),
        (("caption", "x", "--count", "0"), "--count"),
    ],
)
def test_one_sentence_for_what_does_not_fit(run: Run, words: tuple[str, ...], says: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert says in result.output


def test_half_blocks_show_two_rows_a_line() -> None:
    drawn = half_blocks(Picture(("r.g", "rb.", "..w")))
    assert ANSI.sub("", drawn) == "█▄▀\n  ▀"
    assert half_blocks(Picture(("r", "g"))) == "\x1b[31m\x1b[42m▀\x1b[0m"
    assert drawn.splitlines()[0].startswith("\x1b[31m█\x1b[0m\x1b[34m▄")


def test_colours_are_for_terminals_that_want_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert not colours_wanted()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert colours_wanted()
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colours_wanted()
