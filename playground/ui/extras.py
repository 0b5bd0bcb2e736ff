"""What the Write screen shows beside the text besides the next tokens, made when they are already there."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from playground.text import display
from playground.text.normal import normalise
from playground.ui.ghost import GhostLength, complete
from playground.ui.thoughts import Ask, Copied, FoundWords, Report, Text, Texts
from playground.ui.voice import Voice
from playground.ui.widgets.candidates import odds, percent
from playground.writing.beam import Beam
from playground.writing.copied import CopyMeter, training_text

MANY = 5
"""Continuations drawn side by side."""
WORDS = 20
"""Whole words looked for."""
BEAMS = 5
"""Texts that a beam search keeps."""
COPY_REACH = 2000
"""Characters before the cursor in which copies of the training text are looked for."""
LIMIT = 240
"""Tokens of a continuation that does not end by itself."""


class Extras:
    """Makes what each view wants. Used by the completer's thread."""

    def __init__(self, load: Callable[[str], Voice]) -> None:
        self._load = load
        self._other: tuple[str, Voice] | None = None
        self._meter: _Meter | None = None

    def of(self, task: Ask, voice: Voice) -> Iterator[Report | None]:
        """Reports for the task's view, ``voice`` standing at the end of its text; None between slices."""
        match task.view:
            case "words":
                for words in voice.words(task.text, WORDS):
                    yield None if words is None else FoundWords(task.serial, words)
            case "many":
                yield from self._many(task, voice)
            case "beam":
                yield from self._beam(task, voice)
            case "duo":
                yield from self._duo(task, voice)
            case "next" | "tree":
                pass
        yield from self._copied(task, voice)

    def _many(self, task: Ask, voice: Voice) -> Iterator[Report | None]:
        texts: list[Text] = []
        for number in range(MANY):
            seed = task.seed + number
            text = ""
            for grown in self._written(task, voice, seed):
                text = grown
                yield None
            texts.append(Text(f"seed {seed}", text, None))
        yield Texts(task.serial, "many", tuple(texts))

    def _beam(self, task: Ask, voice: Voice) -> Iterator[Report | None]:
        length = task.length or GhostLength()
        beams: list[Beam] = []
        for number, found in enumerate(voice.beam(lambda tokens: complete(tokens, length), BEAMS)):
            beams = found
            yield Texts(task.serial, "beam", _beam_texts(beams)) if number % 8 == 0 else None
        yield Texts(task.serial, "beam", _beam_texts(beams))

    def _duo(self, task: Ask, voice: Voice) -> Iterator[Report | None]:
        text = ""
        for grown in self._written(task, voice, task.seed):
            text = grown
            yield None
        texts = [Text(_expected(task, voice), text, None)]
        yield Texts(task.serial, "duo", tuple(texts))
        if task.other is None:
            return
        if self._other is None or self._other[0] != task.other:
            self._other = task.other, self._load(task.other)
        other = self._other[1]
        for _ in other.read(task.text):
            yield None
        for grown in self._written(task, other, task.seed):
            text = grown
            yield None
        yield Texts(task.serial, "duo", (*texts, Text(_expected(task, other), text, None)))

    def _copied(self, task: Ask, voice: Voice) -> Iterator[Report | None]:
        sources = voice.sources
        if self._meter is None or self._meter.sources != sources:
            self._meter = _Meter(sources, voice.held_out)
        meter = self._meter.ready
        if meter is None:
            yield Copied(task.serial, "", None)
            return
        corpus = ", ".join(Path(source).stem for source in sources)
        for run in meter.longest(normalise(task.text[-COPY_REACH:])):
            yield None if run is None else Copied(task.serial, run, corpus)

    def _written(self, task: Ask, voice: Voice, seed: int) -> Iterator[str]:
        """A continuation as it grows, at last the whole of it, as long as a ghost is."""
        length = task.length or GhostLength()
        tokens: list[str] = []
        for token in islice(voice.generate(task.sampling, seed, held=task.held), LIMIT):
            tokens.append(token)
            done = complete(tokens, length)
            if done is not None:
                yield "".join(done)
                return
            if len(tokens) % 16 == 0:
                yield "".join(tokens)
        yield "".join(tokens)


class _Meter:
    """The copy meter of some texts, made in a thread of its own: that can take a second."""

    def __init__(self, sources: tuple[str, ...], held_out: float) -> None:
        self.sources = sources
        self.ready: CopyMeter | None = None
        """None until it is made, and for good where the texts are not at hand."""
        self._held_out = held_out
        threading.Thread(target=self._make, name="copies", daemon=True).start()

    def _make(self) -> None:
        text = training_text(self.sources, self._held_out)
        if text is not None:
            self.ready = CopyMeter(text)


def _beam_texts(beams: list[Beam]) -> tuple[Text, ...]:
    texts = []
    for beam in beams:
        head = odds(beam.logprob) + ("" if beam.complete else ", growing")
        texts.append(Text(head, beam.text, -beam.logprob / math.log(2) / max(1, beam.read)))
    return tuple(texts)


def _expected(task: Ask, voice: Voice) -> str:
    """The model's name and the tokens that it holds likeliest."""
    likeliest = voice.candidates(3, task.sampling)
    shown = "  ".join(f"{display.label(each.token, 10)} {percent(each.probability)}" for each in likeliest)
    return f"{voice.name}: {shown}"
