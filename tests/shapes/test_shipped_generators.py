"""What the shipped models of captions, tunes and a series promise."""

from __future__ import annotations

from playground.data.abc import why_not
from playground.data.naive import errors, naive_errors
from playground.data.scenes import random_scenes
from playground.data.series import read_series
from playground.inference.language_model import LanguageModel
from playground.shapes.captioner import Captioner
from playground.shapes.forecaster import Forecaster
from playground.shapes.opened import open_as


def test_captions_of_unseen_scenes_are_right() -> None:
    model = open_as(Captioner, "captions")
    scenes = list(random_scenes(11, 100, unseen=True))
    assert sum(model.caption(scene).caption == scene.caption for scene in scenes) >= 95


def test_nearly_all_tunes_have_bars_that_add_up() -> None:
    model = LanguageModel.load("tunes")
    found = model.complete("\n\nX:", 400, samples=20, temperature=0.7, seed=0, stop="\n\n")
    assert sum(why_not("X:" + tune) is None for tune in found) >= 18


def test_the_forecast_of_the_next_value_beats_the_naive_ones() -> None:
    model = open_as(Forecaster, "series")
    values = read_series(["series"], like=model.column).values
    assert model.card is not None
    begin = len(values) - int(model.card.corpus["held_out"])
    found = errors(values[begin:], model.fitted(values)[begin:])
    assert model.season == 7
    assert found.rmse < 0.4 * naive_errors(values, begin).rmse
    assert found.rmse < 0.7 * naive_errors(values, begin, 7).rmse
