"""A tagger reads each sentence of a batch as if it were alone."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from playground.config import CELLS
from playground.data.lexicon import Lexicon
from playground.nets.tagger import Tagger
from playground.task_config import TaskConfig
from playground.tasks.sentences import Sentences

TEXTS = [["John", "lives", "in", "Paris"], ["Paris"], ["in", "Rome"]]
LEXICON = Lexicon(["john", "in"])
KNOWN = [[word.lower() for word in text] for text in TEXTS]
CPU = torch.device("cpu")


def network(**more: Any) -> Tagger:
    torch.manual_seed(0)
    config = TaskConfig(
        task="tag", vocabulary=LEXICON.size, outputs=4, units=5, embedding=4, features=30, **more
    )
    return Tagger(config).eval()


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("bidirectional", [False, True])
def test_padding_changes_nothing(cell: str, bidirectional: bool) -> None:
    net = network(cell=cell, bidirectional=bidirectional, layers=2)
    sentences = Sentences(TEXTS, LEXICON, 30, KNOWN)
    together = net(*sentences.batch([0, 1, 2], CPU))
    assert together.shape == (4, 3, 4)
    for index, length in enumerate(sentences.lengths):
        alone = net(*sentences.batch([index], CPU))
        torch.testing.assert_close(together[:length, index], alone[:, 0], atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize(
    ("more", "touched"),
    [({"recurrent": False}, [2]), ({}, [2, 3]), ({"bidirectional": True}, [0, 1, 2, 3])],
)
def test_what_a_tag_rests_on(more: dict[str, Any], touched: list[int]) -> None:
    net = network(**more)
    sentences = Sentences([TEXTS[0], ["John", "lives", "near", "Paris"]], LEXICON, 30)
    one, other = net(*sentences.batch([0], CPU)), net(*sentences.batch([1], CPU))
    changed = [place for place in range(4) if not torch.allclose(one[place], other[place])]
    assert changed == touched


def test_every_weight_has_a_gradient_and_its_name() -> None:
    net = network(bidirectional=True).train()
    net(*Sentences(TEXTS, LEXICON, 30, KNOWN).batch([0, 1, 2], CPU)).square().sum().backward()
    assert {name for name, _ in net.named_parameters()} == set(net.config.shapes())
    assert all(parameter.grad is not None for parameter in net.parameters())
