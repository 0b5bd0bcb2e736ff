"""From fields to a request."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import InputError
from playground.ui.recipe import (
    Recipe,
    overrides,
    parse_duration,
    show_bytes,
    show_duration,
    suggest_name,
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90 s", 90), ("2m", 120), ("2 min", 120), ("1:30", 90), ("1h", 3600), ("1h30m", 5400),
     ("1:00:00", 3600), ("0.5", 0.5), ("1.5m", 90)],
)  # fmt: skip
def test_lengths_of_time(text: str, seconds: float) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "-5", "1:2:3:4", "5x", "1e9e"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="is not a length of time"):
        parse_duration(text)


@given(st.text(max_size=12))
def test_any_text_is_a_time_or_an_input_error(text: str) -> None:
    with contextlib.suppress(InputError):
        assert parse_duration(text) >= 0


@given(st.integers(1, 86400 * 3))
def test_shown_times_read_back(seconds: int) -> None:
    assert parse_duration(show_duration(seconds)) == seconds


def test_sizes() -> None:
    assert [show_bytes(size) for size in (0, 812, 1300, 385_925, 1_300_000, 2e9, 5e12)] == [
        "0 B", "812 B", "1.3 kB", "386 kB", "1.3 MB", "2.0 GB", "5000 GB",
    ]  # fmt: skip


def test_empty_fields_are_left_open() -> None:
    assert overrides({"units": "", "seconds": " 2m ", "dropout": "0.2"}) == (
        {"dropout": 0.2},
        {"seconds": 120.0},
    )


def test_steps_take_the_place_of_time() -> None:
    assert overrides({"seconds": "60", "steps": "1,000"}) == ({}, {"steps": 1000})


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [("units", "many", "Units must be a whole number"), ("units", "1.5", "Units must be a whole number"),
     ("dropout", "x", "Dropout must be a number")],
)  # fmt: skip
def test_what_is_no_number_is_named(field: str, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        overrides({field: text})


def test_a_recipe_becomes_a_request() -> None:
    recipe = Recipe(
        source="bard.txt", level="word", cell="gru", name="bard", texts=(("units", "64"),), clip="value"
    )
    request = recipe.request(probe="Hello")
    assert request.sources == ("bard.txt",)
    assert request.level == "word"
    assert dict(request.model) == {"units": 64, "cell": "gru"}
    assert dict(request.train) == {"clip": "value"}
    assert request.probe == "Hello"


def test_no_text_is_refused() -> None:
    with pytest.raises(InputError, match="Nothing to train on"):
        Recipe(name="x").request()


def test_names_are_free_and_plain() -> None:
    taken = {"bard", "bard-2"}
    assert suggest_name("/tmp/bard.txt", "char", taken.__contains__) == "bard-3"
    assert suggest_name("/tmp/bard.txt", "word", taken.__contains__) == "bard-words"
    assert suggest_name("/tmp/Ünter den Linden!.txt", "char", taken.__contains__) == "nter-den-Linden"
    assert suggest_name("-", "char", taken.__contains__) == "model"
