"""Where a unit is highest and lowest."""

from __future__ import annotations

import numpy as np
import pytest

from playground.inference.language_model import LanguageModel
from playground.xray.contexts import AROUND, contexts
from playground.xray.sample import Sample
from tests.inference.conftest import TEXT


def test_the_most_extreme_places_come_first_each_passage_once() -> None:
    text = "".join(chr(ord("a") + index % 26) for index in range(300))
    h = np.zeros((300, 1, 2), np.float32)
    h[100:104, 0, 1] = 5, 6, 7, 4
    h[200, 0, 1], h[0, 0, 1], h[299, 0, 1] = 6.5, -3, -4
    sample = Sample(text, tuple(text), np.arange(301), np.arange(300), {"h": h})
    found = contexts(sample, "h", 0, 1, 2)
    assert [(each.index, each.value) for each in found.strongest] == [(102, 7), (200, 6.5)]
    assert [(each.index, each.value) for each in found.weakest] == [(299, -4), (0, -3)]
    first = found.strongest[0]
    assert (first.before, first.token, first.after) == (
        text[102 - AROUND : 102],
        text[102],
        text[103 : 103 + AROUND],
    )
    assert (found.weakest[0].after, found.weakest[1].before) == ("", "")


def test_they_are_places_of_the_text(chars: LanguageModel, words: LanguageModel) -> None:
    for model, value in ((chars, "c"), (words, "h")):
        sample = Sample.take(model, TEXT * 4)
        found = contexts(sample, value, 1, 3)
        assert len(found.strongest) == len(found.weakest) == 8
        assert found.strongest[0].value == sample.values[value][:, 1, 3].max()
        assert found.weakest[0].value == sample.values[value][:, 1, 3].min()
        for each in (*found.strongest, *found.weakest):
            assert each.before + each.token + each.after in sample.text
            assert each.token == sample.tokens[each.index]


def test_a_short_text_has_few(chars: LanguageModel) -> None:
    assert len(contexts(Sample.take(chars, "ab"), "h", 0, 0).strongest) == 1
    assert contexts(Sample.take(chars, ""), "h", 0, 0).strongest == ()


def test_what_is_not_there_is_refused(words: LanguageModel) -> None:
    sample = Sample.take(words, TEXT)
    with pytest.raises(KeyError):
        contexts(sample, "c", 0, 0)
    with pytest.raises(IndexError):
        contexts(sample, "h", 2, 0)
