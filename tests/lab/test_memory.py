"""Problems that need a memory, networks that begin with one, and what follows from who remembered."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from playground import events
from playground.lab.memory import most_updates, start_chrono
from playground.lab.memory_verdict import Memory, judge, spans
from playground.lab.networks import Kind, SmallNetwork
from playground.lab.run import LabRun
from playground.lab.toys import Adding, Problem, Recall, ToyTask


def random(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@given(st.integers(1, 60), st.integers(2, 12), st.integers(0, 99))
def test_recall_asks_once_for_the_first_symbol(delay: int, symbols: int, seed: int) -> None:
    problem = Recall(delay, symbols)
    steps, answers = problem.draw(7, random(seed))
    assert steps.shape == (delay + 1, 7, symbols + 1)
    assert (steps.sum(2) == 1).all()
    assert (steps[0].argmax(1) == answers).all()
    assert (steps[:-1].argmax(2) < symbols).all()
    assert (steps[-1].argmax(1) == symbols).all()


@given(st.integers(2, 60), st.integers(0, 99))
def test_adding_marks_one_number_in_each_half(delay: int, seed: int) -> None:
    steps, answers = Adding(delay).draw(7, random(seed))
    numbers, marks = steps.unbind(-1)
    assert steps.shape == (delay, 7, 2)
    assert (marks[: delay // 2].sum(0) == 1).all()
    assert (marks[delay // 2 :].sum(0) == 1).all()
    assert torch.allclose((numbers * marks).sum(0), answers)


def test_the_scores_of_a_guess_are_what_is_said() -> None:
    adding, recall = Adding(20), Recall(5)
    answers = adding.draw(200_000, random())[1]
    assert adding.score(torch.ones(len(answers), 1), answers) == pytest.approx(adding.guess, rel=0.02)
    answers = recall.draw(200_000, random())[1]
    said = torch.zeros(len(answers), 8)
    said[:, 3] = 1.0
    assert recall.score(said, answers) == pytest.approx(recall.guess, rel=0.02)
    assert recall.score(torch.eye(8)[answers], answers) == recall.perfect


@pytest.mark.parametrize("problem", [Recall(6), Adding(6)])
def test_a_task_goes_on_from_where_it_stood(problem: Problem) -> None:
    torch.manual_seed(0)
    task = ToyTask(SmallNetwork(Kind("gru"), problem.inputs, problem.outputs, 5), problem, 4, seed=1)
    task.loss()
    state = task.state()
    expected = [task.loss().item() for _ in range(2)]
    task.restore(*state)
    assert [task.loss().item() for _ in range(2)] == expected
    assert task.validate().metrics == task.validate(1).metrics


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_chrono_networks_begin_with_memories_of_one_to_all_steps(cell: str) -> None:
    torch.manual_seed(0)
    H, longest = 400, 500
    network = SmallNetwork(Kind(cell), 3, 1, H)  # type: ignore[arg-type]
    start_chrono(network, longest)
    biases = dict(network.rnn.named_parameters())
    both = (biases["bias_ih_l0"] + biases["bias_hh_l0"]).detach()
    held = both[H : 2 * H]
    # exp(b) = f / (1 - f) is how many steps a gate sigmoid(b) holds something.
    steps = held.exp()
    assert steps.min() >= 1
    assert steps.max() <= longest - 1 + 1e-3
    assert steps.mean() == pytest.approx(longest / 2, rel=0.1)
    if cell == "lstm":
        assert torch.equal(both[:H], -held)


@given(st.integers(1, 10_000), st.integers(1, 5000))
def test_updates_are_fewer_at_long_delays_but_never_none(most: int, delay: int) -> None:
    updates = most_updates(most, delay)
    assert 1 <= updates <= most
    assert updates * delay <= 40_000
    assert most_updates(most, delay + 1) <= updates


def memory(problem: str, network: str, *scores: float) -> Memory:
    made = Memory(problem, network, 1 / 8 if problem == "recall" else 1 / 6)
    for delay, score in zip((10, 100, 1000), scores, strict=True):
        made.add(delay, score, 5)
    return made


DELAYS = (10, 100, 1000)


def test_spans_and_where_guessing_begins() -> None:
    fades = memory("recall", "RNN", 1.0, 0.4, 0.13)
    assert fades.span(DELAYS) == 10
    assert fades.guessing_from(DELAYS) == 1000
    assert memory("recall", "RNN", 0.2, 0.1, 0.13).span(DELAYS) == 0
    holds = memory("adding", "GRU", 0.001, 0.01, 0.08)
    assert holds.span(DELAYS) == 1000
    assert holds.guessing_from(DELAYS) is None
    assert memory("adding", "GRU", 0.001, math.nan, 1.0).span(DELAYS) == 10
    [row] = spans("recall", [fades], DELAYS).rows
    assert row == ("RNN", "100%", "40%", "13%", "10", "from 1,000 on", "15")


def test_the_mean_of_several_networks_counts() -> None:
    twice = memory("recall", "LSTM", 1.0, 1.0, 0.1)
    for delay, score in zip(DELAYS, (1.0, 0.0, 1.0), strict=True):
        twice.add(delay, score, 5)
    assert twice.mean(100) == 0.5
    assert twice.curve().ys == (1.0, 0.5, 0.55)


@pytest.mark.parametrize(
    ("plain", "gated", "holds"),
    [
        ((1.0, 0.1, 0.1), (1.0, 1.0, 1.0), True),
        ((1.0, 1.0, 1.0), (1.0, 1.0, 0.1), False),
        ((1.0, 1.0, 0.1), (1.0, 1.0, 0.1), False),
    ],
)
def test_verdict(plain: tuple[float, ...], gated: tuple[float, ...], holds: bool) -> None:
    verdict = judge([memory("recall", "RNN", *plain), memory("recall", "LSTM", *gated)], DELAYS)
    assert verdict.holds is holds
    assert ("No longer than the best plain RNN: LSTM (recall)" in verdict.text) is not holds


def test_verdict_takes_each_cell_at_its_best_and_names_what_falls_behind() -> None:
    found = [
        memory("recall", "RNN", 1.0, 1.0, 0.4),
        memory("recall", "LSTM", 1.0, 0.2, 0.2),
        memory("recall", "LSTM chrono", 1.0, 1.0, 1.0),
    ]
    verdict = judge(found, DELAYS)
    assert verdict.holds
    assert "RNN 100, LSTM 10, LSTM chrono 1,000 or more" in verdict.text
    assert "No longer than the best plain RNN: LSTM (recall)" in verdict.text
    assert "RNN did better than a guess even at 1,000" in verdict.text
    assert judge(found[1:], DELAYS).holds is None
    found.append(memory("recall", "GRU", 1.0, 0.2, 0.2))
    assert judge(found, DELAYS).holds is None


def short_run(**settings: object) -> list[events.Event]:
    request = events.LabRequest(name="memory", settings={"units": 16, "delays": (4, 8), **settings})
    return list(LabRun(request))


def test_short_delays_are_learned_and_said_to_be() -> None:
    said = short_run(networks=("RNN", "LSTM"), problems=("recall",), updates=300, learning_rate=0.03)
    tables = [event for event in said if isinstance(event, events.LabTable)]
    assert [table.id for table in tables] == ["recall"]
    assert [row[0] for row in tables[0].rows] == ["RNN", "LSTM"]
    [curve] = [e for e in said if isinstance(e, events.Curve) and e.panel == "recall" and e.series == "LSTM"][
        -1:
    ]
    assert curve.xs == (4.0, 8.0)
    assert curve.ys[0] > 0.6
    [verdict] = [event for event in said if isinstance(event, events.Verdict)]
    assert "LSTM" in verdict.text
    shares = [event.share for event in said if isinstance(event, events.LabProgress)]
    assert shares == sorted(shares)
    assert shares[-1] <= 1


def test_the_same_seed_gives_the_same_numbers() -> None:
    def tables(seed: int) -> list[events.Event]:
        said = short_run(networks=("GRU chrono",), updates=5, training="afresh", seed=seed)
        return [event for event in said if isinstance(event, events.LabTable | events.Verdict)]

    assert tables(1) == tables(1)
    assert tables(1) != tables(2)
