"""Learning to translate: data, batches, loss, measures, going on."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from playground.data.lexicon import Lexicon
from playground.errors import InputError
from playground.task_recipes import TaskRequest
from playground.tasks.task import Prepared
from playground.tasks.translate import LONGEST, TranslateTask, prepare

WHO = {"I": "ich", "you": "du", "we": "wir", "they": "sie", "Anna": "Anna"}
WHAT = {"red": "rot", "blue": "blau", "green": "grün", "black": "schwarz", "white": "weiß", "old": "alt"}
HOW = {"now": "jetzt", "often": "oft", "never": "nie", "today": "heute"}
ROWS = [
    f"{who} see {what} {how}\t{er} sieht {how_} {was}\tCC0"
    for who, er in WHO.items()
    for what, was in WHAT.items()
    for how, how_ in HOW.items()
]

Prepare = Callable[..., Prepared]


@pytest.fixture
def ready(tmp_path: Path) -> Prepare:
    """Prepares pairs for a small network."""

    def prepared(rows: list[str], *, options: dict[str, Any] | None = None, **train: Any) -> Prepared:
        path = tmp_path / "rows.tsv"
        path.write_text("\n".join(rows), "utf-8")
        model = {"units": 24, "embedding": 12, **train.pop("model", {})}
        train = {"steps": 10, "batch": 16, "seed": 1, "device": "cpu", **train}
        return prepare(
            TaskRequest(
                task="translate",
                sources=(str(path),),
                name="n",
                model=model,
                train=train,
                options=options or {},
            )
        )

    return prepared


def task_of(data: Prepared) -> TranslateTask:
    torch.manual_seed(0)
    task = data.build(torch.device("cpu"))
    assert isinstance(task, TranslateTask)
    return task


def test_everything_is_decided_before_the_first_step(ready: Prepare) -> None:
    data = ready(ROWS)
    assert data.examples + data.held_out == len(ROWS) == 120
    assert data.held_out == pytest.approx(12, abs=1)
    assert data.model.attention
    assert data.model.vocabulary == Lexicon.from_dict(data.vocabulary).size == 1 + 5 + 1 + 6 + 4
    target = Lexicon.from_dict(data.document["target"])
    assert data.model.outputs == target.size
    assert target.words[:2] == ("<unk>", "<end>")
    assert data.document["longest"] >= 5
    assert data.tokens == 5 * data.examples
    assert data.notices == ()


def test_options_reach_the_network(ready: Prepare) -> None:
    data = ready(ROWS, model={"cell": "gru", "attention": False, "bidirectional": True, "layers": 2})
    network = task_of(data).network
    assert network.attention is None
    assert network.encoder.rnn.bidirectional
    assert isinstance(network.decoder.rnn, torch.nn.GRU)


def test_it_learns_what_it_has_not_seen(ready: Prepare) -> None:
    task = task_of(ready(ROWS, model={"dropout": 0.1}))
    optimizer = torch.optim.Adam(task.network.parameters(), 1e-2)
    before = task.validate()
    for _ in range(150):
        optimizer.zero_grad()
        task.loss().backward()
        torch.nn.utils.clip_grad_norm_(task.network.parameters(), 1.0)
        optimizer.step()
    after = task.validate()
    assert before.metrics["exact_match"] < 0.2
    assert after.metrics["exact_match"] > 0.8
    assert after.metrics["token_accuracy"] > 0.95
    assert after.carried < before.carried / 5
    assert task.network.training


def test_an_untrained_network_guesses(ready: Prepare) -> None:
    data = ready(ROWS)
    task = task_of(data)
    with torch.no_grad():
        task.network.head.weight.zero_()
        task.network.head.bias.zero_()
    found = task.validate()
    assert found.carried == pytest.approx(math.log(data.model.outputs), abs=1e-5)
    assert found.cold == found.carried
    assert found.tokens == task.held_out_tokens == 5 * data.held_out
    assert task.loss().item() == pytest.approx(math.log(data.model.outputs), abs=1e-5)


def test_a_part_of_the_held_out_pairs(ready: Prepare) -> None:
    task = task_of(ready(ROWS))
    assert task.validate(limit=11).tokens == 10
    assert task.validate(limit=1).tokens == 5


def test_every_target_of_a_source_counts_as_right(ready: Prepare) -> None:
    rows = [*ROWS, *(row.replace("sieht", "schaut") for row in ROWS)]
    task = task_of(ready(rows))
    example = task.held_out[0]
    assert len(example.allowed) == 2
    task._longest = 3
    task.written = lambda part: [sorted(each.allowed)[0] for each in part]  # type: ignore[method-assign]
    assert task.validate().metrics["exact_match"] == 1.0


def test_the_same_seed_goes_the_same_way_and_goes_on(ready: Prepare) -> None:
    data = ready(ROWS)

    def losses(task: TranslateTask, count: int) -> list[float]:
        torch.manual_seed(5)
        return [task.loss().item() for _ in range(count)]

    first = task_of(data)
    assert losses(first, 3) == losses(task_of(data), 3)
    arrays, place = first.state()
    second = task_of(data)
    second.restore(arrays, place)
    assert losses(first, 8) == losses(second, 8)


def test_words_seen_once_are_unknown_in_much_data(ready: Prepare) -> None:
    rows = [row.replace("\t", f" {number}\t", 1) for number in range(40) for row in ROWS][:2600]
    rows.append("we see pangolins\twir sehen Schuppentiere")
    data = ready(rows)
    assert "pangolins" not in Lexicon.from_dict(data.vocabulary)
    assert " Schuppentiere" not in Lexicon.from_dict(data.document["target"])
    task = task_of(data)
    rare = [each for each in task._examples if (each.target == 0).any()]
    assert len(rare) == 1
    assert np.isfinite(task.loss().item())
    assert "pangolins" in Lexicon.from_dict(ready([*ROWS, rows[-1]]).vocabulary)


def test_pairs_too_long_are_left_out_and_counted(ready: Prepare) -> None:
    data = ready([*ROWS, "word " * (LONGEST + 1) + "\tWort", "word\t" + "Wort " * (LONGEST + 1)])
    assert data.examples + data.held_out == len(ROWS)
    assert "2 of 122 pairs" in data.notices[0]


@pytest.mark.parametrize("rows", [["one\teins"], ["word " * (LONGEST + 1) + "\tWort"] * 3])
def test_too_little_is_one_sentence(ready: Prepare, rows: list[str]) -> None:
    with pytest.raises(InputError, match="rows has too few pairs"):
        ready(rows)


def test_word_dropout_is_an_option(ready: Prepare) -> None:
    task = task_of(ready(ROWS, options={"word_dropout": 1.0}))
    words, _ = task._sources(task._examples[:4])
    assert not words.any()
    task.network.eval()
    assert task._sources(task._examples[:4])[0].all()
