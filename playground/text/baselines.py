"""What simpler models and compressors make of a text, in bits a character, so that a loss means something.

All are measured on the held-out part given the training part, as a network is. The n-gram model and the
compressors see at most the last 2 million characters before it and its first 200,000.
"""

from __future__ import annotations

import bz2
import contextlib
import hashlib
import json
import lzma
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from playground.errors import PlaygroundError
from playground.files import write_whole
from playground.places import cache
from playground.text.characters import code_points
from playground.text.ngram import bits_by_order
from playground.text.normal import normalise
from playground.text.vocabulary import Vocabulary

FORMAT = 1
MOST_TRAIN = 2_000_000
"""Characters of the training part, at its end, that are used."""
MOST_VALIDATION = 200_000
"""Characters of the held-out part, at its start, that are used."""
MOST_ALONE = 500_000
FOLDS = 5

LABELS = {
    "uniform": "uniform guess",
    "unigram": "letter frequencies",
    "ngram": "n-gram",
    "gzip": "gzip",
    "bz2": "bzip2",
    "xz": "xz",
}
"""Every baseline with its name for people, the weakest first."""


@dataclass(frozen=True, slots=True)
class Baselines:
    """Bits a character of each baseline, by its key in ``LABELS``."""

    bits: dict[str, float]
    ngram_order: int
    """Length n of the n-grams, the predicted character included."""
    train_chars: int
    """Characters that were learnt from."""
    validation_chars: int
    """Characters that were predicted."""

    def label(self, key: str) -> str:
        """A baseline's name for people, with the order of the n-gram."""
        return f"{self.ngram_order}-gram" if key == "ngram" else LABELS[key]


def _xz(data: bytes) -> bytes:
    """As ``xz -9e`` compresses, with a window no larger than the data: the usual one takes 700 MB."""
    window = 1 << max(len(data).bit_length(), 16)
    return lzma.compress(
        data,
        filters=[
            {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": window},
        ],
    )


_COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: zlib.compress(data, 9, wbits=31),
    "bz2": lambda data: bz2.compress(data, 9),
    "xz": _xz,
}


def measure(train_text: str, validation_text: str) -> dict[str, float]:
    """Bits a character on ``validation_text`` after ``train_text``; see :func:`measure_in_full`."""
    return measure_in_full(train_text, validation_text).bits


def measure_in_full(train_text: str, validation_text: str) -> Baselines:
    """All baselines on ``validation_text`` given ``train_text``.

    ``uniform`` is log2 of the number of different characters in both. ``unigram`` counts characters with one
    added to each. ``ngram`` is interpolated modified Kneser-Ney (Chen and Goodman 1999), its order chosen on
    the last tenth of the training text. The compressors' figures are the bits that the validation text adds
    to the training text's. Results are kept in the cache. A text too short to measure gives no values.
    """
    train_text = normalise(train_text)[-MOST_TRAIN:]
    validation_text = normalise(validation_text)[:MOST_VALIDATION]
    return _remembered("after", train_text, validation_text, _measure)


def measure_as_read(vocabulary: Vocabulary, train_text: str | None, text: str) -> Baselines:
    """The baselines on ``text`` as a model with ``vocabulary`` reads it, so that both are judged on the same.

    What the vocabulary lacks is ``<unk>`` in both texts, and what that stands for is not paid for; bits are
    still shared among the characters of the text as it was. Without a ``train_text``: :func:`measure_alone`.
    """
    text = normalise(text)[: MOST_VALIDATION if train_text is not None else MOST_ALONE]
    read = _as_read(vocabulary, text)
    if train_text is None:
        found = _alone(read)
    else:
        found = measure_in_full(_as_read(vocabulary, normalise(train_text)[-MOST_TRAIN:]), read)
    share = len(read) / max(1, len(text))
    return replace(found, bits={name: bits * share for name, bits in found.bits.items()})


def _as_read(vocabulary: Vocabulary, text: str) -> str:
    return vocabulary.decode(vocabulary.encode(text))


