"""Names as spans, and how many of them were found: precision, recall and F1 as conlleval counts them.

A span is right only if its kind, its first and its last word are all right (Tjong Kim Sang and De Meulder
2003). As in that script, an ``I-`` that cannot go on with what is before it begins a span of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A name: tokens ``start`` to ``end - 1`` of a sentence."""

    start: int
    end: int
    kind: str


def spans(tags: Sequence[str]) -> list[Span]:
    """The names in the tags of one sentence, in their order."""
    found: list[Span] = []
    start: int | None = None
    kind = ""
    for place, tag in enumerate((*tags, "O")):
        prefix, _, now = tag.partition("-")
        if start is not None and (prefix != "I" or now != kind):
            found.append(Span(start, place, kind))
            start = None
        if start is None and now:
            start, kind = place, now
    return found


@dataclass(frozen=True, slots=True)
class SpanScore:
    """How tags that were guessed agree with the right ones."""

    right: int
    """Spans of both."""
    guessed: int
    expected: int
    tokens: int
    tokens_right: int

    @property
    def precision(self) -> float:
        """Share of the guessed spans that are right; 0 where none was guessed, as in conlleval."""
        return self.right / self.guessed if self.guessed else 0.0

    @property
    def recall(self) -> float:
        """Share of the expected spans that were found."""
        return self.right / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.guessed + self.expected
        return 2 * self.right / both if both else 0.0

    @property
    def accuracy(self) -> float:
        """Share of the tokens whose tag is right, ``O`` included."""
        return self.tokens_right / self.tokens if self.tokens else 0.0

    def metrics(self) -> dict[str, float]:
        """As a validation reports them."""
        return {
            "f1": self.f1,
            "precision": self.precision,
            "recall": self.recall,
            "accuracy": self.accuracy,
        }


def score_spans(expected: Sequence[Sequence[str]], guessed: Sequence[Sequence[str]]) -> SpanScore:
    """Compare two lists of sentences' tags. Raises ValueError where they are not equally long."""
    right = all_expected = all_guessed = tokens = tokens_right = 0
    for want, got in zip(expected, guessed, strict=True):
        wanted, found = Counter(spans(want)), Counter(spans(got))
        right += (wanted & found).total()
        all_expected += wanted.total()
        all_guessed += found.total()
        tokens += len(want)
        tokens_right += sum(a == b for a, b in zip(want, got, strict=True))
    return SpanScore(right, all_guessed, all_expected, tokens, tokens_right)
