"""Every test has a home of its own: nothing reaches the user's folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground import places


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that stands for the user's data, cache, settings and logs."""
    folder = tmp_path / "home"
    monkeypatch.setenv(places.HOME_VARIABLE, str(folder))
    return folder
