"""Words by their spelling."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from playground.data.spelling import numbered, pieces, shape


def test_shapes() -> None:
    found = [shape(word) for word in ("Paris", "UN", "1984", "iPad", "U.S.", "don't", "東京タワー", "")]
    assert found == ["Xxx", "XX", "dd", "xXxx", "X.X.", "xx'x", "aa", ""]


def test_pieces_are_runs_of_letters_and_the_shape() -> None:
    # <a>: one run of three; its shape is another piece.
    assert len(pieces("a")) == 2
    # <care>: 4 runs of three letters, 3 of four, 2 of five, and the shape.
    assert len(pieces("care")) == 10
    shared = set(pieces("careless", 10**6)) & set(pieces("flavourless", 10**6))
    assert len(shared) == 7  # les, ess, ss>, less, ess>, less>, and the shape


def test_only_the_shape_tells_capitals() -> None:
    small, capital = set(pieces("paris", 10**6)), set(pieces("Paris", 10**6))
    assert len(small & capital) == len(small) - 1


@given(st.text(), st.integers(1, 5000))
def test_any_word_has_pieces(word: str, rows: int) -> None:
    found = pieces(word, rows)
    assert found
    assert all(0 <= row < rows for row in found)
    assert found == pieces(word, rows)


def test_the_rows_are_the_same_in_every_process() -> None:
    assert pieces("cat") == (524, 1832, 1276, 3679, 2239, 665, 2537)


def test_very_long_words_are_cut() -> None:
    assert len(pieces("a" * 10_000)) < 200


def test_numbered_words() -> None:
    kinds, ids = numbered([["a", "b", "a"], [], ["c", "b"]])
    assert kinds == ["a", "b", "c"]
    assert [each.tolist() for each in ids] == [[0, 1, 0], [], [2, 1]]
