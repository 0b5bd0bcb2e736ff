"""The NumPy tagger says what the network in torch does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.config import CELLS
from playground.data.conll import iob2
from playground.data.lexicon import Lexicon
from playground.data.spans import Span
from playground.errors import InputError
from playground.nets import tagger as torch_side
from playground.shapes.tagger import TaggedText, Tagger
from playground.task_config import TaskConfig
from playground.tasks.sentences import Sentences

LEXICON = Lexicon(["in", "lives", "mr."])
TAGS = ["B-LOC", "B-PER", "I-LOC", "I-PER", "O"]
TEXT = "Mr. Kim lives in São Paulo."
TOKENS = ("Mr.", "Kim", "lives", "in", "São", "Paulo", ".")


def pair(**more: Any) -> tuple[torch_side.Tagger, Tagger]:
    """The same network twice."""
    torch.manual_seed(3)
    config = TaskConfig(
        task="tag", vocabulary=LEXICON.size, outputs=5, units=7, embedding=6, features=40, **more
    )
    net = torch_side.Tagger(config).eval()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(torch.randn_like(parameter))
    return net, Tagger("m", config, LEXICON.to_dict(), {"tags": TAGS, "whole": ["mr."]}, net.weights())


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("more", [{}, {"bidirectional": True}, {"recurrent": False}, {"layers": 2}])
def test_agrees_with_torch(cell: str, more: dict[str, Any]) -> None:
    net, model = pair(cell=cell, **more)
    sentences = Sentences([TOKENS], LEXICON, 40, [[token.lower() for token in TOKENS]])
    with torch.no_grad():
        theirs = torch.softmax(net(*sentences.batch([0], torch.device("cpu")))[:, 0], -1).numpy()
    found = model.tag(TEXT)
    np.testing.assert_allclose(found.probabilities, theirs, atol=1e-5)
    assert found.tokens == TOKENS
    assert found.unknown == ("kim", "são", "paulo", ".")
    assert list(found.tags) == iob2(found.tags)
    assert model.tag(TOKENS).tags == found.tags


def test_names_are_spans() -> None:
    found = TaggedText(("A", "B", "in", "C"), ("B-PER", "I-PER", "O", "B-LOC"), np.zeros((4, 5), "f4"))
    assert found.spans == [Span(0, 2, "PER"), Span(3, 4, "LOC")]


def test_states_have_a_row_a_word() -> None:
    states = pair(bidirectional=True)[1].states(TEXT)
    assert states.tokens == TOKENS
    assert states.values["h"].shape == (7, 2, 7)


def test_no_word_no_tag() -> None:
    with pytest.raises(InputError, match="no word to tag"):
        pair()[1].tag(" \n")


@pytest.mark.parametrize(
    "document", [{"tags": ["O"]}, {"tags": [*TAGS[:4], 5]}, {}, {"tags": TAGS, "whole": [1]}, {"whole": []}]
)
def test_a_damaged_description_is_refused(document: dict[str, Any]) -> None:
    _, model = pair()
    with pytest.raises(InputError, match="damaged"):
        Tagger("m", model.config, LEXICON.to_dict(), document, model.weights)
