"""``rnn-playground forecast``: how a series goes on, by a model that was trained on it or on one like it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from playground.cli.naming import MODEL
from playground.cli.terminal import json_line, notice, plural, table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from playground.data.series import Series
    from playground.shapes.forecaster import Forecaster

    Values = NDArray[np.float64]


@dataclass(frozen=True)
class Stretch:
    """``steps`` values in a row: what was forecast for them, and the truth where it is known."""

    labels: tuple[str, ...]
    forecast: Values
    naive: Values
    seasonal: Values | None
    truth: Values | None


@click.command(short_help="Say how a series of numbers goes on.")
@click.argument("model", type=MODEL)
@click.argument("csv")
@click.option("--column", metavar="C", help="Name or number of the column.  [default: as MODEL learned]")
@click.option(
    "--steps",
    type=click.IntRange(1, 10_000),
    default=14,
    show_default=True,
    metavar="N",
    help="How many values to forecast.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a step.")
def forecast(model: str, csv: str, column: str | None, steps: int, as_json: bool) -> None:
    """Forecast a column of the file CSV, twice: its last N values, kept from MODEL, and the N that follow.

    The first forecast stands beside the truth. Beside both stands the naive one, which says that all will
    stay as it was last, and where MODEL knows of a season the one that repeats the last season. Every step is
    predicted from the ones before it, so errors add up.

    \b
    Examples:
      rnn-playground forecast series series.csv
      rnn-playground forecast series series.csv --steps 28 --json
      rnn-playground forecast sales shop.csv --column turnover
    """
    from playground.data.series import read_series
    from playground.errors import InputError
    from playground.shapes.forecaster import Forecaster
    from playground.shapes.opened import open_as

    forecaster = open_as(Forecaster, model)
    series = read_series([csv], column, like=forecaster.column)
    for sentence in series.notices:
        notice(sentence)
    if len(series.values) <= steps:
        raise InputError(
            f"{series.name} holds {plural(len(series.values), 'value')}; to keep the last {steps:,} of them "
            "from the model it must hold more (see --steps)."
        )
    _warn(forecaster, series, steps)
    known = _stretch(forecaster, series, steps, known=True)
    ahead = _stretch(forecaster, series, steps, known=False)
    if as_json:
        for part, stretch in (("held out", known), ("ahead", ahead)):
            for row in _documents(part, stretch):
                click.echo(json_line(row))
    else:
        click.echo(_report(forecaster, series, known, ahead))


def _warn(model: Forecaster, series: Series, steps: int) -> None:
    """A forecast of what was trained on is no forecast."""
    about = model.card.corpus if model.card is not None else {}
    unseen = int(about.get("held_out", 0))
    if about.get("sha256") == series.sha256 and steps > unseen:
        notice(f"{model.name} has learned from some of these values; it has not from the last {unseen:,}.")


def _stretch(model: Forecaster, series: Series, steps: int, *, known: bool) -> Stretch:
    from playground.data.naive import naive_forecast

    before = series.values[:-steps] if known else series.values
    season = model.season if model.season is not None and model.season <= len(before) else None
    labels = series.labels[-steps:] if known and series.labels else ()
    if not labels:
        labels = tuple(f"{at - steps if known else at:+d}" for at in range(1, steps + 1))
    return Stretch(
        labels=labels,
        forecast=model.forecast(before, steps),
        naive=naive_forecast(before, steps),
        seasonal=None if season is None else naive_forecast(before, steps, season),
        truth=series.values[-steps:] if known else None,
    )


def _documents(part: str, stretch: Stretch) -> Iterator[dict[str, Any]]:
    for at, label in enumerate(stretch.labels):
        yield {
            "part": part,
            "step": at + 1,
            "label": label,
            "truth": None if stretch.truth is None else float(stretch.truth[at]),
            "forecast": round(float(stretch.forecast[at]), 6),
            "naive": float(stretch.naive[at]),
            "seasonal_naive": None if stretch.seasonal is None else float(stretch.seasonal[at]),
        }


def _report(model: Forecaster, series: Series, known: Stretch, ahead: Stretch) -> str:
    """Chart, table, and how large the errors were."""
    import numpy as np

    from playground.cli.forecast_chart import chart
    from playground.data.naive import errors
    from playground.text.display import visible

    assert known.truth is not None
    steps = len(known.forecast)
    digits = _digits(series.values)
    headers = ["", "truth", "forecast", "naive"]
    if known.seasonal is not None:
        headers.append(f"{model.season} before")
    rows = [row for stretch in (known, ahead) for row in _rows(stretch, len(headers), digits)]
    judged = [
        f"{name} {errors(known.truth, values).rmse:,.{digits}f}"
        for name, values in (
            ("forecast", known.forecast),
            ("naive", known.naive),
            (headers[-1], known.seasonal),
        )
        if values is not None
    ]
    history = series.values[: len(series.values) - steps]
    drawn = chart(history, known.truth, np.concatenate([known.forecast, ahead.forecast]))
    lines = [visible(f"{series.column} of {series.name}, by {model.name}", keep=""), "", drawn, ""]
    lines += [table(headers, rows, right=range(1, len(headers))), ""]
    lines.append(f"RMSE of the {steps:,} that are known: {', '.join(judged)}.")
    return "\n".join(lines)


def _rows(stretch: Stretch, columns: int, digits: int) -> Iterator[tuple[str, ...]]:
    for at, label in enumerate(stretch.labels):
        cells = (stretch.truth, stretch.forecast, stretch.naive, stretch.seasonal)[: columns - 1]
        yield label, *("" if values is None else f"{values[at]:,.{digits}f}" for values in cells)


def _digits(values: Values) -> int:
    """Digits after the point that are worth showing: three that count, of what the values differ by."""
    spread = float(values.std())
    return min(6, max(0, 2 - math.floor(math.log10(spread)))) if spread > 0 else 2
