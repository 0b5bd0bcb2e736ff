"""The tree of states: what was read is not read again, and what it says is what a fresh reader says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.inference.language_model import LanguageModel
from playground.text.characters import CharVocabulary
from playground.text.vocabulary import Vocabulary
from playground.text.words import WordVocabulary
from playground.writing.state_tree import StateTree
from tests.inference.helpers import random_network

WORDS = "the king said no. a time there was, and the end\nisn't the kings"


def model(level: str = "char", cell: str = "lstm") -> LanguageModel:
    vocabulary: Vocabulary = CharVocabulary.of(WORDS) if level == "char" else WordVocabulary.of(WORDS, 100)
    network = random_network(3, vocabulary=vocabulary.size, cell=cell, units=8, embedding=6, layers=2)
    return LanguageModel("m", vocabulary, network)


def read(tree: StateTree, text: str) -> None:
    assert list(tree.reading(text))[-1] == 1.0


def fresh(made: LanguageModel, text: str) -> StateTree:
    tree = StateTree(made)
    read(tree, text)
    return tree


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("level", ["char", "word"])
@settings(max_examples=30, deadline=None)
@given(
    texts=st.lists(st.text(st.sampled_from("the kingsad.,\n'é"), max_size=40), min_size=1, max_size=8),
)
def test_any_sequence_of_texts_ends_where_a_fresh_reader_does(
    level: str, cell: str, texts: list[str]
) -> None:
    made = model(level, cell)
    tree = StateTree(made)
    for text in texts:
        read(tree, text)
        reader = made.reader(text)
        assert np.array_equal(tree.position.logits, reader.position.logits)
        assert tuple(tree.position.ids) == tuple(reader.position.ids)
        assert tree.position.written == reader.position.written


def test_nothing_is_computed_twice() -> None:
    tree = fresh(model(), "the king said no")
    assert tree.steps == 16
    read(tree, "the king")
    read(tree, "the king said no")
    assert tree.steps == 16
    read(tree, "the kings")
    assert tree.steps == 17
    read(tree, "the king said no")
    read(tree, "the kings")
    assert tree.steps == 17


def test_states_that_had_to_go_are_found_again_from_near_by() -> None:
    text = "the king said no. " * 60
    tree = StateTree(model(), room=0)
    read(tree, text)
    before = tree.steps
    assert before == len(text)
    tree.at(200)
    assert tree.steps - before <= 64
    assert np.array_equal(tree.at(200).logits, fresh(model(), text[:200]).position.logits)


def test_a_place_within_the_text() -> None:
    made = model()
    tree = fresh(made, "the king")
    for count in range(9):
        assert np.array_equal(
            tree.at(count).logits,
            fresh(made, "the king"[:count]).position.logits if count else made.beginning.logits,
        )
    assert tree.token_at(0) == 0
    assert tree.token_at(7) == 7
    assert tree.token_at(8) is None
    assert made.vocabulary.token(tree.id_of(4)) == "k"
    assert tree.position is tree.position


def test_tokens_of_words_cover_their_characters() -> None:
    made = model("word")
    tree = fresh(made, "the king said")
    assert tree.ends == [0, 3, 8, 13]
    assert [tree.token_at(offset) for offset in (0, 2, 3, 7, 8, 12, 13)] == [0, 0, 1, 1, 2, 2, None]


def test_it_may_be_left_off_anywhere() -> None:
    made = model()
    text = "the king said no. " * 100
    tree = StateTree(made)
    for _ in range(3):
        shares = tree.reading(text)
        assert next(shares) < 1
    read(tree, text)
    assert tree.steps == len(text)
    assert np.array_equal(tree.position.logits, fresh(made, text).position.logits)


def test_a_tree_that_grew_too_large_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.writing import state_tree

    monkeypatch.setattr(state_tree, "_MOST_NODES", 50)
    made = model()
    tree = StateTree(made)
    for start in range(40):
        read(tree, ("the king said no. a time there was"[start % 7 :]) * 2)
    assert len(tree._parents) <= 3 * 80 + 80
    assert np.array_equal(tree.position.logits, fresh(made, tree._text).position.logits)
