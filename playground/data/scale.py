"""How the numbers of a series are brought to the size that a network likes, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.errors import InputError

CONTEXT = 512
"""Latest values that are read for a forecast: what is older is not looked at."""

_TINY = 1e-100
"""The squares of smaller numbers are no longer exact."""


@dataclass(frozen=True, slots=True)
class Scale:
    """``(value - mean) / spread``: mean 0 and standard deviation 1 for the values it was made of."""

    mean: float
    spread: float

    @classmethod
    def of(cls, values: NDArray[np.float64]) -> Scale:
        """That of ``values`` (N,)."""
        with np.errstate(over="ignore", invalid="ignore"):
            return cls(float(values.mean()), float(values.std()))

    @property
    def usable(self) -> bool:
        """Whether values can be divided by the spread: it is a number, and more than rounding makes it."""
        return math.isfinite(self.spread) and self.spread > max(_TINY, 1e-12 * abs(self.mean))

    def to(self, values: NDArray[Any]) -> NDArray[np.float32]:
        """Scaled."""
        return ((np.asarray(values, np.float64) - self.mean) / self.spread).astype(np.float32)

    def back(self, scaled: NDArray[Any]) -> NDArray[np.float64]:
        """In the unit of the data again."""
        return np.asarray(scaled, np.float64) * self.spread + self.mean

    def to_dict(self) -> dict[str, float]:
        """JSON-ready."""
        return {"mean": self.mean, "spread": self.spread}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Scale:
        """What :meth:`to_dict` described. Raises InputError for anything else."""
        mean, spread = data.get("mean"), data.get("spread")
        if not isinstance(mean, int | float) or not isinstance(spread, int | float):
            raise InputError("A scale needs a mean and a spread.")
        scale = cls(float(mean), float(spread))
        if not math.isfinite(mean) or not scale.usable:
            raise InputError("The mean of a scale must be a number and its spread one above 0.")
        return scale
