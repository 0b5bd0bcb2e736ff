"""A classifier reads each text of a batch as if it were alone."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch.nn import functional as F

from playground.config import CELLS
from playground.data.lexicon import Lexicon
from playground.nets.classifier import Classifier
from playground.task_config import TaskConfig
from playground.tasks.sentences import Sentences

TEXTS = [["the", "soup", "was", "cold"], ["good"], ["not", "good"]]
LEXICON = Lexicon(["the", "soup", "not"])
CPU = torch.device("cpu")


def network(**more: Any) -> Classifier:
    torch.manual_seed(0)
    config = TaskConfig(task="classify", vocabulary=LEXICON.size, outputs=3, units=5, embedding=4, **more)
    return Classifier(config).eval()


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("pool", ["last", "mean"])
@pytest.mark.parametrize("features", [0, 30])
def test_padding_changes_nothing(cell: str, bidirectional: bool, pool: str, features: int) -> None:
    net = network(cell=cell, bidirectional=bidirectional, pool=pool, features=features)
    sentences = Sentences(TEXTS, LEXICON, features)
    together = net(*sentences.batch([0, 1, 2], CPU))
    alone = torch.cat([net(*sentences.batch([index], CPU)) for index in range(3)])
    torch.testing.assert_close(together, alone, atol=1e-6, rtol=1e-5)


def test_the_class_is_read_from_the_last_word_or_from_the_mean() -> None:
    for pool in ("last", "mean"):
        net = network(pool=pool, layer_norm=False)
        words, lengths, _ = Sentences(TEXTS, LEXICON, 0).batch([0], CPU)
        h = net.rnn(net.embedding(words))[0][:, 0]
        expected = net.head(h[-1] if pool == "last" else h.mean(0))
        torch.testing.assert_close(net(words, lengths)[0], expected)


def test_both_ends_are_read_in_both_directions() -> None:
    net = network(pool="last", bidirectional=True, layer_norm=False)
    words, lengths, _ = Sentences(TEXTS, LEXICON, 0).batch([0], CPU)
    h = net.rnn(net.embedding(words))[0][:, 0]
    torch.testing.assert_close(net(words, lengths)[0], net.head(torch.cat([h[-1, :5], h[0, 5:]])))


def test_a_word_is_its_vector_and_the_mean_of_its_pieces() -> None:
    net = network(features=30)
    words, _, spelled = Sentences(TEXTS, LEXICON, 30).batch([0, 2], CPU)
    assert spelled is not None
    assert net.features is not None
    x = net.vectors(words, spelled)
    from playground.data.spelling import pieces

    for column, text in enumerate((TEXTS[0], TEXTS[2])):
        for row, word in enumerate(text):
            own = net.embedding.weight[int(LEXICON.ids([word])[0])]
            torch.testing.assert_close(
                x[row, column], own + net.features.weight[list(pieces(word, 30))].mean(0)
            )


def test_an_unknown_word_begins_as_its_spelling_alone() -> None:
    assert not network(features=30).embedding.weight[0].any()


def test_every_weight_has_a_gradient_and_its_name() -> None:
    net = network(features=30, bidirectional=True, layers=2).train()
    sentences = Sentences(TEXTS, LEXICON, 30)
    F.cross_entropy(net(*sentences.batch([0, 1, 2], CPU)), torch.tensor([0, 1, 2])).backward()
    assert {name for name, _ in net.named_parameters()} == set(net.config.shapes())
    assert all(parameter.grad is not None for parameter in net.parameters())
    assert {name: array.shape for name, array in net.weights().items()} == net.config.shapes()


def test_without_recurrence_the_order_of_words_is_lost() -> None:
    sentences = Sentences([["not", "soup", "the"], ["the", "soup", "not"]], LEXICON, 0)
    cut = network(pool="mean", recurrent=False)(*sentences.batch([0, 1], CPU))
    torch.testing.assert_close(cut[0], cut[1])
    whole = network(pool="mean")(*sentences.batch([0, 1], CPU))
    assert not torch.allclose(whole[0], whole[1])
