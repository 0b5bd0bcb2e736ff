"""A whole run, from the names of files to a saved model, as one stream of events.

Everything that touches the disk is here; :mod:`playground.training.trainer` only computes. The command line
iterates over a :class:`Run` in its own process; the app's worker process does the same and passes it on.
"""

from __future__ import annotations

import dataclasses
import queue
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch

from playground import events, library, modelfile, recipes, speed
from playground.config import ModelConfig, TrainConfig
from playground.errors import InputError
from playground.files import check_room
from playground.modelfile import ModelCard
from playground.places import tidy
from playground.recipes import TrainRequest
from playground.tasks.language import LanguageTask
from playground.text.corpus import Corpus, fit_windows, prepare
from playground.text.reading import open_text
from playground.text.vocabulary import vocabulary_from_dict
from playground.training import machine
from playground.training.checkpoint import WEIGHTS
from playground.training.probe import Probe
from playground.training.resume import Resumption, resumption
from playground.training.trainer import Commands, Trainer


class Run:
    """Trains what ``request`` asks for; iterate over it to make it happen.

    Args:
        request: what to train on and how.
        commands: where commands to the run arrive; put :class:`~playground.events.Stop` there to end it.

    Raises (while iterating):
        InputError: before the first step, for anything wrong with the request, the text or the folder.
            Also at the end, if the finished model cannot be saved anywhere.
        PlaygroundError: if training diverges for good.
    """

    def __init__(self, request: TrainRequest, commands: Commands | None = None) -> None:
        self.request = request
        self.commands: Commands = commands if commands is not None else queue.SimpleQueue()
        self.path: Path | None = None
        """Where the model is saved; known once the run has started."""

    def __iter__(self) -> Iterator[events.Event]:
        machine.keep_freed_memory()
        request = self.request
        past = resumption(request) if request.resume else None
        path = past.path if past else library.new_path(request.name, overwrite=request.overwrite)
        if past:
            request = past.request
        check_room(path, 1 << 20)
        yield events.Preparing(what=f"reading {', '.join(tidy(source) for source in request.sources)}")
        corpus = self._corpus(request, past)
        for text in corpus.notices:
            yield events.Notice(text=text)
        if past:
            past.check(corpus)
            model, train = past.model, past.train
        else:
            model, train = recipes.plan(request, tokens=len(corpus.train), vocabulary=corpus.vocabulary.size)
            batch, window, notice = fit_windows(len(corpus.train), train.batch, train.window)
            train = dataclasses.replace(train, batch=batch, window=window)
            if notice:
                yield events.Notice(text=notice)
        device = machine.choose_device(train)
        threads = machine.choose_threads(train)
        torch.set_num_threads(threads)
        torch.manual_seed(train.seed)
        task = LanguageTask(model, train, corpus.train, corpus.validation, device)
        check_room(path, 12 * model.parameters + (1 << 20))
        trainer = self._trainer(request, task, train, corpus)
        if past:
            past.apply(trainer)
        self.path = path
        yield events.Started(
            name=request.name,
            model=model,
            train=train,
            corpus=corpus.name,
            tokens=len(corpus.train),
            chars=corpus.train_chars,
            validation_tokens=len(corpus.validation),
            chars_per_token=corpus.chars_per_token,
            device=str(device),
            threads=threads,
            step=trainer.step,
            planned_steps=trainer.planned_steps,
        )
        yield from self._follow(trainer, _card(request, corpus, model), path)

    def _corpus(self, request: TrainRequest, past: Resumption | None) -> Corpus:
        source = open_text(request.sources, encoding=request.encoding)
        vocabulary = vocabulary_from_dict(past.card.vocabulary) if past else None
        share = float(request.train.get("validation_share", 0.1))
        corpus = prepare(
            source,
            request.level,
            validation_share=share,
            vocabulary=vocabulary,
            limit=request.vocabulary_limit,
        )
        if len(corpus.validation) < 2:
            raise InputError(f"The held-out part of {corpus.name} is empty; hold out more of it or add text.")
        return corpus

    def _trainer(
        self, request: TrainRequest, task: LanguageTask, train: TrainConfig, corpus: Corpus
    ) -> Trainer:
        probe = Probe(
            corpus.vocabulary,
            request.probe,
            request.prompt,
            request.trace_seconds,
            request.sample_seconds,
            train.seed,
        )
        return Trainer(
            task,
            train,
            self.commands,
            chars_per_token=corpus.chars_per_token,
            observers=[probe],
            report_seconds=request.report_seconds,
            autosave_seconds=request.autosave_seconds,
        )

    def _follow(self, trainer: Trainer, card: ModelCard, path: Path) -> Iterator[events.Event]:
        """Pass the trainer's events on, saving whenever it asks for it."""
        rates: list[float] = []
        for event in trainer.run():
            match event:
                case events.CheckpointDue(step=step, reason=reason):
                    last = reason in ("finished", "stopped")
                    try:
                        save(trainer, card, path)
                    except InputError as error:
                        if last:
                            path = rescue(trainer, card, error)
                            yield events.Notice(text=f"{error} Until then it is kept as {tidy(path)}.")
                        else:
                            yield events.Notice(text=f"{error} Training goes on.")
                            continue
                    yield events.Saved(step=step, path=str(path), reason=reason)
                case events.Finished():
                    if rates:
                        speed.remember(card.model, float(np.median(rates)))
                    yield dataclasses.replace(event, path=str(path))
                case events.Progress(tokens_per_second=rate):
                    rates.append(rate)
                    yield event
                case _:
                    yield event


def _card(request: TrainRequest, corpus: Corpus, model: ModelConfig) -> ModelCard:
    sources = [
        str(Path(source).resolve()) if source != "-" and Path(source).exists() else source
        for source in request.sources
    ]
    return ModelCard(
        name=request.name,
        model=model,
        train=TrainConfig(seconds=1),  # replaced by the trainer's at every save
        vocabulary=corpus.vocabulary.to_dict(),
        corpus={
            "name": corpus.name,
            "sha256": corpus.sha256,
            "chars": corpus.train_chars + corpus.validation_chars,
            "tokens": len(corpus.train) + len(corpus.validation),
            "validation_share": float(request.train.get("validation_share", 0.1)),
            "sources": sources,
            "encoding": request.encoding,
        },
    )


def save(trainer: Trainer, card: ModelCard, path: Path) -> None:
    """Write the model as it is now, with all that is needed to go on.

    Raises:
        InputError: if it cannot be written; the file that was there before is untouched.
    """
    arrays, place = trainer.state()
    weights = {name: arrays.pop(WEIGHTS + name) for name in card.model.shapes()}
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


def rescue(trainer: Trainer, card: ModelCard, problem: InputError) -> Path:
    """A last try for a model that could not be saved where it belongs: the system's temporary folder."""
    path = Path(tempfile.gettempdir()) / f"{card.name}-rescued{modelfile.SUFFIX}"
    try:
        save(trainer, card, path)
    except InputError as second:
        raise InputError(f"{problem} It could not be kept elsewhere either: {second}") from second
    return path
