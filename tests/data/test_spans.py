"""Spans, and their scores as conlleval counts them; the cases were counted by hand."""

from __future__ import annotations

import pytest

from playground.data.spans import Span, score_spans, spans


def tags(text: str) -> list[str]:
    return text.split()


def test_spans() -> None:
    assert spans(tags("B-PER I-PER O B-LOC B-LOC I-ORG")) == [
        Span(0, 2, "PER"), Span(3, 4, "LOC"), Span(4, 5, "LOC"), Span(5, 6, "ORG"),
    ]  # fmt: skip
    assert spans(tags("O I-PER I-PER I-LOC")) == [Span(1, 3, "PER"), Span(3, 4, "LOC")]
    assert spans([]) == []
    assert spans(["O"]) == []


def test_a_span_counts_only_whole_and_of_its_kind() -> None:
    expected = [tags("B-PER I-PER O B-LOC O"), tags("B-ORG O B-LOC"), tags("O O")]
    guessed = [tags("B-PER O O B-LOC O"), tags("B-LOC O B-LOC"), tags("O B-PER")]
    score = score_spans(expected, guessed)
    # Expected: PER 0-2, LOC, ORG, LOC. Guessed: PER 0-1, LOC, LOC for ORG, LOC, PER. Right: two LOC.
    assert (score.right, score.guessed, score.expected) == (2, 5, 4)
    assert score.precision == pytest.approx(2 / 5)
    assert score.recall == pytest.approx(2 / 4)
    assert score.f1 == pytest.approx(4 / 9)
    assert score.accuracy == pytest.approx(7 / 10)
    assert score.metrics()["f1"] == score.f1


def test_the_example_of_the_shared_task() -> None:
    # One name cut in two is one miss and two false ones, however many of its tokens are right.
    score = score_spans([tags("B-ORG I-ORG I-ORG I-ORG")], [tags("B-ORG I-ORG B-ORG I-ORG")])
    assert (score.right, score.guessed, score.expected) == (0, 2, 1)
    assert score.accuracy == 0.75
    assert score.f1 == 0.0


def test_nothing_to_find() -> None:
    score = score_spans([["O"]], [["O"]])
    assert (score.precision, score.recall, score.f1, score.accuracy) == (0.0, 0.0, 0.0, 1.0)


def test_sentences_must_match() -> None:
    with pytest.raises(ValueError, match="zip"):
        score_spans([["O", "O"]], [["O"]])
