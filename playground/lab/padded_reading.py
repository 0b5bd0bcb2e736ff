"""Ways to read a batch of sequences of different lengths: padded, own last step, masked, packed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_sequence, pad_packed_sequence

from playground.lab.networks import Kind, recurrent_layer


@dataclass(frozen=True, slots=True)
class Example:
    """A batch of sequences, with a class for every step and one for each sequence."""

    sequences: list[Tensor]
    """Each (its length, inputs)."""
    tags: list[Tensor]
    """Each (its length,)."""
    labels: Tensor
    """(batch,)."""
    fill: float
    """What padding is made of; its tag is class 0, as with a padding token that nobody left out."""
    after: bool
    """Padding stands after the sequence, else before it."""

    @property
    def lengths(self) -> list[int]:
        """Of the sequences."""
        return [len(each) for each in self.sequences]

    @property
    def real(self) -> Tensor:
        """Where there is no padding: (time, batch) of bool."""
        longest = max(self.lengths)
        steps, lengths = torch.arange(longest)[:, None], torch.tensor(self.lengths)[None, :]
        return steps < lengths if self.after else steps >= longest - lengths

    @property
    def padded(self) -> Tensor:
        """All sequences as one tensor, (time, batch, inputs)."""
        longest = max(self.lengths)
        x = torch.full((longest, len(self.sequences), self.sequences[0].shape[1]), self.fill)
        for column, each in enumerate(self.sequences):
            begin = 0 if self.after else longest - len(each)
            x[begin : begin + len(each), column] = each
        return x


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out."""

    outputs: Tensor
    """Hidden states at all real steps, one sequence after the other: (sum of lengths, directions * units)."""
    last: Tensor
    """The state that stands for a sequence, (batch, directions * units): each direction's last."""
    loss: Tensor
    """Cross-entropy of the labels, and of the tags."""


class PaddedNetwork(nn.Module):
    """One recurrent layer with a head for every step and one for the whole sequence."""

    def __init__(
        self, kind: Kind, inputs: int, classes: int, units: int, *, bidirectional: bool = False
    ) -> None:
        super().__init__()
        self.kind = kind
        self.rnn = recurrent_layer(kind, inputs, units, bidirectional=bidirectional)
        width = units * (2 if bidirectional else 1)
        self.tagger = nn.Linear(width, classes)
        self.labeller = nn.Linear(width, classes)

    def loss(self, states: Tensor, tags: Tensor, last: Tensor, labels: Tensor) -> Tensor:
        """Cross-entropy of the ``tags`` of all ``states``, averaged, and of the ``labels``."""
        return F.cross_entropy(self.tagger(states), tags) + F.cross_entropy(self.labeller(last), labels)

    def step(self, x: Tensor, state: tuple[Tensor, ...], suffix: str) -> tuple[Tensor, ...]:
        """One step of the cell by itself: inputs (batch, inputs), state ``(h,)`` or ``(h, c)``."""
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        weights = dict(self.rnn.named_parameters())
        w_ih, w_hh, b_ih, b_hh = (weights[f"{name}_l0{suffix}"] for name in names)
        if self.kind.cell == "lstm":
            return torch.lstm_cell(x, state, w_ih, w_hh, b_ih, b_hh)
        if self.kind.cell == "gru":
            return (torch.gru_cell(x, state[0], w_ih, w_hh, b_ih, b_hh),)
        cell = torch.rnn_tanh_cell if self.kind.nonlinearity == "tanh" else torch.rnn_relu_cell
        return (cell(x, state[0], w_ih, w_hh, b_ih, b_hh),)


def _both_ends(first: Tensor, last: Tensor, units: int) -> Tensor:
    """Forwards the state at the ``last`` step, backwards at the ``first``; each (batch, directions * H)."""
    return torch.cat((last[:, :units], first[:, units:]), dim=1)


def _real_states(states: Tensor, real: Tensor) -> Tensor:
    """The states (time, batch, features) at real steps, one sequence after the other."""
    return states.transpose(0, 1)[real.T]


def alone(network: PaddedNetwork, example: Example) -> Reading:
    """Every sequence by itself: the truth."""
    units = network.rnn.hidden_size
    states = [network.rnn(each[:, None])[0][:, 0] for each in example.sequences]
    last = torch.cat([_both_ends(each[:1], each[-1:], units) for each in states])
    outputs = torch.cat(states)
    return Reading(outputs, last, network.loss(outputs, torch.cat(example.tags), last, example.labels))


def padded(network: PaddedNetwork, example: Example) -> Reading:
    """As if there were no padding: the last state of the batch, the loss of every position."""
    states, real = network.rnn(example.padded)[0], example.real
    tags = torch.zeros(real.shape, dtype=torch.long)
    tags.T[real.T] = torch.cat(example.tags)
    last = _both_ends(states[0], states[-1], network.rnn.hidden_size)
    loss = network.loss(states.flatten(0, 1), tags.flatten(), last, example.labels)
    return Reading(_real_states(states, real), last, loss)


def own_last_step(network: PaddedNetwork, example: Example) -> Reading:
    """Padding is read, but each sequence's own last state is taken, and the loss leaves padding out."""
    return _judged(network, example, network.rnn(example.padded)[0], example.real)


def masked(network: PaddedNetwork, example: Example) -> Reading:
    """The state stands still on padding: ``h_t = m_t h_new + (1 - m_t) h_{t-1}``, and c_t alike."""
    x, real = example.padded, example.real
    directions = [_stepped(network, x, real, "")]
    if network.rnn.bidirectional:
        directions.append(_stepped(network, x.flip(0), real.flip(0), "_reverse").flip(0))
    return _judged(network, example, torch.cat(directions, dim=2), real)


def _stepped(network: PaddedNetwork, x: Tensor, real: Tensor, suffix: str) -> Tensor:
    """One direction, (time, batch, H), step by step under the mask ``real``."""
    parts = 2 if network.kind.cell == "lstm" else 1
    state = tuple(x.new_zeros(x.shape[1], network.rnn.hidden_size) for _ in range(parts))
    states = []
    for each, mask in zip(x, real[..., None], strict=True):
        new = network.step(each, state, suffix)
        state = tuple(torch.where(mask, after, before) for after, before in zip(new, state, strict=True))
        states.append(state[0])
    return torch.stack(states)


def packed(network: PaddedNetwork, example: Example) -> Reading:
    """Only real steps are computed: torch's packed sequences."""
    pack = pack_sequence(example.sequences, enforce_sorted=False)
    states, _ = pad_packed_sequence(network.rnn(pack)[0])
    real = torch.arange(len(states))[:, None] < torch.tensor(example.lengths)[None, :]
    return _judged(network, example, states, real)


def _judged(network: PaddedNetwork, example: Example, states: Tensor, real: Tensor) -> Reading:
    """Each sequence's own first and last step are its ends; the loss is that of real steps."""
    batch = torch.arange(real.shape[1])
    first = real.int().argmax(0)
    ends = states[first, batch], states[first + real.sum(0) - 1, batch]
    last = _both_ends(*ends, network.rnn.hidden_size)
    outputs = _real_states(states, real)
    return Reading(outputs, last, network.loss(outputs, torch.cat(example.tags), last, example.labels))


READINGS: dict[str, Callable[[PaddedNetwork, Example], Reading]] = {
    "padded": padded,
    "own last step": own_last_step,
    "masked": masked,
    "packed": packed,
}
