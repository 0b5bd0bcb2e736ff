"""What the Write screen asks of the completer's thread, and what it hears from it: frozen messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.config import SampleConfig
from playground.inference.sampling import Candidate
from playground.ui.ghost import Ghost, GhostLength
from playground.writing.draws import Draw
from playground.writing.rule import Rule
from playground.writing.word_search import Words

View = Literal["next", "words", "many", "beam", "tree", "duo"]
"""What stands beside the text: next tokens, next words, several continuations, beam search, branches, and a
second model."""


@dataclass(frozen=True, slots=True)
class Held:
    """A rule, and what of the continuation that it binds is written already."""

    rule: Rule
    begun: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """What to do for the text before the cursor."""

    serial: int
    text: str
    sampling: SampleConfig
    seed: int
    candidates: int
    length: GhostLength | None
    """None: no ghost."""
    held: Held | None = None
    stepped_from: str | None = None
    """The text before a token was drawn: how it was drawn is told."""
    view: View = "next"
    """What else is wanted."""
    other: str | None = None
    """The second model's name, for the view ``duo``."""


@dataclass(frozen=True, slots=True)
class Look:
    """Which tokens could stand in place of the one at a character of the text?"""

    serial: int
    text: str
    """In its normal form."""
    offset: int
    """The character, counted from 0."""
    sampling: SampleConfig
    candidates: int


@dataclass(frozen=True, slots=True)
class Stream:
    """Go on writing after ``text``, ``speed`` tokens a second."""

    serial: int
    text: str
    sampling: SampleConfig
    seed: int
    candidates: int
    limit: int | None = None
    """Tokens after which it ends by itself."""
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model is ready."""

    name: str
    level: str
    training_step: int | None
    """Of a model in training; None for one from the library."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something went wrong; ``text`` is the sentence for the user."""

    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A long text is being read: ``share`` of it, 0 to 1."""

    serial: int
    share: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What may come next."""

    serial: int
    candidates: tuple[Candidate, ...]
    ghost: Ghost | None
    """None where only candidates were asked for."""
    unseen: str | None
    """One sentence about characters or words the model never saw."""
    draw: Draw | None = None
    """How the last token was drawn, where that was asked."""
    ended: bool = False
    """A rule is met, and has the continuation end here."""
    hindrance: str = ""
    """Why a rule cannot be met from here, in a few words; empty where it can."""


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What could stand in place of a token of the text."""

    serial: int
    start: int
    """Where the token begins in the text, and where it ends (characters)."""
    end: int
    candidates: tuple[Candidate, ...]
    """The likeliest in its place, and the token itself if it is not one of them."""
    actual: int
    """Which of them stands in the text; -1 for one the model never saw."""
    rank: int
    """The token's place among all tokens, the likeliest 1."""
    bits: float
    """Its surprise, -log2 p."""


@dataclass(frozen=True, slots=True)
class FoundWords:
    """Whole words that may come next."""

    serial: int
    words: Words


@dataclass(frozen=True, slots=True)
class Text:
    """One of several continuations."""

    head: str
    """What tells it from the others: a seed, a rank, a model's name."""
    text: str
    bits: float | None
    """Bits a token by the model, where it is known."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Several continuations of the same text."""

    serial: int
    view: View
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Copied:
    """The longest run of the text that stands in the training text to the letter."""

    serial: int
    text: str
    """The run; empty where nothing worth naming was copied."""
    corpus: str | None
    """The training text; None where it is not at hand."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """A piece of a stream."""

    serial: int
    text: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class StreamEnded:
    """A stream is over; ``why`` says so in a few words where it ended by itself."""

    serial: int
    why: str = ""


Task = Ask | Look | Stream
Report = (
    Loaded | Failure | Reading | Answer | Alternatives | FoundWords | Texts | Copied | Streamed | StreamEnded
)
