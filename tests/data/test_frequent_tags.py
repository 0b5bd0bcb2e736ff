"""The most frequent tag of each word."""

from __future__ import annotations

from playground.data.examples import Tagged
from playground.data.frequent_tags import count_tags


def test_every_word_gets_its_most_frequent_tag() -> None:
    tagger = count_tags([
        Tagged(("Paris", "met", "Ann"), ("B-PER", "O", "B-PER"), 1),
        Tagged(("Paris", "is", "big"), ("B-LOC", "O", "O"), 4),
        Tagged(("in", "Paris"), ("O", "B-LOC"), 7),
    ])  # fmt: skip
    assert tagger.tag(["Ann", "saw", "Paris", "paris"]) == ["B-PER", "O", "B-LOC", "O"]
