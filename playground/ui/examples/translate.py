"""Many to many by two networks: an encoder reads a text, a decoder writes another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.shapes.task_model import States
from playground.shapes.translator import Translator
from playground.ui.examples.answer import Answer, Translation, last_layer, layer_names, span, traced
from playground.ui.examples.unrolling import Step, Unrolled

Floats = NDArray[np.float32]

START, END = "start", "end"
"""The mark that begins and ends what is written, as it is shown."""


def read(model: Translator, text: str, beam: int) -> Answer:
    """The text and what is written for it. Raises InputError if there is no word in it."""
    best, *others = model.hypotheses(text, beam)
    reading, writing = model.states(text), model.states_writing(text, beam)
    config = model.config
    h, back = last_layer(reading.values, config)
    written = writing.values["h"][:, -1]
    low, high = span(config, np.concatenate([h.ravel(), written.ravel()]))
    known = set(best.unknown)
    encoder = [
        Step(word, "", h[at], None if back is None else back[at], unknown=word in known)
        for at, word in enumerate(best.source_tokens)
    ]
    ins = (START, *best.tokens)
    outs = (*best.tokens, END if best.ended else "…")
    decoder = [
        Step(
            ins[at],
            outs[at],
            written[at],
            tone="" if at < len(best.tokens) else "other-3",
            fed=True,
            decoder=True,
        )
        for at in range(len(written))
    ]
    return Answer(
        Unrolled((*encoder, *decoder), low=low, high=high),
        Translation(
            best.source_tokens,
            best.tokens,
            best.attention,
            best.translation,
            best.score,
            tuple((each.translation, each.score) for each in others),
        ),
        "where it looked while it wrote" if best.attention is not None else "it has none",
        traced(States((*best.source_tokens, *ins), _side_by_side(reading.values, writing.values))),
        layer_names(config),
        best.unknown,
    )


def _side_by_side(reading: dict[str, Floats], writing: dict[str, Floats]) -> dict[str, Floats]:
    """The states of both networks, one after the other; what has no decoder has NaN there."""
    found = {}
    for name, values in reading.items():
        layers = writing[name].shape[1]
        ways = values.shape[1] // layers
        below = np.full((len(writing[name]), *values.shape[1:]), np.nan, np.float32)
        below[:, ::ways] = writing[name]
        found[name] = np.concatenate([values, below])
    return found
