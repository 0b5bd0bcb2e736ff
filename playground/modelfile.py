"""A trained model as one self-contained file, ``NAME.safetensors``.

Weights are tensors under their ``torch.nn`` names; everything else (config, vocabulary, history, scores) is
one JSON document in the header's metadata under the key ``playground``. What a run needs to go on rides in
the same file under the prefix ``resume.``. Nothing is pickled: reading a model never runs code from it.

Format: https://huggingface.co/docs/safetensors. Any safetensors reader opens these files.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from playground.config import ModelConfig, TrainConfig
from playground.errors import InputError
from playground.files import write_whole
from playground.places import tidy
from playground.version import __version__

FORMAT_VERSION = 1
SUFFIX = ".safetensors"
RESUME = "resume."
"""Prefix of the tensors that only a resumed run reads."""

_KEY = "playground"
_MAX_HEADER = 16 << 20
"""Bytes; a vocabulary of 20,000 words takes less than one million."""
_MOST_LISTS = 1 << 20
"""Lists and sets of names in a description, each of which takes far more memory than room in the file."""
LARGEST = 1e9
"""No training makes weights as large; with larger ones, sums would overflow float32."""
_DTYPES = {
    "f4": "F32", "f8": "F64", "f2": "F16", "b1": "BOOL",
    "i1": "I8", "i2": "I16", "i4": "I32", "i8": "I64",
    "u1": "U8", "u2": "U16", "u4": "U32", "u8": "U64",
}  # fmt: skip

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """All that is known about a model but its weights."""

    name: str
    """That of the file wins when it is read."""
    model: ModelConfig
    train: TrainConfig
    vocabulary: dict[str, Any]
    """As ``Vocabulary.to_dict`` writes it."""
    corpus: dict[str, Any] = field(default_factory=dict)
    """``name``, ``sha256`` of the text, ``chars``, ``validation_share``, ``sources``."""
    history: list[dict[str, Any]] = field(default_factory=list)
    """Points ``{step, seconds, tokens, train, validation, cold, ...}``; losses in nats a token."""
    scores: dict[str, Any] = field(default_factory=dict)
    """Final losses and baselines."""
    steps: int = 0
    seconds: float = 0.0
    """Seconds of training."""
    created: str = ""
    """ISO 8601 time of the save."""
    program: str = __version__
    """Version of this program that wrote it."""
    description: str = ""
    licence: str = ""
    task: dict[str, Any] = field(default_factory=dict)
    """What a task's network needs beside its weights: labels, a second vocabulary, a scale."""

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready; NaN and infinity become null, NumPy numbers plain ones."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        values["model"], values["train"] = self.model.to_dict(), self.train.to_dict()
        plain: dict[str, Any] = _plain(values)
        return plain

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read back what ``to_dict`` wrote, checking every type; unknown keys are left out.

        Raises InputError for a value of the wrong kind.
        """
        kinds: dict[str, type] = {
            **dict.fromkeys(("name", "created", "program", "description", "licence"), str),
            **dict.fromkeys(("model", "train", "vocabulary", "corpus", "scores", "task"), dict),
            "history": list,
            "steps": int,
            "seconds": float,
        }
        values: dict[str, Any] = {}
        for name, kind in kinds.items():
            if name not in data and name not in ("name", "model", "train", "vocabulary"):
                continue
            value = data.get(name)
            if kind is float and isinstance(value, int) and not isinstance(value, bool):
                value = float(value)
            if not isinstance(value, kind) or isinstance(value, bool):
                raise InputError(f"{name} is missing or of the wrong kind.")
            values[name] = value
        if not all(isinstance(point, dict) for point in values.get("history", ())):
            raise InputError("history is of the wrong kind.")
        for name in ("vocabulary", "layers", "units", "embedding", "outputs", "inputs", "features"):
            if not isinstance(values["model"].get(name, 0), int):
                raise InputError(f"{name} is of the wrong kind.")
        values["model"] = _shape(values["model"])
        values["train"] = TrainConfig.from_dict(values["train"])
        return cls(**values)


def _shape(data: Mapping[str, Any]) -> ModelConfig:
    if data.get("task", "language") == "language":
        return ModelConfig.from_dict(data)
    from playground.task_config import model_config  # a model that only writes is read without it

    return model_config(data)


def save(
    path: str | os.PathLike[str],
    card: ModelCard,
    weights: Mapping[str, Floats],
    resume: Mapping[str, NDArray[Any]] | None = None,
    resume_info: Mapping[str, Any] | None = None,
) -> None:
    """Write a model, whole or not at all; an existing file is replaced only once the new one is on disk.

    ``weights`` have the names and shapes of ``card.model.shapes()``. ``resume`` and ``resume_info``
    (JSON-ready) are handed back by ``load_resume``. Raises InputError if the folder cannot be written or the
    disk is full, ValueError if the weights are not those of the card.
    """
    shapes = {name: tuple(array.shape) for name, array in weights.items()}
    if shapes != card.model.shapes():
        raise ValueError(f"weights {shapes} are not those of the card, {card.model.shapes()}")
    document: dict[str, Any] = {"format": FORMAT_VERSION, "card": card.to_dict()}
    if resume_info is not None:
        document["resume"] = _plain(resume_info)
    tensors: dict[str, NDArray[Any]] = {
        name: np.asarray(array, dtype=np.float32) for name, array in weights.items()
    }
    tensors |= {RESUME + name: np.asarray(array) for name, array in (resume or {}).items()}
    write_whole(Path(path), _serialised(tensors, document))


def read_card(path: str | os.PathLike[str]) -> ModelCard:
    """The card of a model file; only the header is read. Raises InputError if the file is not sound."""
    with _opened(Path(path)) as (_, _, card):
        return card


def load(path: str | os.PathLike[str]) -> tuple[ModelCard, dict[str, Floats]]:
    """Card and weights, checked against each other: names, shapes, float32, finite. Raises InputError."""
    path = Path(path)
    with _opened(path) as (file, _, card):
        shapes = card.model.shapes()
        found = [name for name in file.keys() if not name.startswith(RESUME)]  # noqa: SIM118
        for name in sorted(shapes.keys() ^ set(found)):
            what = "lacks the weights" if name in shapes else "has unexpected weights"
            raise InputError(f"{tidy(path)} {what} {name[:80]!r}; it does not fit its own description.")
        for name, shape in shapes.items():
            piece = file.get_slice(name)
            if tuple(piece.get_shape()) != shape or piece.get_dtype() != "F32":
                raise InputError(
                    f"{tidy(path)} has weights {name!r} of shape {_short(piece.get_shape())} and type "
                    f"{piece.get_dtype()} where its description says {shape} and F32."
                )
        weights = {name: file.get_tensor(name) for name in shapes}
    for name, array in weights.items():
        largest = max(float(array.max()), -float(array.min()))  # NaN if any is
        if not largest <= LARGEST:
            what = "too large to compute with" if math.isfinite(largest) else "not finite numbers"
            raise InputError(f"{tidy(path)} has weights {name!r} that are {what}; it is damaged.")
    return card, weights


def load_resume(path: str | os.PathLike[str]) -> tuple[dict[str, NDArray[Any]], dict[str, Any]] | None:
    """What ``save`` was given to go on from, ``(arrays, info)``; None if the file holds no such thing."""
    path = Path(path)
    with _opened(path) as (file, document, _):
        info = document.get("resume")
        if not isinstance(info, dict):
            return None
        names = [name for name in file.keys() if name.startswith(RESUME)]  # noqa: SIM118
        for name in names:
            if file.get_slice(name).get_dtype() not in _DTYPES.values():
                raise InputError(f"{tidy(path)} has resume data {name!r} of an unknown type.")
        try:
            return {name.removeprefix(RESUME): file.get_tensor(name) for name in names}, info
        except (ValueError, OverflowError) as error:  # a shape that holds nothing may be beyond all numbers
            raise InputError(f"{tidy(path)} has resume data of an impossible shape.") from error


def _short(shape: Sequence[int]) -> str:
    """A shape for a sentence: a file may give it any number of dimensions."""
    return str(tuple(shape)) if len(shape) <= 4 else f"({', '.join(map(str, shape[:4]))}, ...)"


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, dict[str, Any], ModelCard]]:
    """The open file, its JSON document and its card; whatever is wrong becomes one InputError."""
    shown = tidy(path)
    _check_outside(path, shown)
    try:
        with safe_open(path, framework="np") as file:
            document = _document(file.metadata() or {}, shown)
            try:
                card = ModelCard.from_dict(document.get("card") or {})
            except (InputError, TypeError, ValueError, OverflowError) as error:
                reason = str(error) if isinstance(error, InputError) else "a value is impossible."
                raise InputError(f"{shown} has a damaged description: {reason}") from error
            yield file, document, replace(card, name=path.stem)
    except SafetensorError as error:
        raise InputError(f"{shown} is damaged or cut short; make or copy it again.") from error
    except OSError as error:
        raise InputError(f"{shown} cannot be read: {error.strerror or error}.") from error


def _check_outside(path: Path, shown: str) -> None:
    """Look at kind and size before a parser does, so that the sentence says what is wrong."""
    try:
        if path.is_dir():
            raise InputError(f"{shown} is a folder, not a model file.")
        size = path.stat().st_size
        with path.open("rb") as stream:
            start = stream.read(9)
    except FileNotFoundError as error:
        raise InputError(f"There is no model file {shown}.") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{shown} cannot be read: {getattr(error, 'strerror', None) or error}.") from error
    header = int.from_bytes(start[:8], "little")
    if len(start) < 9 or start[8:] != b"{" or header > _MAX_HEADER:
        raise InputError(f"{shown} is not a model file.")
    if 8 + header > size:
        raise InputError(f"{shown} is damaged or cut short; make or copy it again.")


def _document(metadata: Mapping[str, str], shown: str) -> dict[str, Any]:
    if _KEY not in metadata:
        raise InputError(f"{shown} is a safetensors file, but not a model made by this program.")
    text = metadata[_KEY]
    if text.count("{") + text.count("[") > _MOST_LISTS:
        raise InputError(f"{shown} has a damaged description that would take too much memory to read.")
    try:
        document = json.loads(text)
        version = document["format"]
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise InputError(f"{shown} has a damaged description that cannot be read.") from error
    if not isinstance(version, int) or version < 1:
        raise InputError(f"{shown} has a damaged description: its format {version!r:.40} is not known.")
    if version > FORMAT_VERSION:
        raise InputError(
            f"{shown} was made by a newer version of this program (its format is {version!s:.12}, this "
            f"one reads up to {FORMAT_VERSION}); update rnn-playground to open it."
        )
    return dict(document)


def _serialised(tensors: Mapping[str, NDArray[Any]], document: Mapping[str, Any]) -> Iterator[Any]:
    """The file's bytes, piece by piece, so that a large model is never in memory twice."""
    # Widest type first: each tensor then starts at a multiple of its item size.
    order = sorted(tensors, key=lambda name: (-tensors[name].itemsize, name))
    header: dict[str, Any] = {"__metadata__": {_KEY: json.dumps(document, allow_nan=False)}}
    end = 0
    for name in order:
        array = tensors[name]
        begin, end = end, end + array.nbytes
        dtype = _DTYPES[array.dtype.str[1:]]
        header[name] = {"dtype": dtype, "shape": list(array.shape), "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":")).encode("ascii")
    text += b" " * (-len(text) % 8)
    if len(text) > _MAX_HEADER:
        raise InputError(
            "The model cannot be saved: its vocabulary or history is too long for a file header."
        )
    yield len(text).to_bytes(8, "little")
    yield text
    for name in order:
        array = np.ascontiguousarray(tensors[name])
        yield array.astype(array.dtype.newbyteorder("<"), copy=False).reshape(-1).view(np.uint8).data


def _plain(value: Any) -> Any:
    """JSON has no NaN, no infinity, no tuples and no NumPy numbers."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
