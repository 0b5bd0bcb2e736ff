from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from playground import places, recipes, speed
from playground.config import ModelConfig, TrainConfig
from playground.errors import InputError
from playground.recipes import TrainRequest


def request(model: dict[str, Any] | None = None, **train: Any) -> TrainRequest:
    return TrainRequest(sources=("x.txt",), name="x", model=model or {}, train=train)


def test_a_bare_request_becomes_a_run_of_a_minute() -> None:
    model, train = recipes.plan(request(), tokens=1_000_000, vocabulary=66)
    assert train.seconds == 60
    assert (model.cell, model.layers, model.units, model.vocabulary) == ("lstm", 1, 256, 66)
    assert model.embedding == 64


def test_what_the_user_set_is_kept() -> None:
    wanted = {"cell": "gru", "units": 64, "embedding": 32, "dropout": 0.25, "layers": 3}
    model, train = recipes.plan(
        request(wanted, steps=500, batch=7, learning_rate=0.5), tokens=1_000_000, vocabulary=66
    )
    assert {name: getattr(model, name) for name in wanted} == wanted
    assert (train.steps, train.batch, train.learning_rate) == (500, 7, 0.5)


def test_short_runs_get_small_networks_and_long_ones_dropout() -> None:
    short, _ = recipes.plan(request(seconds=5), tokens=1_000_000, vocabulary=66)
    long, _ = recipes.plan(request(seconds=3600), tokens=1_000_000, vocabulary=66)
    assert short.units < long.units
    assert short.dropout == 0
    assert 0 < long.dropout <= 0.6


def test_dropout_begins_the_later_the_fewer_weights_there_are_to_learn_by_heart() -> None:
    shares = []
    for cell in ("rnn", "gru", "lstm"):
        wanted = dataclasses.replace(request(epochs=30), model={"cell": cell, "units": 256})
        shares.append(recipes.plan(wanted, tokens=1_000_000, vocabulary=66)[0].dropout)
    assert 0 < shares[0] < shares[1] < shares[2]


def test_a_short_text_is_held_back_sooner_than_a_long_one_for_as_many_passes() -> None:
    wanted = dataclasses.replace(request(epochs=12), model={"units": 256})
    shares = [
        recipes.plan(wanted, tokens=tokens, vocabulary=66)[0].dropout
        for tokens in (200_000, 400_000, 600_000, 1_200_000)
    ]
    assert shares[0] > shares[1] > shares[2] == shares[3] > 0


def test_tiny_texts_get_tiny_networks_that_hold_back_what_they_learn_by_heart() -> None:
    tiny, _ = recipes.plan(request(), tokens=300, vocabulary=30)
    small, _ = recipes.plan(request(), tokens=50_000, vocabulary=30)
    large, _ = recipes.plan(request(), tokens=50_000_000, vocabulary=30)
    assert tiny.units < small.units < large.units
    assert tiny.dropout == 0.6
    assert large.dropout == 0


def test_words_share_one_matrix_unless_it_cannot_fit() -> None:
    words = dataclasses.replace(request(), level="word")
    assert recipes.plan(words, tokens=100_000, vocabulary=5000)[0].tied
    narrow = dataclasses.replace(words, model={"embedding": 64, "units": 128})
    assert not recipes.plan(narrow, tokens=100_000, vocabulary=5000)[0].tied
    assert not recipes.plan(request(), tokens=100_000, vocabulary=66)[0].tied


def test_a_run_planned_in_steps_is_the_same_on_every_machine() -> None:
    wanted = request(steps=3000)
    before = recipes.plan(wanted, tokens=100_000, vocabulary=66)
    speed.remember(before[0], 1e9)
    assert recipes.plan(wanted, tokens=100_000, vocabulary=66) == before


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_wider_and_deeper_networks_take_smaller_steps(cell: str) -> None:
    def rate(**shape: Any) -> float:
        return recipes.plan(request({"cell": cell, **shape}), tokens=10**6, vocabulary=66)[1].learning_rate

    assert rate(units=1024) < rate(units=256)
    assert rate(layers=4) < rate(layers=1)


@pytest.mark.parametrize("wrong", [{"seconds": 0}, {"seconds": 1, "steps": 1}, {"batch": 0}])
def test_impossible_requests_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        recipes.plan(request(**wrong), tokens=1000, vocabulary=66)
    with pytest.raises(InputError):
        recipes.plan(request({"cell": "lstn"}), tokens=1000, vocabulary=66)
    with pytest.raises(InputError, match="Vocabulary limit must be a whole number"):
        TrainRequest(sources=("x",), name="x", level="word", vocabulary_limit=-5)
    with pytest.raises(InputError, match="A vocabulary limit is for words"):
        TrainRequest(sources=("x",), name="x", vocabulary_limit=100)
    with pytest.raises(InputError, match="Nothing to train on"):
        TrainRequest(sources=(), name="x")


def test_the_forecast_follows_what_the_machine_was_seen_to_do() -> None:
    model = ModelConfig(vocabulary=66, units=256, embedding=256)
    train = TrainConfig(seconds=60)
    guess = recipes.forecast(model, train, 1_000_000)
    speed.remember(model, 50_000)
    seen = recipes.forecast(model, train, 1_000_000)
    assert guess.tokens_per_second != pytest.approx(50_000)
    assert seen.tokens_per_second == pytest.approx(50_000)
    assert seen.seconds_per_epoch == pytest.approx(20)
    assert seen.epochs == pytest.approx(3)
    assert seen.steps == pytest.approx(3_000_000 / (32 * 64), abs=1)
    assert seen.parameters == model.parameters
    assert seen.memory_bytes > 4 * seen.weight_bytes
    by_steps = recipes.forecast(model, dataclasses.replace(train, seconds=None, steps=100), 1_000_000)
    assert by_steps.steps == 100
    assert by_steps.seconds == pytest.approx(100 * 32 * 64 / 50_000)


@pytest.mark.parametrize("content", ["", "[]", "{", '{"lstm": "fast"}', '{"lstm": -1}'])
def test_a_damaged_memory_of_speed_is_ignored(content: str) -> None:
    model = ModelConfig(vocabulary=66)
    guess = speed.estimate(model)
    places.cache().mkdir(parents=True)
    (places.cache() / "speed.json").write_text(content, "utf-8")
    assert speed.estimate(model) == guess
