"""The NumPy classifier says what the network in torch does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.config import CELLS
from playground.data.lexicon import Lexicon
from playground.data.words import LONGEST, words_of
from playground.errors import InputError
from playground.nets import classifier as torch_side
from playground.shapes.classifier import Classifier
from playground.task_config import TaskConfig
from playground.tasks.sentences import Sentences

LEXICON = Lexicon(["the", "food", "is", "not", "good", "."])
LABELS = ["bad", "fine", "great"]
TEXT = "The soup isn't good, really.\n"


def pair(**more: Any) -> tuple[torch_side.Classifier, Classifier]:
    """The same network twice."""
    torch.manual_seed(3)
    config = TaskConfig(task="classify", vocabulary=LEXICON.size, outputs=3, units=7, embedding=6, **more)
    net = torch_side.Classifier(config).eval()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(torch.randn_like(parameter))
    return net, Classifier("m", config, LEXICON.to_dict(), {"labels": LABELS}, net.weights())


def by_torch(net: torch_side.Classifier, words: list[str]) -> np.ndarray:
    batch = Sentences([words], LEXICON, net.config.features).batch([0], torch.device("cpu"))
    with torch.no_grad():
        return torch.softmax(net(*batch)[0], -1).numpy()


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("pool", ["last", "mean"])
@pytest.mark.parametrize("features", [0, 40])
def test_agrees_with_torch_after_every_word(cell: str, bidirectional: bool, pool: str, features: int) -> None:
    net, model = pair(cell=cell, bidirectional=bidirectional, pool=pool, features=features, layers=2)
    words = words_of(TEXT)
    verdicts = model.verdicts(TEXT)
    assert verdicts.words == ("The", "soup", "is", "n't", "good", ",", "really", ".")
    for end in range(1, len(words) + 1):
        np.testing.assert_allclose(verdicts.probabilities[end - 1], by_torch(net, words[:end]), atol=1e-5)
    found = model.classify(TEXT)
    np.testing.assert_allclose(list(found.probabilities.values()), verdicts.probabilities[-1], atol=1e-6)
    assert found.label == LABELS[int(verdicts.probabilities[-1].argmax())]
    assert found.unknown == ("soup", ",", "really")


def test_without_recurrence_too() -> None:
    net, model = pair(recurrent=False, layer_norm=False)
    found = list(model.classify(TEXT).probabilities.values())
    np.testing.assert_allclose(found, by_torch(net, words_of(TEXT)), atol=1e-5)


def test_states_have_a_row_a_word() -> None:
    _, model = pair(bidirectional=True)
    states = model.states(TEXT)
    assert states.tokens == model.verdicts(TEXT).words
    assert {name: array.shape for name, array in states.values.items()} == dict.fromkeys(
        ("h", "c", "i", "f", "g", "o"), (8, 2, 7)
    )


def test_a_long_text_is_read_as_far_as_in_training() -> None:
    _, model = pair(cell="rnn")
    assert (
        model.classify("good " * LONGEST).probabilities
        == model.classify("good " * (LONGEST + 1)).probabilities
    )


def test_no_word_no_class() -> None:
    with pytest.raises(InputError, match="no word to classify"):
        pair()[1].classify(" \n<br>")


@pytest.mark.parametrize("labels", [["a", "b"], ["a", "b", 3], "abc", None])
def test_a_damaged_description_is_refused(labels: object) -> None:
    _, model = pair()
    with pytest.raises(InputError, match="damaged"):
        Classifier("m", model.config, LEXICON.to_dict(), {"labels": labels}, model.weights)
