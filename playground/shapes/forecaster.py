"""Many to one at every step: how a series goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.data.scale import CONTEXT, Scale
from playground.errors import InputError
from playground.inference.cells import cell_step
from playground.shapes.stack import Reading, head, read_stack
from playground.shapes.task_model import States, TaskModel

Floats = NDArray[np.float32]
Values = NDArray[np.float64]

MOST_STEPS = 100_000


class Forecaster(TaskModel):
    """Predicts the next values of a series; all values are in the unit of the data."""

    TASK = "series"

    def _open(self, vocabulary: Mapping[str, Any], document: Mapping[str, Any]) -> None:
        del vocabulary
        if (self.config.inputs, self.config.outputs) != (1, 1):
            raise ValueError("a series is one number a step")
        self.scale = Scale.from_dict(document["scale"])
        self.season: int | None = document["season"]
        """Steps of a season in the data it learned from; None where none stood out."""
        self.column = (str(document["column"]), int(document["number"]))
        """Name and number of the column it learned from."""
        if self.season is not None and (type(self.season) is not int or self.season < 2):
            raise ValueError("a season has at least two steps")

    def forecast(self, values: NDArray[Any], steps: int) -> Values:
        """The next ``steps`` values after ``values`` (N,).

        Each is predicted from those before it, its own forecasts among them. Raises InputError without a
        value, or for too many steps.
        """
        if not 1 <= steps <= MOST_STEPS:
            raise InputError(f"A forecast has 1 to {MOST_STEPS:,} steps, but {steps:,} were asked for.")
        scaled, reading = self._read(values)
        h, c = list(reading.h), list(reading.h if reading.c is None else reading.c)
        out = np.empty(steps, np.float32)
        out[0] = scaled[-1] + head(self.config, self.weights, reading.top[-1])[0]
        for step in range(1, steps):
            x: Floats = out[step - 1 : step]
            for layer in range(self.config.layers):
                matrices = [
                    self.weights[f"rnn.{part}_l{layer}"]
                    for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
                ]
                done = cell_step(self.config, x, h[layer], c[layer], *matrices)
                x = h[layer] = done.h
                if done.c is not None:
                    c[layer] = done.c
            out[step] = out[step - 1] + head(self.config, self.weights, x)[0]
        return self.scale.back(out)

    def fitted(self, values: NDArray[Any]) -> Values:
        """What was expected at each of ``values`` (N,), knowing those before it: (N,), the first NaN.

        The series is read from its beginning in one go, as in training. Raises InputError without a value.
        """
        scaled, reading = self._read(values, None)
        expected = scaled + head(self.config, self.weights, reading.top)[:, 0]
        return np.concatenate([[np.nan], self.scale.back(expected[:-1])])

    def states(self, values: NDArray[Any]) -> States:
        """What every unit did while the latest values were read; ``tokens`` are the values in words."""
        _, reading = self._read(values)
        shown = np.asarray(values, np.float64)[-len(reading.top) :]
        return self._states(tuple(f"{value:g}" for value in shown), reading)

    def _read(self, values: NDArray[Any], latest: int | None = CONTEXT) -> tuple[Floats, Reading]:
        """The latest values, scaled (T,), and read."""
        values = np.asarray(values, np.float64)
        if not len(values) or not np.isfinite(values).all():
            raise InputError("There is nothing to forecast from; give at least one number.")
        scaled = self.scale.to(values if latest is None else values[-latest:])
        return scaled, read_stack(self.config, self.weights, "rnn", scaled[:, None])
