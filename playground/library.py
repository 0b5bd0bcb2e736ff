"""The models a user can call by name: their own, and those that ship with the program."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from playground import modelfile
from playground.errors import InputError
from playground.files import write_whole
from playground.modelfile import SUFFIX, ModelCard
from playground.places import expand, shipped_models, tidy, user_models

_NAME = re.compile(r"\w[\w.-]*", re.UNICODE)
_LONGEST = 60


class Entry(NamedTuple):
    """A model of the library."""

    name: str
    path: Path
    card: ModelCard | None
    """None when the file cannot be read."""
    problem: str | None
    """One sentence: why it cannot be read."""
    shipped: bool
    modified: float
    """When the file was last written, in seconds since 1970."""


def find(name_or_path: str | os.PathLike[str]) -> Path:
    """The file of a model: the user's of that name, a shipped one, or any model file by its path.

    Raises InputError, with names that are near, if there is none.
    """
    given = os.fspath(name_or_path)
    path = expand(given)
    if given.endswith(SUFFIX) or path.name != given:
        if not path.exists():
            raise InputError(f"There is no model file {tidy(path)}.")
        return path
    found = _user_file(given) or _shipped_file(given)
    if found:
        return found
    if path.is_file():
        return path
    import difflib  # only a mistyped name needs it

    names = sorted({name for name, _, _ in _files()})
    near = difflib.get_close_matches(given.lower(), names, n=3, cutoff=0.5)
    meant = f" (did you mean {' or '.join(near)}?)" if near else ""
    raise InputError(
        f"There is no model called {given[:100]!r}{meant}; 'rnn-playground models list' shows what there is."
    )


def list_models() -> list[Entry]:
    """Every model that has a name: the user's first, then the shipped ones, each in order of name.

    A file that cannot be read is in the list, with its problem. A shipped model that one of the user's hides
    is left out.
    """
    return [entry(path, shipped=shipped) for _, path, shipped in _files()]


def entry(path: Path, *, shipped: bool = False) -> Entry:
    """What is known of one model file; a file that cannot be read is known by its problem."""
    card, problem, modified = None, None, 0.0
    try:
        modified = path.stat().st_mtime
        card = modelfile.read_card(path)
    except OSError as error:
        problem = f"{tidy(path)} cannot be read: {error.strerror or error}."
    except InputError as error:
        problem = str(error)
    return Entry(name=path.stem, path=path, card=card, problem=problem, shipped=shipped, modified=modified)


def check_name(name: str) -> str:
    """``name`` if a model can be called that; raises InputError otherwise."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or name.endswith((".", SUFFIX)):
        raise InputError(
            f"A model cannot be called {name[:100]!r}: a name has letters, digits, '-', '_' and '.' only, "
            f"begins with a letter or digit, has at most {_LONGEST} characters and no {SUFFIX} at the end."
        )
    return name


def new_path(name: str, *, overwrite: bool = False) -> Path:
    """Where a new model of that name is to be saved.

    Raises InputError if the name is impossible or taken; ``overwrite`` frees the user's own names.
    """
    check_name(name)
    if _user_file(name) and not overwrite:
        raise InputError(f"There is already a model called {name}; choose another name or add --overwrite.")
    if _shipped_file(name) and not _user_file(name):
        raise InputError(f"{name} is a model that ships with the program; choose another name.")
    return user_models() / (name + SUFFIX)


def remove(name: str) -> None:
    """Delete a model of the user's. Raises InputError if there is none; shipped models stay."""
    path = _own(name)
    try:
        path.unlink()
    except OSError as error:
        raise InputError(f"{tidy(path)} cannot be removed: {error.strerror or error}.") from error


def rename(old: str, new: str) -> Path:
    """Give a model of the user's another name, which no other has; its new file. Raises InputError."""
    path, target = _own(old), new_path(new)
    try:
        path.rename(target)
    except OSError as error:
        raise InputError(f"{tidy(path)} cannot be renamed: {error.strerror or error}.") from error
    return target


def export(
    name_or_path: str | os.PathLike[str], target: str | os.PathLike[str], to: str = "safetensors"
) -> Path:
    """Write a model without what only a resumed run needs; the file written.

    ``safetensors`` is a whole model again; ``npz`` has the weights for ``numpy.load``. (A state dict for
    torch: ``playground.training.export``.) Raises InputError, also when ``target`` exists.
    """
    if to not in ("safetensors", "npz"):
        raise InputError(f"A model is exported to safetensors or npz here, but {to!r} was asked for.")
    path = find(name_or_path)
    written = export_target(path, target, f".{to}")
    card, weights = modelfile.load(path)
    if to == "safetensors":
        modelfile.save(written, card, weights)
    else:
        buffer = io.BytesIO()
        np.savez(buffer, allow_pickle=False, **weights)
        write_whole(written, [buffer.getbuffer()])
    return written


def export_target(model: Path, target: str | os.PathLike[str], suffix: str) -> Path:
    """The file to export to: ``target``, or one of the model's name in it if it is a folder.

    Raises InputError if that file exists.
    """
    path = expand(target)
    if path.is_dir():
        path /= model.stem + suffix
    if path.exists():
        raise InputError(f"{tidy(path)} exists already; choose another file.")
    return path


def _files() -> Iterator[tuple[str, Path, bool]]:
    """``(name, path, shipped)`` of every model that can be called by name."""
    names: set[str] = set()
    for folder, shipped in ((user_models(), False), (shipped_models(), True)):
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            if path.stem not in names and not path.name.startswith("."):
                names.add(path.stem)
                yield path.stem, path, shipped


def _own(name: str) -> Path:
    path = _user_file(name)
    if path:
        return path
    if _shipped_file(name):
        raise InputError(f"{name} ships with the program and stays as it is.")
    raise InputError(f"There is no model of yours called {name[:100]!r}.")


def _user_file(name: str) -> Path | None:
    return _file_in(user_models(), name)


def _shipped_file(name: str) -> Path | None:
    return _file_in(shipped_models(), name)


def _file_in(folder: Path, name: str) -> Path | None:
    path = folder / (name + SUFFIX)
    return path if name and Path(name).name == name and path.is_file() else None
