"""Texts of one length, the gradient that reaches their first word, and what follows from both."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
import torch

from playground import events
from playground.data.labelled import read_labelled
from playground.data.words import words_of
from playground.errors import InputError
from playground.lab.length import most_updates, reaching_first
from playground.lab.length_verdict import BAG, Lengths, Result, judge, share_left
from playground.lab.long_texts import LongTexts, shipped_texts, user_texts
from playground.lab.reading import BagOfWords, ReadingTask, Texts
from playground.lab.run import LabRun
from playground.nets.classifier import Classifier
from playground.places import shipped_corpora
from playground.task_config import TaskConfig

FILLING = ("the", "a", "we", "they", "food", "was", "had", "came", "with", "and", "then", "soup", "bread")


def random(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture(scope="module")
def shipped() -> LongTexts:
    return shipped_texts("everywhere", 0)


def test_every_text_has_the_length_asked_for_and_none_is_padded(shipped: LongTexts) -> None:
    for part in (shipped.train, shipped.held_out):
        texts = part.draw(9, 300, random())
        assert texts.words.shape == (300, 9)
        assert (texts.lengths == 300).all()
        assert 0 < texts.labels.sum() < 9


def sentences(texts: Texts, known: LongTexts) -> list[str]:
    """Texts as words, unknown ones left out, with a full stop where one stands."""
    return [" ".join(known.lexicon.words[i] for i in column) for column in texts.words.T.tolist()]


def test_texts_are_made_of_reviews_of_their_label(shipped: LongTexts) -> None:
    by_label: dict[int, set[str]] = {0: set(), 1: set()}
    for row in read_labelled(shipped_corpora() / "reviews.tsv"):
        if row.label != "3":
            known = [shipped.lexicon.words[i] for i in shipped.lexicon.ids(words_of(row.text))]
            by_label[int(row.label in "45")].add(" ".join(known))
    texts = shipped.train.draw(6, 60, random())
    for text, label in zip(sentences(texts, shipped), texts.labels.tolist(), strict=True):
        assert any(text.startswith(review) for review in by_label[label])
        assert not any(text.startswith(review) for review in by_label[1 - label] - by_label[label])


def test_the_second_half_of_a_text_that_turns_round_has_its_label(shipped: LongTexts) -> None:
    turned = shipped.held_out.draw(8, 400, random(), mixed=True)
    straight = shipped.train.draw(600, 200, random())
    counts = torch.zeros(2, shipped.lexicon.size)
    for label in (0, 1):
        counts[label] = torch.bincount(
            straight.words[:, straight.labels == label].flatten(), minlength=counts.shape[1]
        )
    scores = ((counts[1] + 1) / counts[1].sum()).log() - ((counts[0] + 1) / counts[0].sum()).log()
    first, second = (scores[half].mean(0) for half in (turned.words[:200], turned.words[200:]))
    sign = torch.where(turned.labels == 1, 1.0, -1.0)
    assert ((second - first) * sign > 0).float().mean() > 0.9


def test_an_opinion_in_the_first_sentence_only() -> None:
    texts = shipped_texts("first", 0)
    assert not texts.can_turn
    drawn = texts.train.draw(200, 120, random())
    bags = [
        torch.bincount(drawn.words[60:, drawn.labels == k].flatten(), minlength=texts.lexicon.size)
        for k in (0, 1)
    ]
    shares = [bag / bag.sum() for bag in bags]
    assert (shares[0] - shares[1]).abs().sum() < 0.25, "the rest must not tell the labels apart"


def write_reviews(folder: Path, parts: tuple[str, ...], count: int, words: int) -> None:
    for part in parts:
        for label, telling in (("pos", "fine"), ("neg", "foul")):
            (folder / part / label).mkdir(parents=True)
            for index in range(count):
                draw = Random(f"{part} {label} {index}")
                text = " ".join([telling, *draw.choices([*[telling] * 6, *FILLING], k=words)])
                (folder / part / label / f"{index}.txt").write_text(text, "utf-8")


@pytest.mark.parametrize("parts", [("train", "test"), (".",)])
def test_reviews_of_the_users_own(tmp_path: Path, parts: tuple[str, ...]) -> None:
    write_reviews(tmp_path, parts, 150, 50)
    texts = user_texts(str(tmp_path), 40, 0)
    drawn = texts.train.draw(10, 40, random())
    fine = texts.lexicon.ids(["fine"])[0]
    assert ((drawn.words == fine).any(0) == (drawn.labels == 1)).all()
    assert texts.held_out.draw(10, 40, random()).words.shape == (40, 10)


def test_a_folder_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "cats").mkdir()
    (tmp_path / "cats" / "1.txt").write_text("meow", "utf-8")
    with pytest.raises(InputError, match=r"pos.*neg.*labels are cats\.$"):
        user_texts(str(tmp_path), 10, 0)


def test_too_few_long_reviews_are_refused_with_what_to_do(tmp_path: Path) -> None:
    write_reviews(tmp_path, ("train", "test"), 30, 50)
    with pytest.raises(
        InputError, match=r"0 negative reviews to learn from of at least 1,000 words.*shorter"
    ):
        user_texts(str(tmp_path), 1000, 0)


def network(cell: str, **settings: object) -> Classifier:
    torch.manual_seed(0)
    config = {"vocabulary": 20, "outputs": 2, "units": 6, "embedding": 5, **settings}
    return Classifier(TaskConfig(task="classify", cell=cell, **config))  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_the_gradient_at_the_first_word_agrees_with_finite_differences(cell: str) -> None:
    net = network(cell, dropout=0.5)
    words = torch.arange(1, 13).view(12, 1)  # every word once: moving its vector moves one step
    texts = Texts(words, torch.tensor([12]), torch.tensor([1]))
    found = reaching_first(net, texts)
    precise = net.double().eval()

    def slope(step: int) -> float:
        squares = 0.0
        vector = precise.embedding.weight[int(words[step, 0])]
        for place in range(len(vector)):
            losses = []
            for move in (1e-5, -1e-5):
                with torch.no_grad():
                    vector[place] += move
                    logits = precise(texts.words, texts.lengths)
                    losses.append(float(torch.nn.functional.cross_entropy(logits, texts.labels)))
                    vector[place] -= move
            squares += ((losses[0] - losses[1]) / 2e-5) ** 2
        return squares**0.5

    assert found == pytest.approx(slope(0) / slope(11), rel=1e-3)


def test_measuring_leaves_the_network_as_it_is() -> None:
    net = network("rnn")
    texts = Texts(torch.ones(5, 3, dtype=torch.int64), torch.full((3,), 5), torch.tensor([0, 1, 0]))
    reaching_first(net, texts)
    assert net.embedding.weight.dtype == torch.float32
    assert net.embedding.weight.grad is None


def test_a_bag_of_words_does_not_see_the_order_and_loads_its_weights() -> None:
    torch.manual_seed(0)
    bag, other = BagOfWords(20, 2), BagOfWords(20, 2)
    words = torch.randint(1, 20, (9, 4))
    lengths = torch.full((4,), 9)
    assert torch.allclose(bag(words, lengths), bag(words.flip(0), lengths))
    padded = torch.cat([words, torch.full((3, 4), 7)])
    assert torch.allclose(bag(words, lengths), bag(padded, lengths))
    other.load_weights(bag.weights())
    assert torch.equal(bag(words, lengths), other(words, lengths))


def test_a_reading_task_goes_on_from_where_it_stood(shipped: LongTexts) -> None:
    task = ReadingTask(
        network("gru", vocabulary=shipped.lexicon.size),
        lambda source: shipped.train.draw(4, 12, source),
        shipped.held_out.draw(30, 12, random()),
        seed=3,
    )
    task.loss()
    state = task.state()
    expected = task.loss().item()
    task.restore(*state)
    assert task.loss().item() == expected
    seen = task.validate()
    assert 0 <= seen.metrics["accuracy"] <= 1
    assert seen.tokens == task.held_out_tokens == 360


def lengths(name: str, short: float, long: float, gradient: float | None) -> Lengths:
    return Lengths(name, {10: Result(short, gradient, 0.5, 0.1), 1000: Result(long, gradient, 0.5, 1.0)})


@pytest.mark.parametrize(
    ("rnn", "lstm", "holds"),
    [
        ((0.8, 0.6, 1e-30), (0.8, 0.9, 1e-3), True),
        ((0.8, 0.6, 1e-30), (0.9, 0.7, 1e-3), None),
        ((0.6, 0.8, 1e-2), (0.6, 0.8, 1e-2), False),
    ],
)
def test_verdict(
    rnn: tuple[float, float, float], lstm: tuple[float, float, float], holds: bool | None
) -> None:
    found = [lengths(BAG, 0.6, 0.9, None), lengths("RNN", *rnn), lengths("LSTM", *lstm)]
    verdict = judge(found, (10, 1000), "reviews")
    assert verdict.holds is holds
    assert f"RNN {rnn[1]:.0%} at 1,000 words" in verdict.text
    assert judge(found[:2], (10, 1000), "reviews").holds is None


def test_shares_of_the_gradient_as_words() -> None:
    assert [share_left(share) for share in (None, 0.0, 2.4e-5)] == ["", "under 1e-300", "2e-05"]


def test_updates_are_fewer_for_long_texts_but_never_none() -> None:
    assert [most_updates(300, length) for length in (10, 100, 1000, 50_000)] == [300, 200, 20, 1]


def run(**settings: object) -> list[events.Event]:
    small = {"lengths": (6, 12), "units": 8, "updates": 6, "cells": ("RNN", "GRU"), **settings}
    return list(LabRun(events.LabRequest(name="length", settings=small)))


def test_a_small_run_measures_everything() -> None:
    said = run()
    points = {(e.panel, e.series, e.x) for e in said if isinstance(e, events.Point)}
    for name in ("RNN", "GRU"):
        for panel in ("accuracy", "gradient", "ends", "time"):
            assert {(panel, name, 6.0), (panel, name, 12.0)} <= points
    assert ("gradient", BAG, 6.0) not in points
    [table] = [event for event in said if isinstance(event, events.LabTable)]
    assert len(table.rows) == 6
    assert isinstance(said[-2], events.Verdict)
    shares = [event.share for event in said if isinstance(event, events.LabProgress)]
    assert shares == sorted(shares)


def test_the_same_seed_gives_the_same_figures_but_for_the_time() -> None:
    def rows() -> list[tuple[str, ...]]:
        said = run(opinion="first", training="afresh", cells=("LSTM",))
        [table] = [event for event in said if isinstance(event, events.LabTable)]
        return [row[:-1] for row in table.rows]

    first = rows()
    assert first == rows()
    assert {row[4] for row in first} == {""}, "where only the first sentence tells, no text can turn round"


def test_a_small_run_on_reviews_of_the_users_own(tmp_path: Path) -> None:
    write_reviews(tmp_path, ("train", "test"), 25, 20)
    said = run(folder=str(tmp_path), updates=60, cells=("GRU",), learning_rate=0.02)
    [verdict] = [event for event in said if isinstance(event, events.Verdict)]
    assert "your reviews" in verdict.text
    last = [e for e in said if isinstance(e, events.Point) and e.panel == "accuracy" and e.series == "GRU"][
        -1
    ]
    assert last.y > 0.9
