"""A whole run of a task, from the names of files to a saved model, as one stream of events."""

from __future__ import annotations

import math
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch

from playground import events, library
from playground.config import TrainConfig
from playground.files import check_room
from playground.modelfile import ModelCard
from playground.places import expand, tidy
from playground.task_recipes import TaskRequest
from playground.tasks.prepare import prepare
from playground.tasks.task import Prepared, Task
from playground.training import machine
from playground.training.claim import claimed
from playground.training.following import follow
from playground.training.saving import Place
from playground.training.schedule import Cadence
from playground.training.steering import Commands
from playground.training.trainer import Trainer

_WEIGHTS_EVERY = 1.0


class TaskRun:
    """Trains what ``request`` asks for; iterate over it to make it happen.

    Args:
        request: the task, its data and how to train.
        commands: where commands to the run arrive; put :class:`~playground.events.Stop` there to end it.

    Raises (while iterating):
        InputError: before the first step, for anything wrong with the request, the data or the folder.
            Also at the end, if the finished model cannot be saved anywhere.
        PlaygroundError: if training diverges for good.
    """

    def __init__(self, request: TaskRequest, commands: Commands | None = None) -> None:
        self.request = request
        self.commands: Commands = commands if commands is not None else queue.SimpleQueue()
        self.path: Path | None = None
        """Where the model is to be saved; known once the run has started (``Saved`` says where it was)."""

    def __iter__(self) -> Iterator[events.Event]:
        machine.keep_freed_memory()
        machine.leave_cores_to_torch()
        path = library.new_path(self.request.name, overwrite=self.request.overwrite)
        with claimed(path):
            yield from self._train(self.request, path)

    def _train(self, request: TaskRequest, path: Path) -> Iterator[events.Event]:
        place = Place(path)
        check_room(path, 1 << 20)
        yield events.Preparing(what=f"reading {', '.join(map(tidy, request.sources)) or 'examples'}")
        data = prepare(request)
        for text in data.notices:
            yield events.Notice(text=text)
        model, train = data.model, data.train
        device = machine.choose_device(train)
        threads = machine.choose_threads(train)
        torch.set_num_threads(threads)
        torch.manual_seed(train.seed)
        task = data.build(device)
        check_room(path, 12 * model.parameters + (1 << 20))
        trainer = Trainer(
            task,
            train,
            self.commands,
            chars_per_token=math.nan,  # these losses are not about characters
            observers=[WeightsObserver(data)],
            report_seconds=request.report_seconds,
            autosave_seconds=request.autosave_seconds,
            threads=machine.watch_threads(train, device, threads),
        )
        self.path = path
        yield events.Started(
            name=request.name,
            model=model,
            train=train,
            corpus=data.corpus,
            tokens=data.tokens,
            chars=0,
            validation_tokens=task.held_out_tokens,
            chars_per_token=1.0,
            device=str(device),
            threads=threads,
            planned_steps=trainer.planned_steps,
        )
        yield from follow(trainer, _card(request, data), place)


class WeightsObserver:
    """Sends a copy of the network whenever somebody wants to see it work while it learns."""

    def __init__(self, data: Prepared) -> None:
        self._data = data
        self._cadence: Cadence | None = None

    def receive(self, command: events.Command) -> None:
        """Weights wanted, or no longer."""
        if isinstance(command, events.WatchWeights):
            self._cadence = Cadence(_WEIGHTS_EVERY) if command.on else None

    def look(self, task: Task, step: int, seconds: float, last: bool) -> Iterator[events.Event]:
        """A copy of the weights, if it is time for one."""
        if self._cadence is None or not (last or self._cadence.due(seconds)):
            return
        self._cadence.done(seconds)
        yield events.Weights(
            step=step,
            model=self._data.model,
            vocabulary=self._data.vocabulary,
            weights=task.network.weights(),
            document=self._data.document,
        )


def _card(request: TaskRequest, data: Prepared) -> ModelCard:
    sources = [
        str(expand(source).resolve()) if source != "-" and expand(source).exists() else source
        for source in request.sources
    ]
    corpus: dict[str, Any] = {
        "name": data.corpus,
        "sha256": data.sha256,
        "tokens": data.tokens,
        "examples": data.examples,
        "held_out": data.held_out,
        "validation_share": data.train.validation_share,
        "sources": sources,
        "encoding": request.encoding,
    }
    return ModelCard(
        name=request.name,
        model=data.model,
        train=TrainConfig(seconds=1),  # replaced by the trainer's at every save
        vocabulary=data.vocabulary,
        corpus=corpus,
        task=data.document,
    )
