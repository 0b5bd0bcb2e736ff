"""A text, examined."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.errors import InputError
from playground.recipes import TrainRequest
from playground.ui import material

LINES = "The cat sat on the mat and the dog lay by the door.\n"


@pytest.fixture
def book(tmp_path: Path) -> str:
    path = tmp_path / "book.txt"
    path.write_text(LINES * 60)
    return str(path)


def test_characters_and_words_are_counted(book: str) -> None:
    chars = material.examine(book, "char")
    assert (chars.chars, chars.tokens, chars.exact) == (60 * len(LINES), int(54 * len(LINES)), True)
    assert chars.vocabulary == len(set(LINES)) + 1
    words = material.examine(book, "word")
    assert words.tokens < chars.tokens / 3


def test_a_long_text_is_estimated(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(material, "SMALL", 100)
    monkeypatch.setattr(material, "SAMPLE", 520)
    facts = material.examine(book, "char", (1, 1))
    assert not facts.exact
    assert facts.chars == pytest.approx(60 * len(LINES), rel=0.02)
    words = material.examine(book, "word", (1, 1))
    exact = material.examine.__wrapped__(book, "word")
    assert words.tokens == pytest.approx(exact.tokens, rel=0.1)


def test_what_cannot_be_trained_on_is_an_input_error(tmp_path: Path) -> None:
    short = tmp_path / "short.txt"
    short.write_text("too short")
    with pytest.raises(InputError, match="too short"):
        material.examine(str(short), "char")
    with pytest.raises(InputError, match="no file"):
        material.examine(str(tmp_path / "none.txt"), "char")


def test_a_changed_file_is_examined_anew(book: str) -> None:
    before = material.examine(book, "char", material.stamp(book))
    Path(book).write_text(LINES * 90)
    after = material.examine(book, "char", material.stamp(book))
    assert after.chars == before.chars * 90 // 60


def test_another_script_is_probed_with_its_own_words(tmp_path: Path) -> None:
    path = tmp_path / "hindi.txt"
    path.write_text("एक समय की बात है, एक राजा अपने महल में रहता था।\n" * 60)
    facts = material.examine(str(path), "char")
    assert facts.probe.startswith("एक समय")
    assert facts.probe.startswith(facts.prompt)
    assert 0 < len(facts.prompt) < len(facts.probe) <= material.PROBE_LENGTH
    assert material.examine("fairy-tales", "char").probe == material.USUAL_PROBE


def test_a_forecast_fills_in_what_was_left_open(book: str) -> None:
    facts = material.examine(book, "char")
    request = TrainRequest(sources=(book,), name="x", model={"units": 32}, train={"seconds": 5.0})
    forecast, chosen = material.foresee(request, facts)
    assert chosen["units"] == 32
    assert chosen["seconds"] == 5.0
    assert isinstance(chosen["learning_rate"], float)
    assert forecast.parameters > 32 * 32 * 4
    with pytest.raises(InputError, match="Units"):
        material.foresee(TrainRequest(sources=(book,), name="x", model={"units": 0}), facts)


def test_reference_lines_are_measured(book: str) -> None:
    found = {reference.label: reference.bits for reference in material.references(book)}
    assert {"uniform", "gzip", "xz"} < set(found)
    assert found["gzip"] < found["uniform"]


def test_a_text_that_cannot_be_read_has_no_reference_lines(tmp_path: Path) -> None:
    assert material.references(str(tmp_path / "none.txt")) == ()
