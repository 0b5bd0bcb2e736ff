"""Reading a padded batch gives each example what it would get alone."""

from __future__ import annotations

import pytest
import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from playground.config import CELLS
from playground.nets.layers import read, real_steps, recurrent_layers
from playground.task_config import TaskConfig


def config(cell: str, **more: object) -> TaskConfig:
    return TaskConfig(task="tag", vocabulary=9, outputs=3, units=5, cell=cell, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("bidirectional", [False, True])
def test_padding_changes_nothing(cell: str, bidirectional: bool) -> None:
    torch.manual_seed(0)
    rnn = recurrent_layers(config(cell, layers=2), 4, bidirectional=bidirectional)
    x, lengths = torch.randn(6, 3, 4), torch.tensor([6, 2, 4])
    together = read(rnn, x, lengths)
    for example, length in enumerate(lengths.tolist()):
        alone = rnn(x[:length, example : example + 1])[0][:, 0]
        torch.testing.assert_close(together[:length, example], alone, atol=1e-6, rtol=1e-5)


def test_without_recurrence_every_step_stands_alone() -> None:
    torch.manual_seed(0)
    rnn = recurrent_layers(config("lstm"), 4)
    x = torch.randn(6, 3, 4)
    cut = read(rnn, x, torch.tensor([6, 6, 6]), recurrent=False)
    torch.testing.assert_close(cut[3, 1], rnn(x[3:4, 1:2])[0][0, 0])
    changed = x.clone()
    changed[0] += 1
    torch.testing.assert_close(read(rnn, changed, torch.tensor([6, 6, 6]), recurrent=False)[1:], cut[1:])


def test_an_lstm_begins_by_remembering() -> None:
    rnn = recurrent_layers(config("lstm"), 4, bidirectional=True)
    for which in ("l0", "l0_reverse"):
        assert getattr(rnn, f"bias_ih_{which}")[5:10].tolist() == [1.0] * 5
        assert getattr(rnn, f"bias_hh_{which}")[5:10].tolist() == [0.0] * 5


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn", "relu"])
def test_both_directions_are_those_of_packed_sequences(cell: str) -> None:
    torch.manual_seed(0)
    kind = {"cell": "rnn", "nonlinearity": "relu"} if cell == "relu" else {"cell": cell}
    rnn = recurrent_layers(config(**kind, layers=2), 4, bidirectional=True)
    x, lengths = torch.randn(6, 3, 4), torch.tensor([6, 2, 4])
    packed = pack_padded_sequence(x, lengths, enforce_sorted=False)
    theirs, _ = pad_packed_sequence(rnn(packed)[0], total_length=6)
    ours = read(rnn, x, lengths) * real_steps(lengths, 6)[:, :, None]
    torch.testing.assert_close(ours, theirs, atol=1e-6, rtol=1e-5)
    wanted = torch.autograd.grad(theirs.square().sum(), list(rnn.parameters()))
    found = torch.autograd.grad(ours.square().sum(), list(rnn.parameters()))
    for one, other in zip(found, wanted, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)
