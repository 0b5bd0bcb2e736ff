"""``models``: list, show, export, rename, remove; and model files that are not sound."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from playground import modelfile, places
from tests.cli.conftest import Run
from tests.ui import shape_fakes


def test_list_names_every_model_sound_or_not(run: Run, letters: str, words: str) -> None:
    (places.user_models() / "broken.safetensors").write_bytes(b"not a model")
    table = run("models", "list")
    assert table.exit_code == 0
    assert run("models").stdout == table.stdout
    rows = {row.split()[0]: row for row in table.stdout.splitlines()}
    assert "gru 2x8, characters" in rows[letters]
    assert "3.250" in rows[letters]
    assert "words" in rows[words]
    assert "is not a model file" in rows["broken"]
    found = {entry["name"]: entry for entry in json.loads(run("models", "list", "--json").stdout)}
    assert found[letters]["model"]["units"] == 8
    assert found["broken"]["problem"]


def test_models_of_a_task_say_what_they_do_and_how_well(run: Run, letters: str) -> None:
    shape_fakes.save_task("entities-2", "tag")
    rows = {row.split()[0]: row for row in run("models", "list").stdout.splitlines()}
    assert "lstm 12, tag" in rows["entities-2"]
    assert "f1 71.0%" in rows["entities-2"]
    assert "bits/char" in rows[letters]
    found = {entry["name"]: entry for entry in json.loads(run("models", "list", "--json").stdout)}
    assert (found["entities-2"]["task"], found[letters]["task"]) == ("tag", "language")
    facts = run("models", "show", "entities-2").stdout
    assert "task        tag" in facts
    assert "B-LOC, B-PER" in facts
    assert "620 examples" in facts


def test_show(run: Run, letters: str) -> None:
    result = run("models", "show", letters)
    assert "gru 2x8, characters" in result.stdout
    assert "120 steps in 1:00" in result.stdout
    assert "\x1b" not in result.stdout
    card = json.loads(run("models", "show", letters, "--json").stdout)
    assert card["vocabulary"]["level"] == "char"


@pytest.mark.parametrize("target", ["copy.safetensors", "copy.npz", "copy.pt"])
def test_export(run: Run, letters: str, tmp_path: Path, target: str) -> None:
    to = {".npz": "npz", ".pt": "torch"}.get(Path(target).suffix, "safetensors")
    path = tmp_path / target
    result = run("models", "export", letters, str(path), "--to", to)
    assert result.exit_code == 0, result.stderr
    _, weights = modelfile.load(places.user_models() / f"{letters}.safetensors")
    if to == "npz":
        exported = dict(np.load(path))
    elif to == "torch":
        import torch

        exported = {name: value.numpy() for name, value in torch.load(path, weights_only=True).items()}
    else:
        _, exported = modelfile.load(path)
    assert exported.keys() == weights.keys()
    assert all(np.array_equal(exported[name], weights[name]) for name in weights)


def test_export_never_overwrites(run: Run, letters: str, tmp_path: Path) -> None:
    taken = tmp_path / "taken.npz"
    taken.write_text("mine")
    result = run("models", "export", letters, str(taken), "--to", "npz")
    assert result.exit_code == 2
    assert taken.read_text() == "mine"


def test_rename_and_remove(run: Run, letters: str) -> None:
    assert run("models", "rename", letters, "other").exit_code == 0
    assert run("complete", letters, "The").exit_code == 2
    assert run("complete", "other", "The", "--tokens", "1").exit_code == 0
    asked = run("models", "remove", "other")
    assert asked.exit_code == 2
    assert "--yes" in asked.stderr
    assert run("models", "remove", "other", "--yes").exit_code == 0
    assert not list(places.user_models().glob("*.safetensors"))


def test_rename_keeps_away_from_names_that_are_taken(run: Run, letters: str, words: str) -> None:
    assert run("models", "rename", letters, words).exit_code == 2
    assert run("models", "rename", letters, "../escape").exit_code == 2
    assert len(list(places.user_models().glob("*.safetensors"))) == 2


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _png(_data: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(100)


def _newer(data: bytes) -> bytes:
    # Both numbers have one digit, so the header keeps its length.
    changed = data.replace(b'{\\"format\\": 1', b'{\\"format\\": 9', 1)
    assert changed != data
    return changed


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(_cut, "damaged or cut short"), (_png, "is not a model file"), (_newer, "newer version")],
)
@pytest.mark.parametrize("command", [("complete", "The"), ("score", "fairy-tales"), ("models", "show")])
def test_model_files_that_are_not_sound(
    run: Run, letters: str, tmp_path: Path, spoil: object, said: str, command: tuple[str, str]
) -> None:
    assert callable(spoil)
    bad = tmp_path / "bad.safetensors"
    bad.write_bytes(spoil((places.user_models() / f"{letters}.safetensors").read_bytes()))
    words = ("models", "show", str(bad)) if command[0] == "models" else (command[0], str(bad), command[1])
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.startswith("rnn-playground: ")
    assert result.stderr.count("\n") == 1
    assert bad.exists()


def test_no_such_model(run: Run, letters: str) -> None:
    result = run("complete", "leters", "The")
    assert result.exit_code == 2
    assert letters in result.stderr
