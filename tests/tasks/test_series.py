"""A network that learns how a series goes on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from playground.data.naive import errors, naive_errors
from playground.errors import InputError
from playground.places import shipped_corpora
from playground.task_recipes import TaskRequest
from playground.tasks.series import SeriesTask, prepare
from playground.tasks.task import Prepared

PATTERN = np.array([3.0, 9.0, 4.0, 1.0, 7.0])


def request(source: Path, **more: object) -> TaskRequest:
    return TaskRequest(task="series", sources=(str(source),), name="n", **more)  # type: ignore[arg-type]


def built(data: Prepared) -> SeriesTask:
    torch.manual_seed(0)
    task = data.build(torch.device("cpu"))
    assert isinstance(task, SeriesTask)
    return task


@pytest.fixture
def waves(tmp_path: Path) -> Path:
    """A pattern of five over and over, on a slow slope."""
    path = tmp_path / "waves.csv"
    values = np.tile(PATTERN, 40) + 0.01 * np.arange(200)
    path.write_text(
        "time;height\n" + "\n".join(f"{at};{value:.3f}" for at, value in enumerate(values)), "utf-8"
    )
    return path


def test_the_shipped_series() -> None:
    data = prepare(request(shipped_corpora() / "series.csv"))
    assert (data.examples, data.held_out) == (1169, 292)
    assert data.document["column"] == "visitors"
    assert data.document["season"] == 7
    found = built(data).validate()
    assert found.metrics["naive_rmse"] == pytest.approx(525.9, abs=0.1)
    assert found.metrics["seasonal_naive_rmse"] == pytest.approx(260.4, abs=0.1)


def test_it_learns_a_pattern_and_beats_the_naive_forecast(waves: Path) -> None:
    data = prepare(request(waves, model={"units": 16, "dropout": 0.0}, train={"window": 20}))
    assert data.document["season"] == 5
    task = built(data)
    before = task.validate()
    optimizer = torch.optim.Adam(task.network.parameters(), 0.02)
    for _ in range(80):
        optimizer.zero_grad()
        task.loss().backward()
        optimizer.step()
    after = task.validate()
    assert after.metrics["rmse"] < 0.4 * after.metrics["naive_rmse"]
    assert after.carried < before.carried / 10


def test_metrics_are_in_the_unit_of_the_data(waves: Path) -> None:
    data = prepare(request(waves))
    task = built(data)
    found = task.validate()
    values = task._values
    with torch.no_grad():
        scaled = task.network.eval()(task._scaled[:-1, None])[159:, 0].numpy()
    expected = errors(values[160:], task._scale.back(scaled))
    assert found.metrics["rmse"] == pytest.approx(expected.rmse, rel=1e-4)
    assert found.metrics["mae"] == pytest.approx(expected.mae, rel=1e-4)
    assert found.metrics["naive_rmse"] == naive_errors(values, 160).rmse
    assert (found.tokens, task.held_out_tokens) == (40, 40)
    assert task.validate(3).tokens == 3
    assert task.validate(3).metrics["naive_rmse"] == naive_errors(values[:163], 160).rmse


def test_the_held_out_end_is_neither_scaled_by_nor_learned_from(waves: Path, tmp_path: Path) -> None:
    lines = waves.read_text().splitlines()
    other = tmp_path / "other.csv"
    other.write_text("\n".join([*lines[:161], *(f"{at};1000" for at in range(160, 200))]))
    one, two = (prepare(request(path, model={"dropout": 0.0})) for path in (waves, other))
    assert one.document == two.document
    first, second = built(one), built(two)
    assert [first.loss().item() for _ in range(9)] == [second.loss().item() for _ in range(9)]


def test_reading_goes_on_where_it_stood(waves: Path) -> None:
    one, other = built(prepare(request(waves))), built(prepare(request(waves)))
    for _ in range(3):
        one.loss()
    other.restore(*one.state())
    torch.manual_seed(1)
    loss = one.loss().item()
    torch.manual_seed(1)
    assert other.loss().item() == loss


def test_a_column_may_be_named(waves: Path) -> None:
    data = prepare(request(waves, options={"column": "time"}))
    assert data.document["column"] == "time"
    with pytest.raises(InputError, match="no column 'depth'; there are 'time', 'height'"):
        prepare(request(waves, options={"column": "depth"}))


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["5"] * 39, "holds 39 values; at least 40"),
        (["5"] * 60, "never changes"),
        (["1e300", "-1e300"] * 30, "reckoned with"),
        ([*["5", "6"] * 30, "x"], "line 61: 'x'"),
    ],
)
def test_what_cannot_be_learned_is_refused(tmp_path: Path, lines: list[str], says: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(InputError, match=says):
        prepare(request(path))


def test_a_short_series_is_learned_from_with_a_shorter_window(tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text("\n".join(str(at % 3) for at in range(40)))
    task = built(prepare(request(path)))
    assert torch.isfinite(task.loss())
    assert task.validate().tokens == 8
