"""What the charts of the network's vitals show, as plain values: three of them, their curves and looks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from playground.config import ModelConfig
from playground.events import Panel, Vitals
from playground.ui.lab_looks import Look, Looks
from playground.ui.lab_state import Series
from playground.ui.scales import reading

Curves = dict[str, Series]

GATES: dict[str, tuple[str, str]] = {
    "i": ("input", "gru-0"),
    "f": ("forget", "lstm-0"),
    "g": ("candidate", "other-2"),
    "o": ("output", "rnn-0"),
    "r": ("reset", "rnn-0"),
    "z": ("update", "lstm-0"),
    "n": ("candidate", "other-2"),
    "a": ("hidden state", "lstm-0"),
}
"""Name and tone of each gate's curve; its mark is its letter. Of a plain RNN, h stands for its one gate."""
CLIPPED = "clipped"
_LAYERS = ("lstm-0", "lstm-1", "lstm-2", "lstm-3")


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the charts."""

    id: str
    short: str
    """One word for a line of alternatives."""
    panel: Panel
    write: Callable[[float], str]
    """A value in words."""
    values: Callable[[Vitals], Mapping[str, float]]
    """Of one measurement the value of each curve."""
    about: Callable[[ModelConfig | None, bool], str]
    """One line that explains it, for a network, and whether gradients are as before clipping."""


def _gradients_about(_model: ModelConfig | None, before: bool) -> str:
    return f"of each part at the last step, {'before' if before else 'after'} clipping"


def _weights_about(_model: ModelConfig | None, _before: bool) -> str:
    return "of each part, from the embedding to the head"


def _gates_about(model: ModelConfig | None, _before: bool) -> str:
    if model is not None and model.cell == "rnn":
        return f"% of h {'at 0' if model.nonlinearity == 'relu' else 'beyond ±0.9'}, and of steps clipped"
    return "% of values; σ < 0.1 or > 0.9, tanh beyond ±0.9"


def _shares(measured: Vitals) -> dict[str, float]:
    shares = {GATES[gate][0]: 100 * share for gate, share in measured.saturated.items()}
    return {**shares, CLIPPED: 100 * measured.clipped}


KINDS: tuple[Kind, ...] = (
    Kind(
        "gradients",
        "gradients",
        Panel(id="gradients", title="Gradient norm", x="second", y="", log_y=True),
        reading,
        lambda measured: measured.gradient_norms,
        _gradients_about,
    ),
    Kind(
        "weights",
        "weights",
        Panel(id="weights", title="Weight norm", x="second", y=""),
        reading,
        lambda measured: measured.weight_norms,
        _weights_about,
    ),
    Kind(
        "gates",
        "gates",
        Panel(id="gates", title="Saturated gates", x="second", y=""),
        lambda share: f"{share:.0f}%",
        _shares,
        _gates_about,
    ),
)


def curves(kind: Kind, vitals: Sequence[Vitals], axis: str, left: float = 0.0) -> Curves:
    """The curves of a chart over ``time`` or ``steps``, from ``left`` on."""
    found: Curves = {}
    for measured in vitals:
        x = measured.seconds if axis == "time" else float(measured.step)
        if x < left:
            continue
        for name, value in kind.values(measured).items():
            series = found.setdefault(name, Series())
            series.xs.append(x)
            series.ys.append(value)
    return found


def panel(kind: Kind, axis: str) -> Panel:
    """The chart's panel, with the axis it is drawn over."""
    return replace(kind.panel, x="second" if axis == "time" else "step")


class VitalsLooks(Looks):
    """The same look for a part or a gate in every chart: layers in blues with their number as mark."""

    def of(self, series: str, panel: str = "") -> Look:  # noqa: ARG002
        gate = next((gate for gate, (name, _) in GATES.items() if name == series), None)
        if gate is not None:
            return Look("h" if gate == "a" else gate, GATES[gate][1])
        if series.startswith("layer "):
            number = int(series.removeprefix("layer "))
            return Look(str(number % 10), _LAYERS[(number - 1) % len(_LAYERS)])
        if series == CLIPPED:
            return Look("×", "other-1")
        return Look("H", "rnn-0") if series == "head" else Look("E", "gru-0")
