"""Many to one: the values of a series go in, the next one comes out; and that goes in again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from playground.data.naive import errors, naive_forecast
from playground.data.series import read_series
from playground.errors import InputError, PlaygroundError
from playground.shapes.forecaster import Forecaster
from playground.shapes.task_model import States
from playground.ui.examples.answer import Answer, Forecast, last_layer, layer_names, span, traced
from playground.ui.examples.unrolling import Step, Unrolled

Values = NDArray[np.float64]

TYPED = 8
"""Latest values that can be changed."""
_TRACED = 24
"""Latest values whose states are shown."""
_STEPS = 28
_BEFORE = 3
"""Stretches of the past that are drawn, each as long as the forecast."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a series: what was known there, and what came."""

    start: int
    known: Values
    truth: Values


def read(model: Forecaster, sources: Sequence[str], unseen: int, text: str, number: int) -> Answer:
    """Forecast from place ``number`` of the model's own series, its latest values replaced by ``text``.

    Raises InputError if ``text`` holds anything but numbers, or there is nothing to forecast from.
    """
    steps = max(_STEPS // 2, min(2 * (model.season or _STEPS // 2), 2 * _STEPS))
    place = _place(_values(tuple(sources), model.column), unseen, steps, number)
    typed = _numbers(text) if text.strip() else place.known[-TYPED:]
    if not len(typed):
        raise InputError("The series is not at hand any more; type its latest values, spaces between them.")
    known = np.concatenate([place.known[: max(0, len(place.known) - TYPED)], typed])
    forecast = model.forecast(known, steps)
    states = model.states(known)
    naive = naive_forecast(known, steps)
    season = model.season if model.season is not None and model.season <= len(known) else None
    seasonal = naive_forecast(known, steps, season) if season is not None else np.zeros(0)
    own = bool(text.strip()) and not np.array_equal(typed, place.known[-TYPED:])
    truth = np.zeros(0) if own else place.truth[:steps]
    h, _ = last_layer(states.values, model.config)
    low, high = span(model.config, h)
    shown = min(len(h), TYPED)
    steps_shown = tuple(
        Step(_short(value), _short(forecast[0]) if at == shown - 1 else "", h[len(h) - shown + at])
        for at, value in enumerate(known[-shown:])
    )
    given = known[-_BEFORE * steps :]
    begin = "…" if len(h) > shown else "0"
    return Answer(
        Unrolled(steps_shown, begin=begin, low=low, high=high),
        Forecast(place.start + len(known) - len(given), given, forecast, truth, naive),
        _said(forecast, truth, naive, seasonal),
        traced(_latest(states)),
        layer_names(model.config),
        text=" ".join(map(_short, typed)),
    )


def _latest(states: States) -> States:
    """The end of what was read; the rest is too long to look at."""
    values = {name: value[-_TRACED:] for name, value in states.values.items()}
    return States(states.tokens[-_TRACED:], values)


def _said(forecast: Values, truth: Values, naive: Values, seasonal: Values) -> str:
    if not len(truth):
        return f"next {_short(forecast[0])}"
    count = len(truth)
    said = [f"network {_short(errors(truth, forecast[:count]).rmse)}"]
    said.append(f"last value {_short(errors(truth, naive[:count]).rmse)}")
    if len(seasonal):
        said.append(f"last season {_short(errors(truth, seasonal[:count]).rmse)}")
    return "typical error: " + ", ".join(said)


def _short(value: float) -> str:
    return f"{value:.4g}" if abs(value) < 10_000 else f"{value:,.0f}"


def _numbers(text: str) -> Values:
    """Numbers with spaces, commas or semicolons between them."""
    found = []
    for word in re.split(r"[\s;]+|,\s+", text.strip()):
        try:
            found.append(float(word))
        except ValueError:
            raise InputError(f"{word[:20]!r} is no number; type numbers with spaces between them.") from None
    values = np.array(found)
    if not np.isfinite(values).all():
        raise InputError("Every number must be finite.")
    return values


def _place(values: Values, unseen: int, steps: int, number: int) -> Place:
    """Place ``number``: the latest whose truth is known, earlier ones the model never saw, then the end."""
    count = len(values)
    first = max(min(count - unseen, count - steps), min(count, TYPED))
    ends = [end for end in range(count - steps, first - 1, -steps) if end >= 1]
    ends = [*ends, count] if count else []
    if not ends:
        return Place(0, values, values[:0])
    end = ends[number % len(ends)]
    return Place(0, values[:end], values[end : end + steps])


@lru_cache(maxsize=2)
def _values(sources: tuple[str, ...], column: tuple[str, int]) -> Values:
    """The series a model has learned from; nothing where it is gone."""
    try:
        return read_series(list(sources), None, like=column).values if sources else np.zeros(0)
    except PlaygroundError:
        return np.zeros(0)
