"""``train``: what the options ask for, and everything that can be wrong with them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from playground import modelfile, places
from playground.cli.train import MODEL_FIELDS, TRAIN_FIELDS, request_from, train
from playground.config import ModelConfig, TrainConfig
from playground.recipes import TrainRequest
from tests.cli.conftest import Run

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4


def asked(*words: str) -> TrainRequest:
    """The request that these words make."""
    options = dict(train.make_context("train", list(words)).params)
    text, name, resume = options.pop("text"), options.pop("name"), options.pop("resume")
    options.pop("as_json")
    return request_from(text, name, resume, options)


def test_only_what_was_set_is_asked_for() -> None:
    request = asked("a.txt", "b.txt", "--name", "x")
    assert request == TrainRequest(sources=("a.txt", "b.txt"), name="x")


MODEL_OPTIONS = """
    --cell gru --nonlinearity relu --layers 2 --units 64 --embedding 32 --dropout 0.1 --untied
    --no-layer-norm
"""
TRAIN_OPTIONS = """
    --steps 7 --batch 4 --window 9 --reset 0.2 --learning-rate 0.1 --warmup 0.2 --final-rate 0.3 --beta1 0.4
    --beta2 0.5
    --weight-decay 0.6 --clip value --clip-at 0.7 --seed 8 --validation-share 0.25 --device cpu --threads 1
    --precision float32 --optimizer adamw
"""
OTHER_OPTIONS = (
    "--level word --vocabulary-limit 99 --encoding latin-1 --prompt Hm --sample-seconds 3 --overwrite"
)


def test_every_option_arrives() -> None:
    request = asked(
        "a.txt", "--name", "x", *MODEL_OPTIONS.split(), *TRAIN_OPTIONS.split(), *OTHER_OPTIONS.split()
    )
    assert set(request.model) == set(MODEL_FIELDS)
    assert request.model["cell"] == "gru"
    assert request.model["tied"] is request.model["layer_norm"] is False
    assert set(request.train) == set(TRAIN_FIELDS) - {"seconds", "epochs"}
    assert request.train["clip_at"] == 0.7
    assert (request.level, request.vocabulary_limit, request.encoding) == ("word", 99, "latin-1")
    assert (request.prompt, request.sample_seconds, request.overwrite) == ("Hm", 3.0, True)


def test_there_is_an_option_for_every_setting() -> None:
    fields = {field.name for field in dataclasses.fields(ModelConfig)} - {"vocabulary", "task"}
    assert set(MODEL_FIELDS) == fields
    assert set(TRAIN_FIELDS) == {field.name for field in dataclasses.fields(TrainConfig)}


def test_resume_needs_no_text() -> None:
    request = asked("--resume", "x", "--seconds", "5")
    assert (request.name, request.sources, request.resume, request.train) == ("x", (), True, {"seconds": 5.0})


@pytest.fixture
def inputs(tmp_path: Path, tale: Path) -> dict[str, str]:
    """Texts that cannot be trained on, and one that can."""
    contents = {"empty.txt": b"", "ten.txt": b"ten chars.", "picture.png": PNG, "same.txt": b"a" * 5000}
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "picture.png").write_bytes(PNG)
    return {"tale": str(tale), **{path.name: str(path) for path in tmp_path.iterdir()}}


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("nowhere.txt", (), "no file"),
        ("folder", (), "no text"),
        ("empty.txt", (), "empty"),
        ("ten.txt", (), "too short"),
        ("picture.png", (), "picture.png"),
        ("same.txt", (), "same"),
        ("tale", ("--units", "0"), "Units must be"),
        ("tale", ("--seconds", "-1"), "Seconds must be"),
        ("tale", ("--learning-rate", "nan"), "Learning rate must be"),
        ("tale", ("--threads", "0"), "Threads must be"),
        ("tale", ("--encoding", "klingon"), "klingon"),
        ("tale", ("--tied", "--units", "8", "--embedding", "9"), "tied"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_and_loses_nothing(
    run: Run, inputs: dict[str, str], home: Path, text: str, options: tuple[str, ...], said: str
) -> None:
    before = {path: path.read_bytes() for path in map(Path, inputs.values()) if path.is_file()}
    length = () if "--seconds" in options else ("--steps", "1")
    result = run("train", inputs.get(text, text), "--name", "x", *length, *options)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.startswith("rnn-playground: ")
    assert result.stderr.count("\n") == 1
    assert "Traceback" not in result.stderr
    assert {path: path.read_bytes() for path in before} == before
    assert not list(home.rglob("*.safetensors"))


def test_a_name_that_is_taken_keeps_its_model_unless_told_otherwise(
    run: Run, letters: str, tale: Path
) -> None:
    path = places.user_models() / f"{letters}.safetensors"
    before = path.read_bytes()
    options = ("train", str(tale), "--name", letters, "--steps", "2", "--units", "4", "--threads", "1")
    refused = run(*options)
    assert refused.exit_code == 2
    assert letters in refused.stderr
    assert path.read_bytes() == before
    assert run(*options, "--overwrite").exit_code == 0
    assert modelfile.read_card(path).steps == 2


def test_json_lines_tell_the_whole_run_and_nothing_else(run: Run, tale: Path) -> None:
    result = run(
        "train", str(tale), "--name", "x", "--steps", "3", "--units", "4", "--threads", "1", "--json"
    )
    rows = [json.loads(row) for row in result.stdout.splitlines()]
    names = [row["event"] for row in rows]
    assert result.exit_code == 0
    assert names.index("started") < names.index("progress") < names.index("saved") < names.index("finished")
    assert rows[names.index("finished")]["step"] == 3


def test_a_finished_run_needs_a_new_length_to_go_on(run: Run, tale: Path) -> None:
    run("train", str(tale), "--name", "x", "--steps", "2", "--units", "4", "--threads", "1")
    refused = run("train", "--resume", "x")
    assert refused.exit_code == 2
    assert "--seconds" in refused.stderr
    assert run("train", "--resume", "x", "--steps", "3").exit_code == 0
    assert modelfile.read_card(places.user_models() / "x.safetensors").steps == 5


def test_resume_of_nothing(run: Run) -> None:
    result = run("train", "--resume", "nothing")
    assert result.exit_code == 2
    assert "nothing" in result.stderr
