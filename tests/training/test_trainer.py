from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
import torch

from playground import events
from playground.errors import PlaygroundError
from playground.training.trainer import Trainer

Make = Callable[..., Trainer]


def losses(said: list[events.Event]) -> list[float]:
    return [event.loss for event in said if isinstance(event, events.Progress)]


def every_step(**more: object) -> dict[str, object]:
    return {"report_seconds": 0.0, **more}


def test_it_learns_and_tells_what_happened(trainer: Make) -> None:
    run = trainer(every_step(chars_per_token=2.0), steps=200)
    said = list(run.run())
    progress = [event for event in said if isinstance(event, events.Progress)]
    assert [event.step for event in progress] == list(range(1, 201))
    assert progress[0].loss == pytest.approx(math.log(9), abs=0.6)
    assert progress[-1].loss < 0.5
    assert progress[-1].share == 1.0
    assert progress[9].bits_per_char == pytest.approx(progress[9].loss / math.log(2) / 2)
    assert progress[-1].tokens == 200 * 32
    *_, validated, due, finished = said
    assert isinstance(validated, events.Validated)
    assert validated.final
    assert validated.bits_per_char == pytest.approx(validated.carried / math.log(2) / 2)
    assert validated.perplexity == pytest.approx(math.exp(validated.carried))
    assert due == events.CheckpointDue(step=200, reason="finished")
    assert isinstance(finished, events.Finished)
    assert (finished.step, finished.stopped, finished.loss) == (200, False, validated.carried)
    assert run.history[0]["step"] == 1
    assert run.history[-1]["validation"] == pytest.approx(validated.carried, abs=1e-4)


def test_the_same_seed_and_steps_give_the_same_run(trainer: Make) -> None:
    one = trainer(every_step(), steps=60)
    first = losses(list(one.run()))
    two = trainer(every_step(), steps=60)
    assert losses(list(two.run())) == first
    other = trainer(steps=60, seed=1)
    list(other.run())
    for name, value in one.task.network.weights().items():
        np.testing.assert_array_equal(value, two.task.network.weights()[name])
    assert (one.task.network.weights()["head.weight"] != other.task.network.weights()["head.weight"]).any()


@pytest.mark.parametrize("stop_at", [1, 7, 30, 59])
def test_a_resumed_run_is_the_run_that_never_stopped(trainer: Make, stop_at: int) -> None:
    whole = trainer(every_step(), steps=60)
    expected = losses(list(whole.run()))

    first = trainer(every_step(), steps=60)
    said: list[events.Event] = []
    for event in first.run():
        said.append(event)
        if isinstance(event, events.Progress) and event.step == stop_at:
            first.steering.commands.put(events.Stop())
    state = first.state()
    second = trainer(every_step(), steps=60)
    torch.manual_seed(999)  # another process, in another random state
    second.restore(*state)
    second.go_on_from(first.step, first.seconds, first.history, first.plan_began)
    rest = list(second.run())

    assert losses(said) + losses(rest) == expected
    for name, value in whole.task.network.weights().items():
        np.testing.assert_array_equal(value, second.task.network.weights()[name])


def test_a_finished_run_can_be_prolonged(trainer: Make) -> None:
    first = trainer(steps=20)
    list(first.run())
    second = trainer(every_step(), steps=15)
    second.restore(*first.state())
    second.go_on_from(20, first.seconds, first.history, (20, first.seconds))
    said = [event for event in second.run() if isinstance(event, events.Progress)]
    assert [said[0].step, said[-1].step] == [21, 35]
    assert said[0].share == pytest.approx(1 / 15)
    assert second.planned_steps == 35


def test_an_epoch_is_one_pass_over_the_text(trainer: Make) -> None:
    run = trainer(every_step(), epochs=2)
    said = [event for event in run.run() if isinstance(event, events.Progress)]
    assert said[-1].epoch == pytest.approx(2.0)
    assert said[-1].tokens == pytest.approx(2 * 800, rel=0.05)


def test_a_run_in_seconds_ends_in_time(trainer: Make) -> None:
    run = trainer(seconds=0.5)
    finished = list(run.run())[-1]
    assert isinstance(finished, events.Finished)
    assert 0.4 < finished.seconds < 5
    assert not finished.stopped


