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
from playground.errors import InputError
from playground.files import check_room
from playground.modelfile import ModelCard
from playground.places import expand, tidy
from playground.ranks import Rank
from playground.recipes import TrainRequest
from playground.tasks.language import LanguageTask
from playground.text.corpus import Corpus, fit_windows, prepare
from playground.text.reading import open_text
from playground.text.vocabulary import vocabulary_from_dict
from playground.training import machine
from playground.training.claim import claimed
from playground.training.distributed import Group
from playground.training.following import follow
from playground.training.meter import Meter
from playground.training.probe import Probe
from playground.training.resume import Resumption, resumption
from playground.training.saving import Place
from playground.training.steering import Commands
from playground.training.trainer import Observer, Trainer
from playground.training.vitals import Vitals


class Run:
    """Trains what ``request`` asks for; iterate over it to make it happen.

    Args:
        request: what to train on and how.
        commands: where commands to the run arrive; put :class:`~playground.events.Stop` there to end it.
        rank: of this process, where several train one model; only the first has more to say than ``Started``.

    Raises (while iterating):
        InputError: before the first step, for anything wrong with the request, the text or the folder.
            Also at the end, if the finished model cannot be saved anywhere.
        PlaygroundError: if training diverges for good, or if another process of the group is lost.
    """

    def __init__(
        self, request: TrainRequest, commands: Commands | None = None, rank: Rank | None = None
    ) -> None:
        self.request = request
        self._rank = rank
        self.commands: Commands = commands if commands is not None else queue.SimpleQueue()
        self.path: Path | None = None
        """Where the model is to be saved; known once the run has started (``Saved`` says where it was)."""

    def __iter__(self) -> Iterator[events.Event]:
        machine.keep_freed_memory()
        machine.leave_cores_to_torch()
        if self._rank is None:
            yield from self._lead(None)
            return
        with Group(self._rank) as group:
            yield from self._lead(group) if self._rank.first else self._accompany(group)

    def _lead(self, group: Group | None) -> Iterator[events.Event]:
        request = self.request
        past = resumption(request) if request.resume else None
        path = past.path if past else library.new_path(request.name, overwrite=request.overwrite)
        with claimed(path):
            yield from self._train(past.request if past else request, past, path, group)

    def _train(
        self, request: TrainRequest, past: Resumption | None, path: Path, group: Group | None
    ) -> Iterator[events.Event]:
        place = Place(path)
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
        train = machine.settle_precision(train, model, machine.choose_device(train, self._rank))
        check_room(path, 12 * model.parameters + (1 << 20))
        trainer = self._trainer(request, model, train, corpus, group)
        if past:
            past.apply(trainer)
        self.path = path
        if group:
            # Only now, when nothing can be wrong any more, do the others begin: what is wrong is said once.
            group.settle((model, train, corpus.sha256))
            group.begin(trainer.task.network.named_parameters(), trainer.task.device)
        yield self._started(request, trainer, corpus)
        yield from follow(trainer, _card(request, corpus, model), place)

    def _accompany(self, group: Group) -> Iterator[events.Event]:
        """The part of a process that is not the first: the same network, beside the same text."""
        model, train, sha256 = group.settle()
        past = resumption(self.request) if self.request.resume else None
        request = past.request if past else self.request
        corpus = self._corpus(request, past)
        if corpus.sha256 != sha256:
            raise InputError(f"{corpus.name} is not the text that the first process of this run reads.")
        trainer = self._trainer(request, model, train, corpus, group)
        if past:
            past.apply(trainer)
        group.begin(trainer.task.network.named_parameters(), trainer.task.device)
        yield self._started(request, trainer, corpus)
        trainer.accompany()

    def _started(
        self, request: TrainRequest, trainer: Trainer[LanguageTask], corpus: Corpus
    ) -> events.Started:
        return events.Started(
            name=request.name,
            model=trainer.task.network.config,
            train=trainer.config,
            corpus=corpus.name,
            tokens=len(corpus.train),
            chars=corpus.train_chars,
            validation_tokens=len(corpus.validation),
            chars_per_token=corpus.chars_per_token,
            device=str(trainer.task.device),
            threads=torch.get_num_threads(),
            processes=self._rank.size if self._rank else 1,
            step=trainer.step,
            planned_steps=trainer.planned_steps,
        )

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
        model: ModelConfig,
        train: TrainConfig,
        corpus: Corpus,
        group: Group | None,
    ) -> Trainer[LanguageTask]:
        device = machine.choose_device(train, self._rank)
        threads = machine.choose_threads(train, self._rank)
        torch.set_num_threads(threads)
        torch.manual_seed(train.seed)
        texts = (corpus.train, corpus.validation)
        if group:
            task = LanguageTask(model, train, *texts, device, group.part(train.batch), group.resets)
        else:
            task = LanguageTask(model, train, *texts, device)
        probe = Probe(
            corpus.vocabulary,
            request.probe,
            request.prompt,
            request.trace_seconds,
            request.sample_seconds,
            train.seed,
        )
        observers: list[Observer[LanguageTask]] = [probe]
        meters: list[Meter] = []
        if request.trace_seconds is not None:  # somebody looks at the network
            meters.append(Meter())
            observers.append(Vitals(meters[0], train, lambda: probe.traced))
        return Trainer(
            task,
            train,
            self.commands,
            chars_per_token=corpus.chars_per_token,
            observers=observers,
            meters=meters,
            report_seconds=request.report_seconds,
            autosave_seconds=request.autosave_seconds,
            threads=machine.watch_threads(train, device, threads, self._rank),
            group=group,
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
