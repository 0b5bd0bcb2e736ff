"""What is said to a run, carried out one by one."""

from __future__ import annotations

from collections.abc import Iterator

from playground import events
from playground.training.schedule import Clock
from playground.training.steering import Steering


class Heard:
    """Remembers what reached it."""

    def __init__(self) -> None:
        self.rates: list[float] = []
        self.told: list[events.Command] = []
        self.looked = 0
        self.steering = Steering(None, self.rates.append, self.told.append)
        self.now = 0.0
        self.clock = Clock(now=lambda: self.now)

    def look(self) -> Iterator[events.Event]:
        self.looked += 1
        self.now += 100.0  # whatever happens in a pause takes no time of the run
        return iter(())

    def say(self, *commands: events.Command) -> list[events.Event]:
        for command in commands:
            self.steering.commands.put(command)
        return list(self.steering.obey(7, self.clock, self.look))


def test_each_command_is_carried_out_in_its_turn_and_passed_on() -> None:
    heard = Heard()
    commands = [events.Save(), events.SetLearningRate(value=0.5), events.SetProbe(text="x"), events.Stop()]
    said = heard.say(*commands)
    assert said[0] == events.CheckpointDue(step=7, reason="asked")
    assert [type(event) for event in said[1:]] == [events.Notice]
    assert heard.rates == [0.5]
    assert heard.told == commands
    assert heard.steering.stopping
    assert heard.say() == []


def test_an_impossible_rate_is_refused() -> None:
    heard = Heard()
    for value in (0.0, -1.0, 101.0, float("nan"), float("inf")):
        (notice,) = heard.say(events.SetLearningRate(value=value))
        assert isinstance(notice, events.Notice)
        assert "not possible" in notice.text
    assert heard.rates == []


def test_in_a_pause_the_clock_stands_still_and_commands_are_obeyed() -> None:
    heard = Heard()
    heard.now = 5.0
    said = heard.say(events.Pause(), events.Save(), events.SetProbe(text="x"), events.GoOn(), events.Save())
    assert [type(event).__name__ for event in said] == [
        "Paused", "CheckpointDue", "Resumed", "CheckpointDue",
    ]  # fmt: skip
    assert heard.looked == 2
    assert heard.clock.seconds == 5.0


def test_a_stop_ends_the_pause_as_well() -> None:
    heard = Heard()
    said = heard.say(events.Pause(), events.Stop())
    assert [type(event).__name__ for event in said] == ["Paused"]
    assert heard.steering.stopping
