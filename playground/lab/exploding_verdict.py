"""What became of runs with and without clipping, and what that says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from playground import events
from playground.config import Clip
from playground.lab.networks import Kind

CLIPPINGS: tuple[Clip, ...] = ("none", "value", "norm")
_WORDS: dict[Clip, str] = {"none": "none", "value": "by value", "norm": "by norm"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one run stands."""

    kind: Kind
    clip: Clip
    step: int
    loss: float
    norm: float
    """Of the latest gradient, before clipping."""
    largest: float
    """Of all gradients' norms."""
    clipped: int
    """Steps whose gradient was clipped."""
    radius: tuple[float, float]
    """Spectral radius of the recurrent matrix (the largest of an LSTM's or GRU's) at first and now."""
    broke: int | None
    """The step at which the loss was NaN, not a number."""

    @property
    def stuck(self) -> bool:
        """The norm of its gradient is beyond single precision, and c / infinity is 0: it learns no more."""
        return self.broke is None and self.clip == "norm" and math.isinf(self.norm)

    @property
    def state(self) -> str:
        """In words."""
        if self.broke is not None:
            return f"NaN at step {self.broke:,}"
        return "stands still" if self.stuck else "alive"


def run_table(outcomes: Sequence[Outcome]) -> events.LabTable:
    """All runs with their figures."""
    return events.LabTable(
        id="runs",
        title="The runs",
        columns=(
            "Network",
            "Clipping",
            "Step",
            "Loss",
            "Largest gradient norm",
            "Steps clipped",
            "Spectral radius",
            "State",
        ),
        rows=tuple(
            (
                each.kind.short,
                _WORDS[each.clip],
                f"{each.step:,}",
                _figure(each.loss),
                _figure(each.largest),
                f"{each.clipped:,}",
                f"{each.radius[0]:.2f} to {_figure(each.radius[1])}",
                each.state,
            )
            for each in outcomes
        ),
    )


def _figure(value: float) -> str:
    """Three digits: ``0.123``, ``45.6``, ``1.2e+10``, ``NaN``, ``overflow``."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "overflow"
    return f"{value:.3g}"


def judge(outcomes: Sequence[Outcome], settings: dict[str, Any]) -> events.Verdict:
    """Whether clipping kept alive what ended in NaN without it."""
    broken = [each for each in outcomes if each.clip == "none" and each.broke is not None]
    lost = [each for each in outcomes if each.clip != "none" and each.broke is not None]
    well = [each for each in outcomes if each.clip == "none" and each.broke is None]
    said = [_unclipped(broken, well, settings)]
    stuck = [each for each in outcomes if each.stuck]
    if broken or lost:
        said.append(_clipped(lost, stuck, settings["steps"]))
    sizes = {each.kind.short: each.largest for each in outcomes if each.clip == "norm"}
    if sizes:
        figures = ", ".join(f"{name} {_figure(size)}" for name, size in sizes.items())
        said.append(f"The largest gradient norms that clipping by norm met: {figures}.")
    if settings["optimizer"] == "adamw":
        said.append(
            "AdamW divides each step by the size of recent gradients, so that even a huge gradient moves no "
            "weight by much more than the learning rate: it needs clipping less than gradient descent does."
        )
    saved = [each for each in outcomes if each.clip != "none" and each.broke is None and not each.stuck]
    rescued = {each.kind for each in broken} & {each.kind for each in saved}
    return events.Verdict(text=" ".join(said), holds=None if rescued and (lost or stuck) else bool(rescued))


def _unclipped(broken: Sequence[Outcome], well: Sequence[Outcome], settings: dict[str, Any]) -> str:
    where = f"With recurrent weights of spectral radius {settings['radius']:g} and no clipping"
    if not broken:
        return f"{where} no run ended in NaN within {settings['steps']:,} steps: nothing was to be saved."
    ended = _listed(f"{each.kind.short} at step {each.broke:,}" for each in broken)
    gated = ""
    if well:
        names = _listed(each.kind.short for each in well)
        gated = f"; {names} lived without help"
        if all(each.kind.cell != "rnn" for each in well):
            gated += ", as gates and a bounded state keep their gradients small"
    return f"{where} the loss turned into NaN for {ended}{gated}."


def _clipped(lost: Sequence[Outcome], stuck: Sequence[Outcome], steps: int) -> str:
    if not lost and not stuck:
        return f"Clipped by value or by norm, every run was alive at step {steps:,}."
    said = []
    if lost:
        names = _listed(
            f"{each.kind.short} clipped {_WORDS[each.clip]} (step {each.broke:,})" for each in lost
        )
        said.append(
            f"Clipped all the same, {names} ended in NaN too: where the forward pass or the norm of the "
            "gradient is beyond single precision, there is nothing left to clip."
        )
    if stuck:
        names = _listed(each.kind.short for each in stuck)
        said.append(
            f"Clipped by norm, {names} stood still: the norm is beyond single precision, and the gradient is "
            "multiplied by c / infinity = 0."
        )
    return " ".join(said)


def _listed(words: Iterable[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *rest, last = words
    return f"{', '.join(rest)} and {last}" if rest else last
