"""One step of the network written out: every product with its shape, and the numbers of one unit.

The same sums as ``playground.inference.cells``, but term by term, so that a reader can add them up by hand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.config import ModelConfig
from playground.inference.cells import sigmoid
from playground.inference.network import Network, State
from playground.inference.sampling import log_softmax

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate of one unit: ``squash(input + recurrent + bias)``."""

    name: str
    input: float
    """``W x``, the unit's row of W times x."""
    recurrent: float
    """``U h``; in the GRU's candidate ``r * (U h + b_U)``."""
    bias: float
    """``b_W + b_U``; in the GRU's candidate ``b_W`` alone."""
    squash: str
    """``σ``, ``tanh`` or ``relu``."""
    value: float


@dataclass(frozen=True, slots=True)
class Equation:
    """One line: what is computed, with symbols, with the numbers, and the result."""

    left: str
    symbols: str
    numbers: str
    result: float


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight of the network: the same numbers at every step of the text."""

    name: str
    """Its ``torch.nn`` name."""
    symbol: str
    """As in the equations: ``W``, ``U``, ``b_W``, ``E``, ..."""
    shape: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ForwardStep:
    """What one token does to one unit of one layer, and to the prediction."""

    cell: str
    layer: int
    unit: int
    token: int
    x: Floats
    """What the layer reads: the token's embedding (E,), or h of the layer below (H,)."""
    h_before: Floats
    """(H,)."""
    gates: tuple[Gate, ...]
    equations: tuple[Equation, ...]
    """From the gates to the new state, in the order of computation."""
    c: float | None
    """The unit's new cell state (LSTM)."""
    h: float
    """The unit's new hidden state."""
    logits: Floats
    """Of the next token, (V,)."""
    probabilities: Floats
    """Softmax of the logits, (V,)."""
    weights: tuple[Weight, ...]
    """All of the network's; their counts add up to its parameters."""


def forward_step(network: Network, before: State, token: int, layer: int, unit: int) -> ForwardStep:
    """Read ``token`` in the state ``before``, and write down what unit ``unit`` of ``layer`` does (from 0).

    Raises IndexError if there is no such token, layer or unit.
    """
    config = network.config
    for what, value, end in (
        ("token", token, config.vocabulary), ("layer", layer, config.layers), ("unit", unit, config.units)
    ):  # fmt: skip
        if not 0 <= value < end:
            raise IndexError(f"{what} {value} is not one of {end}")
    after = network.advance(before, token)
    x = network.weights["embedding.weight"][token] if layer == 0 else after.h[layer - 1]
    h = before.h[layer]
    c = None if before.c is None else float(before.c[layer, unit])
    gates = _gates(network, layer, unit, x, h)
    equations = _equations(config, gates, float(h[unit]), c)
    logits = network.logits(after)
    return ForwardStep(
        cell=config.cell,
        layer=layer,
        unit=unit,
        token=token,
        x=x,
        h_before=h,
        gates=gates,
        equations=equations,
        c=next((each.result for each in equations if each.left == "c"), None),
        h=equations[-1].result,
        logits=logits,
        probabilities=np.exp(log_softmax(logits)),
        weights=weights(config),
    )


def weights(config: ModelConfig) -> tuple[Weight, ...]:
    """Every weight of such a network with its symbol."""
    symbols = {"weight_ih": "W", "weight_hh": "U", "bias_ih": "b_W", "bias_hh": "b_U"}
    outside = {
        "embedding.weight": "E", "norm.weight": "γ", "norm.bias": "β", "head.weight": "V", "head.bias": "b_V"
    }  # fmt: skip
    found = []
    for name, shape in config.shapes().items():
        part, _, layer = name.removeprefix("rnn.").rpartition("_l")
        symbol = outside.get(name) or symbols[part] + (layer_mark(int(layer)) if config.layers > 1 else "")
        found.append(Weight(name, symbol, shape, int(np.prod(shape))))
    return tuple(found)


def layer_mark(layer: int) -> str:
    """The number of a layer (from 0) as it stands above a symbol: ``⁽¹⁾`` for the first."""
    return f"⁽{str(layer + 1).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}⁾"


def _gates(network: Network, layer: int, unit: int, x: Floats, h: Floats) -> tuple[Gate, ...]:
    config = network.config
    W, U, b_W, b_U = network.layer_weights(layer)
    found: list[Gate] = []
    for index, name in enumerate(config.gates):
        row = index * config.units + unit
        from_x, from_h = float(W[row] @ x), float(U[row] @ h)
        bias = float(b_W[row] + b_U[row])
        if config.cell == "gru" and name == "n":
            from_h, bias = found[0].value * (from_h + float(b_U[row])), float(b_W[row])
        squash = "σ" if name in "ifozr" else "none" if name == "a" else "tanh"
        found.append(Gate(name, from_x, from_h, bias, squash, _squash(squash, from_x + from_h + bias)))
    return tuple(found)


def _squash(name: str, value: float) -> float:
    if name == "σ":
        return float(sigmoid(np.float32(value)))  # type: ignore[arg-type]
    return float(np.tanh(value)) if name == "tanh" else value


def _equations(
    config: ModelConfig, gates: tuple[Gate, ...], h: float, c: float | None
) -> tuple[Equation, ...]:
    value = {gate.name: gate.value for gate in gates}
    lines = [_sum(config, gate, value) for gate in gates]
    if config.cell == "lstm":
        assert c is not None, "an LSTM always has a cell state"
        i, f, g, o = (value[name] for name in "ifgo")
        new = f * c + i * g
        out = float(np.tanh(new))
        lines.append(Equation("c", "f · c₋₁ + i · g", f"{_n(f)} · {_n(c)} + {_n(i)} · {_n(g)}", new))
        lines.append(Equation("h", "o · tanh c", f"{_n(o)} · {_n(out)}", o * out))
    elif config.cell == "gru":
        z, n = value["z"], value["n"]
        numbers = f"{_n(1 - z)} · {_n(n)} + {_n(z)} · {_n(h)}"
        lines.append(Equation("h", "(1 − z) · n + z · h₋₁", numbers, (1 - z) * n + z * h))
    else:
        a = value["a"]
        squashed = float(np.tanh(a)) if config.nonlinearity == "tanh" else max(a, 0.0)
        lines.append(
            Equation("h", f"{config.nonlinearity} a", f"{config.nonlinearity}({_n(a, first=True)})", squashed)
        )
    return tuple(lines)


def _sum(config: ModelConfig, gate: Gate, value: dict[str, float]) -> Equation:
    recurrent = f"U{_low(gate.name)} h₋₁"
    symbols = f"W{_low(gate.name)} x + {recurrent} + b{_low(gate.name)}"
    terms = f"{_n(gate.input, first=True)} + {_n(gate.recurrent)} + {_n(gate.bias)}"
    if config.cell == "gru" and gate.name == "n":
        symbols = f"W{_low('n')} x + r · ({recurrent} + b′{_low('n')}) + b{_low('n')}"
    if gate.squash != "none":
        symbols, terms = f"{gate.squash}({symbols})", f"{gate.squash}({terms})"
    return Equation(gate.name, symbols, terms, value[gate.name])


def _low(name: str) -> str:
    """A gate's letter beside a weight's: ``W_i``; the plain network's only sum needs none."""
    return "" if name == "a" else f"_{name}"


def _n(value: float, *, first: bool = False) -> str:
    """A number in the equations: three places, a true minus; behind an operator in brackets if negative."""
    text = f"{abs(value):.3f}"
    if value >= 0 or text == "0.000":
        return text
    return f"−{text}" if first else f"(−{text})"
