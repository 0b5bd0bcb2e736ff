"""From what stands in the recipe's fields to a request, and back to words: no widgets here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playground.errors import InputError
from playground.recipes import TrainRequest

_PARTS = re.compile(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m(?:in)?)?(?:(\d+(?:\.\d+)?)s?)?", re.IGNORECASE)


def parse_duration(text: str) -> float:
    """Seconds of ``90``, ``90 s``, ``2m``, ``1:30``, ``1h30m``, ``1:00:00``. Raises InputError otherwise."""
    plain = text.replace(" ", "").lower()
    if re.fullmatch(r"\d+(:\d{1,2}){1,2}", plain):
        seconds = 0
        for part in plain.split(":"):
            seconds = seconds * 60 + int(part)
        return float(seconds)
    match = _PARTS.fullmatch(plain)
    if not plain or match is None:
        raise InputError(f"{text!r} is not a length of time; write 90, 2m, 1:30 or 1h.")
    hours, minutes, seconds_text = (float(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds_text


def show_duration(seconds: float) -> str:
    """A length of time in few columns: ``9 s``, ``1:30``, ``2:05:00``."""
    if seconds < 1:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 100:
        return f"{hours:,} h"
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def show_bytes(size: float) -> str:
    """``812 B``, ``386 kB``, ``1.3 MB``, ``2 GB``."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 999.5 or unit == "GB":
            return f"{size:.1f} {unit}" if unit != "B" and size < 9.95 else f"{size:.0f} {unit}"
        size /= 1000
    raise AssertionError("the last unit always fits")


def _whole(text: str) -> int:
    return int(text.replace(",", ""))


@dataclass(frozen=True, slots=True)
class Field:
    """One text field of the recipe: where its value goes and how it is read."""

    name: str
    """Its key in the configuration."""
    label: str
    part: str
    """``model`` or ``train``."""
    read: Callable[[str], Any]
    about: str
    advanced: bool = False


FIELDS: tuple[Field, ...] = (
    Field("layers", "Layers", "model", _whole, "recurrent layers, one on top of the other"),
    Field("units", "Units", "model", _whole, "numbers in the hidden state of each layer"),
    Field("seconds", "Time", "train", parse_duration, "how long to train: 60, 2m, 1:30, 1h"),
    Field("learning_rate", "Rate", "train", float, "learning rate: how far each step goes"),
    Field("steps", "Steps", "train", _whole, "train this many steps instead of a time", advanced=True),
    Field("batch", "Batch", "train", _whole, "streams of text read side by side", advanced=True),
    Field("window", "Window", "train", _whole, "tokens between updates: its reach back", advanced=True),
    Field("dropout", "Dropout", "model", float, "share dropped, against learning by heart", advanced=True),
    Field("clip_at", "Clip at", "train", float, "longest gradient a step may follow", advanced=True),
    Field("weight_decay", "Decay", "train", float, "pull of the weights towards zero", advanced=True),
    Field("seed", "Seed", "train", _whole, "the same seed and steps give the same run", advanced=True),
)  # fmt: skip


def overrides(texts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields that were filled in, as overrides of the model's and the run's configuration.

    Raises InputError that names the field when one is no number. What is out of range is refused later, by
    the configuration itself.
    """
    parts: dict[str, dict[str, Any]] = {"model": {}, "train": {}}
    for entry in FIELDS:
        text = texts.get(entry.name, "").strip()
        if not text:
            continue
        try:
            parts[entry.part][entry.name] = entry.read(text)
        except ValueError:
            kind = "a whole number" if entry.read is _whole else "a number"
            raise InputError(f"{entry.label} must be {kind}, but {text!r} was given.") from None
    if "steps" in parts["train"]:
        parts["train"].pop("seconds", None)
    return parts["model"], parts["train"]


def suggest_name(source: str, level: str, taken: Callable[[str], bool]) -> str:
    """A free name for a model of this text: ``bard``, ``bard-words``, ``bard-2``."""
    stem = Path(source).stem if source not in ("", "-") else "model"
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", stem).strip("-_")[:40] or "model"
    plain = plain if level == "char" else f"{plain}-words"
    name, number = plain, 2
    while taken(name):
        name, number = f"{plain}-{number}", number + 1
    return name


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything the form holds."""

    source: str = ""
    level: str = "char"
    cell: str = "lstm"
    name: str = ""
    texts: tuple[tuple[str, str], ...] = ()
    """The text fields as they stand, by name."""
    clip: str = "norm"

    def request(self, **more: Any) -> TrainRequest:
        """As a request to train. Raises InputError, one sentence, when something cannot be."""
        model, train = overrides(dict(self.texts))
        model["cell"] = self.cell
        if self.clip != "norm":
            train["clip"] = self.clip
        return TrainRequest(
            sources=(self.source,) if self.source else (),
            name=self.name,
            level="word" if self.level == "word" else "char",
            model=model,
            train=train,
            **more,
        )
