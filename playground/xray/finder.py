"""Which units follow a property of the text, and how well.

For a property that is true or false the measure is the area under the ROC curve: the chance that the unit is
higher at a token that has the property than at one that has not, ties counting half (the Mann-Whitney U
statistic; Hanley and McNeil 1982). 0.5 is a unit that knows nothing, 1 one from which the property can be
read off with a threshold. Beside it stands the point-biserial correlation, which is Pearson's with the
property as 0 and 1. For a property that is a number, Pearson's correlation is the measure.

Where hundreds of units are tried, one will fit by chance. So they are chosen, and put in order, on the first
half of the sample, and what is reported of them is measured on the second, which had no part in the choice.

In time: h_t, the state once token t has been read, against what holds once token t has been read; or, with
``ahead``, against what will hold after the next one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.xray.properties import Property, on_tokens
from playground.xray.sample import Sample

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Truth = NDArray[np.bool_]
Measure = Literal["auc", "correlation"]

LEAST = 20
"""Tokens with the property, and without it, that each half of the sample needs."""


@dataclass(frozen=True, slots=True)
class Found:
    """One unit and how it follows the property, on the held-out half."""

    layer: int
    unit: int
    value: str
    """``h`` or ``c``."""
    auc: float
    """Of the unit, or of its negative if ``sign`` is -1; NaN for a property that is a number."""
    correlation: float
    """-1 to 1, of the unit as it is; NaN for one that never changes."""
    sign: int
    """1: it rises with the property; -1: it falls. Decided on the first half."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The units that follow a property best."""

    property: Property
    measure: Measure
    """What they are ranked by."""
    ahead: bool
    """It is the property of the next token."""
    found: tuple[Found, ...]
    """Best first, by the half they were chosen on: the first one's figures are not the best of many."""
    positives: int
    """Held-out tokens with the property; of a number, those where it is defined."""
    tokens: int
    """Held-out tokens that were measured."""
    problem: str | None = None
    """Why nothing could be measured, in a sentence."""


def find_units(sample: Sample, property: Property, k: int = 10, *, ahead: bool = False) -> Finding:
    """The ``k`` units of all layers whose h or c follows ``property`` best.

    Raises InputError for a regular expression that takes too long on the sample's text.
    """
    wanted = on_tokens(property, sample.text, sample.starts, ahead=ahead)
    measure: Measure = "auc" if wanted.dtype == np.bool_ else "correlation"
    defined = np.ones(len(wanted), np.bool_) if measure == "auc" else ~np.isnan(wanted)
    half = len(wanted) // 2
    rows = np.flatnonzero(defined)
    first, second = rows[rows < half], rows[rows >= half]
    positives = int(wanted[second].sum()) if measure == "auc" else len(second)
    problem = _problem(property, wanted[first], wanted[second])
    if problem:
        return Finding(property, measure, ahead, (), positives, len(second), problem)
    places: list[tuple[str, int]] = []
    scores: list[Doubles] = []
    for name, values in sample.values.items():
        for layer in range(values.shape[1]):
            places.append((name, layer))
            scores.append(_scores(_finite(values[first, layer]), wanted[first]))
    table = np.stack(scores)  # (places, H): -1 to 1, 0 for a unit that knows nothing
    best = np.argsort(-np.abs(table), axis=None, kind="stable")[:k]
    found = []
    for place, unit in zip(*np.unravel_index(best, table.shape), strict=True):
        name, layer = places[int(place)]
        sign = -1 if table[place, unit] < 0 else 1
        values = _finite(sample.values[name][second, layer, unit])
        auc = float(aucs(sign * values[:, None], wanted[second])[0]) if measure == "auc" else float("nan")
        correlation = float(correlations(values[:, None], wanted[second])[0])
        found.append(Found(layer, int(unit), name, auc, correlation, sign))
    return Finding(property, measure, ahead, tuple(found), positives, len(second))


def aucs(values: Floats, truth: Truth) -> Doubles:
    """Area under the ROC curve of each unit, (H,): values (T, H), truth (T,), both kinds at least once.

    U counts, over all pairs of a token with the property and one without, those in which the first is higher.
    """
    few, many = (truth, ~truth) if truth.sum() * 2 <= len(truth) else (~truth, truth)
    # Sorted by unit, so that each search walks through memory in order.
    highs = np.sort(np.ascontiguousarray(values[few].T), axis=1)
    lows = np.sort(np.ascontiguousarray(values[many].T), axis=1)
    pairs = highs.shape[1] * lows.shape[1]
    areas = np.empty(len(highs))
    for unit, (high, low) in enumerate(zip(highs, lows, strict=True)):
        under = np.searchsorted(low, high, "left").sum(dtype=np.int64)
        upto = np.searchsorted(low, high, "right").sum(dtype=np.int64)
        areas[unit] = (under + upto) / (2 * pairs)
    return areas if few is truth else 1 - areas


def correlations(values: Floats, wanted: NDArray[Any]) -> Doubles:
    """Pearson's correlation of each unit with ``wanted`` (T,), (H,): values (T, H); NaN if constant."""
    x = values.astype(np.float64)
    x -= x.mean(axis=0)
    y = wanted.astype(np.float64)
    y -= y.mean()
    spread = np.sqrt((x**2).sum(axis=0) * (y @ y))
    # A mean of equal numbers may be off by its rounding: what is left of them is no spread.
    none = spread <= 1e-12 * np.abs(values).max(axis=0, initial=0.0) * np.sqrt(len(y) * (y @ y))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Doubles = np.where(none, np.nan, (y @ x) / spread)
    return found


def _scores(values: Floats, wanted: NDArray[Any]) -> Doubles:
    """How well each unit fits, (H,): -1 to 1, 0 for not at all."""
    if wanted.dtype == np.bool_:
        return 2 * aucs(values, wanted) - 1
    return np.nan_to_num(correlations(values, wanted))


def _finite(values: Floats) -> Floats:
    """A network that diverged has states that are no numbers; they count as 0."""
    return np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)


def _problem(property: Property, first: NDArray[Any], second: NDArray[Any]) -> str | None:
    """What keeps the property from being measured on these halves of the sample."""
    for which, part in (("first", first), ("second", second)):
        if part.dtype == np.bool_:
            have = int(part.sum())
            if min(have, len(part) - have) < LEAST:
                rare = have <= len(part) - have
                count, lack = (have, "have it") if rare else (len(part) - have, "lack it")
                return (
                    f"Only {count:,} of {len(part):,} tokens in the {which} half of the sample {lack}; at "
                    f"least {LEAST} are needed to measure {property.name}."
                )
        elif len(part) < 2 * LEAST:
            return (
                f"{property.name} is defined at {len(part):,} tokens only in the {which} half of the sample; "
                f"at least {2 * LEAST} are needed to measure it."
            )
        elif part.min() == part.max():
            return (
                f"{property.name} is {part[0]:g} all through the {which} half of the sample, so nothing can "
                "follow it."
            )
    return None
