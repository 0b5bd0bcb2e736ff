"""The NumPy translator does what the torch network does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.config import CELLS
from playground.data.lexicon import Lexicon
from playground.errors import InputError
from playground.nets.translator import Translator as Network
from playground.shapes.translator import Translator
from playground.task_config import TaskConfig

SOURCE = Lexicon(["i", "love", "pizza", "eat", "tea", "?", "you", "not"])
TARGET = Lexicon(["<end>", " मुझे", " पिज़्ज़ा", " चाय", " पसंद", " है", "।", " कहाँ"])
TEXTS = ("I love pizza", "you eat tea?", "tea", "I do not love you, you love tea and pizza.")


def both(seed: int = 0, **settings: Any) -> tuple[Network, Translator]:
    torch.manual_seed(seed)
    config = TaskConfig(
        **{
            "task": "translate",
            "vocabulary": SOURCE.size,
            "outputs": TARGET.size,
            "units": 7,
            "embedding": 5,
            "attention": True,
            **settings,
        }
    )
    network = Network(config).eval()
    with torch.no_grad():
        for value in network.parameters():
            value.mul_(2.0)  # sharper, so that choices differ
    document = {"target": TARGET.to_dict(), "longest": 12}
    return network, Translator("mine", config, SOURCE.to_dict(), document, network.weights())


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"attention": False},
        {"bidirectional": True, "layers": 2},
        {"bidirectional": True, "attention": False},
        {"layers": 2, "layer_norm": False},
    ],
)
def test_agrees_with_torch(cell: str, settings: dict[str, Any]) -> None:
    network, model = both(cell=cell, **settings)
    for text in TEXTS:
        words, read = model._read(text)
        ids = torch.from_numpy(SOURCE.ids(words))[:, None]
        lengths = torch.tensor([len(words)])
        memory, state = network.encode(ids, lengths)
        np.testing.assert_allclose(read.top, memory[:, 0].detach().numpy(), atol=1e-5)
        begin = model._begin(read)
        np.testing.assert_allclose(begin.h, state[0].detach().numpy(), atol=1e-5)
        if cell == "lstm":
            np.testing.assert_allclose(begin.c, state[1].detach().numpy(), atol=1e-5)
        found = model.translate(text)
        written = network.write(ids, lengths, 12, 1, 0)[:, 0].tolist()
        cut = written.index(1) if 1 in written else len(written)
        assert [TARGET.words[id].strip() for id in written[:cut]] == list(found.tokens)
        before = torch.tensor([1, *written[:cut]])[:, None]
        logs = network(ids, lengths, before)[:, 0].log_softmax(-1)
        wanted = [*written[:cut], 1][: len(logs) if found.ended else cut]
        score = sum(float(logs[step, id].detach()) for step, id in enumerate(wanted))
        assert found.score == pytest.approx(score, abs=1e-4)


def test_attention_is_where_torch_looked() -> None:
    network, model = both(bidirectional=True)
    found = model.translate("you love pizza")
    assert found.attention is not None
    assert found.attention.shape == (3, len(found.tokens))
    np.testing.assert_allclose(found.attention.sum(0), 1, atol=1e-5)
    ids = torch.from_numpy(SOURCE.ids(found.source_tokens))[:, None]
    memory, state = network.encode(ids, torch.tensor([3]))
    written = [TARGET.words.index(f" {token}" if token != "।" else token) for token in found.tokens]
    h = network.decoder.rnn(network.decoder.embedding(torch.tensor([1, *written])[:, None]), state)[0]
    assert network.attention is not None
    _, looks = network.attention(h, memory, torch.ones(3, 1, dtype=torch.bool))
    np.testing.assert_allclose(found.attention, looks[0, : len(written)].T.detach().numpy(), atol=1e-5)


def test_without_attention_there_is_nothing_to_draw() -> None:
    assert both(attention=False)[1].translate("I love tea").attention is None


@pytest.mark.parametrize("seed", range(6))
def test_more_beams_never_score_lower_than_greedy(seed: int) -> None:
    _, model = both(seed, bidirectional=bool(seed % 2))
    for text in TEXTS:
        one = model.translate(text).score
        for beam in (2, 5, 20):
            found = model.hypotheses(text, beam)
            assert found[0].score >= one
            assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_states_have_a_row_for_every_token() -> None:
    _, model = both(bidirectional=True, layers=2)
    reading = model.states("you love pizza")
    assert reading.tokens == ("you", "love", "pizza")
    assert {name: array.shape for name, array in reading.values.items()} == dict.fromkeys(
        ("h", "c", "i", "f", "g", "o"), (3, 4, 7)
    )
    writing = model.states_writing("you love pizza", beam=3)
    assert writing.tokens == ("<end>", *model.translate("you love pizza", beam=3).tokens)
    assert writing.values["h"].shape == (len(writing.tokens), 2, 7)


def test_unknown_words_are_named_and_read_as_unknown() -> None:
    _, model = both()
    found = model.translate("I love quinoa and Quinoa")
    assert found.unknown == ("quinoa", "and")
    assert found.translation == model.translate("I love xyz zyx xyz").translation
    assert model.translate("i LOVE pizza!").unknown == ()


def test_the_unknown_word_is_never_written() -> None:
    network, _ = both()
    with torch.no_grad():
        network.head.bias[0] = 50.0
    document = {"target": TARGET.to_dict(), "longest": 12}
    model = Translator("mine", network.config, SOURCE.to_dict(), document, network.weights())
    assert "<unk>" not in model.translate("I love tea", beam=4).tokens


@pytest.mark.parametrize("text", ["", " \n", "\t"])
def test_no_words_no_translation(text: str) -> None:
    with pytest.raises(InputError, match="no word"):
        both()[1].translate(text)


@pytest.mark.parametrize("settings", [{"beam": 0}, {"beam": 101}, {"alpha": -1.0}, {"alpha": 3.0}])
def test_settings_out_of_range_are_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        both()[1].translate("tea", **settings)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"target": TARGET.to_dict()},
        {"target": TARGET.to_dict(), "longest": 0},
        {"target": TARGET.to_dict(), "longest": True},
        {"target": SOURCE.to_dict(), "longest": "12"},
        {"target": {"tokens": ["<end>"]}, "longest": 12},
        {"target": None, "longest": 12},
    ],
)
def test_a_damaged_description_is_one_sentence(document: dict[str, Any]) -> None:
    network, _ = both()
    with pytest.raises(InputError, match="damaged"):
        Translator("mine", network.config, SOURCE.to_dict(), document, network.weights())
