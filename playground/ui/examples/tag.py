"""Many to many, in step: a tag for every word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from playground.shapes.tagger import Tagger
from playground.shapes.task_model import States
from playground.ui.examples.answer import Answer, Tags, Verdicts, last_layer, layer_names, span, tone, traced
from playground.ui.examples.unrolling import Step, Unrolled

Floats = NDArray[np.float32]

_KINDS = ("PER", "LOC", "ORG", "MISC")
_NO_TONE = 8
"""The quietest colour, for what is no name."""


def read(model: Tagger, text: str) -> Answer:
    """The whole sentence. Raises InputError if there is no word in it."""
    found, states = model.tag(text), model.states(text)
    alone = tuple(model.tag([token]).tags[0] for token in found.tokens)
    likely = _likely(model, found.tokens, found.probabilities)
    return Answer(
        _unrolled(model, found.tokens, found.tags, states.values, found.unknown),
        Tags(found.tokens, found.tags, alone, "each word by itself", likely),
        _said(found.tags),
        traced(states),
        layer_names(model.config),
        _as_typed(found.tokens, found.unknown),
    )


def read_alone(model: Tagger, text: str) -> Answer:
    """Every word by itself. Raises InputError if there is no word in ``text``."""
    whole = model.tag(text)
    each = [model.tag([token]) for token in whole.tokens]
    states = [model.states([token]) for token in whole.tokens]
    values = {name: np.concatenate([one.values[name] for one in states]) for name in states[0].values}
    tags = tuple(found.tags[0] for found in each)
    likely = _likely(model, whole.tokens, np.concatenate([found.probabilities for found in each]))
    return Answer(
        _unrolled(model, whole.tokens, tags, values, whole.unknown, alone=True),
        Tags(whole.tokens, tags, whole.tags, "in their sentence", likely),
        _said(tags),
        traced(States(whole.tokens, values)),
        layer_names(model.config),
        _as_typed(whole.tokens, whole.unknown),
    )


def _as_typed(tokens: Sequence[str], unknown: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(token for token in tokens if token.lower() in unknown))


def _likely(model: Tagger, tokens: tuple[str, ...], probabilities: Floats) -> Verdicts:
    tones = tuple(tag_tone(tag) for tag in model.tags)
    return Verdicts(model.tags, tokens, probabilities, each=True, tones=tones)


def _said(tags: Sequence[str]) -> str:
    count = sum(bool(kind) for _, kind, _ in parts_of(tags, tags))
    return "no name found" if not count else f"{count} name{'s' if count > 1 else ''} found"


def _unrolled(
    model: Tagger,
    tokens: Sequence[str],
    tags: Sequence[str],
    values: dict[str, Floats],
    unknown: Sequence[str],
    *,
    alone: bool = False,
) -> Unrolled:
    h, back = last_layer(values, model.config)
    low, high = span(model.config, h)
    steps = tuple(
        Step(
            token,
            tags[at],
            h[at],
            None if back is None else back[at],
            tag_tone(tags[at]),
            unknown=token.lower() in unknown,
        )
        for at, token in enumerate(tokens)
    )
    return Unrolled(steps, recurrent=model.config.recurrent and not alone, low=low, high=high)


def kind_of(tag: str) -> str:
    """What is tagged: ``PER`` of ``B-PER``; nothing for ``O``."""
    return "" if tag == "O" else tag.partition("-")[2] or tag


def tag_tone(tag: str) -> str:
    """The colour of a tag: one for each kind, a quiet one for ``O``."""
    kind = kind_of(tag)
    if not kind:
        return tone(_NO_TONE)
    return tone(_KINDS.index(kind) if kind in _KINDS else len(_KINDS) + sum(map(ord, kind)) % 4)


def parts_of(tokens: Sequence[str], tags: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The sentence in pieces: text, what it is (or nothing), and its colour."""
    at = 0
    while at < len(tokens):
        kind, end = kind_of(tags[at]), at + 1
        while kind and end < len(tokens) and tags[end] == f"I-{kind}":
            end += 1
        yield " ".join(tokens[at:end]), kind, tag_tone(tags[at])
        at = end
