"""One to many: a picture goes in as the first state, its caption comes out word by word."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from playground.data.pictures import Picture, read_pictures
from playground.data.scenes import SIDE, random_scene
from playground.errors import PlaygroundError
from playground.shapes.captioner import END, Captioner
from playground.shapes.task_model import States
from playground.ui.examples.answer import Answer, Caption, layer_names, percent, span, traced
from playground.ui.examples.unrolling import Step, Unrolled

START_SHOWN, END_SHOWN = "start", "end"


def read(model: Captioner, sources: Sequence[str], number: int) -> Answer:
    """Caption a scene that no training has shown, or picture ``number`` of the model's own data."""
    picture, truth = _picture(model, sources, number)
    found = model.caption(picture)
    states = model.states(picture)
    h = states.values["h"][:, -1]
    low, high = span(model.config, h)
    ins = (START_SHOWN, *found.tokens)
    ended = len(found.chances) > len(found.tokens)
    outs = (*found.tokens, END_SHOWN if ended else "…")
    steps = tuple(
        Step(
            ins[at],
            outs[at],
            h[at],
            tone="other-3" if at == len(found.tokens) else "",
            fed=True,
        )
        for at in range(len(h))
    )
    shown = tuple(START_SHOWN if token == END else token for token in states.tokens)
    return Answer(
        Unrolled(steps, begin="picture", look=0, low=low, high=high),
        Caption(picture, found.caption, truth or "", found.probability),
        f"{percent(found.probability)} sure of the whole caption",
        traced(States(shown, states.values)),
        layer_names(model.config),
    )


def _picture(model: Captioner, sources: Sequence[str], number: int) -> tuple[Picture, str | None]:
    if pictures := _pictures(tuple(sources)):
        return pictures[number % len(pictures)]
    if (model.height, model.width) != (SIDE, SIDE):
        return Picture(("." * model.width,) * model.height), None
    scene = random_scene(np.random.default_rng(number), unseen=True)
    return scene.picture, scene.caption


@lru_cache(maxsize=2)
def _pictures(sources: tuple[str, ...]) -> list[tuple[Picture, str | None]]:
    """Pictures and captions of files; none where they are gone."""
    try:
        return [each for source in sources for each in read_pictures(source)]
    except PlaygroundError:
        return []
