"""The arrays of a reading as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.errors import InputError
from playground.inference.language_model import LanguageModel
from playground.xray import arrays
from playground.xray.arrays import FORMAT, save_arrays
from playground.xray.reading import BLOCK, Reading
from tests.inference.conftest import TEXT


def loaded(path: Path) -> dict[str, NDArray[Any]]:
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


@pytest.mark.parametrize("name", ["chars", "words"])
def test_the_file_holds_what_the_reading_says(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    model: LanguageModel = request.getfixturevalue(name)
    reading = Reading(model, TEXT * 4).read_all()
    path = tmp_path / "new" / "states.npz"
    save_arrays(path, reading)
    found = loaded(path)
    T = len(reading)
    assert set(found) == {"format", "model", "tokens", "ids", "starts", "surprise", *reading.names}
    assert found["format"] == FORMAT
    assert json.loads(str(found["model"])) == {
        "name": "small",
        "level": model.vocabulary.level,
        "config": model.network.config.to_dict(),
    }
    assert tuple(found["tokens"]) == reading.tokens
    assert "".join(found["tokens"]) == reading.text
    for small in ("ids", "starts", "surprise"):
        np.testing.assert_array_equal(found[small], getattr(reading, small))
    for value in reading.names:
        assert found[value].shape == (T, 2, 12)
        assert found[value].dtype == np.float32
        for layer in range(2):
            np.testing.assert_array_equal(found[value][:, layer], reading.values(value, layer, 0, T))
    assert [each.name for each in path.parent.iterdir()] == ["states.npz"]


def test_a_stretch_of_a_long_text(
    chars: LanguageModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrays, "_IN_MEMORY", 1000)
    monkeypatch.setattr(arrays, "_PIECE", 999)
    reading = Reading(chars, TEXT * 8).read_all()
    first, last = BLOCK - 7, 3 * BLOCK + 9
    save_arrays(tmp_path / "part.npz", reading, first, last)
    found = loaded(tmp_path / "part.npz")
    np.testing.assert_array_equal(found["c"][:, 1], reading.values("c", 1, first, last))
    np.testing.assert_array_equal(found["surprise"], reading.surprise[first:last])
    assert found["starts"][0] == 0
    assert "".join(found["tokens"]) == reading.text[first:last]


def test_nothing_read_is_a_file_of_nothing(chars: LanguageModel, tmp_path: Path) -> None:
    save_arrays(tmp_path / "none.npz", Reading(chars, ""))
    found = loaded(tmp_path / "none.npz")
    assert found["tokens"].shape == (0,)
    assert found["h"].shape == (0, 2, 12)
    assert found["starts"].tolist() == [0]


def test_a_nul_is_kept_as_its_picture(chars: LanguageModel, tmp_path: Path) -> None:
    save_arrays(tmp_path / "nul.npz", Reading(chars, "a\0").read_all())
    assert loaded(tmp_path / "nul.npz")["tokens"].tolist() == ["a", "␀"]


def test_the_same_reading_gives_the_same_bytes(chars: LanguageModel, tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_arrays(tmp_path / name, Reading(chars, TEXT).read_all())
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_too_much_is_refused_before_anything_is_written(
    chars: LanguageModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrays, "MOST_BYTES", 100_000)
    reading = Reading(chars, TEXT * 2).read_all()
    with pytest.raises(InputError, match=r"at most 173 tokens"):
        save_arrays(tmp_path / "big.npz", reading)
    save_arrays(tmp_path / "some.npz", reading, 0, 173)
    assert [each.name for each in tmp_path.iterdir()] == ["some.npz"]


def test_what_cannot_be_written_is_said_in_a_sentence(chars: LanguageModel, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="could not be saved"):
        save_arrays(tmp_path / "file" / "states.npz", Reading(chars, TEXT).read_all())


def test_a_part_that_is_not_read_is_refused(chars: LanguageModel, tmp_path: Path) -> None:
    with pytest.raises(IndexError):
        save_arrays(tmp_path / "states.npz", Reading(chars, TEXT), 0, 5)
