"""The simplest tagger: every word gets the tag it had most often, and a word never seen gets ``O``."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playground.data.examples import Tagged

UNSEEN = "O"


@dataclass(frozen=True)
class FrequentTags:
    """The most frequent tag of each word."""

    tags: Mapping[str, str]

    def tag(self, tokens: Sequence[str]) -> list[str]:
        """Its tag for each token."""
        return [self.tags.get(token, UNSEEN) for token in tokens]


def count_tags(sentences: Sequence[Tagged]) -> FrequentTags:
    """Count the tags of each word, as it is written; of two equally frequent ones the first seen counts."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for token, tag in zip(sentence.tokens, sentence.tags, strict=True):
            counts[token][tag] += 1
    return FrequentTags({token: tags.most_common(1)[0][0] for token, tags in counts.items()})
