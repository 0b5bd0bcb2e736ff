"""Where a run's model is kept, and how it gets there."""

from __future__ import annotations

import dataclasses
import tempfile
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from playground import modelfile
from playground.errors import InputError
from playground.modelfile import ModelCard
from playground.places import tidy
from playground.training.checkpoint import WEIGHTS
from playground.training.trainer import Trainer


class Place:
    """The file that a run saves its model in, as long as no other run saves there too.

    Args:
        path: where the model is to be saved; what is there now may be replaced.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known = _stamp(path)

    def give_way(self) -> str | None:
        """Move to a free name if somebody else has saved here meanwhile; the sentence that says so."""
        now = _stamp(self.path)
        if now is None or now == self._known:
            return None
        taken = self.path
        self.path, self._known = _free(taken), None
        return f"Another run has saved {tidy(taken)} meanwhile, so this one is kept as {tidy(self.path)}."

    def save(self, trainer: Trainer[Any], card: ModelCard) -> None:
        """:func:`save` to this place."""
        save(trainer, card, self.path)
        self._known = _stamp(self.path)

    def rescue(self, trainer: Trainer[Any], card: ModelCard, problem: InputError) -> None:
        """A last try for a model that could not be saved where it belongs: the system's temporary folder.

        Raises:
            InputError: if that fails as well; it says both reasons.
        """
        self.path = _free(Path(tempfile.gettempdir()) / f"{card.name}-rescued{modelfile.SUFFIX}")
        try:
            self.save(trainer, card)
        except InputError as second:
            raise InputError(f"{problem} It could not be kept elsewhere either: {second}") from second


def _free(path: Path) -> Path:
    """``path``, or the first of its like (``name-2``, ``name-3``, ...) that is not there."""
    if not path.exists():
        return path
    others = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return next(other for other in others if not other.exists())


def _stamp(path: Path) -> tuple[int, int, int] | None:
    """What changes whenever a file is written anew; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size


def save(trainer: Trainer[Any], card: ModelCard, path: Path) -> None:
    """Write the model as it is now, with all that is needed to go on.

    Raises:
        InputError: if it cannot be written, or has weights that are no numbers any more; the file that was
            there before is untouched.
    """
    arrays, place = trainer.state()
    weights = {name: arrays.pop(WEIGHTS + name) for name in card.model.shapes()}
    for name, array in weights.items():
        if not np.abs(array).max(initial=0.0) <= modelfile.LARGEST:  # nor is NaN
            reason = f"its weights {name} are not finite numbers, or far too large"
            raise InputError(f"The model was not saved at step {trainer.step:,}: {reason}.")
    now = dataclasses.replace(
        card,
        train=trainer.config,
        history=trainer.history,
        scores=trainer.scores,
        steps=trainer.step,
        seconds=trainer.seconds,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    info: dict[str, Any] = {
        "place": place,
        "finished": trainer.finished,
        "plan_began": list(trainer.plan_began),
    }
    modelfile.save(path, now, weights, resume=arrays, resume_info=info)
