"""The meter of copied text, held against looking everywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.writing.copied import LEAST, CopyMeter, training_text


def longest(meter: CopyMeter, text: str) -> str:
    *waiting, found = meter.longest(text)
    assert not any(waiting)
    assert found is not None
    return found


def everywhere(corpus: str, text: str) -> int:
    sizes = [
        end - start
        for start in range(len(text))
        for end in range(start + LEAST, len(text) + 1)
        if text[start:end] in corpus
    ]
    return max(sizes, default=0)


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.sampled_from("aab "), max_size=80),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30), st.text("abé", max_size=3)), max_size=4),
)
def test_it_finds_the_longest_run(corpus: str, pieces: list[tuple[int, int, str]]) -> None:
    text = "".join(corpus[start : start + size] + more for start, size, more in pieces)
    run = longest(CopyMeter(corpus), text)
    assert len(run) == everywhere(corpus, text)
    assert run in corpus
    assert run in text


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("ab "), min_size=40, max_size=90), st.data())
def test_a_text_that_grows_and_shrinks(corpus: str, data: st.DataObject) -> None:
    meter = CopyMeter(corpus)
    text = ""
    for _ in range(4):
        text = text[: data.draw(st.integers(0, len(text)))]
        start = data.draw(st.integers(0, len(corpus)))
        text += corpus[start : start + data.draw(st.integers(0, 40))]
        assert len(longest(meter, text)) == everywhere(corpus, text)


def test_runs_that_only_seem_to_hang_together() -> None:
    corpus = "0123456789abcdefghij / 123456789abcdefghijk"
    assert longest(CopyMeter(corpus), "0123456789abcdefghijk") == "0123456789abcdefghij"


def test_the_text_it_was_trained_on(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("0123456789" * 10)
    assert training_text([str(path)], 0.1) == "0123456789" * 9
    assert training_text(["fairy-tales"], 0.1) is not None
    assert training_text([], 0.1) is None
    assert training_text(["fairy-tales", "gone"], 0.1) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert training_text([str(tmp_path / "pipe")], 0.1) is None
    assert training_text(["-"], 0.1) is None
