"""What the free-running texts say about drift and temperature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from playground import events

if TYPE_CHECKING:
    from playground.lab.drift import Writing

_NOTABLE = 0.05
"""Bits a character from which on a drift is more than noise."""
_CIRCLING = 0.1
"""Share of repeated places from which on a text goes round in circles."""
_BABBLING = 0.25
"""How many of all words a high temperature must make unreal to count as babble."""


def quarters(bits: NDArray[np.float64]) -> tuple[float, float]:
    """Mean of the first quarter and of the last."""
    quarter = max(1, len(bits) // 4)
    return float(bits[:quarter].mean()), float(bits[-quarter:].mean())


def drift(writing: Writing, true: NDArray[np.float64]) -> float:
    """Bits by which the last quarter is stranger than the first, less those of the true text."""
    (first, last), (true_first, true_last) = quarters(writing.strange), quarters(true)
    return (last - first) - (true_last - true_first)


def tables(writings: Sequence[Writing], true: NDArray[np.float64]) -> Iterator[events.LabTable]:
    """Drift, network by network; and what each temperature gives."""
    first, last = quarters(true)
    rows = [("True text", "", f"{first:.2f}", f"{last:.2f}", "")]
    for writing in writings:
        first, last = quarters(writing.strange)
        rows.append(
            (
                writing.name,
                f"{writing.forced:.2f}",
                f"{first:.2f}",
                f"{last:.2f}",
                f"{drift(writing, true):+.2f}",
            )
        )
    yield events.LabTable(
        id="drift",
        title="Bits per character at temperature 1",
        columns=("Text", "Teacher-forced loss", "Judge: first quarter", "Judge: last quarter", "Drift"),
        rows=tuple(rows),
    )
    yield events.LabTable(
        id="temperature",
        title="Entropy (bits), repeats and real words at each temperature",
        columns=("Network", "Temperature", "Entropy", "Repeats", "Real words"),
        rows=tuple(
            (writing.name, f"{temperature:g}", f"{entropy:.2f}", f"{again:.1%}", f"{real:.1%}")
            for writing in writings
            for temperature, entropy, again, real in writing.temperatures
        ),
    )


def judge(writings: Sequence[Writing], true: NDArray[np.float64], true_repeats: float) -> events.Verdict:
    """Whether what was written got worse with the distance, and what temperature did."""
    drifts = [drift(writing, true) for writing in writings]
    drifted = [value > _NOTABLE for value in drifts]
    said = ", ".join(f"{each.name} {value:+.2f}" for each, value in zip(writings, drifts, strict=True))
    text = (
        f"From the first quarter to the last, what the networks wrote grew stranger by (bits/char): {said}."
    )
    if not any(drifted):
        text += (
            " That is no drift worth the name: a network that draws from what it has learned stays about as "
            "good as it was. What sets its texts apart from true ones is there from the first characters on."
        )
    elif all(drifted):
        text += " All of them drift: the further from the last true character, the worse."
    else:
        names = " and ".join(each.name for each, yes in zip(writings, drifted, strict=True) if yes)
        text += f" Only {names} drifted by more than {_NOTABLE:g}."
    coldest = [writing.temperatures[0] for writing in writings]
    hottest = [writing.temperatures[-1] for writing in writings]
    if coldest[0][0] == hottest[0][0]:
        return events.Verdict(text=text, holds=_both(all(drifted), any(drifted)))
    again, real, real_before = _mean(coldest, 2), _mean(hottest, 3), _mean(coldest, 3)
    circling, babbling = again > max(_CIRCLING, 3 * true_repeats), real < real_before - _BABBLING
    text += (
        f" At temperature {coldest[0][0]:g}, {again:.0%} of all places repeat something of the same text "
        f"({true_repeats:.1%} in true text); at {hottest[0][0]:g}, {real:.0%} of the words are real ones "
        f"({real_before:.0%} at {coldest[0][0]:g})."
    )
    parts = (all(drifted), circling, babbling)
    return events.Verdict(text=text, holds=_both(all(parts), any((any(drifted), circling, babbling))))


def _mean(rows: Sequence[tuple[float, float, float, float]], column: int) -> float:
    return float(np.mean([row[column] for row in rows]))


def _both(every: bool, some: bool) -> bool | None:
    """True, False, or None for in part."""
    return True if every else None if some else False
