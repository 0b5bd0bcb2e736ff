"""The thread that reads, thinks of a ghost and streams, so that no key ever waits for a network.

Whatever is asked, the newest wins: a text that was overtaken by another key is not read to its end. Answers
are handed to ``deliver`` on this thread; a widget's ``post_message`` may be called from any thread.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from playground.config import SampleConfig
from playground.errors import PlaygroundError
from playground.events import Weights
from playground.ui.extras import Extras
from playground.ui.ghost import Ghost, complete
from playground.ui.thoughts import (
    Alternatives,
    Answer,
    Ask,
    Failure,
    Held,
    Loaded,
    Look,
    Reading,
    Report,
    Stream,
    Streamed,
    StreamEnded,
    Task,
)
from playground.ui.voice import Voice

FRAME = 1 / 30
"""Seconds between two deliveries of a stream: faster than that, tokens come several at a time."""
BREATH = 0.001
"""Sleep between two slices of reading: it hands the interpreter to the interface."""


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
        self._extras = Extras(self._loaded)
        self._model: str | Weights | None = None
        self._task: Task | None = None
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

    def ask(self, task: Task) -> None:
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

    def _fail(self, task: Task | None, text: str) -> None:
        self._deliver(Failure(text))
        if task is not None:
            self._finish(task)
            if isinstance(task, Stream):
                self._deliver(StreamEnded(task.serial))

    def _loaded(self, name: str) -> Voice:
        return (self._load or Voice.load)(name)

    def _take(self, model: str | Weights) -> None:
        if isinstance(model, str):
            self._voice, step = self._loaded(model), None
        else:
            self._voice, step = Voice.in_training(model), model.step
        self._deliver(Loaded(self._voice.name, self._voice.level, step))

    def _do(self, task: Task, voice: Voice) -> None:
        if isinstance(task, Look):
            done = self._look(task, voice)
        elif isinstance(task, Stream):
            done = self._read(task, voice) and self._stream(task, voice)
        else:
            done = self._answer(task, voice)
        if done:
            self._finish(task)

    def _finish(self, task: Task) -> None:
        with self._change:
            if self._task is task:
                self._task = None

    def _overtaken(self, task: Task) -> bool:
        return self._closed or self._model is not None or self._sampling is not None or self._task is not task

    def _read(self, task: Ask | Stream, voice: Voice, text: str | None = None) -> bool:
        """Read the text up to its end; False if something newer came in between."""
        told = time.monotonic()
        for share in voice.read(task.text if text is None else text):
            if self._overtaken(task):
                return False
            if share < 1:
                time.sleep(BREATH)
            if time.monotonic() - told > 0.2:
                told = time.monotonic()
                self._deliver(Reading(task.serial, share))
        return True

    def _look(self, task: Look, voice: Voice) -> bool:
        for place in voice.look(task.text, task.offset, task.candidates, task.sampling):
            if self._overtaken(task):
                return False
            if place is None:
                time.sleep(BREATH)
            else:
                self._deliver(Alternatives(task.serial, *place))
        return True

    def _answer(self, task: Ask, voice: Voice) -> bool:
        shown = None
        if task.stepped_from is not None:
            if not self._read(task, voice, task.stepped_from):
                return False
            shown = voice.show_draw(task.sampling, task.seed, _before_step(task))
        if not self._read(task, voice):
            return False
        candidates = tuple(voice.candidates(task.candidates, task.sampling, task.held))
        ghost: Ghost | None = None
        if task.length is not None:
            tokens: list[str] = []
            done: tuple[str, ...] | None = None
            for token in voice.generate(task.sampling, task.seed, held=task.held):
                tokens.append(token)
                done = complete(tokens, task.length)
                if done is not None:
                    break
                if len(tokens) % 16 == 0:
                    if self._overtaken(task):
                        return False
                    time.sleep(0)
            ghost = Ghost(done if done is not None else tuple(tokens))
        ended = task.held is not None and voice.ended(task.held)
        hindrance = "" if task.held is None else voice.hindrance(task.held)
        unseen = voice.unseen(task.text)
        self._deliver(Answer(task.serial, candidates, ghost, unseen, shown, ended, hindrance))
        return self._deliver_all(task, self._extras.of(task, voice))

    def _deliver_all(self, task: Task, reports: Iterable[Report | None]) -> bool:
        """Deliver what comes, looking up after each; False if something newer came in between."""
        for report in reports:
            if report is not None:
                self._deliver(report)
            if self._overtaken(task):
                return False
            time.sleep(0)
        return True

    def _stream(self, task: Stream, voice: Voice) -> bool:
        begun, speed, paced, told = time.monotonic(), self.speed, 0, 0.0
        written = pending = ""
        tokens = 0
        ended = True  # by itself
        for token in voice.generate(task.sampling, task.seed, forward=True, held=task.held):
            if speed != self.speed:  # the pace changes from here on
                speed, begun, paced = self.speed, time.monotonic(), 0
            paced += 1
            due = begun + paced / speed
            if not self._wait_until(due, task):
                ended = False
                break
            pending += token
            tokens += 1
            if due - told >= FRAME or tokens == task.limit:
                told = due
                self._tell(task, voice, pending, written)
                written, pending = written + pending, ""
            if tokens == task.limit:
                break
        if ended and pending:
            self._tell(task, voice, pending, written)
        with self._change:
            if self._task is task and not ended and not self._closed:
                # Another model, or other settings: the stream goes on with them from what was delivered.
                sampling = self._sampling or task.sampling
                limit = None if task.limit is None else task.limit - tokens
                held = None if task.held is None else Held(task.held.rule, task.held.begun + written)
                self._task = replace(
                    task, text=task.text + written, sampling=sampling, limit=limit, held=held
                )
                self._sampling = None
                return False
        self._deliver(
            StreamEnded(
                task.serial, _why(task, voice, written + pending) if ended and tokens != task.limit else ""
            )
        )
        return True

    def _tell(self, task: Stream, voice: Voice, text: str, written: str) -> None:
        held = None if task.held is None else Held(task.held.rule, task.held.begun + written + text)
        candidates = tuple(voice.candidates(task.candidates, task.sampling, held))
        self._deliver(Streamed(task.serial, text, candidates))

    def _wait_until(self, due: float, task: Stream) -> bool:
        """Sleep till ``due``; False as soon as the stream is not wanted any more."""
        with self._change:
            while not self._overtaken(task):
                left = due - time.monotonic()
                if left <= 0:
                    return True
                self._change.wait(left)
            return False


def _before_step(task: Ask) -> Held | None:
    """The rule as it stood before the last token was drawn."""
    if task.held is None or task.stepped_from is None:
        return None
    step = len(task.text) - len(task.stepped_from)
    begun = task.held.begun[: max(0, len(task.held.begun) - step)]
    return Held(task.held.rule, begun)


def _why(task: Stream, voice: Voice, written: str) -> str:
    """Why a stream that wrote ``written`` came to an end of its own."""
    if task.held is not None:
        hindrance = voice.hindrance(Held(task.held.rule, task.held.begun + written))
        return hindrance or "the rule has the continuation end here"
    return "stopped before a stop text"
