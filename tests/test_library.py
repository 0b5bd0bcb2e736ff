"""Calling models by name: the user's, the shipped ones, and any file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from playground import library, modelfile, places
from playground.errors import InputError

from .test_modelfile import make


@pytest.fixture(autouse=True)
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of shipped models with one in it."""
    folder = tmp_path / "shipped"
    monkeypatch.setattr(places, "shipped_models", lambda: folder)
    monkeypatch.setattr(library, "shipped_models", lambda: folder)
    modelfile.save(folder / "fairy-tales.safetensors", *make())
    return folder


def own(name: str) -> Path:
    path = library.new_path(name)
    modelfile.save(path, *make(), {"moment": np.zeros(3)}, {"step": 3})
    return path


def test_a_name_is_the_users_model_before_the_shipped(shipped: Path) -> None:
    assert library.find("fairy-tales") == shipped / "fairy-tales.safetensors"
    mine = places.user_models() / "fairy-tales.safetensors"
    modelfile.save(mine, *make())
    assert library.find("fairy-tales") == mine
    assert [(entry.name, entry.shipped) for entry in library.list_models()] == [("fairy-tales", False)]


def test_a_path_is_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "elsewhere" / "other.safetensors"
    modelfile.save(path, *make())
    assert library.find(path) == path
    assert library.find(str(path)) == path
    monkeypatch.chdir(path.parent)
    assert library.find("other.safetensors").resolve() == path
    path.rename(path.parent / "bare")
    assert library.find("bare") == Path("bare")
    with pytest.raises(InputError, match="no model file"):
        library.find(path)


def test_an_unknown_name_says_what_is_near() -> None:
    with pytest.raises(InputError, match=r"did you mean fairy-tales\?.*models list"):
        library.find("fairy-tale")
    with pytest.raises(InputError, match="no model called 'zzz'; "):
        library.find("zzz")
    for name in ("", "..", "a\0b"):
        with pytest.raises(InputError):
            library.find(name)


def test_the_list_has_broken_files_with_their_problem(shipped: Path) -> None:
    own("b")
    own("a")
    (places.user_models() / "broken.safetensors").write_bytes(b"no")
    (places.user_models() / ".123-ab.part").write_bytes(b"left by a crash")
    (shipped / "README.md").write_text("a card")
    entries = library.list_models()
    assert [entry.name for entry in entries] == ["a", "b", "broken", "fairy-tales"]
    assert [entry.shipped for entry in entries] == [False, False, False, True]
    assert [entry.card is None for entry in entries] == [False, False, True, False]
    assert "not a model file" in str(entries[2].problem)
    assert all(entry.modified > 1e9 for entry in entries)


def test_a_list_without_folders_is_empty(shipped: Path) -> None:
    (shipped / "fairy-tales.safetensors").unlink()
    shipped.rmdir()
    assert library.list_models() == []


@pytest.mark.parametrize("name", ["bard", "my-model_2.1", "Bücher", "王", "2025"])
def test_names_that_are_fine(name: str) -> None:
    assert library.check_name(name) == name
    assert own(name) == library.find(name)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "-x", "a b", "a\n", "x" * 61, "~", "a.safetensors"],
)
def test_names_that_are_not(name: str) -> None:
    with pytest.raises(InputError, match="cannot be called"):
        library.new_path(name)


def test_a_name_that_is_taken() -> None:
    path = own("bard")
    with pytest.raises(InputError, match="another name or add --overwrite"):
        library.new_path("bard")
    assert library.new_path("bard", overwrite=True) == path
    for overwrite in (False, True):
        with pytest.raises(InputError, match="ships with the program"):
            library.new_path("fairy-tales", overwrite=overwrite)


def test_remove_and_rename_touch_the_users_models_only(shipped: Path) -> None:
    path = own("bard")
    with pytest.raises(InputError, match="ships with the program"):
        library.rename("bard", "fairy-tales")
    assert library.rename("bard", "shakespeare").stem == "shakespeare"
    assert not path.exists()
    assert modelfile.read_card(library.find("shakespeare")).name == "shakespeare"
    own("bard")
    with pytest.raises(InputError, match="already a model"):
        library.rename("shakespeare", "bard")
    library.remove("bard")
    assert [entry.name for entry in library.list_models()] == ["shakespeare", "fairy-tales"]
    for change in (library.remove, lambda name: library.rename(name, "new")):
        with pytest.raises(InputError, match="stays as it is"):
            change("fairy-tales")
        with pytest.raises(InputError, match="no model of yours"):
            change(str(shipped / "fairy-tales.safetensors"))
        with pytest.raises(InputError, match="no model of yours"):
            change("../shipped/fairy-tales")
    assert (shipped / "fairy-tales.safetensors").exists()


def test_a_broken_model_can_be_removed() -> None:
    path = places.user_models() / "broken.safetensors"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no")
    library.remove("broken")
    assert not path.exists()


def test_export(tmp_path: Path) -> None:
    source = own("bard")
    whole = library.export("bard", tmp_path / "out.safetensors")
    assert modelfile.load_resume(source) is not None
    assert modelfile.load_resume(whole) is None
    card, weights = modelfile.load(source)
    for name, array in modelfile.load(whole)[1].items():
        np.testing.assert_array_equal(array, weights[name])
    in_folder = library.export("bard", tmp_path, "npz")
    assert in_folder == tmp_path / "bard.npz"
    with np.load(in_folder, allow_pickle=False) as arrays:
        assert {name: arrays[name].shape for name in arrays.files} == card.model.shapes()
    with pytest.raises(InputError, match="exists already"):
        library.export("bard", in_folder, "npz")
    with pytest.raises(InputError, match="'onnx' was asked"):
        library.export("bard", tmp_path / "x", "onnx")


def test_export_to_torch(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from playground.training.export import export_torch

    card, weights = make("gru", tied=True)
    modelfile.save(library.new_path("tied"), card, weights)
    target = export_torch("tied", tmp_path / "tied.pt")
    state = torch.load(target, weights_only=True)
    np.testing.assert_array_equal(state["rnn.weight_hh_l0"].numpy(), weights["rnn.weight_hh_l0"])
    np.testing.assert_array_equal(state["head.weight"].numpy(), weights["embedding.weight"])
    with pytest.raises(InputError, match="exists already"):
        export_torch("tied", target)
