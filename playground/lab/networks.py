"""The small networks that experiments compare: recurrent layers of one kind, and a linear head."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

from playground.config import GATES, Cell, Nonlinearity
from playground.nets.layers import WeightArrays
from playground.task_config import TaskConfig

Start = Literal["uniform", "orthogonal", "identity"]
STARTS: tuple[Start, ...] = ("uniform", "orthogonal", "identity")


@dataclass(frozen=True, slots=True)
class Kind:
    """A cell with what distinguishes it in a comparison."""

    cell: Cell
    nonlinearity: Nonlinearity = "tanh"
    """Of a plain RNN."""
    forget_bias: float = 1.0
    """Of an LSTM."""

    @property
    def name(self) -> str:
        """How its curve is called: ``RNN tanh``, ``GRU``, ``LSTM, forget bias 1``."""
        if self.cell == "rnn":
            return f"RNN {self.nonlinearity}"
        return "GRU" if self.cell == "gru" else f"LSTM, forget bias {self.forget_bias:g}"

    @property
    def short(self) -> str:
        """The same where only one LSTM takes part: ``RNN tanh``, ``GRU``, ``LSTM``."""
        return self.name.partition(",")[0]


def recurrent_layer(kind: Kind, inputs: int, units: int, *, bidirectional: bool = False) -> nn.RNNBase:
    """A layer as ``torch.nn`` starts it, but for an LSTM's forget bias, which is as ``kind`` says."""
    if kind.cell == "rnn":
        return nn.RNN(inputs, units, nonlinearity=kind.nonlinearity, bidirectional=bidirectional)
    if kind.cell == "gru":
        return nn.GRU(inputs, units, bidirectional=bidirectional)
    lstm = nn.LSTM(inputs, units, bidirectional=bidirectional)
    with torch.no_grad():
        for name, bias in lstm.named_parameters():
            if name.startswith("bias"):
                # torch adds two biases; both are set, so that their sum is what is said.
                bias[units : 2 * units] = kind.forget_bias if name.startswith("bias_ih") else 0.0
    return lstm


class SmallNetwork(WeightArrays, nn.Module):
    """One recurrent layer that reads numbers, and a linear head at every step.

    ::

        h_t = cell(x_t, h_{t-1})            (batch, units)
        y_t = W_head h_t + b_head           (batch, outputs)

    Args:
        kind: the cell.
        inputs: numbers a step has.
        outputs: numbers it gives a step.
        units: H.
        start: of the recurrent matrices, each gate by itself: ``uniform`` in +-1/sqrt(H) as ``torch.nn``
            has it, ``orthogonal`` (Saxe et al. 2014), or the ``identity`` (Le, Jaitly and Hinton 2015).
            All else is uniform, but for an LSTM's forget bias.
    """

    def __init__(self, kind: Kind, inputs: int, outputs: int, units: int, start: Start = "uniform") -> None:
        super().__init__()
        self.config = TaskConfig(
            task="series",
            cell=kind.cell,
            nonlinearity=kind.nonlinearity,
            inputs=inputs,
            outputs=outputs,
            units=units,
            layer_norm=False,
        )
        self.rnn = recurrent_layer(kind, inputs, units)
        self.head = nn.Linear(units, outputs)
        for matrix in self.recurrent_matrices():
            if start == "orthogonal":
                nn.init.orthogonal_(matrix)
            elif start == "identity":
                nn.init.eye_(matrix)

    def recurrent_matrices(self) -> Iterator[Tensor]:
        """The recurrent matrix of each gate, (units, units), as views into the weights."""
        H = self.config.units
        matrices = dict(self.rnn.named_parameters())["weight_hh_l0"].detach()
        for gate in range(len(GATES[self.config.cell])):
            yield matrices[gate * H : (gate + 1) * H]

    def forward(self, x: Tensor) -> Tensor:
        """From inputs (time, batch, inputs) to outputs (time, batch, outputs), from a state of zeros."""
        h, _ = self.rnn(x)
        y: Tensor = self.head(h)
        return y
