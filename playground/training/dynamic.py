"""Dynamic evaluation: a network that goes on learning from the text it is scored on.

A text is unlike any other: its names, its metre, its habits come again and again. After each stretch of it
has been predicted and counted, the weights take one step that would have predicted it better (Mikolov et al.
2010; Krause et al. 2018, Dynamic Evaluation of Neural Sequence Models)::

    L = mean of -log p(token) over the stretch         counted first, with the weights as they are
    G = dL/dW                                          through this stretch alone; the state is carried on
    M = mean of G^2 over all stretches so far
    W <- W - rate G / (sqrt(M) + 1e-4)

Krause takes M from the training text; here it is that of the text itself, so that any model can be scored on
any text. Nothing is learned before it is scored. But what is scored is no longer one fixed network, so such a
figure stands beside the usual one and never in its place.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from playground.errors import InputError
from playground.inference.language_model import LanguageModel
from playground.inference.scoring import Score, summed
from playground.nets.recurrent import RecurrentNetwork
from playground.text.normal import normalise

STRETCH = 32
"""Tokens between two steps: 16 and 64 were no better on a held-out part of tiny Shakespeare."""
RATE = 3e-4
"""There 2e-4 to 5e-4 differed by less than 0.005 nats a character; 1e-3 gave half of the gain away."""
_EPSILON = 1e-4


def dynamic_score(
    model: LanguageModel, text: str, progress: Callable[[float], None] | None = None, *, rate: float = RATE
) -> Score:
    """How well ``model`` predicts ``text`` while it learns from it; the model given is not changed.

    Args:
        model: of any cell and level.
        text: read in one go, as for :meth:`LanguageModel.score`.
        progress: told the share that is done.
        rate: of learning; with 0 the score is that of the fixed network.

    Raises:
        InputError: if there is no text.
    """
    text = normalise(text)
    ids = model.vocabulary.encode(text).astype(np.int64)
    if not len(ids):
        raise InputError("There is no text to score.")
    network = RecurrentNetwork(model.network.config)
    network.load_weights(model.network.weights)
    network.eval()
    weights = list(network.parameters())
    squares = [torch.zeros_like(weight) for weight in weights]

    beginning = model.beginning
    parts = (beginning.state.h, beginning.state.c)
    state = tuple(torch.from_numpy(part)[:, None].clone() for part in parts if part is not None)
    nats = -float(torch.log_softmax(torch.from_numpy(beginning.logits), 0)[ids[0]])
    tokens = torch.from_numpy(ids)[:, None]
    for stretch, begin in enumerate(range(0, len(ids) - 1, STRETCH), 1):
        targets = tokens[begin + 1 : begin + 1 + STRETCH]
        loss, after = network.loss(tokens[begin : begin + len(targets)], targets, state)
        nats += float(loss.detach()) * len(targets)
        gradients = torch.autograd.grad(loss, weights)
        state = tuple(part.detach() for part in after)
        with torch.no_grad():
            for weight, gradient, square in zip(weights, gradients, squares, strict=True):
                square.addcmul_(gradient, gradient)
                weight.addcdiv_(gradient, (square / stretch).sqrt_().add_(_EPSILON), value=-rate)
        if progress is not None:
            progress(min(1.0, (begin + 1 + STRETCH) / len(ids)))
    return summed(model.vocabulary, ids, text, nats)
