"""A text ready to train on: its ids, cut into a training part and a held-out part."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.config import Level
from playground.errors import InputError, PlaygroundError
from playground.places import cache, tidy
from playground.text import kept
from playground.text.display import label
from playground.text.encoding import encode
from playground.text.reading import TextSource
from playground.text.vocabulary import UNKNOWN, Ids, Vocabulary

MINIMUM_TOKENS = 200
"""Tokens that the training part needs at least."""


@dataclass(frozen=True)
class Corpus:
    """A text as ids, the last part of it held out for validation.

    ``train`` and ``validation`` are one-dimensional arrays of the smallest unsigned type (int32 for more than
    65,536 tokens), and read-only views of a file when they are large.
    """

    name: str
    level: Level
    vocabulary: Vocabulary
    sha256: str
    train: Ids = field(repr=False)
    validation: Ids = field(repr=False)
    train_chars: int
    validation_chars: int
    notices: tuple[str, ...] = ()
    unknown_share: float = 0.0
    """Share of all tokens that are read as ``<unk>``."""
    source: TextSource | None = field(default=None, repr=False)

    @property
    def chars(self) -> int:
        """Characters of both parts."""
        return self.train_chars + self.validation_chars

    @property
    def chars_per_token(self) -> float:
        """Of the validation part: nats a token / (this x ln 2) are bits a character."""
        return self.validation_chars / max(len(self.validation), 1)

    def train_text(self, limit: int | None = None) -> str:
        """The training part as it was read, no more than its last ``limit`` characters."""
        return self._text(max(self.train_chars - limit, 0) if limit is not None else 0, self.train_chars)

    def validation_text(self, limit: int | None = None) -> str:
        """The held-out part as it was read, no more than its first ``limit`` characters."""
        end = self.chars if limit is None else min(self.train_chars + limit, self.chars)
        return self._text(self.train_chars, end)

    def _text(self, start: int, end: int) -> str:
        if self.level == "char" and not self.unknown_share:
            head = self.train[start:end]
            tail = self.validation[max(start - self.train_chars, 0) : max(end - self.train_chars, 0)]
            return self.vocabulary.decode(head) + self.vocabulary.decode(tail)
        if self.source is None:
            return ""
        pieces, passed = [], 0
        for chunk in self.source.chunks():
            if passed + len(chunk) > start:
                pieces.append(chunk[max(start - passed, 0) : end - passed])
            passed += len(chunk)
            if passed >= end:
                break
        return "".join(pieces)


def prepare(
    source: TextSource,
    level: Level,
    *,
    validation_share: float = 0.1,
    vocabulary: Vocabulary | None = None,
    limit: int | None = None,
    progress: Callable[[str], None] | None = None,
) -> Corpus:
    """Encode ``source`` and hold out the last ``validation_share`` of its characters.

    The cut falls after exactly ``int(chars * (1 - validation_share))`` characters, at word level at the next
    token's end. Without a ``vocabulary`` one is made of the text: all its characters, or the common words of
    its training part, at most ``limit`` (20,000) of them. Ids of more than 128 MB, and
    those of the words of a text of more than 32 MB, lie in a file in the cache, which is used again while
    text and settings stay the same. ``progress`` gets short texts ("reading bard").

    Raises InputError when there is too little text to train on, PlaygroundError when the disk is full.
    """
    if vocabulary is not None and vocabulary.level != level:
        raise InputError(f"A vocabulary of {vocabulary.level}s cannot be used at {level} level.")
    say = progress or (lambda _: None)
    folder = cache() / "encoded"
    key = kept.key(source, level, validation_share, vocabulary, limit)
    found = kept.find(folder, key) if key else None
    if found is None:
        try:
            encoded = encode(source, level, validation_share, vocabulary, limit, folder, say)
            found = kept.lay_out(encoded, source.sha256, folder, key, say)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise PlaygroundError(
                f"{source.name} could not be encoded in the cache folder {tidy(folder)}: {reason}."
            ) from error
    return _checked(source, level, validation_share, found, own=vocabulary is None)


def _checked(source: TextSource, level: Level, share: float, found: kept.Laid, *, own: bool) -> Corpus:
    """The corpus, if it holds enough to train on. ``own``: the vocabulary was made of this text."""
    cut = found.cut
    train_chars = found.train_chars
    train, validation = found.ids[:cut], found.ids[cut:]
    kind = "characters" if level == "char" else "words and marks"
    if len(train) < MINIMUM_TOKENS or len(validation) < 2:
        needed = max(math.ceil(MINIMUM_TOKENS / (1 - share)), math.ceil(2 / share)) + 1
        raise InputError(
            f"{source.name} is too short to train on: it has {len(found.ids):,} {kind}, and at least "
            f"{needed:,} are needed when {share:.0%} are held out."
        )
    if (train[:MINIMUM_TOKENS] == train[0]).all() and (train == train[0]).all():
        if own:
            only = label(found.vocabulary.token(int(train[0])))
            raise InputError(
                f'{source.name} holds nothing but "{only}", repeated, '
                "from which nothing can be learnt; give a text with at least two different tokens."
            )
        raise InputError(f"The model knows next to nothing of {source.name}; train a new one on it instead.")
    unknown_share = found.unknown / len(found.ids)
    notices = source.notices
    if found.unknown:
        size = found.vocabulary.size - 1
        known = f"{size:,} of the text's {found.kinds:,} different" if own else f"the model's {size:,}"
        percent = f"{unknown_share:.1%}" if unknown_share >= 0.001 else "less than 0.1%"
        notices = (
            *notices,
            f"The vocabulary holds {known} {kind}; the rest, {percent} of the text, is read as {UNKNOWN}.",
        )
    return Corpus(
        name=source.name,
        level=level,
        vocabulary=found.vocabulary,
        sha256=found.sha256,
        train=train,
        validation=validation,
        train_chars=train_chars,
        validation_chars=found.chars - train_chars,
        notices=notices,
        unknown_share=unknown_share,
        source=source,
    )


def fit_windows(train_tokens: int, batch: int, window: int) -> tuple[int, int, str | None]:
    """Batch B and window T for a text of ``train_tokens``: made smaller until each stream has four windows.

    The batch shrinks to 4 first, then the window to 8, then both as far as they must. The third value is the
    sentence that says so, None when nothing was changed.
    """
    small_batch, small_window = batch, window
    for least_batch, least_window in ((4, window), (4, 8), (1, 1)):
        while small_batch > least_batch and train_tokens < 4 * small_batch * small_window + small_batch:
            small_batch = max(small_batch // 2, least_batch)
        while small_window > least_window and train_tokens < 4 * small_batch * small_window + small_batch:
            small_window = max(small_window // 2, least_window)
    if (small_batch, small_window) == (batch, window):
        return batch, window, None
    streams = "1 stream" if small_batch == 1 else f"{small_batch} streams"
    return (
        small_batch,
        small_window,
        f"The text is short ({train_tokens:,} tokens), so it is read as {streams} in windows of "
        f"{small_window} instead of {batch} in windows of {window}.",
    )
