"""A whole run, from the names of files to a saved model, as one stream of events.

Everything that touches the disk is here; :mod:`playground.training.trainer` only computes. The command line
iterates over a :class:`Run` in its own process; the app's worker process does the same and passes it on.
"""

from __future__ import annotations

import dataclasses
import queue
from collections.abc import Iterator
from pathlib import Path

import torch

from playground import events, library, recipes
from playground.config import ModelConfig, TrainConfig
from playground.files import check_room
from playground.modelfile import ModelCard
from playground.places import expand, tidy
from playground.recipes import TrainRequest
from playground.tasks.language import LanguageTask
from playground.text.corpus import Corpus, fit_windows, prepare
from playground.text.reading import open_text
from playground.text.vocabulary import vocabulary_from_dict
from playground.training import machine
from playground.training.following import follow
from playground.training.probe import Probe
from playground.training.resume import Resumption, resumption
from playground.training.saving import Place
from playground.training.threads import Threads
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
        """Where the model is to be saved; known once the run has started (``Saved`` says where it was)."""

    def __iter__(self) -> Iterator[events.Event]:
        machine.keep_freed_memory()
        request = self.request
        past = resumption(request) if request.resume else None
        path = past.path if past else library.new_path(request.name, overwrite=request.overwrite)
        place = Place(path)
        if past:
            request = past.request
        check_room(path, 1 << 20)
        named = ("standard input" if source == "-" else tidy(source) for source in request.sources)
        yield events.Preparing(what=f"reading {', '.join(named)}")
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
        trainer = self._trainer(request, task, train, corpus, machine.watch_threads(train, device, threads))
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
        yield from follow(trainer, _card(request, corpus, model), place)

    def _corpus(self, request: TrainRequest, past: Resumption | None) -> Corpus:
        source = open_text(request.sources, encoding=request.encoding)
        vocabulary = vocabulary_from_dict(past.card.vocabulary) if past else None
        share = float(request.train.get("validation_share", 0.1))
        return prepare(
            source,
            request.level,
            validation_share=share,
            vocabulary=vocabulary,
            limit=request.vocabulary_limit,
        )

    def _trainer(
        self,
        request: TrainRequest,
        task: LanguageTask,
        train: TrainConfig,
        corpus: Corpus,
        threads: Threads | None,
    ) -> Trainer[LanguageTask]:
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
            threads=threads,
        )


def _card(request: TrainRequest, corpus: Corpus, model: ModelConfig) -> ModelCard:
    sources = [
        str(expand(source).resolve()) if source != "-" and expand(source).exists() else source
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
