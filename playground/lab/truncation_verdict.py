"""What losses and closers by window say about truncation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from playground import events
from playground.lab.brackets import KINDS

if TYPE_CHECKING:
    from playground.lab.truncation import Learned

_LEARNED, _NOT_LEARNED = 0.7, 0.4
"""Accuracy from which on a closer counts as learned, and under which it counts as not; a guess has 0.25."""
_MOSTLY = 0.75
"""Share of what lies within a window that the best network must have learned."""


def tables(
    learned: Sequence[Learned], windows: Sequence[int], distances: Sequence[int]
) -> Iterator[events.LabTable]:
    """Losses, and accuracies by window and distance."""
    columns = tuple(f"{window:,}" for window in windows)
    yield events.LabTable(
        id="loss",
        title="Bits per character of held-out tales, by window",
        columns=("Network", *columns),
        rows=tuple((each.name, *(f"{each.bits[window]:.3f}" for window in windows)) for each in learned),
    )
    yield events.LabTable(
        id="closers",
        title=f"Right closers, by distance from the opener and by window (a guess: {1 / KINDS:.0%})",
        columns=("Network", "Distance", *columns),
        rows=tuple(
            (each.name, f"{distance:,}", *(f"{each.closers[window][distance]:.0%}" for window in windows))
            for each in learned
            for distance in distances
        ),
    )


def judge(learned: Sequence[Learned], windows: Sequence[int], distances: Sequence[int]) -> events.Verdict:
    """Whether closers were learned only within windows, and what the tales lost by short ones."""
    outside = _cases(learned, windows, distances, lambda window, distance: window < distance)
    exceptions = [case for case in outside if case[3] >= _NOT_LEARNED]
    said = []
    most = 0.0
    for each in learned:
        inside = _cases([each], windows, distances, lambda window, distance: window >= 2 * distance)
        if inside:
            right = sum(accuracy >= _LEARNED for *_, accuracy in inside)
            most = max(most, right / len(inside))
            said.append(f"{each.name}: {right} of {len(inside)}")
    sentences = []
    if said:
        sentences.append(
            f"Closers learned where the window is twice the distance or longer: {'; '.join(said)}."
        )
    if outside:
        chance = len(outside) - len(exceptions)
        sentences.append(
            f"Where it is shorter than the distance, {chance} of {len(outside)} were no better than a guess."
        )
    if exceptions:
        name, window, distance, accuracy = max(exceptions, key=lambda case: case[3])
        sentences.append(
            f"The {name} reached {accuracy:.0%} at distance {distance} with a window of {window}, without a "
            "gradient from closer to opener: its state happened to keep the opener, and reading it off is "
            "learned at the closer alone."
        )
    sentences.append(_tales(learned, windows))
    if not said or not outside:
        return events.Verdict(text=" ".join(sentences), holds=None)
    few = len(exceptions) <= len(outside) / 3
    holds = True if most >= _MOSTLY and not exceptions else None if most >= _MOSTLY and few else False
    return events.Verdict(text=" ".join(sentences), holds=holds)


def _cases(
    learned: Sequence[Learned],
    windows: Sequence[int],
    distances: Sequence[int],
    wanted: Callable[[int, int], bool],
) -> list[tuple[str, int, int, float]]:
    """Network, window, distance and accuracy, where window and distance are as wanted."""
    return [
        (each.name, window, distance, each.closers[window][distance])
        for each in learned
        for window in windows
        for distance in distances
        if wanted(window, distance)
    ]


def _tales(learned: Sequence[Learned], windows: Sequence[int]) -> str:
    """What the tales lost by a short window, or did not lose."""
    parts = []
    for each in learned:
        best = min(windows, key=lambda window: each.bits[window])
        worst = max(each.bits.values()) - each.bits[best]
        parts.append(
            f"{each.name} {each.bits[best]:.2f} with {best} (at most {worst:.2f} worse with another)"
        )
    return f"On the tales, bits/char with the best window: {', '.join(parts)}."
