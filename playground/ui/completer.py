"""The thread that reads, thinks of a ghost and streams, so that no key ever waits for a network.

Whatever is asked, the newest wins: a text that was overtaken by another key is not read to its end. Answers
are handed to ``deliver`` on this thread; a widget's ``post_message`` may be called from any thread.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from playground.config import SampleConfig
from playground.errors import PlaygroundError
from playground.events import Weights
from playground.inference.sampling import Candidate
from playground.ui.ghost import Ghost, GhostLength, complete
from playground.ui.voice import Voice

FRAME = 1 / 30
"""Seconds between two deliveries of a stream: faster than that, tokens come several at a time."""
BREATH = 0.001
"""Sleep between two slices of reading: it hands the interpreter to the interface."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What to do for the text before the cursor."""

    serial: int
    text: str
    sampling: SampleConfig
    seed: int
    candidates: int
    length: GhostLength | None
    """None: candidates only."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Go on writing after ``text``, ``speed`` tokens a second."""

    serial: int
    text: str
    sampling: SampleConfig
    seed: int
    candidates: int
    limit: int | None = None
    """Tokens after which it ends by itself."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model is ready."""

    name: str
    level: str
    training_step: int | None
    """Of a model in training; None for one from the library."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something went wrong; ``text`` is the sentence for the user."""

    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A long text is being read: ``share`` of it, 0 to 1."""

    serial: int
    share: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What may come next."""

    serial: int
    candidates: tuple[Candidate, ...]
    ghost: Ghost | None
    """None where only candidates were asked for."""
    unseen: str | None
    """One sentence about characters or words the model never saw."""


@dataclass(frozen=True, slots=True)
class Streamed:
    """A piece of a stream."""

    serial: int
    text: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class StreamEnded:
    serial: int


Report = Loaded | Failure | Reading | Answer | Streamed | StreamEnded


class Completer:
    """Owns the model that writes, in one thread of its own.

    Every method returns at once. ``speed`` (tokens a second) may be changed while a stream runs.
    """

    def __init__(
        self,
        deliver: Callable[[Report], object],
        load: Callable[[str], Voice] | None = None,
        speed: float = 20.0,
    ) -> None:
        self.speed = speed
        self._deliver = deliver
        self._load = load
        self._voice: Voice | None = None
        self._model: str | Weights | None = None
        self._task: Ask | Stream | None = None
        self._sampling: SampleConfig | None = None  # new settings for the stream that runs
        self._closed = False
        self._change = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="completer", daemon=True)
        self._thread.start()

    def use(self, model: str | Weights) -> None:
        """Write with this model from now on: a name or path, or the weights of one in training."""
        with self._change:
            self._model = model
            self._change.notify()

    def ask(self, task: Ask | Stream) -> None:
        """Do this in place of whatever was asked before."""
        with self._change:
            self._task = task
            self._sampling = None
            self._change.notify()

    def change(self, sampling: SampleConfig) -> None:
        """Other settings for what is being done now."""
        with self._change:
            self._sampling = sampling
            self._change.notify()

    def stop(self) -> None:
        """Forget what was asked."""
        with self._change:
            self._task = None
            self._change.notify()

    def close(self) -> None:
        """End the thread; it stops within one slice of work."""
        with self._change:
            self._closed = True
            self._change.notify()

    # ------------------------------------------------------------------ on the thread

    def _run(self) -> None:
        while True:
            with self._change:
                while (
                    not self._closed and self._model is None and (self._task is None or self._voice is None)
                ):
                    self._change.wait()
                if self._closed:
                    return
                model, self._model = self._model, None
                task = self._task
            try:
                if model is not None:
                    self._take(model)
                elif task is not None and self._voice is not None:
                    self._do(task, self._voice)
            except PlaygroundError as error:
                self._fail(task if model is None else None, str(error))
            except Exception as error:  # the thread must live on, and the user must hear of it
                self._fail(task if model is None else None, f"The model could not go on: {error!r}.")

    def _fail(self, task: Ask | Stream | None, text: str) -> None:
        self._deliver(Failure(text))
        if task is not None:
            self._finish(task)
            if isinstance(task, Stream):
                self._deliver(StreamEnded(task.serial))

    def _take(self, model: str | Weights) -> None:
        if isinstance(model, str):
            self._voice, step = (self._load or Voice.load)(model), None
        else:
            self._voice, step = Voice.in_training(model), model.step
        self._deliver(Loaded(self._voice.name, self._voice.level, step))

    def _do(self, task: Ask | Stream, voice: Voice) -> None:
        if not self._read(task, voice):
            return
        if isinstance(task, Stream):
            self._stream(task, voice)
        else:
            self._answer(task, voice)
        self._finish(task)

    def _finish(self, task: Ask | Stream) -> None:
        with self._change:
            if self._task is task:
                self._task = None

    def _overtaken(self, task: Ask | Stream) -> bool:
        return self._closed or self._model is not None or self._sampling is not None or self._task is not task

    def _read(self, task: Ask | Stream, voice: Voice) -> bool:
        """Read the text up to its end; False if something newer came in between."""
        told = time.monotonic()
        for share in voice.read(task.text):
            if self._overtaken(task):
                return False
            if share < 1:
                time.sleep(BREATH)
            if time.monotonic() - told > 0.2:
                told = time.monotonic()
                self._deliver(Reading(task.serial, share))
        return True

    def _answer(self, task: Ask, voice: Voice) -> None:
        candidates = tuple(voice.candidates(task.candidates, task.sampling))
        ghost: Ghost | None = None
        if task.length is not None:
            tokens: list[str] = []
            done: tuple[str, ...] | None = None
            for token in voice.generate(task.sampling, task.seed):
                tokens.append(token)
                done = complete(tokens, task.length)
                if done is not None:
                    break
                if len(tokens) % 16 == 0:
                    if self._overtaken(task):
                        return
                    time.sleep(0)
            ghost = Ghost(done if done is not None else tuple(tokens))
        self._deliver(Answer(task.serial, candidates, ghost, voice.unseen(task.text)))

    def _stream(self, task: Stream, voice: Voice) -> None:
        begun, speed, paced, told = time.monotonic(), self.speed, 0, 0.0
        written = pending = ""
        tokens = 0
        for token in voice.generate(task.sampling, task.seed, forward=True):
            if speed != self.speed:  # the pace changes from here on
                speed, begun, paced = self.speed, time.monotonic(), 0
            paced += 1
            due = begun + paced / speed
            if not self._wait_until(due, task):
                break
            pending += token
            tokens += 1
            if due - told >= FRAME or tokens == task.limit:
                told = due
                candidates = tuple(voice.candidates(task.candidates, task.sampling))
                self._deliver(Streamed(task.serial, pending, candidates))
                written, pending = written + pending, ""
            if tokens == task.limit:
                break
        with self._change:
            if self._task is task and tokens != task.limit and not self._closed:
                # Another model, or other settings: the stream goes on with them from what was delivered.
                sampling = self._sampling or task.sampling
                limit = None if task.limit is None else task.limit - tokens
                self._task = replace(task, text=task.text + written, sampling=sampling, limit=limit)
                self._sampling = None
                return
        self._deliver(StreamEnded(task.serial))

    def _wait_until(self, due: float, task: Stream) -> bool:
        """Sleep till ``due``; False as soon as the stream is not wanted any more."""
        with self._change:
            while not self._overtaken(task):
                left = due - time.monotonic()
                if left <= 0:
                    return True
                self._change.wait(left)
            return False
