"""Many to one: a text, and what the network takes it for after every word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.data.words import words_with_surfaces
from playground.shapes.classifier import Classifier
from playground.shapes.task_model import States
from playground.text import display
from playground.ui.examples.answer import (
    Answer,
    Verdicts,
    last_layer,
    layer_names,
    percent,
    span,
    tone,
    traced,
)
from playground.ui.examples.unrolling import Step, Unrolled

Floats = NDArray[np.float32]


def read(model: Classifier, text: str) -> Answer:
    """The whole text, word after word. Raises InputError if there is no word in it."""
    verdicts = model.verdicts(text)
    states = model.states(text)
    shares = verdicts.probabilities
    best = shares.argmax(1).tolist()
    sure = percent(float(shares[-1, best[-1]]))
    answers = [""] * (len(best) - 1) + [f"{display.clip(model.labels[best[-1]], 16)} {sure}"]
    unrolled = _unrolled(model, verdicts.words, answers, best, states.values, _unknown(model, text))
    said = f"{model.labels[best[-1]]}, {sure} sure"
    turn = next((at for at in range(len(best) - 1, 0, -1) if best[at - 1] != best[-1]), None)
    if turn is not None:
        said += f"; it turned at “{verdicts.words[turn]}”"
    return Answer(
        unrolled,
        Verdicts(model.labels, verdicts.words, shares),
        said,
        traced(states),
        layer_names(model.config),
        model.classify(text).unknown,
    )


def read_alone(model: Classifier, text: str) -> Answer:
    """Every word as a text of its own. Raises InputError if there is no word in it."""
    whole = model.classify(text)
    words = words_with_surfaces(text)
    found = [model.classify(word.norm) for word in words]
    states = [model.states(word.norm) for word in words]
    values = {name: np.concatenate([each.values[name] for each in states]) for name in states[0].values}
    shares = np.array([list(each.probabilities.values()) for each in found], np.float32)
    surfaces = tuple(word.surface for word in words)
    labels = [each.label for each in found]
    unrolled = _unrolled(
        model, surfaces, labels, shares.argmax(1).tolist(), values, _unknown(model, text), alone=True
    )
    said = f"as a whole: {whole.label}, {percent(whole.probabilities[whole.label])} sure"
    return Answer(
        unrolled,
        Verdicts(model.labels, surfaces, shares),
        said,
        traced(States(surfaces, values)),
        layer_names(model.config),
        whole.unknown,
    )


def _unknown(model: Classifier, text: str) -> list[bool]:
    """Which words of the text the model never saw."""
    return [word.norm not in model.lexicon for word in words_with_surfaces(text)]


def _unrolled(
    model: Classifier,
    words: Sequence[str],
    answers: Sequence[str],
    labels: Sequence[int],
    values: dict[str, Floats],
    unknown: Sequence[bool],
    *,
    alone: bool = False,
) -> Unrolled:
    h, back = last_layer(values, model.config)
    low, high = span(model.config, h)
    steps = tuple(
        Step(
            word,
            answers[at],
            h[at],
            None if back is None else back[at],
            tone(labels[at]) if answers[at] else "",
            unknown=unknown[at],
        )
        for at, word in enumerate(words)
    )
    recurrent = model.config.recurrent and not alone
    pooled = model.config.pool == "mean" and not alone
    return Unrolled(steps, recurrent=recurrent, pooled=pooled, low=low, high=high)
