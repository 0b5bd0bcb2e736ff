"""The NumPy captioner writes what the network in torch does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch

from playground.config import CELLS
from playground.data.lexicon import Lexicon
from playground.data.pictures import Picture, patched
from playground.data.scenes import random_scenes
from playground.errors import InputError
from playground.nets import captioner as torch_side
from playground.shapes.captioner import Captioner
from playground.task_config import TaskConfig

LEXICON = Lexicon(["<end>", "a", " red", " dot", ","])
DOCUMENT = {"height": 3, "width": 5, "patch": 2, "longest": 9}
PICTURE = Picture(("r..g.", ".bb..", "w...c"))
NUMBERS = 2 * 3 * 2 * 2 * 3
PARTED = {"patch": 12, "features": 4}


def pair(seed: int = 3, **more: Any) -> tuple[torch_side.Captioner, Captioner]:
    """The same network twice."""
    torch.manual_seed(seed)
    config = TaskConfig(task="caption", inputs=NUMBERS, outputs=LEXICON.size, units=7, embedding=6, **more)
    net = torch_side.Captioner(config).eval()
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.copy_(torch.randn_like(parameter))
    return net, Captioner("m", config, LEXICON.to_dict(), DOCUMENT, net.weights())


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("more", [{}, PARTED, {"layers": 2, **PARTED}, {"layer_norm": False}])
def test_agrees_with_torch(cell: str, more: dict[str, Any]) -> None:
    net, model = pair(cell=cell, **more)
    pixels = torch.from_numpy(patched([PICTURE], 2))
    found = model.caption(PICTURE)
    ids = LEXICON.ids(_tokens(model))
    with torch.no_grad():
        np.testing.assert_allclose(model.vector(PICTURE), net.seen(pixels)[0].numpy(), atol=1e-5)
        theirs = net.greedy(pixels, 9, 1)[:, 0].tolist()
        before = torch.tensor([1, *ids.tolist()])[:, None]
        shares = torch.softmax(net(pixels, before)[:, 0], -1).numpy()
    written = theirs[: theirs.index(1)] if 1 in theirs else theirs
    assert ids.tolist() == written
    assert len(found.tokens) == len(written)
    targets = theirs[: len(found.chances)]
    np.testing.assert_allclose(
        found.chances, [shares[at, word] for at, word in enumerate(targets)], atol=1e-5
    )
    assert found.probability == pytest.approx(float(np.prod(found.chances)), rel=1e-4)


def _tokens(model: Captioner) -> list[str]:
    """What was written, with the spaces."""
    spaced = {word.strip(): word for word in LEXICON.words}
    return [spaced[token] for token in model.caption(PICTURE).tokens]


@pytest.mark.parametrize("cell", CELLS)
def test_states_are_those_of_the_writing(cell: str) -> None:
    net, model = pair(cell=cell, layers=2, **PARTED)
    states = model.states(PICTURE)
    found = model.caption(PICTURE)
    assert states.tokens == ("<end>", *found.tokens)
    assert states.values["h"].shape == (len(states.tokens), 2, 7)
    with torch.no_grad():
        words = torch.tensor([1, *LEXICON.ids(_tokens(model)).tolist()])[:, None]
        begin = net.begin(torch.from_numpy(patched([PICTURE], 2)))
        x = net.embedding(words)
        h, _ = net.rnn(x, begin if cell == "lstm" else begin[0])
    np.testing.assert_allclose(states.values["h"][:, 1], h[:, 0].numpy(), atol=1e-5)


def test_a_caption_is_its_tokens_joined() -> None:
    net, model = pair()
    with torch.no_grad():
        net.head.weight.zero_()
        net.head.bias.zero_()
        net.head.bias[2] = 1.0  # always "a"
    model = Captioner("m", model.config, LEXICON.to_dict(), DOCUMENT, net.weights())
    found = model.caption(PICTURE)
    assert found.caption == "a" * 9  # broken off at the longest
    assert found.tokens == ("a",) * 9
    assert len(found.chances) == 9


def test_a_picture_of_another_size_is_told() -> None:
    (scene,) = random_scenes(0, 1)
    with pytest.raises(
        InputError, match="m knows pictures of 3 rows of 5 letters, but this one has 20 of 20"
    ):
        pair()[1].caption(scene)


@pytest.mark.parametrize(
    "change",
    [
        {"height": 9},
        {"width": 0},
        {"patch": "2"},
        {"longest": None},
        {"height": 3.0},
        {"height": 65, "width": 65},
    ],
)
def test_a_damaged_description_is_refused(change: dict[str, Any]) -> None:
    net, model = pair()
    with pytest.raises(InputError, match="damaged"):
        Captioner("m", model.config, LEXICON.to_dict(), {**DOCUMENT, **change}, net.weights())
    with pytest.raises(InputError, match="damaged"):
        Captioner("m", model.config, Lexicon(["a", "b", "c", "d", "e"]).to_dict(), DOCUMENT, net.weights())
