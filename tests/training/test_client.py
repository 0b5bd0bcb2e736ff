"""The worker as the app uses it: a real process, spoken to over a real pipe."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground import LanguageModel, events, modelfile, places
from playground.recipes import TrainRequest
from playground.training.client import TrainingClient

PATIENCE = 60.0


@pytest.fixture
def client() -> Iterator[TrainingClient]:
    made = TrainingClient(nice=0)
    made.start()
    yield made
    made.close()
    assert not made.alive


def request(text: Path, **train: object) -> TrainRequest:
    settings = {"batch": 4, "window": 16, "threads": 1, **train}
    model = {"units": 16, "embedding": 16}
    return TrainRequest(sources=(str(text),), name="cats", model=model, train=settings, trace_seconds=0.1)


def until(client: TrainingClient, *kinds: type[events.Event]) -> list[events.Event]:
    """Everything said up to the first event of one of ``kinds``."""
    said: list[events.Event] = []
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for event in client.poll():
            said.append(event)
            if isinstance(event, kinds):
                return said
        time.sleep(0.01)
    raise AssertionError(f"no {kinds} in {[type(event).__name__ for event in said]}")


def test_it_trains_obeys_and_survives_its_worker(client: TrainingClient, text_file: Path) -> None:
    client.train(request(text_file, steps=40))
    assert client.busy
    said = until(client, events.Finished, events.Failed)
    assert isinstance(said[-1], events.Finished)
    assert not client.busy
    assert any(isinstance(event, events.Traced) for event in said)

    # A request that cannot be fulfilled is answered with its sentence, and the worker is there for the next.
    client.train(request(text_file, steps=40))
    (failed,) = until(client, events.Failed)[-1:]
    assert isinstance(failed, events.Failed)
    assert failed.exit_code == 2
    assert "cats" in failed.text

    # Paused it stands still; told to go on, it does.
    client.train(TrainRequest(sources=(), name="cats", resume=True, train={"steps": 1_000_000}))
    until(client, events.Progress)
    client.send(events.Pause())
    until(client, events.Paused)
    client.send(events.Save())
    until(client, events.Saved)
    client.send(events.GoOn())
    until(client, events.Resumed)

    # Killed, it is reported, and the run goes on from what was saved.
    assert client._process is not None
    os.kill(client._process.pid or 0, signal.SIGKILL)
    (failed,) = until(client, events.Failed)[-1:]
    assert isinstance(failed, events.Failed)
    assert "SIGKILL" in failed.text
    client.train(TrainRequest(sources=(), name="cats", resume=True))
    until(client, events.Progress)
    client.send(events.Stop())
    finished = until(client, events.Finished)[-1]
    assert isinstance(finished, events.Finished)
    assert finished.stopped


def test_closing_saves_what_is_being_trained(client: TrainingClient, text_file: Path) -> None:
    client.train(request(text_file, steps=1_000_000))
    said = until(client, events.Progress)
    client.close()
    step = [event.step for event in said if isinstance(event, events.Progress)][-1]
    assert modelfile.read_card(places.user_models() / "cats.safetensors").steps >= step
    assert LanguageModel.load("cats").complete("the", tokens=3)


def test_what_the_worker_prints_goes_to_the_log(
    client: TrainingClient, text_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    client.train(request(text_file, steps=3))
    until(client, events.Finished)
    assert places.log_file().exists()
    assert capfd.readouterr() == ("", "")


def test_a_new_worker_clears_away_what_a_killed_one_left(client: TrainingClient) -> None:
    left = places.user_models() / ".999999999-0123abcd.part"  # no process has so high a number
    left.parent.mkdir(parents=True, exist_ok=True)
    left.write_bytes(b"half a model")
    client.close()
    client.start()
    deadline = time.monotonic() + PATIENCE
    while left.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
