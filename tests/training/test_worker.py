"""The worker in this process, with the app's end of the pipe in the test's hands."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from playground import events
from playground.recipes import TrainRequest
from playground.training.worker import Outbox, Worker


@pytest.fixture
def ours_and_theirs() -> Iterator[tuple[Connection, Connection]]:
    ours, theirs = multiprocessing.Pipe()
    yield ours, theirs
    ours.close()
    theirs.close()


def request(text: Path, name: str, steps: int) -> TrainRequest:
    train = {"batch": 4, "window": 16, "threads": 1, "steps": steps}
    model = {"units": 8, "embedding": 8}
    return TrainRequest(sources=(str(text),), name=name, model=model, train=train)


def finished(connection: Connection) -> events.Finished:
    while True:
        assert connection.poll(60)
        event = connection.recv()
        assert not isinstance(event, events.Failed)
        if isinstance(event, events.Finished):
            return event


def test_a_run_can_be_stopped_before_it_has_begun_and_the_next_one_is_not(
    ours_and_theirs: tuple[Connection, Connection], text_file: Path
) -> None:
    ours, theirs = ours_and_theirs
    # All of it is there before the worker looks for work, as while it still loads torch.
    ours.send(request(text_file, "first", 3000))
    ours.send(events.Stop())
    ours.send(request(text_file, "second", 5))
    serving = threading.Thread(target=Worker(theirs).serve)
    serving.start()
    first, second = finished(ours), finished(ours)
    assert (first.step, first.stopped) == (1, True)
    assert (second.step, second.stopped) == (5, False)
    ours.send(events.Stop())  # nothing is under way: it must not reach the run after it
    ours.send(request(text_file, "third", 4))
    third = finished(ours)
    assert (third.step, third.stopped) == (4, False)
    ours.send(None)
    serving.join(60)
    assert not serving.is_alive()


def test_only_the_newest_progress_is_sent_to_a_slow_reader(
    ours_and_theirs: tuple[Connection, Connection],
) -> None:
    ours, theirs = ours_and_theirs
    outbox = Outbox(theirs)
    wide = "x" * (1 << 20)  # more than a pipe holds: the outbox waits for its reader
    outbox.put(events.Notice(text=wide))
    while outbox._waiting:
        time.sleep(0.001)
    for step in range(100):
        outbox.put(events.Sampled(step=step, prompt="", text=""))
        outbox.put(events.Paused(step=step))
    assert isinstance(ours.recv(), events.Notice)
    said = [ours.recv() for _ in range(101)]
    assert [event.step for event in said if isinstance(event, events.Sampled)] == [99]
    assert [event.step for event in said if isinstance(event, events.Paused)] == list(range(100))
    outbox.close()
