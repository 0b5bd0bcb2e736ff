"""What the models of Shapes make of an example, and which of them there are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground import library, modelfile
from playground.errors import InputError
from playground.events import Weights
from playground.recipes import TrainRequest
from playground.task_recipes import TaskRequest
from playground.ui.examples import offers, training
from playground.ui.examples.answer import (
    Answer,
    Caption,
    Forecast,
    Tags,
    Translation,
    Verdicts,
    Written,
    percent,
)
from playground.ui.examples.example import Example, from_data
from playground.ui.examples.offers import Offer
from playground.ui.examples.opened import answer, opened, opened_in_training
from playground.ui.examples.tag import parts_of
from playground.ui.task_state import TaskState, learned
from tests.ui import fakes, shape_fakes
from tests.ui.shape_fakes import save_task, task_card
from tests.ui.write_fakes import card, save_model


def offer(name: str, task: str, *, alone: bool = False, shipped: bool = True, **more: object) -> Offer:
    """A model of the library, just made."""
    path = save_task(name, task, **more)  # type: ignore[arg-type]
    shape = offers.ONE_TO_ONE if alone else offers.shape_of(task)  # type: ignore[arg-type]
    return Offer(shape, name, task, path, modelfile.read_card(path), shipped)  # type: ignore[arg-type]


def ask(found: Offer, text: str = "", seed: int = 0, beam: int = 1) -> Answer:
    return answer(opened(found), Example(text, seed, beam))


# Which models there are


def test_models_stand_under_their_shape_shipped_ones_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library, "shipped_models", lambda: tmp_path / "shipped")
    shape_fakes.shelf(tmp_path / "shipped", tmp_path / "series.csv")
    save_task("mine", "classify")
    save_task("cut", "tag", recurrent=False)
    save_model("bard")
    save_model("tunes", tmp_path / "shipped")
    save_model("jigs", corpus={"name": "jigs.abc"})
    found = [(each.shape.title, each.name, each.alone) for each in offers.offers(library.list_models())]
    assert found == [
        ("One to one", "sentiment", True),
        ("One to one", "entities", True),
        ("One to one", "cut", True),
        ("One to many", "captions", False),
        ("One to many", "tunes", False),
        ("One to many", "jigs", False),
        ("Many to one", "sentiment", False),
        ("Many to one", "series", False),
        ("Many to one", "mine", False),
        ("Many to many", "entities", False),
        ("Encoder-decoder", "english-hindi", False),
    ]
    assert len({each.key for each in offers.offers(library.list_models())}) == len(found)


def test_a_score_says_on_what_it_was_reached() -> None:
    whole = offer("whole", "tag")
    assert offers.judged(whole, []) == "span F1 71.0% on unseen examples"
    assert offers.judged(Offer(offers.ONE_TO_ONE, "whole", "tag", None, whole.card), []).startswith(
        "in their"
    )
    cut = offer("cut", "tag", alone=True, recurrent=False)
    assert cut.card is not None
    cut.card.scores["f1"] = 0.5
    assert offers.judged(cut, [cut]) == "without a past: span F1 50.0%"
    assert offers.judged(cut, [cut, whole]) == "without a past: span F1 50.0%; recurrence adds +21.0 points"
    assert offers.judged(offer("other", "series"), []) == (
        "typical error 4.2, the last value's 24.5 on unseen examples"
    )
    writes = Offer(offers.ONE_TO_MANY, "tunes", "language", None, card("tunes", bits=1.25))
    assert offers.judged(writes, []) == "1.25 bits/char"


@pytest.mark.parametrize(
    ("share", "said"), [(0, "0%"), (0.004, "<1%"), (0.5, "50%"), (0.996, ">99%"), (1, "100%")]
)
def test_shares(share: float, said: str) -> None:
    assert percent(share) == said


# What they make of an example


def test_a_verdict_after_every_word() -> None:
    found = ask(offer("s", "classify"), "The food isn't zorgly")
    assert isinstance(found.result, Verdicts)
    assert found.result.words == ("The", "food", "is", "n't", "zorgly")
    np.testing.assert_allclose(found.result.probabilities.sum(1), 1, rtol=1e-5)
    steps = found.unrolled.steps
    assert [step.below for step in steps] == ["The", "food", "is", "n't", "zorgly"]
    assert [bool(step.above) for step in steps] == [False] * 4 + [True]
    assert [step.unknown for step in steps] == [False] * 4 + [True]
    assert found.unknown == ("zorgly",)
    assert found.unrolled.one_answer
    assert found.unrolled.pooled
    label = ("negative", "positive")[int(found.result.probabilities[-1].argmax())]
    assert steps[-1].above.startswith(label)
    assert found.said.startswith(label)
    assert found.traced is not None
    assert found.traced.values["h"].shape == (5, 1, 12)


def test_the_word_at_which_it_turned() -> None:
    for text in ("The food is not good at all", "bad bad pizza", "i love the food", "not bad at all"):
        found = ask(offer("s", "classify"), text)
        assert isinstance(found.result, Verdicts)
        labels = found.result.probabilities.argmax(1).tolist()
        before = [at for at in range(1, len(labels)) if labels[at - 1] != labels[at]]
        if before:
            assert found.said.endswith(f"it turned at “{found.result.words[before[-1]]}”")
        else:
            assert "turned" not in found.said


def test_words_by_themselves_have_no_past() -> None:
    model = offer("s", "classify", alone=True)
    found, other = ask(model, "not good food"), ask(model, "bad food")
    assert isinstance(found.result, Verdicts)
    assert isinstance(other.result, Verdicts)
    np.testing.assert_allclose(found.result.probabilities[-1], other.result.probabilities[-1], rtol=1e-5)
    assert not found.unrolled.recurrent
    assert all(step.above for step in found.unrolled.steps)
    assert "W" in found.unrolled.letters
    whole = ask(offer("s", "classify"), "not good food")
    assert whole.said.partition(";")[0].partition(",")[0] in found.said


def test_tags_in_step_and_by_themselves() -> None:
    model = offer("e", "tag")
    found = ask(model, "John lives in Paris")
    assert isinstance(found.result, Tags)
    assert found.result.tokens == ("John", "lives", "in", "Paris")
    assert [step.above for step in found.unrolled.steps] == list(found.result.tags)
    assert found.unrolled.both_ways
    assert found.layers == ("forwards", "backwards")
    alone = ask(offer("e", "tag", alone=True), "John lives in Paris")
    assert isinstance(alone.result, Tags)
    assert (alone.result.tags, alone.result.otherwise) == (found.result.otherwise, found.result.tags)
    assert not alone.unrolled.recurrent


def test_names_of_several_words_are_one_piece() -> None:
    tokens, tags = ("Isla", "Muir", "in", "Rome", "Paris"), ("B-PER", "I-PER", "O", "B-LOC", "B-LOC")
    assert [(text, kind) for text, kind, _ in parts_of(tokens, tags)] == [
        ("Isla Muir", "PER"), ("in", ""), ("Rome", "LOC"), ("Paris", "LOC"),
    ]  # fmt: skip


@pytest.mark.parametrize("both_ways", [False, True])
def test_a_translation_has_two_networks(both_ways: bool) -> None:
    model = offer("t", "translate", bidirectional=both_ways)
    found = ask(model, "I love pizza", beam=4)
    assert isinstance(found.result, Translation)
    steps = found.unrolled.steps
    assert [step.below for step in steps[:3]] == ["i", "love", "pizza"]
    assert found.unrolled.turn == 3
    assert steps[3].below == "start"
    assert [step.below for step in steps[4:]] == [step.above for step in steps[3:-1]]
    assert found.result.attention is not None
    np.testing.assert_allclose(found.result.attention.sum(0), 1, rtol=1e-5)
    greedy = ask(model, "I love pizza").result
    assert isinstance(greedy, Translation)
    assert found.result.score >= greedy.score
    assert found.traced is not None
    assert len(found.traced.tokens) == len(steps)
    h = found.traced.values["h"]
    assert not np.isnan(h[:, 0]).any()
    if both_ways:
        assert np.isnan(h[3:, 1]).all()
        assert not np.isnan(h[:3, 1]).any()


def test_a_scene_and_its_caption() -> None:
    model = offer("c", "caption")
    found, again, other = (ask(model, seed=seed) for seed in (3, 3, 4))
    assert isinstance(found.result, Caption)
    assert isinstance(again.result, Caption)
    assert isinstance(other.result, Caption)
    assert found.result == again.result
    assert found.result.picture != other.result.picture
    assert found.result.truth
    assert found.unrolled.begin == "picture"
    assert [step.below for step in found.unrolled.steps[1:]] == [
        step.above for step in found.unrolled.steps[:-1]
    ]


def test_pictures_of_the_users_own(tmp_path: Path) -> None:
    rows = '", "'.join(["r" * 20] * 20)
    own = tmp_path / "own.jsonl"
    own.write_text(f'{{"picture": ["{rows}"], "caption": "all red"}}\n', "utf-8")
    found = ask(offer("c", "caption", sources=[str(own)]), seed=7).result
    assert isinstance(found, Caption)
    assert (found.truth, found.picture.rows[0]) == ("all red", "r" * 20)


def test_a_forecast_beside_the_truth(tmp_path: Path) -> None:
    series = tmp_path / "series.csv"
    series.write_text(shape_fakes.SERIES, "utf-8")
    model = offer("f", "series", sources=[str(series)])
    found = ask(model)
    assert isinstance(found.result, Forecast)
    assert len(found.result.forecast) == len(found.result.truth) == len(found.result.naive) == 14
    assert found.result.naive.tolist() == [found.result.given[-1]] * 14
    assert found.text == "120 130 140 150 100 110 120 130"[-len(found.text) :] or len(found.text.split()) == 8
    assert [step.below for step in found.unrolled.steps] == found.text.split()
    assert "network" in found.said
    typed = ask(model, "1 2 3 4 5 6 7 8")
    assert isinstance(typed.result, Forecast)
    assert typed.result.given[-1] == 8
    assert not len(typed.result.truth)
    earlier, last = ask(model, seed=1).result, ask(model, seed=2).result
    assert isinstance(earlier, Forecast)
    assert isinstance(last, Forecast)
    assert earlier.start + len(earlier.given) == found.result.start + len(found.result.given) - 14
    assert not len(last.truth)
    with pytest.raises(InputError, match=r"'two' is no number"):
        ask(model, "1 two 3")
    with pytest.raises(InputError, match="finite"):
        ask(model, "1 inf")


def test_a_series_that_is_gone_can_be_typed() -> None:
    model = offer("f", "series", sources=["/nowhere/series.csv"])
    with pytest.raises(InputError, match="not at hand"):
        ask(model)
    found = ask(model, "1, 2, 3").result
    assert isinstance(found, Forecast)
    assert found.given.tolist() == [1, 2, 3]


def test_a_tune_is_written_from_its_title() -> None:
    path = save_model("tunes")
    model = Offer(offers.ONE_TO_MANY, "tunes", "language", path, modelfile.read_card(path), shipped=True)
    found, again, other = (ask(model, "Ann", seed) for seed in (1, 1, 2))
    assert isinstance(found.result, Written)
    assert isinstance(other.result, Written)
    assert found.result == again.result
    assert found.result.text != other.result.text
    assert found.result.seed == "X:1\nT:Ann\n"
    assert found.result.sound is False
    assert found.result.problem
    first = len(found.result.seed) - 1
    assert [bool(step.above) for step in found.unrolled.steps[: first + 1]] == [False] * first + [True]
    assert found.unrolled.look == first


def test_the_network_in_training_answers_too() -> None:
    weights = shape_fakes.live_weights("new", 5)
    live = Offer(offers.MANY_TO_ONE, "new", "classify", None)
    assert isinstance(answer(opened_in_training(live, weights), Example("good food")).result, Verdicts)
    made = fakes.weights(5)
    letters = Offer(offers.ONE_TO_MANY, "new", "language", None)
    assert isinstance(made, Weights)
    assert isinstance(answer(opened_in_training(letters, made), Example("")).result, Written)


def test_nothing_to_read() -> None:
    for task in ("classify", "tag", "translate"):
        with pytest.raises(InputError, match="no word"):
            ask(offer(task, task), " \t")


# Examples to begin with


def test_examples_come_by_name_or_from_the_models_own_data(tmp_path: Path) -> None:
    assert opened(offer("sentiment", "classify")).examples[0] == "The food is not good"
    mine = offer("mine", "classify", shipped=False, sources=["reviews"])
    assert opened(mine).examples[0] == "The food is not good"
    own = tmp_path / "own.tsv"
    own.write_text("".join(f"own text {number}\ta\n" for number in range(40)), "utf-8")
    texts = opened(offer("own", "classify", shipped=False, sources=[str(own)])).examples
    assert texts[0] == "own text 0"
    assert len(texts) == 12
    gone = offer("gone", "classify", shipped=False, sources=[str(tmp_path / "gone.tsv")])
    assert opened(gone).examples == ("The food is not good",)
    conll = tmp_path / "own.conll"
    conll.write_text("Ann B-PER\nsings O\n\n", "utf-8")
    assert from_data("tag", [str(conll)]) == ("Ann sings",)
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("one\teins\ntwo\tzwei\n", "utf-8")
    assert from_data("translate", [str(pairs)]) == ("one", "two")
    assert from_data("classify", [str(tmp_path)]) == ()


# Training


def test_a_wish_becomes_a_request() -> None:
    data = training.SHIPPED["classify"][0]
    found = training.request(
        training.Wish("classify", data, "mine", 30.0, "gru", data.labels, both_ways=True, recurrent=False)
    )
    assert found == TaskRequest(
        task="classify",
        sources=("reviews",),
        name="mine",
        model={"cell": "gru", "bidirectional": True, "recurrent": False},
        train={"seconds": 30.0},
        options={"labels": {"1": "negative", "2": "negative", "4": "positive", "5": "positive"}},
    )
    series = training.request(
        training.Wish("series", training.Data("x", ("a.csv",), "a"), "s", 5.0, column="b")
    )
    assert isinstance(series, TaskRequest)
    assert (series.options, series.model) == ({"column": "b"}, {"cell": "lstm"})
    pairs = training.request(
        training.Wish("translate", training.SHIPPED["translate"][0], "t", 5.0, attention=False)
    )
    assert isinstance(pairs, TaskRequest)
    assert pairs.model == {"cell": "lstm", "bidirectional": False, "attention": False}
    tune = training.request(training.Wish("language", training.SHIPPED["language"][0], "t", 5.0))
    assert isinstance(tune, TrainRequest)
    with pytest.raises(InputError, match="1=negative, 5=positive"):
        training.labels_from("1=, 2")


def test_curves_of_a_run_and_of_a_model() -> None:
    state = TaskState()
    state.begin(TaskRequest(task="classify", sources=("reviews",), name="mine"))
    assert state.active
    for event in shape_fakes.story("mine"):
        state.apply(event)
    assert state.curves.loss["training"].xs[-1] == 10.0
    assert state.curves.loss["held out"].ys == [0.4]
    assert state.curves.measures["accuracy"].ys == [81.0]
    assert state.figures == "accuracy 81.0%"
    made = learned(task_card("f", "series"))
    assert made.measures["typical error"].ys == pytest.approx([1.05, 2.1, 3.15, 4.2])
    assert not made.shares
    assert learned(None).loss == {}
