"""Passing a trainer's events on, and saving the model whenever it asks for that."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np

from playground import events, speed
from playground.errors import InputError
from playground.modelfile import ModelCard
from playground.places import tidy
from playground.training.saving import Place
from playground.training.trainer import Trainer
from playground.training.utilisation import utilisation


def follow(trainer: Trainer[Any], card: ModelCard, place: Place) -> Iterator[events.Event]:
    """Every event of ``trainer``'s run; its checkpoints become files and ``Saved`` events.

    Raises:
        InputError: if the finished model cannot be saved anywhere.
    """
    rates: list[float] = []
    for event in trainer.run():
        match event:
            case events.CheckpointDue(step=step, reason=reason):
                elsewhere = place.give_way()
                if elsewhere:
                    yield events.Notice(text=elsewhere)
                problem = ""
                try:
                    place.save(trainer, card)
                except InputError as error:
                    if reason not in ("finished", "stopped"):
                        yield events.Notice(text=f"{error} Training goes on.")
                        continue
                    place.rescue(trainer, card, error)
                    problem = f"{error} Until then the model is kept as {tidy(place.path)}."
                yield events.Saved(step=step, path=str(place.path), reason=reason, problem=problem)
            case events.Finished():
                yield _finished(event, trainer, card, place, rates)
            case events.Progress(tokens_per_second=rate):
                rates.append(rate)
                yield event
            case _:
                yield event


def _finished(
    event: events.Finished, trainer: Trainer[Any], card: ModelCard, place: Place, rates: list[float]
) -> events.Finished:
    """The end, with where the model is and how fast the run was, which is remembered."""
    event = dataclasses.replace(event, path=str(place.path))
    if not rates or card.model.task != "language":
        return event
    rate = float(np.median(rates))
    speed.remember(card.model, rate)
    if trainer.config.seconds is None:  # such a run says the same each time
        return event
    used = utilisation(card.model, trainer.config, trainer.task.device, rate / trainer.processes)
    return dataclasses.replace(event, tokens_per_second=rate, utilisation=used)
