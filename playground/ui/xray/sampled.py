"""The sample by which units are judged: of the model's own text, what it did not learn from."""

from __future__ import annotations

from collections.abc import Callable

from playground.inference.language_model import LanguageModel
from playground.ui.xray.passages import own_text
from playground.xray.reading import Reading
from playground.xray.sample import TOKENS, Sample

LEAST = 2000
"""Tokens of a sample that units can be judged by."""
HELD_OUT = 0.1
"""Share of a text, at its end, that models do not learn from, where nothing else is known."""
_CHARACTERS = 1_000_000
"""Of a text's end that are looked at, at most."""


class Overtaken(Exception):  # noqa: N818 - not an error: something newer is asked for
    """Raised to leave off reading a sample."""


class Samples:
    """Keeps the sample of the model that was asked about last."""

    def __init__(self) -> None:
        self.sources: tuple[str, ...] = ()
        """What a model in training learns from, which has no card to say so."""
        self._sample: Sample | None = None
        self._about = ""
        self._of: tuple[LanguageModel, str] | None = None

    def take(self, reading: Reading, progress: Callable[[float], None]) -> tuple[Sample, str]:
        """The sample for the model of ``reading``, read unless it is at hand, and which text it is of.

        What ``progress`` raises ends the reading.
        """
        model = reading.model
        of = self._of
        if self._sample is None or of is None or of[0] is not model or of[1] not in ("", reading.text):
            text, about, depends = _text_for(reading, self.sources)
            self._sample = Sample.take(model, text, TOKENS, progress)
            self._about = about
            self._of = (model, depends)
        return self._sample, self._about


def _text_for(reading: Reading, sources: tuple[str, ...]) -> tuple[str, str, str]:
    """A text, what it is called, and which text it depends on (none, if only on the model)."""
    model = reading.model
    if len(reading) >= 5 * LEAST:
        return reading.text, "this text", reading.text
    source = own_text(model, sources)
    if source is not None:
        share = model.card.corpus.get("validation_share") if model.card is not None else None
        share = share if isinstance(share, float) and 0 < share < 1 else HELD_OUT
        text = source.read()
        return text[int(len(text) * (1 - share)) :][:_CHARACTERS], f"{source.name}, held out", ""
    return reading.text, "this text", reading.text
