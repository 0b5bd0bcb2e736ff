"""The same screen on every machine: true colour, no animation, no measuring of baselines."""

from __future__ import annotations

import pytest

from playground.ui import material
from playground.ui.chart_data import Reference

REFERENCES = (
    Reference("uniform", 5.91),
    Reference("gzip", 2.62),
    Reference("xz", 2.36),
    Reference("5-gram", 2.05),
)


@pytest.fixture(autouse=True)
def fixed_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rich picks its colours by the terminal it runs in; tests have none."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def references(monkeypatch: pytest.MonkeyPatch) -> tuple[Reference, ...]:
    """Fixed reference lines: measuring them is tested where it is done."""
    monkeypatch.setattr(material, "references", lambda _source, _stamp=(0, 0), _level="char": REFERENCES)
    return REFERENCES
