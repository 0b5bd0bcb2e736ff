"""What the app remembers."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground import places
from playground.ui.settings import Settings


def test_saved_settings_come_back() -> None:
    settings = Settings(theme="nord", keys={"train.pause": "space"}, unit="perplexity")
    assert settings.save() is None
    assert Settings.load() == settings


def test_without_a_file_there_are_defaults() -> None:
    assert Settings.load() == Settings()


@pytest.mark.parametrize("text", ["{", "[]", '"dark"', "\x00"])
def test_a_spoiled_file_is_said_and_ignored(text: str) -> None:
    path = places.settings_file()
    path.parent.mkdir(parents=True)
    path.write_text(text)
    settings = Settings.load()
    assert settings.theme == Settings().theme
    assert settings.problem is not None
    assert "settings.json" in settings.problem


def test_values_of_the_wrong_kind_fall_back() -> None:
    path = places.settings_file()
    path.parent.mkdir(parents=True)
    path.write_text('{"theme": 7, "unit": "perplexity", "keys": {"a": 1}, "more": true}')
    settings = Settings.load()
    assert settings.theme == Settings().theme
    assert settings.unit == "perplexity"
    assert settings.keys == {"a": "1"}
    assert settings.problem is None


def test_a_folder_that_cannot_be_written_is_said(home: Path) -> None:
    home.mkdir(parents=True, exist_ok=True)
    (home / "config").write_text("a file where the folder should be")
    said = Settings().save()
    assert said is not None
    assert "could not be saved" in said
