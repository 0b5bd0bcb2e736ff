"""What accuracies and gradients by length say about the claim that long texts are too much for an RNN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from playground import events

BAG = "Bag of words"
_FALL = 0.05
"""A fall of accuracy by so much counts."""
_LEARNED = 0.65
"""Accuracy that a network must have reached somewhere to have learned something."""
_LOST = 1e-7
"""A share of the gradient under this is lost beside the rest in single precision."""


@dataclass(frozen=True, slots=True)
class Result:
    """One network at one length."""

    accuracy: float
    gradient: float | None
    """That reaches the first word, as a share of that at the last; none for a bag of words."""
    follows_end: float | None
    """Share of the texts that turn round whose second half is believed; none where they cannot be made."""
    seconds: float
    """Of training, an update, its share of the validations included."""


@dataclass
class Lengths:
    """One network at all lengths."""

    name: str
    results: dict[int, Result] = field(default_factory=dict)

    @property
    def best(self) -> tuple[int, float]:
        """The length at which it is most accurate, and its accuracy there."""
        return max(((n, result.accuracy) for n, result in self.results.items()), key=lambda pair: pair[1])

    def falls(self, longest: int) -> bool:
        """Whether it does worse on the longest texts than on shorter ones."""
        return self.results[longest].accuracy < self.best[1] - _FALL

    def lost(self, longest: int) -> bool:
        """Whether no gradient to speak of reaches the first of the longest texts' words."""
        gradient = self.results[longest].gradient
        return gradient is not None and gradient < _LOST


def share_left(gradient: float | None) -> str:
    """A share of the gradient as words: ``2e-05``, ``under 1e-300``; nothing for a bag of words."""
    if gradient is None:
        return ""
    return f"{gradient:.0e}" if gradient > 1e-300 else "under 1e-300"


def tables(found: Sequence[Lengths], lengths: Sequence[int]) -> events.LabTable:
    """Every figure, a row a network and length."""
    rows = [
        (
            each.name,
            f"{length:,}",
            f"{result.accuracy:.0%}",
            share_left(result.gradient),
            "" if result.follows_end is None else f"{result.follows_end:.0%}",
            f"{1000 * result.seconds:.0f}",
        )
        for each in found
        for length in lengths
        if (result := each.results.get(length))
    ]
    return events.LabTable(
        id="lengths",
        title="By length",
        columns=(
            "Network",
            "Words",
            "Accuracy",
            "Gradient, first / last word",
            "Verdicts that follow the second half",
            "ms an update",
        ),
        rows=tuple(rows),
    )


def judge(found: Sequence[Lengths], lengths: Sequence[int], name: str) -> events.Verdict:
    """Whether a plain RNN falls with the length where gated networks do not."""
    longest = lengths[-1]
    cells = [each for each in found if each.name != BAG]
    said = []
    for each in found:
        at, best = each.best
        here = f"{each.name} {each.results[longest].accuracy:.0%} at {longest:,} words"
        said.append(here if at == longest else f"{here} ({best:.0%} at {at:,})")
    reach = ", ".join(f"{share_left(each.results[longest].gradient)} ({each.name})" for each in cells)
    sentences = [
        f"Accuracy on held-out {name}: {', '.join(said)}.",
        f"Of the gradient at the last of {longest:,} words, this share reaches the first: {reach}.",
    ]
    fell = [each.name for each in cells if each.falls(longest)]
    sentences.append(
        f"Longer texts say more, and yet {_and(fell)} did worse on the longest than on shorter ones."
        if fell
        else "None did worse on the longest texts than on shorter ones: that half of the claim fails here."
    )
    dull = [each.name for each in cells if each.best[1] < _LEARNED]
    if dull:
        sentences.append(
            f"{_and(dull)} learned hardly anything at any length, so that its fall says little."
            if len(dull) == 1
            else f"{_and(dull)} learned hardly anything at any length, so that their falls say little."
        )
    plain = [each for each in cells if each.name == "RNN"]
    gated = [each for each in cells if each.name != "RNN"]
    if not plain or not gated:
        return events.Verdict(text=" ".join(sentences), holds=None)
    behind = [
        each.name
        for each in gated
        if each.results[longest].accuracy > plain[0].results[longest].accuracy + _FALL
    ]
    if behind:
        sentences.append(f"On the longest, the plain RNN is behind {_and(behind)}.")
    else:
        sentences.append("On the longest, the plain RNN is not behind the others.")
    without = [each.name for each in cells if each.lost(longest) and not each.falls(longest)]
    if without:
        sentences.append(
            f"{_and(without)} did not fall although hardly any gradient came back to the first word: "
            "what is said later was enough."
        )
    parts = (
        plain[0].falls(longest) and plain[0].name not in dull,
        plain[0].lost(longest),
        len(behind) == len(gated) and not any(each.falls(longest) for each in gated),
    )
    return events.Verdict(
        text=" ".join(sentences), holds=True if all(parts) else (None if any(parts) else False)
    )


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
