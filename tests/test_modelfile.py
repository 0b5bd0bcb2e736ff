"""Model files: what is written is read again, and nothing that is not sound is let in."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground import files, modelfile
from playground.config import ModelConfig, TrainConfig
from playground.errors import InputError
from playground.modelfile import ModelCard

Weights = dict[str, NDArray[np.float32]]
TRAIN = TrainConfig(steps=10)


def make(cell: str = "lstm", name: str = "model", **more: Any) -> tuple[ModelCard, Weights]:
    model = ModelConfig(**{"vocabulary": 5, "units": 3, "embedding": 3, "cell": cell, **more})
    card = ModelCard(
        name=name,
        model=model,
        train=TRAIN,
        vocabulary={"level": "char", "tokens": "abनी"},
        corpus={"name": "bard", "chars": 100},
        history=[{"step": 1, "train": 2.5}, {"step": 2, "train": None}],
        scores={"validation": 1.5},
        steps=10,
        seconds=1.25,
        created="2026-01-01T00:00:00+00:00",
        description='a "quoted" \\ text\n\x1b[31m',
        licence="CC0",
    )
    rng = np.random.default_rng(0)
    return card, {key: rng.standard_normal(shape).astype(np.float32) for key, shape in model.shapes().items()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "model.safetensors"


@pytest.fixture
def saved(path: Path) -> Path:
    modelfile.save(path, *make(), {"moment": np.arange(6.0)}, {"step": 10})
    return path


def rewrite(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the header of a model file and leave the rest."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    change(header)
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + size :])


def change_document(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    def inner(header: dict[str, Any]) -> None:
        document = json.loads(header["__metadata__"]["playground"])
        change(document)
        header["__metadata__"]["playground"] = json.dumps(document)

    rewrite(path, inner)


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("more", [{}, {"tied": True, "layers": 3}, {"layer_norm": False}])
def test_what_is_saved_is_loaded(path: Path, cell: str, more: dict[str, Any]) -> None:
    card, weights = make(cell, **more)
    modelfile.save(path, card, weights)
    assert modelfile.read_card(path) == card
    loaded, arrays = modelfile.load(path)
    assert loaded == card
    assert arrays.keys() == weights.keys()
    for name, array in arrays.items():
        assert array.dtype == np.float32
        np.testing.assert_array_equal(array, weights[name])
    assert modelfile.load_resume(path) is None


dtypes = ["f4", "f8", "f2", "b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]


@given(
    arrays=st.dictionaries(
        st.text(min_size=1, max_size=8),
        st.tuples(st.sampled_from(dtypes), st.lists(st.integers(0, 4), max_size=3)),
        max_size=6,
    ),
    info=st.dictionaries(st.text(max_size=5), st.one_of(st.integers(), st.text(), st.none(), st.booleans())),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_what_a_run_needs_to_go_on_comes_back(
    tmp_path: Path, arrays: dict[str, tuple[str, list[int]]], info: dict[str, Any]
) -> None:
    path = tmp_path / "resume.safetensors"
    rng = np.random.default_rng(1)
    given = {name: (rng.random(shape) * 100).astype(dtype) for name, (dtype, shape) in arrays.items()}
    modelfile.save(path, *make(), given, info)
    found = modelfile.load_resume(path)
    assert found is not None
    assert found[1] == info
    assert found[0].keys() == given.keys()
    for name, array in found[0].items():
        assert array.dtype == given[name].dtype
        np.testing.assert_array_equal(array, given[name])
    assert modelfile.load(path)[1].keys() == make()[1].keys()


def test_any_safetensors_reader_opens_the_file_and_finds_the_weights(saved: Path) -> None:
    found = safetensors.numpy.load_file(saved)
    for name, array in make()[1].items():
        np.testing.assert_array_equal(found[name], array)
    np.testing.assert_array_equal(found["resume.moment"], np.arange(6.0))


def test_odd_numbers_in_a_card_become_json(path: Path) -> None:
    card, weights = make()
    odd = [{"step": np.int64(3), "train": np.float32(0.5), "cold": float("nan"), "best": float("inf")}]
    modelfile.save(path, ModelCard(**{**vars(card), "history": odd, "corpus": {"name": "\ud800"}}), weights)
    read = modelfile.read_card(path)
    assert read.history == [{"step": 3, "train": 0.5, "cold": None, "best": None}]
    assert read.corpus == {"name": "\ud800"}


def test_a_copy_under_another_name_has_that_name(saved: Path) -> None:
    other = saved.with_name("other.safetensors")
    other.write_bytes(saved.read_bytes())
    assert modelfile.read_card(other).name == "other"


def test_weights_that_are_not_the_cards_are_never_written(path: Path) -> None:
    card, weights = make()
    with pytest.raises(ValueError, match="not those of the card"):
        modelfile.save(path, card, {**weights, "head.bias": np.zeros(6, np.float32)})
    assert not path.exists()


# Saving fails: the old file stays, and nothing else is left.


def disk_full(*_: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("function", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("number", "sentence"), [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "the folder is read-only")]
)
def test_a_failed_save_keeps_the_old_file_and_leaves_nothing_behind(
    saved: Path, monkeypatch: pytest.MonkeyPatch, function: str, number: int, sentence: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    old = saved.read_bytes()
    monkeypatch.setattr(os, function, fail)
    with pytest.raises(InputError, match=sentence):
        modelfile.save(saved, *make("gru"))
    assert saved.read_bytes() == old
    assert list(saved.parent.glob(".*")) == []


def test_a_disk_that_fills_up_while_writing(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = modelfile._serialised

    def halfway(*arguments: Any) -> Any:
        for number, piece in enumerate(real(*arguments)):
            if number == 3:
                disk_full()
            yield piece

    old = saved.read_bytes()
    monkeypatch.setattr(modelfile, "_serialised", halfway)
    with pytest.raises(InputError, match="the disk is full"):
        modelfile.save(saved, *make("gru"))
    assert saved.read_bytes() == old
    assert [each.name for each in saved.parent.iterdir() if each.is_file()] == [saved.name]


def test_an_interrupt_while_writing_leaves_nothing_behind(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    old = saved.read_bytes()
    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        modelfile.save(saved, *make("gru"))
    assert saved.read_bytes() == old
    assert [each.name for each in saved.parent.iterdir() if each.is_file()] == [saved.name]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="a part of its path is a file"):
        modelfile.save(tmp_path / "file" / "model.safetensors", *make())


def test_missing_folders_are_made(tmp_path: Path) -> None:
    modelfile.save(tmp_path / "a" / "b" / "model.safetensors", *make())
    assert modelfile.read_card(tmp_path / "a" / "b" / "model.safetensors").steps == 10


def test_check_room_says_that_the_disk_is_full(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.check_room(path, 1000)
    monkeypatch.setattr(os, "posix_fallocate", disk_full, raising=False)
    with pytest.raises(InputError, match="the disk is full"):
        files.check_room(path, 1000)
    assert [each for each in path.parent.iterdir() if each.is_file()] == []


# Files that are not sound.


def refused(path: Path, match: str = "") -> str:
    """Every way to open the file gives one InputError sentence."""
    with pytest.raises(InputError, match=match) as caught:
        modelfile.load(path)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def problem(read: Callable[[Path], object], path: Path) -> str | None:
    """The sentence with which a file is refused, or none; no other exception gets through."""
    try:
        read(path)
    except InputError as error:
        return str(error)
    return None


def test_no_such_file(path: Path) -> None:
    refused(path, "There is no model file")


def test_a_folder(tmp_path: Path) -> None:
    refused(tmp_path, "is a folder")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 8, b"hello, I am a text file", b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, b"\xff" * 100],
)
def test_not_a_model_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    refused(path, "is not a model file")


def test_a_safetensors_file_of_another_program(path: Path) -> None:
    safetensors.numpy.save_file({"x": np.zeros(3)}, path, {"format": "pt"})
    refused(path, "not a model made by this program")
    safetensors.numpy.save_file({"x": np.zeros(3)}, path)
    refused(path, "not a model made by this program")


def test_cut_short_anywhere(saved: Path) -> None:
    whole = saved.read_bytes()
    for length in [*range(0, len(whole), 61), *range(len(whole) - 5, len(whole))]:
        saved.write_bytes(whole[:length])
        refused(saved, "not a model file|damaged or cut short")
        with pytest.raises(InputError):
            modelfile.read_card(saved)
        with pytest.raises(InputError):
            modelfile.load_resume(saved)


def test_too_long(saved: Path) -> None:
    saved.write_bytes(saved.read_bytes() + b"\0" * 8)
    refused(saved, "damaged")


def test_a_header_that_claims_a_thousand_gigabytes(path: Path) -> None:
    path.write_bytes((1 << 40).to_bytes(8, "little") + b"{" + b" " * 100)
    refused(path, "is not a model file")


def test_a_flipped_bit_is_refused_or_changes_no_shape(saved: Path) -> None:
    whole = saved.read_bytes()
    header = 8 + int.from_bytes(whole[:8], "little")
    rng = np.random.default_rng(0)
    places = [*range(64), *rng.integers(64, header * 8, 600).tolist()]
    for place in places:
        damaged = bytearray(whole)
        damaged[place // 8] ^= 1 << place % 8
        saved.write_bytes(damaged)
        for read in (modelfile.load, modelfile.load_resume, modelfile.read_card):
            assert "\n" not in (problem(read, saved) or "")
        if problem(modelfile.load, saved) is None:
            card, weights = modelfile.load(saved)
            assert {name: array.shape for name, array in weights.items()} == card.model.shapes()


def test_a_newer_format(saved: Path) -> None:
    change_document(saved, lambda document: document.update(format=modelfile.FORMAT_VERSION + 1))
    assert "update rnn-playground" in refused(saved, "made by a newer version")
    change_document(saved, lambda document: document.update(format=10**60))
    refused(saved, "made by a newer version")


@pytest.mark.parametrize("version", [None, "1", 0, -1, 1.5, [], {}])
def test_a_format_that_is_no_version(saved: Path, version: Any) -> None:
    change_document(saved, lambda document: document.update(format=version))
    refused(saved, "damaged description")


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "{", "3", '"x"', "[" * 100_000, '{"format": 1}'])
def test_a_description_that_is_none(saved: Path, text: str) -> None:
    rewrite(saved, lambda header: header["__metadata__"].update(playground=text))
    refused(saved, "damaged")


@pytest.mark.parametrize(
    "key", ["name", "model", "train", "vocabulary", "history", "steps", "seconds", "corpus"]
)
@pytest.mark.parametrize("value", [None, 3.5, "text", [1], {"x": 1}, True, 10**400, -1])
def test_a_description_with_a_wrong_value_is_refused_or_harmless(saved: Path, key: str, value: Any) -> None:
    change_document(saved, lambda document: document["card"].update({key: value}))
    found = problem(modelfile.load, saved)
    if found is None:
        card, _ = modelfile.load(saved)
        assert type(getattr(card, key)) is type(getattr(make()[0], key))
    else:
        assert "damaged description" in found


@pytest.mark.parametrize("key", ["vocabulary", "layers", "units", "embedding", "cell", "tied", "dropout"])
@pytest.mark.parametrize("value", [None, 3.5, 1.0, "text", [1], 10**400, -1, 0, 8000, 5_000_000])
def test_a_config_that_does_not_fit_the_weights(saved: Path, key: str, value: Any) -> None:
    change_document(saved, lambda document: document["card"]["model"].update({key: value}))
    if problem(modelfile.load, saved) is None:
        assert key in ("tied", "dropout")
        card, weights = modelfile.load(saved)
        assert {name: array.shape for name, array in weights.items()} == card.model.shapes()


def test_a_weight_of_a_wrong_shape(saved: Path) -> None:
    rewrite(saved, lambda header: header["rnn.weight_hh_l0"].update(shape=[3, 12]))
    refused(saved, "of shape")


@pytest.mark.parametrize("shape", [[2**62, 2], [2**63 - 1], [2**32, 2**32], [-1, 36], [1.5], "x"])
def test_shapes_beyond_all_memory(saved: Path, shape: Any) -> None:
    rewrite(saved, lambda header: header["rnn.weight_hh_l0"].update(shape=shape))
    refused(saved, "damaged")


@pytest.mark.parametrize("dtype", ["I32", "U32"])
def test_a_weight_of_a_wrong_type(saved: Path, dtype: str) -> None:
    rewrite(saved, lambda header: header["head.bias"].update(dtype=dtype))
    refused(saved, "of shape|type")


@pytest.mark.parametrize("dtype", ["BF16", "F8_E4M3", "F128", "object"])
def test_a_resume_array_of_a_type_numpy_lacks(saved: Path, dtype: str) -> None:
    rewrite(saved, lambda header: header["resume.moment"].update(dtype=dtype, shape=[24]))
    with pytest.raises(InputError):
        modelfile.load_resume(saved)


def test_overlapping_and_missing_weights(saved: Path) -> None:
    whole = saved.read_bytes()

    def overlap(header: dict[str, Any]) -> None:
        header["rnn.bias_hh_l0"]["data_offsets"] = header["rnn.bias_ih_l0"]["data_offsets"]

    rewrite(saved, overlap)
    refused(saved, "damaged")
    saved.write_bytes(whole)
    rewrite(saved, lambda header: header.update({"other": header.pop("head.bias")}))
    refused(saved, "weights")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_weights_that_are_not_numbers(path: Path, bad: float) -> None:
    card, weights = make()
    weights["head.bias"][2] = bad
    modelfile.save(path, card, weights)
    refused(path, "not finite")


def test_reading_a_card_reads_no_weights(path: Path) -> None:
    card, weights = make()
    weights["head.bias"][2] = np.nan
    modelfile.save(path, card, weights)
    assert modelfile.read_card(path) == card
