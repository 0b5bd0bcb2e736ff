"""``lab``: the list, the help page, a run as text and as JSON, and the page it writes."""

from __future__ import annotations

import json
import queue
import re
from pathlib import Path

import pytest

from playground.cli.interrupts import Interrupts
from playground.lab.catalogue import EXPERIMENTS
from playground.lab.control import Control
from tests.cli.conftest import Run

PADDING = ("lab", "padding", "--set", "units=4", "--set", "padding=6", "--set", "networks=gru,lstm")


def test_the_list_says_what_is_claimed_and_how_long_it_takes(run: Run) -> None:
    result = run("lab")
    assert result.exit_code == 0
    for experiment in EXPERIMENTS:
        assert f"{experiment.name} " in result.stdout
        assert experiment.title in result.stdout
    documents = [json.loads(line) for line in run("lab", "--json").stdout.splitlines()]
    assert [document["name"] for document in documents] == [experiment.name for experiment in EXPERIMENTS]
    assert all(document["settings"]["seed"]["default"] == 0 for document in documents)


def test_about_explains_instead_of_running(run: Run) -> None:
    result = run("lab", "vanishing", "--about")
    assert result.exit_code == 0
    assert "    dL_T/dh_t = J_{t+1}^T ... J_T^T dL_T/dh_T" in result.stdout
    assert "  forget_biases=0,1,5\n" in result.stdout
    assert "Any of rnn-tanh, rnn-relu, gru, lstm." in " ".join(result.stdout.split())
    assert json.loads(run("lab", "vanishing", "--about", "--json").stdout)["title"] == "Vanishing gradients"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("lab", "vanishin"), "There is no experiment called 'vanishin' (did you mean vanishing"),
        (("lab", "padding", "--set", "unit=3"), "no setting called 'unit' (did you mean units?)"),
        (("lab", "padding", "--set", "units=none"), "must be a whole number"),
        (("lab", "padding", "--set", "units"), "--set takes SETTING=VALUE"),
        (("lab", "padding", "--seed", "x"), "The setting seed must be a whole number"),
        (("lab", "--seed", "3"), "go with the name of an experiment"),
        (("lab", "padding", "--page", "{taken}/page.md"), "a part of its path is a file"),
    ],
)
def test_what_cannot_be_is_told_in_one_sentence(
    run: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("")
    result = run(*(word.replace("{taken}", str(taken)) for word in words))
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_run_ends_with_charts_tables_and_a_verdict(run: Run) -> None:
    result = run(*PADDING)
    assert result.exit_code == 0, result.stderr
    report = result.stdout
    assert report.startswith("Padding and masking\nPadding changes")
    assert "How far apart two sequences still are: distance" in report
    assert "  G GRU   L LSTM\n" in report
    rows = [line.split() for line in report.splitlines() if re.match(r"(GRU|LSTM) +masked", line)]
    assert len(rows) == 4
    assert all(row[3] == "equal" for row in rows)
    assert "The claim held." in report
    assert re.search(r"^Took 0:0\d\.\n$", report, re.MULTILINE)
    assert all(len(line) <= 110 for line in report.splitlines())


def test_a_chart_stands_between_its_axes(run: Run) -> None:
    lines = run(*PADDING).stdout.splitlines()
    top = lines.index(next(line for line in lines if line.startswith("How far padding carries")))
    chart = [line[11:] for line in lines[top + 1 : top + 13]]
    assert all(line[10] == "|" for line in lines[top + 1 : top + 13])
    assert re.fullmatch(r" {10}\+-{66}", lines[top + 13])
    assert lines[top + 14].split() == ["0", "1", "2", "3", "4", "5", "6"]
    assert lines[top + 15].strip() == "steps of padding"
    assert {char for line in chart for char in line} == {" ", "G", "L"}
    assert [line[65:] for line in chart].count("G") == 1  # each curve reaches the right end
    assert any(line.startswith(("G", "L")) for line in chart[-2:])  # and begins at 0, at the bottom


def test_json_is_one_event_a_line(run: Run) -> None:
    result = run(*PADDING, "--json", "--seed", "5")
    assert result.exit_code == 0
    said = [json.loads(line) for line in result.stdout.splitlines()]
    assert said[0]["event"] == "labstarted"
    assert said[0]["settings"]["seed"] == 5
    assert said[0]["panels"][0]["id"] == "drift"
    assert [each["event"] for each in said[-2:]] == ["verdict", "finished"]
    assert {"labprogress", "point", "labtable"} <= {each["event"] for each in said}


def test_a_page_is_written_with_its_charts_and_says_how(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "docs" / "padding.md"
    result = run(*PADDING, "--page", str(page))
    assert result.exit_code == 0, result.stderr
    assert "2 charts beside it" in result.stderr
    text = page.read_text("utf-8")
    assert text.startswith("# Padding and masking\n\n> Padding changes")
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    assert pictures == ["padding-drift.svg", "padding-apart.svg"]
    assert all((page.parent / picture).read_text("utf-8").startswith("<svg") for picture in pictures)
    assert "**The claim held.**" in text
    assert "\n    h_t = phi(W 0 + U h_{t-1} + b)  is not  h_{t-1}\n" in text
    assert "| `padding` | 6 |" in text
    changed = "--set networks=gru,lstm --set padding=6 --set units=4"
    assert f"```\nrnn-playground lab padding {changed} --page docs/lab/padding.md\n```" in text
    assert str(tmp_path) not in text
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)


def test_a_run_that_is_interrupted_shows_what_it_has_and_writes_no_page(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: queue.SimpleQueue[Interrupts] = queue.SimpleQueue()
    enter, check = Interrupts.__enter__, Control.check
    calls = 0

    def entering(self: Interrupts) -> Interrupts:
        asked.put(self)
        return enter(self)

    def checking(self: Control) -> None:
        nonlocal calls
        calls += 1
        if calls == 30:  # as Ctrl+C does, somewhere in the middle
            asked.get()._arrived(2, None)
        check(self)

    monkeypatch.setattr(Interrupts, "__enter__", entering)
    monkeypatch.setattr(Control, "check", checking)
    page = tmp_path / "page.md"
    result = run(*PADDING, "--page", str(page))
    assert result.exit_code == 130
    assert "Stopped before the end" in result.stdout
    assert "Stopped after" in result.stdout
    assert not page.exists()
