"""What each network remembered, and what that says about the claim that gated cells remember longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from playground import events

HALF = 0.5
"""This much of the way from a guess to perfect counts as remembering."""
_NEAR = 0.2
"""Less than this much counts as near a guess."""
_PERFECT = {"recall": 1.0, "adding": 0.0}
_WHAT = {"recall": "the first symbol", "adding": "the numbers to add"}


@dataclass
class Memory:
    """What one kind of network made of one problem: scores and updates by delay, one each repeat."""

    problem: str
    network: str
    guess: float
    """Score of a guess."""
    scores: dict[int, list[float]] = field(default_factory=dict)
    updates: dict[int, list[int]] = field(default_factory=dict)

    def add(self, delay: int, score: float, updates: int) -> None:
        """One more repeat at ``delay``."""
        self.scores.setdefault(delay, []).append(score)
        self.updates.setdefault(delay, []).append(updates)

    def mean(self, delay: int) -> float:
        """Mean score over the repeats."""
        return float(np.mean(self.scores[delay]))

    def share(self, score: float) -> float:
        """How far ``score`` is on the way from a guess (0) to perfect (1); below 0 where it is worse."""
        share = (score - self.guess) / (_PERFECT[self.problem] - self.guess)
        return share if np.isfinite(share) else -1.0

    def curve(self) -> events.Curve:
        """The means so far, by delay."""
        delays = sorted(self.scores)
        return events.Curve(
            panel=self.problem,
            series=self.network,
            xs=tuple(map(float, delays)),
            ys=tuple(self.mean(delay) for delay in delays),
        )

    def span(self, delays: Sequence[int]) -> int:
        """The longest delay at which it is at least half-way from a guess to perfect; 0 if it never is."""
        return max((delay for delay in delays if self.share(self.mean(delay)) >= HALF), default=0)

    def guessing_from(self, delays: Sequence[int]) -> int | None:
        """The delay from which on it does hardly better than a guess; none where it does to the last."""
        low = None
        for delay in reversed(delays):
            if self.share(self.mean(delay)) >= _NEAR:
                break
            low = delay
        return low


def spans(problem: str, memories: Sequence[Memory], delays: Sequence[int]) -> events.LabTable:
    """Score by delay, span and where guessing begins, a row a network."""
    rows = []
    for memory in memories:
        low = memory.guessing_from(delays)
        form = ".0%" if problem == "recall" else ".4f"
        updates = sum(map(sum, memory.updates.values())) / len(memory.updates[delays[0]])
        rows.append(
            (
                memory.network,
                *(f"{memory.mean(delay):{form}}" for delay in delays),
                _steps(memory, delays),
                f"from {low:,} on" if low is not None else "at none",
                f"{updates:,.0f}",
            )
        )
    score = "accuracy" if problem == "recall" else "mean squared error"
    return events.LabTable(
        id=problem,
        title=f"{problem.capitalize()}: {score} at each delay",
        columns=("Network", *(f"{delay:,}" for delay in delays), "Span", "Near a guess", "Updates"),
        rows=tuple(rows),
    )


def _steps(memory: Memory, delays: Sequence[int]) -> str:
    found = memory.span(delays)
    if not found:
        return f"under {delays[0]:,}"
    return f"{found:,} or more" if found == delays[-1] else f"{found:,}"


def judge(memories: Sequence[Memory], delays: Sequence[int]) -> events.Verdict:
    """Whether LSTM and GRU, each at its best, remember longer than the best plain RNN, on every problem."""
    sentences: list[str] = []
    better: list[bool] = []
    behind: list[str] = []
    for problem in dict.fromkeys(memory.problem for memory in memories):
        here = [memory for memory in memories if memory.problem == problem]
        said = ", ".join(f"{memory.network} {_steps(memory, delays)}" for memory in here)
        sentences.append(f"Steps over which {_WHAT[problem]} could be remembered: {said}.")
        plain = [memory.span(delays) for memory in here if memory.network.startswith("RNN")]
        gated = [memory for memory in here if not memory.network.startswith("RNN")]
        if not plain:
            continue
        for cell in dict.fromkeys(memory.network.split()[0] for memory in gated):
            spans = [memory.span(delays) for memory in gated if memory.network.startswith(cell)]
            better.append(max(spans) > max(plain))
        behind += [f"{memory.network} ({problem})" for memory in gated if memory.span(delays) <= max(plain)]
    if not better:
        return events.Verdict(text=" ".join([*sentences, "There was nothing to compare."]), holds=None)
    if all(better):
        sentences.append("With the start that suits it best, each gated cell outlasted the best plain RNN.")
    if behind:
        sentences.append(
            f"No longer than the best plain RNN: {_and(behind)}. Gates alone are not enough; they must begin "
            "nearly open or have the updates to learn it."
        )
    sentences += _switches(memories, delays)
    return events.Verdict(
        text=" ".join(sentences), holds=True if all(better) else (None if any(better) else False)
    )


def _switches(memories: Sequence[Memory], delays: Sequence[int]) -> list[str]:
    """What is to be said of plain networks that never fall to chance."""
    found = [
        memory.network
        for memory in memories
        if memory.problem == "recall"
        and memory.network.startswith("RNN")
        and 0 < memory.span(delays) < delays[-1]
        and memory.guessing_from(delays) is None
    ]
    if not found:
        return []
    return [
        f"{_and(found)} did better than a guess even at {delays[-1]:,}: saturated units become switches that "
        "tell one group of symbols from another for as long as you like."
    ]


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
