"""How far ways of reading a padded batch are from the truth, and what that says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from playground import events
from playground.lab.networks import Kind

_EQUAL = 1e-5
"""Differences up to this are rounding in single precision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Of one way of reading from reading each sequence alone, largest absolute values."""

    kind: Kind
    both: bool
    """The network reads in both directions."""
    reading: str
    outputs: float
    """Of the hidden states at real steps."""
    last: float
    """Of the state that stands for a sequence."""
    loss: float
    gradient: float
    """Of any weight's gradient, as a share of the largest true one."""

    @property
    def worst(self) -> float:
        """The largest of the four."""
        return max(self.outputs, self.last, self.loss, self.gradient)


def difference_table(differences: Sequence[Difference], both: bool) -> events.LabTable:
    """The differences of networks that read forwards, or in both directions."""
    how = "in both directions" if both else "forwards"
    return events.LabTable(
        id="both" if both else "forwards",
        title=f"Difference from each sequence read alone, networks that read {how}",
        columns=("Network", "Read", "Outputs", "Last state", "Loss", "Gradient"),
        rows=tuple(
            (each.kind.short, each.reading, *map(_size, (each.outputs, each.last, each.loss, each.gradient)))
            for each in differences
        ),
    )


def _size(difference: float) -> str:
    return f"{difference:.1e}" + (" equal" if difference <= _EQUAL else "")


def judge(differences: Sequence[Difference], settings: dict[str, Any]) -> events.Verdict:
    """Whether padding changes what is computed, and masks and packing undo that."""
    lengths = settings["lengths"]
    if len(set(lengths)) < 2:
        return events.Verdict(text="All sequences are equally long, so there is no padding.", holds=None)
    share = 1 - sum(lengths) / (max(lengths) * len(lengths))
    plain = _of(differences, "padded")
    kept_out = [*_of(differences, "masked"), *_of(differences, "packed")]
    changed = all(each.worst > _EQUAL for each in plain)
    undone = all(each.worst <= _EQUAL for each in kept_out)
    said = [
        f"{share:.0%} of the positions were padding. Read without a mask it moved the last state by up to "
        f"{max(each.last for each in plain):.2g} and the gradient by up to "
        f"{max(each.gradient for each in plain):.0%} of its largest entry.",
        f"Masked and packed, everything was within {max(each.worst for each in kept_out):.0e} of what each "
        "sequence gives alone" + (": equal, up to rounding." if undone else "."),
        _own_last_step(differences, settings["side"]),
    ]
    return events.Verdict(text=" ".join(said), holds=changed and undone)


def _of(differences: Iterable[Difference], reading: str) -> list[Difference]:
    return [each for each in differences if each.reading == reading]


def _own_last_step(differences: Sequence[Difference], side: str) -> str:
    found = _of(differences, "own last step")
    forwards = max(each.worst for each in found if not each.both)
    both = max(each.worst for each in found if each.both)
    if forwards <= _EQUAL < both:
        return (
            "A network that reads forwards needs no mask where the padding comes after, as long as its state "
            "is taken at each sequence's own last step and the loss leaves padding out; one that reads in "
            f"both directions is off by {both:.1g} all the same, because backwards the padding comes first."
        )
    return (
        f"With the padding {side} the sequence, taking the state at each one's own last step is not enough: "
        f"the difference was up to {forwards:.1g} forwards and {both:.1g} in both directions."
    )
