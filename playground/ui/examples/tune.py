"""One to many: a few letters go in, a text comes out letter by letter, each of them read again."""

from __future__ import annotations

import numpy as np

from playground.config import SampleConfig
from playground.data.abc import why_not
from playground.events import Traced
from playground.inference.language_model import LanguageModel
from playground.ui.examples.answer import Answer, Written
from playground.ui.examples.unrolling import Step, Unrolled

LONGEST = 600
"""Letters that are written at most."""
TEMPERATURE = 0.6


def read(model: LanguageModel, title: str, seed: int) -> Answer:
    """A tune called ``title``; without one the network thinks of that too."""
    prompt = f"X:1\nT:{title.strip()}\n" if title.strip() else "X:1\nT:"
    config = SampleConfig(temperature=TEMPERATURE, seed=seed, stop=("\n\n",))
    text = str(model.complete(prompt, LONGEST, config=config)).rstrip("\n")
    trace = model.states(prompt + text)
    tokens = trace.tokens
    first = len(prompt) - 1
    h = trace.values["h"][:, -1]
    steps = tuple(
        Step(token, tokens[at + 1] if first <= at < len(tokens) - 1 else "", h[at], fed=at > first)
        for at, token in enumerate(tokens)
    )
    problem = why_not(prompt + text + "\n")
    return Answer(
        Unrolled(steps, look=first),
        Written(prompt, text, problem is None, problem or ""),
        "every bar adds up" if problem is None else problem,
        Traced(step=0, tokens=tokens, values=trace.values, surprise=np.zeros(0, np.float32)),
        unknown=tuple(model.vocabulary.unknown_in(title)),
    )
