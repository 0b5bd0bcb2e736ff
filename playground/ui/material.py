"""What the recipe needs to know of a text before training: its size, its tokens, what simple methods reach.

Reading and measuring take time, so all of it is called in a thread of its own; nothing here touches a widget.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from playground.config import Level
from playground.errors import PlaygroundError
from playground.recipes import DEFAULT_PROBE, DEFAULT_PROMPT, Forecast, TrainRequest, forecast, plan
from playground.ui.chart_data import Reference

SMALL = 8_000_000
"""Bytes up to which a text is read whole; of a longer one a part, and the numbers are estimates."""
SAMPLE = 2_000_000
"""Characters read of a longer text."""
SENTENCE_SAMPLE = 20_000
"""Characters looked at for a sentence to probe with."""
USUAL_PROBE = f"{DEFAULT_PROBE} a king"
"""The sentence of the stories, as long as it takes to fill the map's width in a terminal of usual size."""
PROBE_LENGTH = 34
HELD_OUT = 0.1
TRAIN_LIMIT, VALIDATION_LIMIT = 2_000_000, 200_000
"""Characters that the baselines are measured on, at most."""
SHOWN = ("uniform", "gzip", "xz", "ngram")
"""The baselines drawn."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A text, examined."""

    source: str
    name: str
    level: Level
    chars: int
    tokens: int
    """Of the training part."""
    vocabulary: int
    exact: bool
    notices: tuple[str, ...] = ()
    probe: str = USUAL_PROBE
    """A sentence to watch the network read: the usual one, or one of the text's own in another script."""
    prompt: str = DEFAULT_PROMPT
    """What samples begin with, likewise."""


def stamp(source: str) -> tuple[int, int]:
    """Size and time of a file: another one means the text may be another."""
    with suppress(OSError):
        status = Path(source).expanduser().stat()
        return status.st_size, status.st_mtime_ns
    return 0, 0


@lru_cache(maxsize=8)
def examine(source: str, level: Level, stamp: tuple[int, int] = (0, 0)) -> Facts:
    """Read a text and count its tokens; ``stamp`` tells versions of a file apart.

    Raises:
        InputError: if it cannot be read or is too little to train on.
    """
    del stamp  # only part of the cache's key
    from playground.text.corpus import prepare
    from playground.text.reading import open_text

    opened = open_text([source])
    probe, prompt = _sentences(opened.read(SENTENCE_SAMPLE))
    if opened.size_bytes <= SMALL:
        corpus = prepare(opened, level)
        chars, tokens, kinds = corpus.chars, len(corpus.train), corpus.vocabulary.size
        return Facts(source, opened.name, level, chars, tokens, kinds, True, corpus.notices, probe, prompt)
    text = opened.read(SAMPLE)
    times = opened.size_bytes / max(1, len(text.encode()))
    tokens, kinds = _count(text, level)
    scaled = round(tokens * times * (1 - HELD_OUT))
    return Facts(
        source,
        opened.name,
        level,
        round(len(text) * times),
        scaled,
        kinds,
        False,
        opened.notices,
        probe,
        prompt,
    )


def _sentences(text: str) -> tuple[str, str]:
    """Probe and prompt for a text: the usual ones where it has their letters, else from the text itself."""
    if set(USUAL_PROBE) <= set(text):
        return USUAL_PROBE, DEFAULT_PROMPT
    line = max(text.splitlines()[:50], key=lambda line: min(len(line.strip()), PROBE_LENGTH)).strip()
    probe = line[:PROBE_LENGTH].rsplit(" ", 1)[0] if " " in line[12:PROBE_LENGTH] else line[:PROBE_LENGTH]
    return probe, probe[: max(1, len(probe) // 3)].rstrip()


def _count(text: str, level: Level) -> tuple[int, int]:
    """Tokens and kinds of tokens of a sample."""
    if level == "char":
        return len(text), len(set(text)) + 1
    from collections import Counter

    from playground.text.words import common, split

    counts = Counter(split(text))
    return counts.total(), len(common(counts)) + 1


def foresee(request: TrainRequest, facts: Facts) -> tuple[Forecast, dict[str, object]]:
    """What the run will cost, and the values that were left to be chosen, by field.

    Raises:
        InputError: if a setting is out of range.
    """
    model, train = plan(request, tokens=facts.tokens, vocabulary=facts.vocabulary)
    chosen = {**model.to_dict(), **train.to_dict()}
    return forecast(model, train, facts.tokens), chosen


@lru_cache(maxsize=8)
def references(source: str, stamp: tuple[int, int] = (0, 0), level: Level = "char") -> tuple[Reference, ...]:
    """What simple methods reach on the held-out part, bits a character; measured once, then remembered.

    At word level on the text as it is read, rare words as ``<unk>``: like the loss they stand beside.
    A text that cannot be measured has none: the chart is then drawn without them.
    """
    del stamp
    from playground.text.baselines import measure_as_read
    from playground.text.corpus import prepare
    from playground.text.reading import open_text

    try:
        corpus = prepare(open_text([source]), level)
        held_out = corpus.validation_text(VALIDATION_LIMIT)
        measured = measure_as_read(corpus.vocabulary, corpus.train_text(TRAIN_LIMIT), held_out)
    except PlaygroundError:
        return ()
    labels = {key: "uniform" if key == "uniform" else measured.label(key) for key in SHOWN}
    return tuple(Reference(labels[key], measured.bits[key]) for key in SHOWN if key in measured.bits)
