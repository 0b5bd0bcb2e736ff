"""The models that ship: trained on the pairs that ship, and as good as the pages say."""

from __future__ import annotations

import pytest

from playground.data.combinations import held_out_combinations
from playground.data.pairs import Pair, open_pairs, source_words, target_tokens
from playground.shapes.opened import open_as
from playground.shapes.translator import Translator
from playground.text.normal import normalise


@pytest.fixture(scope="module")
def hindi() -> Translator:
    return open_as(Translator, "english-hindi")


@pytest.fixture(scope="module")
def held() -> list[Pair]:
    """What was held out from the shipped model, by the share and seed of its card."""
    card = open_as(Translator, "english-hindi").card
    assert card is not None
    pairs = open_pairs("english-hindi")
    assert card.corpus["sha256"] == pairs.sha256, "the model was trained on another file"
    _, indices = held_out_combinations(
        [source_words(pair.source) for pair in pairs.items],
        [target_tokens(pair.target) for pair in pairs.items],
        card.train.validation_share,
        card.train.seed,
    )
    assert len(indices) == card.corpus["held_out"]
    return [pairs.items[index] for index in indices]


@pytest.mark.parametrize("text", ["I love pizza", "i love pizza.", "I LOVE PIZZA!"])
def test_i_love_pizza(hindi: Translator, text: str) -> None:
    assert hindi.translate(text).translation == normalise("मुझे पिज़्ज़ा बहुत पसंद है")
    eating = text.lower().replace("pizza", "to eat pizza")
    assert hindi.translate(eating).translation == normalise("मुझे पिज़्ज़ा खाना बहुत पसंद है")


def test_held_out_combinations_are_translated(hindi: Translator, held: list[Pair]) -> None:
    some = held[::3]
    right = sum(hindi.translate(pair.source).translation == pair.target for pair in some)
    assert right / len(some) >= 0.95
    assert hindi.card is not None
    assert hindi.card.scores["exact_match"] >= 0.95


def test_beams_never_score_lower_than_greed(hindi: Translator, held: list[Pair]) -> None:
    for pair in held[::30]:
        assert hindi.translate(pair.source, beam=4).score >= hindi.translate(pair.source).score


def test_everyday_questions_are_answered() -> None:
    model = open_as(Translator, "answers")
    pairs = open_pairs("answers").items
    right = [model.translate(pair.source).translation == pair.target for pair in pairs]
    assert sum(right) / len(right) >= 0.98
    assert model.translate("how are you").translation == model.translate("How are you?").translation
