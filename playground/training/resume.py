"""Going on with a run that was stopped, exactly where it stood."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playground import library, modelfile
from playground.config import ModelConfig, TrainConfig
from playground.errors import InputError
from playground.modelfile import ModelCard
from playground.recipes import TrainRequest
from playground.text.corpus import Corpus
from playground.training.checkpoint import WEIGHTS

if TYPE_CHECKING:
    from playground.training.trainer import Trainer

_LENGTHS = ("seconds", "steps", "epochs")
_FIXED = ("batch", "window", "seed")
"""They say which tokens come next, so a run can only go on where it stopped while they stay."""


@dataclass(frozen=True)
class Resumption:
    """A stopped run, read from its model file."""

    path: Path
    card: ModelCard
    request: TrainRequest
    """The request of now, filled up with what the model file remembers."""
    model: ModelConfig
    train: TrainConfig
    weights: dict[str, Any]
    arrays: dict[str, Any]
    info: dict[str, Any]
    longer: bool
    """The first plan was fulfilled and a new one begins on top of it."""

    def check(self, corpus: Corpus) -> None:
        """Refuse to go on with another text than the one the run began with."""
        if corpus.sha256 != self.card.corpus.get("sha256"):
            raise InputError(
                f"{corpus.name} is no longer the text that {self.card.name} was trained on, so the run "
                "cannot go on where it stopped; bring the text back, or train a new model under another name."
            )

    def apply(self, trainer: Trainer[Any]) -> None:
        """Bring a new trainer to the state of the stopped run."""
        arrays = {**self.arrays, **{WEIGHTS + name: value for name, value in self.weights.items()}}
        try:
            trainer.restore(arrays, self.info["place"])
        except (KeyError, RuntimeError, TypeError, ValueError) as error:
            raise InputError(
                f"{self.card.name} cannot go on: what it needs for that is damaged in its file. It can still "
                "complete text; train a new model to go further."
            ) from error
        now = (self.card.steps, self.card.seconds)
        began = now if self.longer else tuple(self.info.get("plan_began") or (0, 0.0))
        trainer.go_on_from(*now, self.card.history, (int(began[0]), float(began[1])))
        if trainer.finished:
            raise InputError(
                f"{self.card.name} has already been trained for {self.card.steps:,} steps in "
                f"{self.card.seconds:,.0f} seconds, so a run of {self.train.plan} is over; ask for a "
                "longer one."
            )


def resumption(request: TrainRequest) -> Resumption:
    """Read the run that ``request.name`` stands for.

    A run that was stopped goes on with its plan; a length in the request is the new length of the whole of
    it. One that had reached its planned end needs a length, which is how much further it goes: a new schedule
    starts from the weights it has.

    Raises:
        InputError: no such model, one that came without the state to go on, a batch, window or seed other
            than its own, or nothing left to do.
    """
    path = library.find(request.name)
    card, weights = modelfile.load(path)
    rest = modelfile.load_resume(path)
    if rest is None:
        raise InputError(
            f"{card.name} was exported without the state that is needed to go on; train a new model instead."
        )
    arrays, info = rest
    lengths = {name: value for name, value in request.train.items() if name in _LENGTHS and value is not None}
    finished = bool(info.get("finished"))
    if finished and not lengths:
        raise InputError(
            f"{card.name} has already been trained for its {card.train.plan}; say how much further it should "
            "go, for example with --seconds 60."
        )
    others = {name: value for name, value in request.train.items() if name not in _LENGTHS}
    for name in _FIXED:
        before = getattr(card.train, name)
        if others.get(name, before) != before:
            raise InputError(
                f"{card.name} was trained with a {name} of {before}, which must stay while the run goes on; "
                f"leave {name} as it is, or train a new model."
            )
    plan = {**dict.fromkeys(_LENGTHS), **lengths} if lengths else {}
    train = dataclasses.replace(card.train, **{**others, **plan})
    remembered = tuple(str(source) for source in card.corpus.get("sources") or ())
    if not request.sources and (not remembered or "-" in remembered):
        raise InputError(
            f"{card.name} was trained on standard input, which is not kept; give the text again to go on."
        )
    filled = dataclasses.replace(
        request,
        name=card.name,
        sources=request.sources or remembered,
        level=card.vocabulary.get("level", "char"),
        encoding=request.encoding or card.corpus.get("encoding"),
        train={**request.train, "validation_share": card.corpus.get("validation_share", 0.1)},
    )
    return Resumption(path, card, filled, card.model, train, weights, arrays, info, finished)
