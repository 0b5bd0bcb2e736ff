from __future__ import annotations

import dataclasses
import errno
import queue
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from playground import LanguageModel, events, modelfile, places
from playground.errors import InputError
from playground.recipes import TrainRequest
from playground.training import claim
from playground.training.run import Run


def request(text: Path, **more: object) -> TrainRequest:
    model = {"units": 16, "embedding": 16}
    train = {"steps": 30, "batch": 4, "window": 16, "threads": 1}
    settings: dict[str, object] = {
        "name": "cats",
        "model": model,
        "train": train,
        "report_seconds": 0.0,
        **more,
    }
    return TrainRequest(sources=(str(text),), **settings)  # type: ignore[arg-type]


def losses(said: Iterable[events.Event]) -> list[float]:
    return [event.loss for event in said if isinstance(event, events.Progress)]


def stopped_at(step: int, wanted: TrainRequest) -> list[events.Event]:
    commands: queue.SimpleQueue[events.Command] = queue.SimpleQueue()
    said = []
    for event in Run(wanted, commands):
        said.append(event)
        if isinstance(event, events.Progress) and event.step == step:
            commands.put(events.Stop())
    return said


def test_a_run_ends_with_a_model_that_completes(text_file: Path, home: Path) -> None:
    said = list(Run(request(text_file)))
    kinds = [type(event).__name__ for event in said]
    assert kinds[0] == "Preparing"
    assert kinds.index("Started") < kinds.index("Progress") < kinds.index("Saved")
    assert kinds[-1] == "Finished"
    path = places.user_models() / "cats.safetensors"
    assert said[-1].path == str(path)  # type: ignore[attr-defined]
    assert path.is_relative_to(home)
    model = LanguageModel.load("cats")
    assert len(model.complete("the cat", tokens=20)) == 20
    card = modelfile.read_card(path)
    assert (card.name, card.steps, card.corpus["name"]) == ("cats", 30, "cats")
    assert card.train.steps == 30
    assert card.history
    assert card.scores["bits_per_char"] > 0


def test_two_runs_with_one_seed_say_and_write_the_same(text_file: Path) -> None:
    one, two = list(Run(request(text_file))), list(Run(request(text_file, overwrite=True)))
    assert losses(one) == losses(two)
    samples = [[event.text for event in said if isinstance(event, events.Sampled)] for said in (one, two)]
    assert samples[0] == samples[1]
    assert samples[0][0]


def test_words_are_trained_as_well(text_file: Path) -> None:
    list(Run(request(text_file, level="word")))
    model = LanguageModel.load("cats")
    assert model.vocabulary.level == "word"
    assert " cat" in {model.vocabulary.token(i) for i in range(model.vocabulary.size)}


@pytest.mark.parametrize("cell", ["rnn", "gru"])
def test_every_cell_is_trained(text_file: Path, cell: str) -> None:
    said = losses(Run(request(text_file, model={"cell": cell, "units": 16, "layers": 2})))
    assert said[-1] < said[0]


def test_a_stopped_run_goes_on_as_if_never_stopped(text_file: Path) -> None:
    expected = losses(Run(request(text_file, name="whole")))
    first = losses(stopped_at(11, request(text_file)))
    rest = losses(Run(TrainRequest(sources=(), name="cats", resume=True, report_seconds=0.0)))
    assert first + rest == expected
    whole, parts = (modelfile.load(places.user_models() / f"{n}.safetensors")[1] for n in ("whole", "cats"))
    for name, value in whole.items():
        np.testing.assert_array_equal(value, parts[name])


def test_a_finished_run_needs_a_new_length_and_then_goes_on(text_file: Path) -> None:
    list(Run(request(text_file)))
    again = TrainRequest(sources=(), name="cats", resume=True, report_seconds=0.0)
    with pytest.raises(InputError, match="already been trained for its 30 steps"):
        list(Run(again))
    said = list(Run(dataclasses.replace(again, train={"steps": 5})))
    assert said[-1].step == 35  # type: ignore[attr-defined]
    assert modelfile.read_card(places.user_models() / "cats.safetensors").steps == 35


@pytest.mark.parametrize(("name", "value"), [("batch", 8), ("window", 4), ("seed", 3)])
def test_what_places_the_run_in_its_text_must_stay(text_file: Path, name: str, value: int) -> None:
    stopped_at(5, request(text_file))
    before = (places.user_models() / "cats.safetensors").read_bytes()
    again = TrainRequest(sources=(), name="cats", resume=True, train={name: value})
    with pytest.raises(InputError, match=f"trained with a {name} of"):
        list(Run(again))
    assert (places.user_models() / "cats.safetensors").read_bytes() == before
    said = list(Run(dataclasses.replace(again, train={"batch": 4, "learning_rate": 0.001})))
    assert said[-1].step == 30  # type: ignore[attr-defined]


def test_a_stopped_run_can_be_made_longer_but_not_shorter_than_it_is(text_file: Path) -> None:
    stopped_at(10, request(text_file))
    with pytest.raises(InputError, match="a run of 5 steps is over; ask for a longer one"):
        list(Run(TrainRequest(sources=(), name="cats", resume=True, train={"steps": 5})))
    said = list(Run(TrainRequest(sources=(), name="cats", resume=True, train={"steps": 40})))
    assert said[-1].step == 40  # type: ignore[attr-defined]


