from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from playground.config import ModelConfig, TrainConfig
from playground.tasks.language import LanguageTask


@pytest.fixture(params=["lstm", "gru"])
def task(request: pytest.FixtureRequest) -> LanguageTask:
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    model = ModelConfig(vocabulary=7, cell=request.param, units=8, embedding=8, dropout=0.5)
    train = TrainConfig(steps=10, batch=4, window=8, reset=0.0)
    text, held_out = rng.integers(1, 7, 600).astype(np.uint8), rng.integers(1, 7, 3001).astype(np.uint8)
    return LanguageTask(model, train, text, held_out, torch.device("cpu"))


def sequential_loss(task: LanguageTask, text: np.ndarray) -> float:
    """The plain way: one stream, from the first token to the last."""
    task.network.eval()
    tokens = torch.from_numpy(text.astype(np.int64))[:, None]
    with torch.no_grad():
        loss, _ = task.network.loss(tokens[:-1], tokens[1:], task.network.zero_state(1))
    return float(loss)


def test_carried_validation_equals_reading_in_one_go(task: LanguageTask) -> None:
    result = task.validate()
    assert result.tokens == 3000
    assert result.carried == pytest.approx(sequential_loss(task, task._held_out), abs=1e-4)


@pytest.mark.parametrize("limit", [1, 5, 300, 700])
def test_a_limited_validation_reads_the_first_tokens(task: LanguageTask, limit: int) -> None:
    result = task.validate(limit)
    assert result.tokens == limit
    assert result.carried == pytest.approx(sequential_loss(task, task._held_out[: limit + 1]), abs=1e-4)


def test_cold_validation_reads_every_block_from_zero(task: LanguageTask) -> None:
    blocks = [task._held_out[start : start + 257] for start in range(0, 3000 - 255, 256)]
    expected = np.mean([sequential_loss(task, block) for block in blocks])
    assert task.validate().cold == pytest.approx(float(expected), abs=1e-5)


def test_validation_leaves_training_as_it_was(task: LanguageTask) -> None:
    task.network.train()
    task.loss()
    random, (carried, place) = torch.get_rng_state(), task.state()
    task.validate(100)
    assert task.network.training
    assert torch.equal(random, torch.get_rng_state())
    assert task.state()[1] == place
    np.testing.assert_array_equal(task.state()[0]["h"], carried["h"])


def test_the_state_is_carried_from_window_to_window(task: LanguageTask) -> None:
    """Two windows of 8 tokens give the loss of one window of 16, without the gradient between them."""
    task.network.eval()
    twice = (task.loss().item() + task.loss().item()) / 2
    start = int(np.random.default_rng((0, 0)).integers(0, 9))
    length = (600 - 1 - start) // 4
    places = start + length * np.arange(4)[None, :] + np.arange(17)[:, None]
    block = torch.from_numpy(np.random.default_rng(0).integers(1, 7, 600)[places])
    once, _ = task.network.loss(block[:-1], block[1:], task.network.zero_state(4))
    assert twice == pytest.approx(once.item(), abs=1e-5)


def test_an_untrained_network_knows_nothing(task: LanguageTask) -> None:
    assert task.validate().carried == pytest.approx(math.log(7), abs=0.4)


def test_a_share_of_the_streams_begins_anew_before_a_window() -> None:
    torch.manual_seed(0)
    model = ModelConfig(vocabulary=7, units=4, embedding=4)
    train = TrainConfig(steps=10, batch=200, window=2, reset=0.25)
    text = np.random.default_rng(0).integers(1, 7, 4000)
    task = LanguageTask(model, train, text, text[:300], torch.device("cpu"))
    task.loss()
    carried = task._carried
    h, c = task._some_reset()
    forgot = (h == 0).all(dim=(0, 2))
    assert 0.15 < forgot.float().mean() < 0.35
    assert torch.equal(forgot, (c == 0).all(dim=(0, 2)))
    torch.testing.assert_close(h[:, ~forgot], carried[0][:, ~forgot])
