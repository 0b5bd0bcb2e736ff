"""Many to one at every step: the next value of a series of numbers."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from playground.config import TrainConfig
from playground.data.naive import Errors, errors, find_season, naive_errors
from playground.data.scale import CONTEXT, Scale
from playground.data.series import read_series
from playground.errors import InputError
from playground.nets.forecaster import Forecaster
from playground.task_config import TaskConfig
from playground.task_recipes import TaskRequest, plan
from playground.tasks.task import Arrays, Prepared, Validation

MODEL = {"cell": "lstm", "units": 48, "embedding": 1, "dropout": 0.1}
TRAIN = {
    "steps": 500, "batch": 16, "window": 96, "learning_rate": 5e-3, "weight_decay": 0.1,
    "validation_share": 0.2, "reset": 0.0,
}  # fmt: skip
LEAST = 40
"""Values that are too few to learn from and to hold some out."""


class SeriesTask:
    """A forecaster and the series it learns from.

    Args:
        model: the shape of the network.
        train: how it is trained; ``window`` values at a time.
        values: the whole series, (N,), in the unit of the data.
        held_out: index of the first value that is held out.
        scale: of the training part.
        season: steps of a season, for the naive forecast that knows it.
        device: where to compute.
    """

    def __init__(
        self,
        model: TaskConfig,
        train: TrainConfig,
        values: NDArray[np.float64],
        held_out: int,
        scale: Scale,
        season: int | None,
        device: torch.device,
    ) -> None:
        self.network = Forecaster(model).to(device)
        self.device = device
        self._values, self._begin, self._scale, self._season = values, held_out, scale, season
        self._scaled = torch.from_numpy(scale.to(values)).to(device)
        self._window = min(train.window, held_out - 1)
        self._batch, self._seed = train.batch, train.seed
        self._taken = 0
        self.tokens_per_step = train.batch * self._window
        self.steps_per_epoch = max(1, round(held_out / self.tokens_per_step))
        self.held_out_tokens = len(values) - held_out

    def loss(self) -> Tensor:
        """Mean squared error of the next windows, each from a random place, in squares of the spread."""
        generator = np.random.default_rng((self._seed, self._taken))
        self._taken += 1
        starts = generator.integers(0, self._begin - self._window, self._batch)
        rows = torch.from_numpy(starts + np.arange(self._window + 1)[:, None])
        window = self._scaled[rows]
        return F.mse_loss(self.network(window[:-1]), window[1:])

    def validate(self, limit: int | None = None) -> Validation:
        """Judge the next values that are predicted on the held-out end, up to ``limit`` of them.

        Each is predicted from all values before it. Metrics, in the unit of the data: ``rmse`` and ``mae``;
        for comparison those of the naive forecasts, ``naive_rmse`` and, where there is a season,
        ``seasonal_naive_rmse``.
        """
        end = len(self._values) if limit is None else min(len(self._values), self._begin + max(1, limit))
        first = max(0, self._begin - CONTEXT)
        training = self.network.training
        self.network.eval()
        try:
            with torch.no_grad():
                predicted = self.network(self._scaled[first : end - 1, None])[self._begin - first - 1 :, 0]
        finally:
            self.network.train(training)
        truth = self._scaled[self._begin : end]
        loss = float(F.mse_loss(predicted, truth))
        values = self._values[:end]
        found = errors(values[self._begin :], self._scale.back(predicted.cpu().numpy()))
        metrics = measures(found, values, self._begin, self._season)
        return Validation(loss, loss, end - self._begin, metrics)

    def state(self) -> tuple[Arrays, dict[str, int]]:
        """Nothing is carried; how many batches were taken."""
        return {}, {"taken": self._taken}

    def restore(self, arrays: Arrays, place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        del arrays
        self._taken = int(place["taken"])


def measures(found: Errors, values: NDArray[np.float64], begin: int, season: int | None) -> dict[str, float]:
    """Errors of a forecast of ``values[begin:]``, beside those of the naive forecasts."""
    metrics = {"rmse": found.rmse, "mae": found.mae, "naive_rmse": naive_errors(values, begin).rmse}
    if season is not None and season <= begin:
        metrics["seasonal_naive_rmse"] = naive_errors(values, begin, season).rmse
    return metrics


def prepare(request: TaskRequest) -> Prepared:
    """Read the series and decide the rest.

    Options of the request: ``column``, its name or number.

    Raises:
        InputError: for data that cannot be read, is too little, or never changes.
    """
    column = request.options.get("column")
    series = read_series(request.sources, column, request.encoding)
    values = series.values
    if len(values) < LEAST:
        raise InputError(
            f"{series.name} holds {len(values)} values; at least {LEAST} are needed to learn from them and "
            "to hold some out."
        )
    share = float(request.train.get("validation_share", TRAIN["validation_share"]))
    held_out = min(len(values) - 1, max(LEAST // 2, round(len(values) * (1 - share))))
    part = values[:held_out]
    scale, season = Scale.of(part), find_season(part)
    if not scale.usable:
        raise InputError(
            f"The column {series.column} of {series.name} never changes, or by more than can be reckoned "
            "with; there is nothing to learn."
        )
    model, train = plan(request, model=MODEL, train=TRAIN, fixed={"inputs": 1, "outputs": 1})
    return Prepared(
        corpus=series.name,
        sha256=series.sha256,
        model=model,
        train=train,
        vocabulary={},
        document={
            "column": series.column,
            "number": series.number,
            "scale": scale.to_dict(),
            "season": season,
        },
        examples=held_out,
        held_out=len(values) - held_out,
        tokens=held_out,
        build=lambda device: SeriesTask(model, train, values, held_out, scale, season, device),
        notices=series.notices,
    )
