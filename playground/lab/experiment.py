"""What an experiment is, and the settings it has; nothing here computes anything."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from playground.config import check_number
from playground.errors import InputError
from playground.events import Panel

Kind = Literal["int", "float", "choice", "ints", "choices", "text"]

_MOST_VALUES = 64
"""Numbers that a setting of kind ``ints`` may hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing about an experiment that can be changed.

    Values are an int, a float, one of ``choices`` (kind ``choice``), a tuple of rising ints (``ints``), a
    tuple of some of ``choices`` in their order (``choices``), or any text, such as a folder (``text``).
    """

    name: str
    label: str
    """Two or three words for a form."""
    help: str
    """One sentence."""
    kind: Kind
    default: Any
    low: float = -math.inf
    high: float = math.inf
    """Smallest and largest number allowed (of each one, in ``ints``)."""
    choices: tuple[str, ...] = ()
    """None of them holds a comma."""

    def parse(self, text: str) -> Any:
        """The value that a user's ``text`` stands for; lists are parted by commas or spaces.

        Raises:
            InputError: if it is not one.
        """
        parts = [part for part in re.split(r"[,;\s]+", text.strip()) if part]
        if self.kind == "int":
            return self.check(_number(text, int))
        if self.kind == "float":
            return self.check(_number(text, float))
        if self.kind == "ints":
            return self.check(tuple(_number(part, int) for part in parts))
        if self.kind == "choices":
            return self.check(tuple(part.strip() for part in text.split(",") if part.strip()))
        return self.check(text.strip())

    def check(self, value: Any) -> Any:
        """``value`` as the experiment takes it.

        Raises:
            InputError: if it is of another kind, out of range or no choice, saying what is allowed.
        """
        name = f"the setting {self.name}"
        if self.kind in ("int", "float"):
            check_number(name, value, self.low, self.high, whole=self.kind == "int")
            return value if self.kind == "int" else float(value)
        if self.kind == "ints":
            numbers = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else (value,)
            for number in numbers:
                check_number(f"each number of {name}", number, self.low, self.high, whole=True)
            if not 1 <= len(set(numbers)) <= _MOST_VALUES:
                raise InputError(
                    f"The setting {self.name} takes 1 to {_MOST_VALUES} whole numbers, like 10,100."
                )
            return tuple(sorted(set(numbers)))
        if self.kind == "choices":
            return self._some(tuple(value) if not isinstance(value, str) else (value,))
        if not isinstance(value, str):
            raise InputError(f"The setting {self.name} must be a text, but {value!r} was given.")
        return self._one(value) if self.kind == "choice" else value

    def _one(self, value: str) -> str:
        if value not in self.choices:
            allowed = ", ".join(f"{choice!r}" if " " in choice else choice for choice in self.choices)
            raise InputError(
                f"The setting {self.name} must be one of {allowed}, but {value!r} was given"
                f"{_meant(value, self.choices)}."
            )
        return value

    def _some(self, values: tuple[str, ...]) -> tuple[str, ...]:
        chosen = {self._one(value) for value in values}
        if not chosen:
            raise InputError(
                f"The setting {self.name} needs at least one of {', '.join(self.choices)}, parted by commas."
            )
        return tuple(choice for choice in self.choices if choice in chosen)

    def show(self, value: Any) -> str:
        """``value`` as a text that :meth:`parse` reads."""
        if isinstance(value, tuple | list):
            return ",".join(str(each) for each in value)
        return f"{value:g}" if isinstance(value, float) else str(value)


SEED = Setting(
    name="seed",
    label="Seed",
    help="Of every random number: the same seed gives the same result.",
    kind="int",
    default=0,
    low=0,
    high=2**31 - 1,
)
"""Every experiment has it, as its last setting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """One claim, how it is put to the test, and where the code for it is."""

    name: str
    """As typed in the shell."""
    title: str
    claim: str
    """What the textbooks say: one sentence, which the experiment may contradict."""
    about: str
    """A few plain paragraphs with the equations, parted by empty lines; lines that begin with four spaces are
    equations or diagrams and are kept as they are."""
    settings: tuple[Setting, ...]
    panels: tuple[Panel, ...]
    """The charts it fills."""
    module: str
    """Dotted name of the module whose ``run(settings, control)`` yields the events; it may import torch."""
    seconds: float
    """How long the defaults take on two idle cores, about."""

    def complete(self, changed: Mapping[str, Any]) -> dict[str, Any]:
        """All settings, ``changed`` put over the defaults; texts are parsed.

        Raises:
            InputError: for a setting that does not exist, naming the nearest, or an impossible value.
        """
        settings = {setting.name: setting.default for setting in self.settings}
        for name, value in changed.items():
            setting = self.setting(name)
            settings[name] = setting.parse(value) if isinstance(value, str) else setting.check(value)
        return settings

    def setting(self, name: str) -> Setting:
        """The setting called ``name``; raises InputError, naming the nearest, if there is none."""
        for setting in self.settings:
            if setting.name == name:
                return setting
        names = [setting.name for setting in self.settings]
        raise InputError(
            f"The experiment {self.name} has no setting called {name!r}{_meant(name, names)}; "
            f"it has {', '.join(names)}."
        )


def _meant(word: str, known: Iterable[str]) -> str:
    """`` (did you mean ...?)`` when a known word is near."""
    near = difflib.get_close_matches(word, list(known), n=2, cutoff=0.5)
    return f" (did you mean {' or '.join(near)}?)" if near else ""


def _number(text: str, kind: type[int] | type[float]) -> Any:
    """``text`` as a number where it is one, else as it stands: the check then says what was expected."""
    try:
        return kind(text.strip())
    except ValueError:
        return text.strip()
