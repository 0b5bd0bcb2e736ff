"""Where things live: what ships with the program, and what the user makes.

Everything of the user's is under the folders that platformdirs names for this system, unless
``RNN_PLAYGROUND_HOME`` points somewhere else (tests do that, and so can a memory stick).
"""

from __future__ import annotations

import os
from pathlib import Path

APP = "rnn-playground"
HOME_VARIABLE = "RNN_PLAYGROUND_HOME"
_PACKAGE = Path(__file__).resolve().parent


def _user_folder(kind: str) -> Path:
    """The user's ``data``, ``cache``, ``config`` or ``log`` folder; not created here."""
    home = os.environ.get(HOME_VARIABLE)
    if home:
        return expand(home) / kind
    import platformdirs

    return Path(getattr(platformdirs, f"user_{kind}_dir")(APP, appauthor=False))


def _shipped(kind: str) -> Path:
    """``corpora`` or ``models`` as shipped: inside the wheel, or at the top of a checkout."""
    in_wheel = _PACKAGE / "shipped" / kind
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / kind


def shipped_corpora() -> Path:
    """Folder of the texts that come with the program (read only)."""
    return _shipped("corpora")


def shipped_models() -> Path:
    """Folder of the trained models that come with the program (read only)."""
    return _shipped("models")


def user_models() -> Path:
    """Folder where the user's own models are saved."""
    return _user_folder("data") / "models"


def user_corpora() -> Path:
    """Folder of texts the user added or downloaded."""
    return _user_folder("data") / "corpora"


def cache() -> Path:
    """Folder of things that can be made again: encoded texts, measured baselines."""
    return _user_folder("cache")


def log_file() -> Path:
    """What the training process prints and logs, kept off the screen."""
    return _user_folder("log") / "worker.log"


def settings_file() -> Path:
    """The user's own defaults (theme, sampling settings), as JSON."""
    return _user_folder("config") / "settings.json"


def expand(path: str | os.PathLike[str]) -> Path:
    """A path with ``~`` as the home folder; as it stands where nobody of that name has one."""
    try:
        return Path(path).expanduser()
    except RuntimeError:
        return Path(path)


def tidy(path: str | os.PathLike[str]) -> str:
    """A path as a person writes it: relative to here or with ``~`` where that is shorter."""
    path = Path(path)
    shown = str(path)
    for base, prefix in ((Path.cwd(), ""), (Path.home(), "~/")):
        try:
            shorter = prefix + str(path.resolve().relative_to(base))
        except (ValueError, OSError):
            continue
        if len(shorter) < len(shown):
            shown = shorter
    return shown