def test_pause_stops_the_clock_until_told_to_go_on(trainer: Make) -> None:
    run = trainer(every_step(), steps=10)
    said = []
    for event in run.run():
        said.append(event)
        if isinstance(event, events.Progress) and event.step == 3:
            run.steering.commands.put(events.Pause())
            run.steering.commands.put(events.Save())
        elif isinstance(event, events.CheckpointDue) and event.reason == "asked":
            run.steering.commands.put(events.GoOn())
    kinds = [type(event).__name__ for event in said]
    assert kinds.index("Paused") < kinds.index("CheckpointDue") < kinds.index("Resumed")
    assert [event.step for event in said if isinstance(event, events.Progress)] == list(range(1, 11))


def test_a_paused_run_can_be_stopped(trainer: Make) -> None:
    run = trainer(steps=1000)
    run.steering.commands.put(events.Pause())
    run.steering.commands.put(events.Stop())
    said = list(run.run())
    assert isinstance(said[-1], events.Finished)
    assert said[-1].stopped
    assert said[-2] == events.CheckpointDue(step=1, reason="stopped")
    assert not any(isinstance(event, events.Resumed) for event in said)


def test_the_learning_rate_can_be_changed_and_nonsense_is_refused(trainer: Make) -> None:
    run = trainer(every_step(), steps=40, warmup=0.0, final_rate=1.0)
    run.steering.commands.put(events.SetLearningRate(value=0.002))
    run.steering.commands.put(events.SetLearningRate(value=math.nan))
    run.steering.commands.put(events.SetLearningRate(value=-1.0))
    said = list(run.run())
    assert next(event.text for event in said if isinstance(event, events.Notice)).startswith(
        "The learning rate"
    )
    assert sum(isinstance(event, events.Notice) for event in said) == 3
    rates = [event.learning_rate for event in said if isinstance(event, events.Progress)]
    assert rates[0] == pytest.approx(0.01)
    assert rates[-1] == pytest.approx(0.002)
    assert run.config.learning_rate == 0.002


def test_autosave_is_asked_for_in_time(trainer: Make) -> None:
    said = list(trainer({"autosave_seconds": 0.0}, steps=30).run())
    saves = [event for event in said if isinstance(event, events.CheckpointDue)]
    assert saves[0].reason == "autosave"
    assert saves[-1].reason == "finished"


def poison(run: Trainer) -> None:
    """Make the next losses not a number, as an overflow would."""
    with torch.no_grad():
        run.task.network.head.bias[3] = math.nan


def test_a_loss_that_is_no_number_rolls_back_with_half_the_rate(trainer: Make) -> None:
    run = trainer(every_step(), steps=130)
    said = []
    for event in run.run():
        said.append(event)
        if isinstance(event, events.Progress) and event.step == 120 and run.config.learning_rate == 0.01:
            poison(run)
    (back,) = [event for event in said if isinstance(event, events.RolledBack)]
    assert (back.step, back.learning_rate) == (120, 0.005)
    assert 0 < back.to_step < 120
    assert "no longer a number" in back.reason
    assert isinstance(said[-1], events.Finished)
    assert all(math.isfinite(loss) for loss in losses(said))
    assert all(np.isfinite(value).all() for value in run.task.network.weights().values())


def test_a_run_that_cannot_be_saved_from_itself_ends_with_the_reason(trainer: Make) -> None:
    run = trainer(every_step(), steps=500)

    def ruined() -> None:
        for event in run.run():
            if isinstance(event, events.Progress | events.RolledBack):
                poison(run)

    with pytest.raises(PlaygroundError, match=r"diverged at step \d+: the loss is no longer a number"):
        ruined()


def test_a_leap_of_the_loss_rolls_back(trainer: Make) -> None:
    run = trainer(every_step(), steps=250)
    hit = False
    said = []
    for event in run.run():
        said.append(event)
        if isinstance(event, events.Progress) and event.step == 200 and not hit:
            hit = True
            with torch.no_grad():
                run.task.network.head.bias.copy_(torch.linspace(-60, 60, 9))
    backs = [event for event in said if isinstance(event, events.RolledBack)]
    assert backs
    assert "leapt" in backs[0].reason
    steps = [point["step"] for point in run.history]
    assert steps == sorted(steps)
    assert losses(said)[-1] < 1.0


def test_steps_come_in_order_whatever_is_said(trainer: Make) -> None:
    run = trainer(every_step(), steps=50)
    said = []
    for event in run.run():
        said.append(event)
        if isinstance(event, events.Progress) and event.step % 7 == 0:
            run.steering.commands.put(events.Pause())
            run.steering.commands.put(events.SetProbe(text="x"))
            run.steering.commands.put(events.GoOn())
    steps = [event.step for event in said if isinstance(event, events.Progress)]
    assert all(b == a + 1 for a, b in itertools.pairwise(steps))
