"""What the app remembers from one day to the next: theme, keys of the user's own, sampling settings."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from playground import places
from playground.errors import PlaygroundError
from playground.files import write_whole
from playground.places import tidy
from playground.ui.themes import DARK


@dataclass
class Settings:
    """The user's defaults, kept as JSON; anything unreadable falls back to the default, with a notice."""

    theme: str = DARK
    """Name of the theme."""
    keys: dict[str, str] = field(default_factory=dict)
    """Keys of the user's own: an action's id (``train.pause``) to its keys (``p,space``)."""
    sampling: dict[str, Any] = field(default_factory=dict)
    """Fields of ``SampleConfig`` as last used in Write."""
    ghost: str = "sentence"
    """How far the ghost reaches: to the end of a ``word`` or ``sentence``, or a number of ``tokens``."""
    ghost_tokens: int = 40
    """That number."""
    speed: int = 20
    """Tokens a second that a stream writes."""
    welcomed: bool = False
    """The line that says what one can do was shown once."""
    unit: str = "bits"
    """The loss chart's y axis: ``bits`` or ``perplexity``."""
    axis: str = "time"
    """The loss chart's x axis: ``time`` or ``steps``."""
    folder: str = ""
    """Where a file was last chosen."""
    problem: str | None = None
    """Why the settings file could not be read, if it could not; never saved."""

    @classmethod
    def load(cls) -> Settings:
        """The settings as saved; the defaults where there are none."""
        path = places.settings_file()
        try:
            data = json.loads(path.read_text("utf-8"))
            if not isinstance(data, dict):
                raise ValueError("not a set of named values")
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError) as error:
            return cls(
                problem=f"The settings in {tidy(path)} cannot be read ({error}); the defaults are used."
            )
        settings = cls()
        for entry in fields(cls):
            value = data.get(entry.name)
            if entry.name != "problem" and isinstance(value, type(getattr(settings, entry.name))):
                setattr(settings, entry.name, value)
        settings.keys = {str(id): str(keys) for id, keys in settings.keys.items()}
        return settings

    def save(self) -> str | None:
        """Write them; on failure return the sentence that says why (nothing is worth stopping for)."""
        data = {name: value for name, value in asdict(self).items() if name != "problem"}
        try:
            write_whole(places.settings_file(), [json.dumps(data, indent=2, sort_keys=True).encode()])
        except PlaygroundError as error:
            return str(error)
        return None