def test_where_there_are_no_locks_two_runs_of_one_name_both_keep_their_model(
    text_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claim, "fcntl", None)
    first, second = iter(Run(request(text_file))), iter(Run(request(text_file, train={"steps": 9})))
    begun = next(event for event in first if isinstance(event, events.Progress))
    assert begun.step == 1
    assert next(event for event in second if isinstance(event, events.Finished)).path == str(
        places.user_models() / "cats.safetensors"
    )
    said = list(first)
    assert any(isinstance(event, events.Notice) and "cats-2" in event.text for event in said)
    assert said[-1].path == str(places.user_models() / "cats-2.safetensors")  # type: ignore[attr-defined]
    steps = [modelfile.read_card(places.user_models() / f"{n}.safetensors").steps for n in ("cats", "cats-2")]
    assert steps == [9, 30]


def test_another_text_is_not_gone_on_with(text_file: Path) -> None:
    stopped_at(5, request(text_file))
    text_file.write_text(text_file.read_text("utf-8") + "a new line\n", "utf-8")
    with pytest.raises(InputError, match="no longer the text that cats was trained on"):
        list(Run(TrainRequest(sources=(), name="cats", resume=True)))


def test_a_name_that_is_taken_is_refused_before_anything_happens(text_file: Path) -> None:
    list(Run(request(text_file)))
    before = (places.user_models() / "cats.safetensors").read_bytes()
    with pytest.raises(InputError, match="cats"):
        list(Run(request(text_file)))
    assert (places.user_models() / "cats.safetensors").read_bytes() == before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"too short.", "too short"),
        (b"a" * 5000, "repeated"),
        (b"\x89PNG\r\n\x1a\n\0\0", "bad.txt"),
    ],
)
def test_a_text_that_cannot_be_learned_from_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason):
        list(Run(request(path)))
    assert not places.user_models().exists() or not list(places.user_models().iterdir())


def test_a_tiny_text_is_read_in_smaller_steps_and_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "tiny.txt"
    path.write_text("the cat sat on the mat and the rat ran.\n" * 12, "utf-8")
    said = list(Run(request(path, train={"steps": 5})))
    (started,) = [event for event in said if isinstance(event, events.Started)]
    assert started.train.batch * started.train.window < 480
    assert any(isinstance(event, events.Notice) for event in said)
    assert isinstance(said[-1], events.Finished)


def fail_to_save(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """From now on, no model can be put in ``folder``: its disk is full."""
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if Path(target).parent == folder:
            raise OSError(errno.ENOSPC, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)


def test_a_full_disk_at_an_autosave_is_a_notice(text_file: Path) -> None:
    run = Run(request(text_file, autosave_seconds=0.0))
    said = []
    with pytest.MonkeyPatch.context() as full:
        for event in run:
            said.append(event)
            if isinstance(event, events.Started):
                fail_to_save(full, places.user_models())
            if isinstance(event, events.Notice) and "Training goes on" in event.text:
                full.undo()
    assert any(isinstance(event, events.Notice) and "disk is full" in event.text for event in said)
    assert isinstance(said[-1], events.Finished)
    assert LanguageModel.load("cats").complete("the", tokens=3)


def test_a_full_disk_at_the_end_keeps_the_model_elsewhere(
    text_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run = Run(request(text_file))
    said = []
    for event in run:
        said.append(event)
        if isinstance(event, events.Started):
            fail_to_save(monkeypatch, places.user_models())
    finished = said[-1]
    assert isinstance(finished, events.Finished)
    assert finished.path == str(tmp_path / "cats-rescued.safetensors")
    assert LanguageModel.load(finished.path).complete("the", tokens=3)
    # A second one that has to be rescued does not take the place of the first.
    (again,) = [event for event in Run(request(text_file)) if isinstance(event, events.Finished)]
    assert again.path == str(tmp_path / "cats-rescued-2.safetensors")


def test_a_folder_that_cannot_be_written_is_known_before_training(text_file: Path, home: Path) -> None:
    (home / "data").mkdir(parents=True)
    places.user_models().write_text("a file where the folder should be")
    said = []
    with pytest.raises(InputError, match="cannot be saved"):
        said.extend(Run(request(text_file)))
    assert not any(isinstance(event, events.Started) for event in said)


def test_states_and_weights_are_sent_when_asked_for(text_file: Path) -> None:
    commands: queue.SimpleQueue[events.Command] = queue.SimpleQueue()
    commands.put(events.WatchWeights(on=True))
    commands.put(events.SetProbe(text="the cat ☂"))
    said = list(Run(request(text_file, trace_seconds=0.0), commands))
    traces = [event for event in said if isinstance(event, events.Traced)]
    assert "".join(traces[-1].tokens) == "the cat ☂"
    assert traces[-1].values["h"].shape == (9, 1, 16)
    assert set(traces[-1].values) == {"h", "c", "i", "f", "g", "o"}
    assert any(isinstance(event, events.Notice) and "☂" in event.text for event in said)
    weights = [event for event in said if isinstance(event, events.Weights)][-1]
    live = LanguageModel.from_parts(weights.model, weights.vocabulary, weights.weights)
    saved = LanguageModel.load("cats")
    assert live.complete("the", 10, temperature=0) == saved.complete("the", 10, temperature=0)
