"""Many to one, at every step: a series in, its next value out.

    h_t = cell(x_t, h_{t-1})                          (time, batch, units)
    y_t = x_t + W_head LayerNorm(h_t) + b_head        the value that is expected after x_t

Values are scaled to mean 0 and spread 1. The network adds to the last value what it expects to change, so
that before it has learned anything it is the naive forecast, more or less, and a trend does not carry it out
of the range that it knows.
"""

from __future__ import annotations

from torch import Tensor, nn

from playground.nets.layers import WeightArrays, recurrent_layers
from playground.task_config import TaskConfig


class Forecaster(WeightArrays, nn.Module):
    """Predicts the next value of a batch of series after each of their values."""

    config: TaskConfig

    def __init__(self, config: TaskConfig) -> None:
        super().__init__()
        self.config = config
        self.rnn = recurrent_layers(config, config.inputs)
        self.norm = nn.LayerNorm(config.units) if config.layer_norm else nn.Identity()
        self.head = nn.Linear(config.units, config.outputs)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, values: Tensor) -> Tensor:
        """What is expected after each value, (time, batch), read from a state of zeros.

        Args:
            values: scaled, (time, batch).
        """
        h, _ = self.rnn(values[..., None])
        change: Tensor = self.head(self.dropout(self.norm(h)))
        return values + change[..., 0]
