"""How often a run is shown follows what showing it costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.spacing import LEAST_SECONDS, MOST_SECONDS, SHARE, Spacing


class Machine:
    """A clock, and the processor time that was used."""

    def __init__(self) -> None:
        self.now = self.used = 0.0

    def spacing(self) -> Spacing:
        return Spacing(lambda: self.now, lambda: self.used)


@pytest.mark.parametrize(
    ("cost", "seconds"),
    [(0.0, LEAST_SECONDS), (0.001, LEAST_SECONDS), (0.0175, 0.0175 / SHARE), (0.2, MOST_SECONDS)],
)
def test_a_dear_drawing_waits_longer_for_the_next(cost: float, seconds: float) -> None:
    machine = Machine()
    spacing = machine.spacing()
    machine.now, machine.used = 10.0, cost
    spacing.shown()
    assert spacing.seconds == pytest.approx(seconds)
    machine.now = 10.0 + 0.99 * seconds
    assert not spacing.due
    machine.now = 10.0 + 1.01 * seconds
    assert spacing.due


@given(st.floats(0.001, 0.034), st.floats(0.0, 0.001))
def test_what_is_used_keeps_to_its_share(drawing: float, every_tenth: float) -> None:
    machine = Machine()
    spacing = machine.spacing()
    began, drawings = 0.0, 0
    for tick in range(2000):
        machine.now, machine.used = tick / 10, machine.used + every_tenth
        if tick == 1000:
            began, drawings = machine.used, 0
        if spacing.due:
            spacing.shown()
            machine.used += drawing
            drawings += 1
    taken = (machine.used - began) / 100
    # Looked at ten times a second, and at least one drawing a second whatever it costs.
    assert taken <= max(SHARE * 1.05, (drawing + 10 * every_tenth) * 1.05)
    assert drawings >= 85
