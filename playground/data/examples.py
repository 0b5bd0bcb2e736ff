"""What the readers hand over: one frozen record an example, and all that a source held."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, Literal, TypeVar

Part = Literal["", "train", "test"]
"""Which part of a published split an example belongs to; empty where the source says nothing of it."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what it is called."""

    text: str
    label: str
    line: int
    """Where it begins in its file, from 1."""
    file: str = ""
    part: Part = ""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A sentence of T tokens and their T tags in IOB2."""

    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    line: int
    """Where it begins in its file, from 1."""
    file: str = ""


E_co = TypeVar("E_co", Labelled, Tagged, covariant=True)


@dataclass(frozen=True)
class Examples(Generic[E_co]):
    """All examples of one or several sources, in their order."""

    name: str
    """The file's stem, the folder's or corpus's name, or ``stdin``."""
    items: Sequence[E_co] = field(repr=False)
    notices: tuple[str, ...] = ()
    """Sentences the user should see: an encoding that was guessed, which column was taken for what."""

    @cached_property
    def sha256(self) -> str:
        """Hash of the examples, in hexadecimal: the same for the same texts and labels in the same order."""
        digest = hashlib.sha256()
        for item in self.items:
            digest.update("\x1f".join(_fields(item)).encode() + b"\x1e")
        return digest.hexdigest()


def _fields(item: Labelled | Tagged) -> tuple[str, ...]:
    return (item.text, item.label) if isinstance(item, Labelled) else (*item.tokens, *item.tags)
