"""How long the tests that kill and disturb go on: a dozen times, or as often as the long form says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

LONG = os.environ.get("RNN_PLAYGROUND_LONG") == "1"
KILLS = 200 if LONG else 12


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "cats.txt"
    path.write_text("the cat sat on the mat.\nthe dog sat on the log.\n" * 200, encoding="utf-8")
    return path
