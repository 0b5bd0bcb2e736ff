"""``forecast``: how a series goes on, from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from playground.cli.forecast_chart import COLUMNS, ROWS, chart
from tests.cli.conftest import Run


def sales(folder: Path, name: str = "sales.csv") -> Path:
    """Three good days and four bad ones, over and over."""
    path = folder / name
    rows = [f"day {at};{at % 10};{(90 if at % 7 < 3 else 30) + at % 2},5" for at in range(300)]
    path.write_text("\n".join(["day;rain;sales", *rows]), "utf-8")
    return path


@pytest.fixture
def trained(run: Run, tmp_path: Path) -> str:
    """A model of the sales."""
    result = run(
        "train", "--task", "series", str(sales(tmp_path)), "--column", "sales", "--name", "shop",
        "--steps", "60", "--units", "16", "--learning-rate", "0.02", "--threads", "1",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "naive rmse" in result.output
    assert "forecast shop" in result.output
    return "shop"


def test_trains_and_forecasts(run: Run, trained: str, tmp_path: Path) -> None:
    path = sales(tmp_path)
    result = run("forecast", trained, str(path), "--steps", "5", "--json")
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.output.splitlines()]
    assert [(row["part"], row["step"]) for row in rows] == [
        *(("held out", step) for step in range(1, 6)),
        *(("ahead", step) for step in range(1, 6)),
    ]
    assert [row["label"] for row in rows[:5]] == [f"day {at}" for at in range(295, 300)]
    assert [row["label"] for row in rows[5:]] == ["+1", "+2", "+3", "+4", "+5"]
    truth = [(90 if at % 7 < 3 else 30) + at % 2 + 0.5 for at in range(288, 300)]
    assert [row["truth"] for row in rows] == [*truth[-5:], *[None] * 5]
    assert {row["naive"] for row in rows[:5]} == {truth[-6]}
    assert {row["naive"] for row in rows[5:]} == {truth[-1]}
    assert [row["seasonal_naive"] for row in rows[:5]] == truth[:5]
    assert max(abs(row["forecast"] - row["truth"]) for row in rows[:5]) < 30

    text = run("forecast", trained, str(path), "--steps", "5").output
    assert text.startswith("sales of sales, by shop\n")
    assert "x forecast" in text
    assert "7 before" in text
    assert "RMSE of the 5 that are known: forecast " in text
    assert "day 299" in text

    piped = run("forecast", trained, "-", "--steps", "5", "--json", input=path.read_text("utf-8"))
    assert piped.output == result.output


def test_the_column_is_the_one_it_learned_from_and_another_one_is_told(
    run: Run, trained: str, tmp_path: Path
) -> None:
    path = sales(tmp_path)
    assert run("forecast", trained, str(path), "--steps", "3").stderr == ""
    rain = run("forecast", trained, str(path), "--steps", "3", "--column", "rain", "--json")
    assert json.loads(rain.output.splitlines()[0])["truth"] == 7
    renamed = tmp_path / "other.csv"
    renamed.write_text(path.read_text().replace("sales", "turnover"), "utf-8")
    result = run("forecast", trained, str(renamed), "--steps", "3")
    assert "the numbers are those of the column 'turnover'" in result.stderr


def test_values_it_has_learned_from_are_told(run: Run, trained: str, tmp_path: Path) -> None:
    result = run("forecast", trained, str(sales(tmp_path)), "--steps", "61")
    assert "has learned from some of these values; it has not from the last 60" in result.stderr
    assert run("forecast", trained, str(sales(tmp_path)), "--steps", "60").stderr == ""


def test_a_wrong_line_is_told_with_file_line_and_what_was_expected(
    run: Run, trained: str, tmp_path: Path
) -> None:
    path = sales(tmp_path)
    path.write_text(path.read_text().replace("day 50;0;", "day 50;0;x"), "utf-8")
    says = "sales.csv, line 52: 'x90,5' in 'sales' is no number; expected one such as 12,5 or 12.5."
    for words in (("forecast", trained, str(path)), ("train", "--task", "series", str(path), "--name", "n")):
        result = run(*words)
        assert result.exit_code == 2
        assert says in result.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("forecast", "fairy-tales", "x.csv"), "is a language model; use it with: rnn-playground complete"),
        (("forecast", "no-such-model", "x.csv"), "no-such-model"),
    ],
)
def test_one_sentence_for_what_does_not_fit(run: Run, words: tuple[str, ...], says: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert says in result.output


def test_too_many_steps_are_told(run: Run, trained: str, tmp_path: Path) -> None:
    result = run("forecast", trained, str(sales(tmp_path)), "--steps", "300")
    assert result.exit_code == 2
    assert (
        "sales holds 300 values; to keep the last 300 of them from the model it must hold more"
        in result.output
    )


@pytest.mark.parametrize("steps", [1, 5, 40, 500])
@pytest.mark.parametrize("known", [0, 3, 2000])
def test_a_chart_of_any_length_fits_and_shows_the_forecast(steps: int, known: int) -> None:
    generator = np.random.default_rng(0)
    history, truth, forecast = (generator.normal(size=count) for count in (known, steps, 2 * steps))
    lines = chart(history, truth, forecast).splitlines()
    assert len(lines) == ROWS + 3
    assert max(map(len, lines)) <= COLUMNS + 12
    assert sum(line.count("x") + line.count("#") for line in lines[:ROWS]) >= min(2 * steps, 20)
    assert "o" in "".join(lines[:ROWS])


def test_a_chart_of_what_never_changes() -> None:
    drawn = chart(np.ones(5), np.ones(2), np.ones(4))
    assert "ooooo##xx" in drawn
