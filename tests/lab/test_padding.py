"""Padding: the four ways to read a batch, against each sequence read alone."""

from __future__ import annotations

import pytest
import torch

from playground import events
from playground.lab.networks import Kind
from playground.lab.padded_reading import READINGS, Example, PaddedNetwork, alone
from playground.lab.padding import compare
from playground.lab.padding_verdict import Difference, judge
from playground.lab.run import LabRun

KINDS = [Kind("rnn"), Kind("rnn", "relu"), Kind("gru"), Kind("lstm")]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.short)


def example(*, after: bool = True, fill: float = 0.5) -> Example:
    random = torch.Generator().manual_seed(0)
    return Example(
        sequences=[torch.randn(length, 2, generator=random) for length in (5, 1, 3)],
        tags=[torch.randint(3, (length,), generator=random) for length in (5, 1, 3)],
        labels=torch.tensor([0, 1, 2]),
        fill=fill,
        after=after,
    )


def network(kind: Kind, *, bidirectional: bool = False) -> PaddedNetwork:
    torch.manual_seed(0)
    return PaddedNetwork(kind, 2, 3, 4, bidirectional=bidirectional)


@pytest.mark.parametrize("after", [True, False])
def test_sequences_stand_where_they_are_real(after: bool) -> None:
    one = example(after=after, fill=9.0)
    assert one.padded.shape == (5, 3, 2)
    assert one.real.sum(0).tolist() == one.lengths == [5, 1, 3]
    assert (one.padded[~one.real] == 9.0).all()
    assert torch.equal(one.padded.transpose(0, 1)[one.real.T], torch.cat(one.sequences))
    assert one.real[0].tolist() == ([True] * 3 if after else [True, False, False])


@each_kind
def test_one_step_is_that_of_the_layer(kind: Kind) -> None:
    net = network(kind)
    x = example().sequences[0]
    state = tuple(torch.zeros(1, 4) for _ in range(2 if kind.cell == "lstm" else 1))
    for step in x:
        state = net.step(step[None], state, "")
    torch.testing.assert_close(state[0], net.rnn(x[:, None])[0][-1])


@each_kind
@pytest.mark.parametrize("both", [False, True], ids=["forwards", "both"])
@pytest.mark.parametrize("after", [True, False], ids=["after", "before"])
def test_masked_and_packed_are_as_if_alone_and_unmasked_is_not(kind: Kind, both: bool, after: bool) -> None:
    found = {
        each.reading: each for each in compare(network(kind, bidirectional=both), kind, example(after=after))
    }
    assert set(found) == {"padded", "own last step", "masked", "packed"}
    assert found["masked"].worst < 1e-5
    assert found["packed"].worst < 1e-5
    assert found["padded"].last > 1e-3
    assert found["padded"].gradient > 1e-3
    # Only what reads the sequence before the padding is right at its own last step.
    assert (found["own last step"].worst < 1e-5) == (after and not both)
    assert (found["padded"].outputs < 1e-5) == (after and not both)


def test_the_state_of_a_sequence_is_each_directions_last() -> None:
    net = network(Kind("gru"), bidirectional=True)
    one = example()
    found = alone(net, one)
    states, last = net.rnn(one.sequences[2][:, None])
    torch.testing.assert_close(found.last[2], torch.cat((last[0, 0], last[1, 0])))
    torch.testing.assert_close(found.outputs[-3:], states[:, 0])


def test_padding_that_is_not_left_out_counts_in_the_loss() -> None:
    net, one = network(Kind("rnn")), example()
    assert not torch.isclose(READINGS["padded"](net, one).loss, READINGS["own last step"](net, one).loss)


def difference(reading: str, size: float, *, both: bool = False) -> Difference:
    return Difference(
        kind=Kind("gru"), both=both, reading=reading, outputs=size, last=size, loss=size, gradient=size
    )


@pytest.mark.parametrize(
    ("padded", "masked", "holds"), [(0.5, 1e-7, True), (0.5, 0.1, False), (1e-7, 1e-7, False)]
)
def test_the_verdict_follows_the_differences(padded: float, masked: float, holds: bool) -> None:
    sizes = {"padded": padded, "own last step": 1e-7, "masked": masked, "packed": 1e-7}
    differences = [
        difference(name, size, both=both) for name, size in sizes.items() for both in (False, True)
    ]
    verdict = judge(differences, {"lengths": (5, 10), "side": "after"})
    assert verdict.holds is holds
    assert verdict.text.startswith("25% of the positions were padding.")


def test_equal_lengths_decide_nothing() -> None:
    assert judge([], {"lengths": (5,), "side": "after"}).holds is None


@pytest.mark.parametrize("lengths", [(4,), (2, 5, 9)])
def test_a_small_run_fills_its_tables_and_panels(lengths: tuple[int, ...]) -> None:
    settings = {"lengths": lengths, "units": 4, "padding": 5, "networks": "gru,lstm"}
    said = list(LabRun(events.LabRequest(name="padding", settings=settings)))
    tables = {event.id: event for event in said if isinstance(event, events.LabTable)}
    assert set(tables) == {"forwards", "both"}
    assert all(len(table.rows) == 8 for table in tables.values())
    points = [event for event in said if isinstance(event, events.Point)]
    assert {point.panel for point in points} == {"drift", "apart"}
    drift = [point.y for point in points if point.panel == "drift" and point.series == "GRU"]
    assert len(drift) == 6
    assert drift[0] == 0 < drift[-1]
    verdict = next(event for event in said if isinstance(event, events.Verdict))
    assert verdict.holds is (True if len(lengths) > 1 else None)