def measure_alone(text: str) -> dict[str, float]:
    """Baselines of a text that comes with no training part, in bits a character of its first 500,000.

    The compressors' figures are of the text itself; ``unigram`` and ``ngram`` predict each fifth of it from
    the other four, which flatters them beside a model that has never seen the text.
    """
    return _alone(normalise(text)[:MOST_ALONE]).bits


def _alone(text: str) -> Baselines:
    return _remembered("alone", text, "", lambda text, _: _measure_alone(text))


def _measure(train_text: str, validation_text: str) -> Baselines:
    if len(train_text) < 2 or not validation_text:
        return Baselines({}, 1, len(train_text), len(validation_text))
    train, validation, kinds = _numbered(train_text, validation_text)
    order = _best_order(train, kinds)
    bits = {
        "uniform": float(np.log2(kinds)),
        "unigram": _unigram(train, validation, kinds),
        "ngram": bits_by_order(train, validation, kinds, order)[-1],
    }
    before, both = train_text.encode(), (train_text + validation_text).encode()
    for name, compress in _COMPRESSORS.items():
        added = len(compress(both)) - len(compress(before))
        bits[name] = max(8 * added / len(validation_text), 0.0)  # a few characters can make it negative
    return Baselines(bits, order, len(train_text), len(validation_text))


def _measure_alone(text: str) -> Baselines:
    if len(text) < 2 * FOLDS:
        return Baselines({}, 1, 0, len(text))
    codes, _, kinds = _numbered(text, "")
    order = _best_order(codes, kinds)
    folds = np.array_split(codes, FOLDS)
    unigram = ngram = 0.0
    for index, fold in enumerate(folds):
        rest = np.concatenate([*folds[index + 1 :], *folds[:index]])  # ends where the fold begins
        unigram += _unigram(rest, fold, kinds) * len(fold) / len(codes)
        ngram += bits_by_order(rest, fold, kinds, order)[-1] * len(fold) / len(codes)
    bits = {"uniform": float(np.log2(kinds)), "unigram": unigram, "ngram": ngram}
    data = text.encode()
    for name, compress in _COMPRESSORS.items():
        bits[name] = 8 * len(compress(data)) / len(text)
    return Baselines(bits, order, len(text) - len(text) // FOLDS, len(text))


def _numbered(train: str, validation: str) -> tuple[NDArray[np.int64], NDArray[np.int64], int]:
    """Both texts as codes from 0 up, and how many different characters they hold together (at least 2)."""
    found, codes = np.unique(code_points(train + validation), return_inverse=True)
    codes = codes.astype(np.int64)
    return codes[: len(train)], codes[len(train) :], max(len(found), 2)


def _unigram(train: NDArray[np.int64], test: NDArray[np.int64], kinds: int) -> float:
    counts = np.bincount(train, minlength=kinds) + 1.0
    return float(-np.log2(counts[test] / counts.sum()).mean())


def _best_order(train: NDArray[np.int64], kinds: int) -> int:
    """The order that predicts the last tenth of the training text best from what precedes it."""
    cut = len(train) - max(len(train) // 10, 1)
    return int(np.argmin(bits_by_order(train[:cut], train[cut:], kinds))) + 1


def _remembered(
    kind: str, train_text: str, validation_text: str, compute: Callable[[str, str], Baselines]
) -> Baselines:
    """What ``compute`` makes of both texts, kept in the cache under their hash."""
    digest = hashlib.sha256(f"{FORMAT} {kind} {len(train_text)}\n".encode())
    digest.update(train_text.encode())
    digest.update(validation_text.encode())
    path = cache() / "baselines" / f"{digest.hexdigest()[:32]}.json"
    with contextlib.suppress(OSError, ValueError, TypeError):
        found = Baselines(**json.loads(path.read_text("utf-8")))
        if all(isinstance(value, float) for value in found.bits.values()):
            return found
    measured = compute(train_text, validation_text)
    with contextlib.suppress(PlaygroundError):  # what is not kept is measured again
        write_whole(path, [json.dumps(asdict(measured)).encode()])
    return measured
