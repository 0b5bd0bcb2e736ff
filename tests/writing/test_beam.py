"""Beam search, held against all texts there are."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from playground.inference.language_model import LanguageModel
from playground.inference.sampling import log_softmax
from playground.text.characters import CharVocabulary
from playground.writing.beam import Beam, beam_search
from tests.inference.helpers import random_network


def model(cell: str) -> LanguageModel:
    vocabulary = CharVocabulary("ab.")
    network = random_network(6, vocabulary=vocabulary.size, cell=cell, units=8, embedding=6)
    return LanguageModel("m", vocabulary, network)


def until_dot(tokens: list[str]) -> tuple[str, ...] | None:
    return tuple(tokens) if tokens[-1] == "." else None


def search(made: LanguageModel, width: int, limit: int = 4) -> list[list[Beam]]:
    found = beam_search(made.network, made.vocabulary.tokens, made.at("a"), until_dot, width, limit)
    return list(found)


def logprob(made: LanguageModel, text: str) -> float:
    return sum(
        float(log_softmax(made.at("a" + text[:at]).logits)[int(made.vocabulary.encode(char)[0])])
        for at, char in enumerate(text)
    )


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_a_wide_beam_finds_the_likeliest_of_all(cell: str) -> None:
    made = model(cell)
    every = {"".join(each) for length in range(1, 5) for each in product("ab.", repeat=length)}
    whole = [text for text in every if "." not in text[:-1] and (text.endswith(".") or len(text) == 4)]
    ranked = sorted(((logprob(made, text), text) for text in whole), reverse=True)[:30]
    found = search(made, 30)[-1]
    assert [beam.text for beam in found] == [text for _, text in ranked]
    assert [beam.logprob for beam in found] == pytest.approx([logp for logp, _ in ranked], abs=1e-4)
    assert all(beam.complete and beam.read == len(beam.tokens) for beam in found)


def test_it_grows_and_ends() -> None:
    steps = search(model("gru"), 3, limit=12)
    assert len(steps) <= 13
    assert all(1 <= len(step) <= 3 for step in steps)
    assert all(np.diff([beam.logprob for beam in step]).max(initial=-1) <= 0 for step in steps)
    assert not any("<unk>" in beam.text for beam in steps[-1])


def test_texts_that_are_cut_alike_are_one() -> None:
    made = model("gru")
    cut = lambda tokens: tuple(tokens[:1]) if len(tokens) == 2 else None  # noqa: E731
    found = list(beam_search(made.network, made.vocabulary.tokens, made.at("a"), cut, 8, 5))[-1]
    assert sorted(beam.text for beam in found) == [".", "a", "b"]
