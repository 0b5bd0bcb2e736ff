"""Texts as batches of ids and spellings."""

from __future__ import annotations

import pytest
import torch

from playground.data.lexicon import Lexicon
from playground.data.spelling import pieces
from playground.tasks.sentences import (
    Sentences,
    default_length,
    learning_rate,
    lexicon_of,
    rows_for,
    training_of,
    within,
)

CPU = torch.device("cpu")
TEXTS = [["a", "cat", "saw", "a", "dog"], ["dog"], ["the", "dog"]]


def test_words_seen_once_are_known_by_their_spelling_only() -> None:
    assert lexicon_of(TEXTS).words == ("<unk>", "dog", "a")


def test_a_batch_has_the_words_and_their_pieces() -> None:
    words, lengths, spelled = Sentences(TEXTS, lexicon_of(TEXTS), 50).batch([0, 2], CPU)
    assert words.tolist() == [[2, 0], [0, 1], [0, 0], [2, 0], [1, 0]]
    assert lengths.tolist() == [5, 2]
    assert spelled is not None
    ends = [*spelled.starts.tolist()[1:], len(spelled.pieces)]
    kinds = [
        tuple(spelled.pieces[start:end].tolist())
        for start, end in zip(spelled.starts.tolist(), ends, strict=True)
    ]
    for column, text in enumerate((TEXTS[0], TEXTS[2])):
        for row, word in enumerate(text):
            assert kinds[int(spelled.kinds[row, column])] == pieces(word, 50)


def test_without_rows_there_are_no_spellings() -> None:
    assert Sentences(TEXTS, lexicon_of(TEXTS), 0).batch([1], CPU)[2] is None


def test_forgotten_words_keep_their_spelling() -> None:
    sentences = Sentences(TEXTS, lexicon_of(TEXTS), 50)
    words, _, spelled = sentences.batch([0], CPU, forget=1.0)
    assert not words.any()
    assert spelled is not None
    assert torch.equal(spelled.kinds, sentences.batch([0], CPU)[2].kinds)  # type: ignore[union-attr]


def test_known_words_may_be_written_otherwise() -> None:
    sentences = Sentences([["Dog"]], Lexicon(["dog"]), 50, known=[["dog"]])
    words, _, spelled = sentences.batch([0], CPU)
    assert words.tolist() == [[1]]
    assert spelled is not None
    assert tuple(spelled.pieces.tolist()) == pieces("Dog", 50)


def test_a_limit_counts_words() -> None:
    lengths = [5, 1, 2]
    assert within(lengths, [0, 1, 2], None) == [0, 1, 2]
    assert within(lengths, [0, 1, 2], 7) == [0, 1]
    assert within(lengths, [2, 1, 0], 1) == [2]


def test_what_is_chosen_by_the_size_of_the_data() -> None:
    assert default_length(1000, 30) == {"epochs": 30.0}
    assert default_length(30_000, 30) == {"epochs": 20.0}
    assert default_length(10**6, 30) == {"seconds": 60.0}
    assert rows_for([[str(n)] for n in range(6000)]) > rows_for(TEXTS)


def test_a_narrow_network_is_trained_by_one_thread() -> None:
    assert training_of({"units": 64}, 1000, 30)["threads"] == 1
    assert "threads" not in training_of({"units": 256}, 1000, 30)


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_a_wide_network_learns_in_smaller_steps(cell: str) -> None:
    assert learning_rate({"cell": cell, "units": 256}) == learning_rate({"cell": cell, "units": 64}) / 2
