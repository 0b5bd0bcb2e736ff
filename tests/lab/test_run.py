"""A run of an experiment: its frame of events, stopping, pausing, and one thread."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from playground import events
from playground.errors import InputError
from playground.lab import catalogue
from playground.lab import run as run_module
from playground.lab.control import Commands, Control
from playground.lab.experiment import SEED, Experiment
from playground.lab.run import LabRun

PANEL = events.Panel(id="one", title="One", x="step", y="value")
TRIAL = Experiment(
    name="trial",
    title="Trial",
    claim="It counts.",
    about="",
    settings=(SEED,),
    panels=(PANEL,),
    module="trial",
    seconds=1,
)


def count(settings: dict[str, Any], control: Control) -> Iterator[events.Event]:
    """Three points and a verdict."""
    for step in range(3):
        control.check()
        yield events.Point(panel="one", series="RNN", x=step, y=settings["seed"])
    yield events.Verdict(text="It counted.", holds=True)


@pytest.fixture(autouse=True)
def trial(monkeypatch: pytest.MonkeyPatch) -> None:
    """The only experiment there is."""
    monkeypatch.setattr(catalogue, "EXPERIMENTS", (TRIAL,))
    monkeypatch.setattr(run_module.importlib, "import_module", lambda _: SimpleNamespace(run=count))


def lab_run(commands: Commands | None = None, **settings: Any) -> LabRun:
    return LabRun(events.LabRequest(name="trial", settings=settings), commands)


def names(said: list[events.Event]) -> list[str]:
    return [type(event).__name__ for event in said]


def test_it_begins_with_what_it_is_and_ends_with_a_verdict() -> None:
    said = list(lab_run(seed="7"))
    assert names(said) == ["LabStarted", "Point", "Point", "Point", "Verdict", "Finished"]
    started = said[0]
    assert isinstance(started, events.LabStarted)
    assert (started.settings, started.panels) == ({"seed": 7}, (PANEL,))
    assert isinstance(said[1], events.Point)
    assert said[1].y == 7
    assert isinstance(said[-1], events.Finished)
    assert not said[-1].stopped


@pytest.mark.parametrize("after", range(4))
def test_a_stop_ends_it_at_once_and_the_verdict_says_so(after: int) -> None:
    commands: Commands = queue.SimpleQueue()
    said = []
    for event in lab_run(commands):
        said.append(event)
        if len(said) == after + 1:
            commands.put(events.Stop())
    assert names(said) == ["LabStarted", *["Point"] * after, "Verdict", "Finished"]
    verdict, finished = said[-2:]
    assert isinstance(verdict, events.Verdict)
    assert isinstance(finished, events.Finished)
    assert (verdict.holds, finished.stopped) == (None, True)
    assert verdict.text.startswith("Stopped")


def test_a_pause_lasts_until_it_is_told_to_go_on() -> None:
    commands: Commands = queue.SimpleQueue()
    said = []
    for event in lab_run(commands):
        said.append(event)
        if len(said) == 2:
            commands.put(events.Pause())
        if isinstance(event, events.Paused):
            threading.Timer(0.05, commands.put, [events.GoOn()]).start()
    assert names(said) == [
        "LabStarted", "Point", "Paused", "Resumed", "Point", "Point", "Verdict", "Finished",
    ]  # fmt: skip


def test_a_pause_may_end_in_a_stop() -> None:
    commands: Commands = queue.SimpleQueue()
    commands.put(events.Pause())
    said = []
    for event in lab_run(commands):
        said.append(event)
        if isinstance(event, events.Paused):
            commands.put(events.Stop())
    assert names(said) == ["LabStarted", "Point", "Paused", "Verdict", "Finished"]


def test_other_commands_mean_nothing_here() -> None:
    commands: Commands = queue.SimpleQueue()
    commands.put(events.Save())
    assert names(list(lab_run(commands)))[-2:] == ["Verdict", "Finished"]


def test_a_request_that_is_wrong_says_nothing_but_why() -> None:
    with pytest.raises(InputError, match="There is no experiment called 'tryal'"):
        next(iter(LabRun(events.LabRequest(name="tryal"))))
    with pytest.raises(InputError, match="no setting called 'speed'"):
        next(iter(lab_run(speed=3)))


def test_torch_has_one_thread_while_it_lasts() -> None:
    torch.set_num_threads(2)
    threads = [torch.get_num_threads() for event in lab_run() if isinstance(event, events.Point)]
    assert threads == [1, 1, 1]
    assert torch.get_num_threads() == 2
