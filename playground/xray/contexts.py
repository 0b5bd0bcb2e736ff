"""Where in a text a unit is highest and lowest, each place with what stands around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.xray.sample import Sample

AROUND = 40
"""Characters shown before the token, and behind it."""
_APART = 10
"""Tokens between two places at least: neighbours would show the same passage twice."""


@dataclass(frozen=True, slots=True)
class Context:
    """One place."""

    index: int
    """The token's number in the sample."""
    before: str
    token: str
    after: str
    """What follows; the unit has not seen it."""
    value: float
    """Of the unit once the token was read."""


@dataclass(frozen=True, slots=True)
class Contexts:
    """Where a unit is highest, and where it is lowest; the most extreme places first."""

    strongest: tuple[Context, ...]
    weakest: tuple[Context, ...]


def contexts(sample: Sample, value: str, layer: int, unit: int, k: int = 8) -> Contexts:
    """The ``k`` places where ``value`` ("h" or "c") of a unit is highest, and as many where it is lowest.

    Fewer in a short sample. Raises KeyError or IndexError for a value, layer or unit that is not there.
    """
    values = np.nan_to_num(sample.values[value][:, layer, unit])
    ascending = np.argsort(values, kind="stable")
    return Contexts(
        tuple(_at(sample, index, values) for index in _apart(ascending[::-1], k)),
        tuple(_at(sample, index, values) for index in _apart(ascending, k)),
    )


def _apart(order: NDArray[np.intp], k: int) -> list[int]:
    """The first ``k`` of ``order`` that keep their distance from those already taken."""
    free = np.ones(len(order), np.bool_)
    taken: list[int] = []
    for index in order:
        if len(taken) == k:
            break
        if free[index]:
            taken.append(int(index))
            free[max(0, index - _APART) : index + _APART + 1] = False
    return taken


def _at(sample: Sample, index: int, values: NDArray[np.float32]) -> Context:
    begin, end = int(sample.starts[index]), int(sample.starts[index + 1])
    return Context(
        index,
        sample.text[max(0, begin - AROUND) : begin],
        sample.tokens[index],
        sample.text[end : end + AROUND],
        float(values[index]),
    )
