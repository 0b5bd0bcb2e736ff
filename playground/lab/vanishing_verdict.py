"""What the fall of gradients says about the claim that an LSTM's do not vanish."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from playground import events
from playground.lab.networks import Kind

_MUCH, _LITTLE = 3.0, 2.0
"""Orders of magnitude: falling by as much counts as vanishing, by less as staying."""


@dataclass(frozen=True, slots=True)
class Fall:
    """Of the gradient of one network, over the distance compared."""

    kind: Kind
    before: tuple[float, ...]
    """Share left at initialisation, of h and of an LSTM's c."""
    after: tuple[float, ...]
    """The same after training."""
    error: float
    """Mean squared error on held-out sequences, after training."""


def orders(left: float) -> float:
    """Orders of magnitude lost where ``left`` of the gradient is left; infinite where nothing is."""
    return -math.log10(left) if left > 0 else math.inf


def fall_table(falls: Sequence[Fall], distance: int, steps: int) -> events.LabTable:
    """Orders of magnitude that each network's gradient loses over ``distance`` steps."""
    rows = []
    for fall in falls:
        states = [f"{_orders(share[0])}" for share in (fall.before, fall.after)]
        cells = [f"{_orders(share[1])}" if len(share) > 1 else "" for share in (fall.before, fall.after)]
        rows.append((fall.kind.name, *states, *cells, f"{fall.error:.4f}"))
    return events.LabTable(
        id="falls",
        title=f"Orders of magnitude the gradient loses over {distance:,} steps (below 0: it grew)",
        columns=(
            "Network",
            "h, at initialisation",
            f"h, after {steps:,} updates",
            "c, at initialisation",
            f"c, after {steps:,} updates",
            "Held-out error",
        ),
        rows=tuple(rows),
    )


def _orders(left: float) -> str:
    """Orders of magnitude lost, as words: ``25.4``, ``more than 320``, ``no gradient``."""
    if math.isnan(left):
        return "no gradient"
    lost = orders(left)
    return "more than 300" if lost > 300 else f"{lost:.1f}"


def judge(falls: Sequence[Fall], distance: int, steps: int) -> events.Verdict:
    """Whether a tanh RNN's gradient vanishes where an LSTM's does not, before and after training."""
    tanh = next((fall for fall in falls if fall.kind == Kind("rnn")), None)
    lstm = _reference(falls)
    said = [
        f"Over {distance:,} steps the gradient lost so many orders of magnitude, at initialisation and after "
        f"{steps:,} updates: {', '.join(map(_lost, falls))}."
    ]
    if tanh is None or lstm is None:
        said.append("The claim is about a tanh RNN and an LSTM, so without one of them nothing is decided.")
        return events.Verdict(text=" ".join(said), holds=None)
    moments = [(tanh.before[0], lstm.before[0]), (tanh.after[0], lstm.after[0])]
    before, after = (orders(rnn) >= _MUCH and orders(gated) < _LITTLE for rnn, gated in moments)
    said.append(_conclusion(before, after, lstm) + _opened(falls, lstm))
    if after and lstm.error < tanh.error / 2:
        said.append(
            f"It shows in what was learned: the LSTM's error came down to {lstm.error:.3f}, that of the tanh "
            f"RNN to {tanh.error:.3f}, where always answering 0 costs about 0.33."
        )
    kept = [fall for fall in falls if fall.kind.cell == "rnn" and orders(fall.after[0]) < _LITTLE]
    if kept:
        names = " and ".join(fall.kind.name for fall in kept)
        said.append(
            f"Against the textbook, {names} kept its gradient too: it vanishes where the Jacobians shrink, "
            "which is not the fate of every plain RNN."
        )
    return events.Verdict(text=" ".join(said), holds=before if before == after else None)


def _reference(falls: Sequence[Fall]) -> Fall | None:
    """The LSTM the claim is about: that with forget bias 1, or the nearest to it."""
    lstms = [fall for fall in falls if fall.kind.cell == "lstm"]
    return min(lstms, key=lambda fall: abs(fall.kind.forget_bias - 1), default=None)


def _opened(falls: Sequence[Fall], lstm: Fall) -> str:
    """A sentence on an LSTM whose gates begin so far open that little is lost, beside one that loses."""
    for fall in falls:
        wide = fall.kind.cell == "lstm" and fall.kind.forget_bias > lstm.kind.forget_bias
        if wide and orders(fall.before[0]) < _LITTLE <= orders(lstm.before[0]):
            bias = fall.kind.forget_bias
            said = f" With forget bias {bias:g}, {1 / (1 + math.exp(-bias)):.3f}, it stays from the beginning"
            if fall.error > 2 * lstm.error:
                said += f", but what hardly forgets is slow to learn to overwrite (error {fall.error:.3f})"
            return f"{said}."
    return ""


def _lost(fall: Fall) -> str:
    name = fall.kind.name.replace(",", " with")
    return f"{name} {_orders(fall.before[0])} and {_orders(fall.after[0])}"


def _conclusion(before: bool, after: bool, lstm: Fall) -> str:
    """The claim against the numbers, at initialisation and after training."""
    bias = lstm.kind.forget_bias
    gate = 1 / (1 + math.exp(-bias))
    if before and after:
        return "So the claim holds, at initialisation and after training."
    if after:
        return (
            "So the claim holds once the networks have learned, but not at initialisation: there the LSTM's "
            f"fades as well, only slower. Forget bias {bias:g} lets about sigmoid({bias:g}) = {gate:.2g} "
            "of it through at each step, and it is training that opens the gates further."
        )
    if before:
        return "So the claim holds at initialisation, but not after training."
    return (
        "So the claim does not hold here: either both gradients vanish or neither does. Forget bias "
        f"{bias:g} lets sigmoid({bias:g}) = {gate:.2g} of the gradient through at each step; the rest would "
        "have to be learned."
    )
