"""The same screen on every machine: true colour, no animation, no measuring of baselines."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

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


@pytest.fixture(autouse=True)
def patient_clicks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hand is slower than a frame: a notice that comes or goes moves what is to be clicked.

    On a busy machine a test could otherwise click where a button was a moment ago.
    """
    click = Pilot.click

    async def patient(self: Pilot[Any], *where: Any, **how: Any) -> bool:
        await self.pause(0.15)
        return await click(self, *where, **how)

    monkeypatch.setattr(Pilot, "click", patient)


@pytest.fixture
def references(monkeypatch: pytest.MonkeyPatch) -> tuple[Reference, ...]:
    """Fixed reference lines: measuring them is tested where it is done."""
    monkeypatch.setattr(material, "references", lambda _source, _stamp=(0, 0), _level="char": REFERENCES)
    return REFERENCES
