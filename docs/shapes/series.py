"""Measure the shipped model of a series, and write the figures into ``series.md``.

    python docs/shapes/series.py

Everything below the marker line of that page is made here, from the held-out end of ``corpora/series.csv``.
"""

from __future__ import annotations

import math
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from playground.data.naive import errors, naive_errors, naive_forecast
from playground.data.series import Series, read_series
from playground.places import shipped_corpora
from playground.shapes.forecaster import Forecaster
from playground.shapes.opened import open_as

MODEL = "series"
PAGE = Path(__file__).resolve().with_suffix(".md")
MARKER = "<!-- What follows is written by series.py. -->\n"
COMMAND = Path(sys.executable).with_name("rnn-playground")
HORIZONS = (1, 2, 7, 14, 28)

Values = NDArray[np.float64]


def main() -> None:
    model = open_as(Forecaster, MODEL)
    series = read_series(["series"], like=model.column)
    assert model.card is not None
    assert model.card.corpus["sha256"] == series.sha256, "the model has learned from another series"
    begin = len(series.values) - int(model.card.corpus["held_out"])
    text = [*one_step(model, series, begin), "", *many_steps(model, series.values, begin), "", *example()]
    before = PAGE.read_text("utf-8").split(MARKER)[0]
    PAGE.write_text(before + MARKER + "\n" + "\n".join(text) + "\n", "utf-8")


def one_step(model: Forecaster, series: Series, begin: int) -> list[str]:
    """Every held-out value predicted from all that come before it."""
    values, season = series.values, model.season or 1
    found = {
        "as the day before (naive)": naive_errors(values, begin),
        "as a week before (seasonal naive)": naive_errors(values, begin, season),
        "the network": errors(values[begin:], model.fitted(values)[begin:]),
        "whoever knows the rule": errors(values[begin:], by_the_rule(values)[begin:]),
    }
    rows = [f"| {name} | {each.rmse:.0f} | {each.mae:.0f} |" for name, each in found.items()]
    return [
        f"The next value, on the {len(values) - begin} days that were held out "
        f"({values[begin:].mean():,.0f} visitors a day on average):",
        "",
        "| forecast | RMSE | MAE |",
        "|---|---|---|",
        *rows,
    ]


def by_the_rule(values: Values) -> Values:
    """What can be known of each day the day before: the expectation of the process that made the series."""
    sys.path.insert(0, str(shipped_corpora() / "make"))
    import series as maker

    days = [maker.FIRST + timedelta(number) for number in range((maker.LAST - maker.FIRST).days + 1)]
    usual = np.array([expected(maker, number, day) for number, day in enumerate(days)])
    chance = np.log(values / usual)
    known = np.concatenate([[0.0], maker.LASTING * chance[:-1]])
    return usual * np.exp(known + maker.CHANCE**2 / 2)


def expected(maker: object, number: int, day: date) -> float:
    """The number of visitors without chance."""
    growth = (1 + maker.GROWTH) ** (number / 365.25)  # type: ignore[attr-defined]
    usual: float = maker.BASE * growth * maker.season(day) * maker.WEEKDAYS[day.weekday()]  # type: ignore[attr-defined]
    return usual


def many_steps(model: Forecaster, values: Values, begin: int) -> list[str]:
    """Forecasts of many steps, each begun on another held-out day."""
    longest = HORIZONS[-1]
    starts = range(begin, len(values) - longest + 1, 5)
    wrong: dict[str, list[Values]] = {"the network": [], "naive": [], "seasonal naive": []}
    for start in starts:
        before, truth = values[:start], values[start : start + longest]
        wrong["the network"].append(model.forecast(before, longest) - truth)
        wrong["naive"].append(naive_forecast(before, longest) - truth)
        wrong["seasonal naive"].append(naive_forecast(before, longest, model.season or 1) - truth)
    lines = [
        f"Many steps ahead, its own forecasts taken for true: RMSE at each distance, over "
        f"{len(starts)} forecasts five days apart.",
        "",
        "| forecast | " + " | ".join(f"{days} day{'s' * (days > 1)}" for days in HORIZONS) + " |",
        "|---|" + "---|" * len(HORIZONS),
    ]
    for name, rows in wrong.items():
        errors_at = np.array(rows)[:, [days - 1 for days in HORIZONS]]
        cells = (f"{math.sqrt(np.mean(column**2)):.0f}" for column in errors_at.T)
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def example() -> list[str]:
    """What the command shows."""
    words = ["forecast", MODEL, "series", "--steps", "14"]
    shown = subprocess.run([COMMAND, *words], check=True, capture_output=True, encoding="utf-8").stdout
    return ["```", f"$ rnn-playground {' '.join(words)}", shown.rstrip("\n"), "```"]


if __name__ == "__main__":
    main()
