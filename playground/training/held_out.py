"""When the held-out text is read during a run, and how much of it there is time for."""

from __future__ import annotations

from playground.training.schedule import Cadence, Plan

QUICK = 8192
"""Tokens of the readings along the way, at most; the last one reads everything it has time for."""
_LEAST = 256
_EVERY = 0.05
"""Share of the run between two readings."""
_MOST_AT_THE_END = 0.1
"""Share of a run planned in seconds that the last reading may take."""


class HeldOut:
    """Plans the validations of a run.

    A run planned in steps or epochs is validated every twentieth of the way, so that it is the same on every
    machine. One planned in seconds is validated less often where that would eat the time, and keeps some time
    for the last validation, so that it ends when it should.

    Args:
        plan: of the run; its ``reserve`` is set here.
        tokens: of the whole held-out text.
    """

    def __init__(self, plan: Plan, tokens: int) -> None:
        self._plan = plan
        self._tokens = tokens
        self._pace = Cadence(0.0, most=0.02)
        self._seconds_per_token = 0.0
        self._last_share = 0.0

    def begin(self, share: float) -> None:
        """The run begins, or goes on, with this share of it done."""
        self._last_share = share

    def due(self, share: float, seconds: float) -> bool:
        """Whether it is time for another reading along the way; at the very end there is one anyway."""
        if share >= 1.0 or share - self._last_share < _EVERY - 1e-9:
            return False
        return self._plan.steps is not None or self._pace.due(seconds)

    def quick(self, training_rate: float) -> int:
        """Tokens of a reading along the way, given how many a second the run trains on.

        A reading, warm-up and cold start included, costs about what training on as many tokens does: it may
        take a fortieth of the run. With a vocabulary of 20,000 words that is far less than 8,192 tokens.
        """
        if self._plan.seconds is None:
            return QUICK
        return min(QUICK, max(_LEAST, round(training_rate * self._plan.seconds / 40)))

    def affordable(self, training_rate: float) -> int | None:
        """Tokens that the last reading has time for; None for all."""
        if self._plan.seconds is None:
            return None
        most = self.quick(training_rate)
        if self._seconds_per_token > 0.0:  # there was a reading along the way, which tells
            most = max(most, round(_MOST_AT_THE_END * self._plan.seconds / self._seconds_per_token))
        return most if most < self._tokens else None

    def done(self, tokens: int, cost: float, share: float, seconds: float) -> None:
        """``tokens`` were read in ``cost`` seconds, and now so much of the run is done."""
        self._pace.done(seconds, cost)
        self._last_share = share
        self._seconds_per_token = cost / tokens
        if self._plan.seconds is not None:
            whole = self._seconds_per_token * self._tokens
            self._plan.reserve = min(_MOST_AT_THE_END * self._plan.seconds, whole)
