"""One to many: a caption for a picture, of scenes made as they are needed or of the user's own pictures."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from playground.config import TrainConfig
from playground.data import scenes
from playground.data.lexicon import Lexicon
from playground.data.pictures import CaptionedPicture, Picture, patched, read_captioned
from playground.errors import InputError
from playground.nets.captioner import Captioner
from playground.task_config import TaskConfig
from playground.task_recipes import TaskRequest, plan
from playground.tasks.batches import Batches
from playground.tasks.task import Arrays, Prepared, Validation
from playground.text.words import split

MODEL = {"cell": "lstm", "units": 160, "embedding": 64, "features": 48}
TRAIN = {
    "epochs": 16, "batch": 64, "learning_rate": 5e-3, "beta2": 0.98, "weight_decay": 0.01,
    "validation_share": 0.1, "reset": 0.0,
}  # fmt: skip
PATCH = 7
"""Pixels a patch is wide and high: as much as a place of a scene with the gap beside it."""
END = "<end>"
"""Ends a caption, and stands before its first word."""
_END_ID = 1
SCENES = "scenes"
"""What the data is called when no file is named."""
EPOCH = 10_000
"""Scenes that are counted as one pass, as their number has no end."""
_SAMPLE = 1_000
"""Scenes from which the words are taken and the length of a caption is estimated."""
UNSEEN = 1_000
"""Scenes to judge on."""
_NO_TARGET = -100
_SIDE_BY_SIDE = 256
_LONGEST = 4
"""A caption is broken off when it is so many times as long as the longest one of the examples."""


@dataclass(frozen=True, slots=True)
class Example:
    """A picture and its caption as ids, ``END`` last."""

    picture: Picture
    words: NDArray[np.int64]


class SceneStream:
    """Scenes without end, batch by batch: each batch's are made from the seed and its number."""

    def __init__(self, lexicon: Lexicon, batch: int, seed: int) -> None:
        self._lexicon, self._batch, self._seed = lexicon, batch, seed
        self._made = 0
        self.per_epoch = max(1, EPOCH // batch)

    def next(self) -> list[Example]:
        """The next batch."""
        generator = np.random.default_rng((self._seed, self._made))
        self._made += 1
        found = (scenes.random_scene(generator).captioned for _ in range(self._batch))
        return [_example(each, self._lexicon) for each in found]

    def state(self) -> dict[str, int]:
        """How many batches were made."""
        return {"made": self._made}

    def restore(self, place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        self._made = int(place["made"])


class ExampleStream:
    """The user's examples, batch by batch and pass after pass."""

    def __init__(self, examples: Sequence[Example], batch: int, seed: int) -> None:
        self._examples = examples
        self._batches = Batches([len(each.words) for each in examples], batch, seed)
        self.per_epoch = self._batches.per_epoch

    def next(self) -> list[Example]:
        """The next batch."""
        return [self._examples[index] for index in self._batches.next()]

    def state(self) -> dict[str, int]:
        """The place among the batches."""
        return self._batches.state()

    def restore(self, place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        self._batches.restore(place)


Stream = SceneStream | ExampleStream


class CaptionTask:
    """A captioner, the pictures it learns from, and pictures it does not.

    Args:
        model: the shape of the network.
        train: how it is trained.
        stream: batches to train on.
        held_out: to judge it on.
        tokens: words of a training caption, on average.
        device: where to compute.
    """

    def __init__(
        self,
        model: TaskConfig,
        train: TrainConfig,
        stream: Stream,
        held_out: Sequence[Example],
        tokens: float,
        device: torch.device,
    ) -> None:
        self.network = Captioner(model).to(device)
        self.device = device
        self._stream, self._held_out = stream, held_out
        self.tokens_per_step = max(1, round(tokens * train.batch))
        self.steps_per_epoch = stream.per_epoch
        self.held_out_tokens = sum(len(each.words) for each in held_out)

    def loss(self) -> Tensor:
        """Mean cross-entropy of the next batch, nats a word, the words so far being given."""
        logits, words = self._read(self._stream.next())
        return F.cross_entropy(logits.flatten(0, 1), words.flatten(), ignore_index=_NO_TARGET)

    def _read(self, examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
        """Logits (time, batch, outputs), and the words to be written (time, batch)."""
        longest = max(len(each.words) for each in examples)
        words = torch.full((longest, len(examples)), _NO_TARGET)
        for column, each in enumerate(examples):
            words[: len(each.words), column] = torch.from_numpy(each.words)
        before = torch.cat([torch.full((1, len(examples)), _END_ID), words[:-1].clamp(min=0)])
        return self.network(self._pictures(examples), before.to(self.device)), words.to(self.device)

    def _pictures(self, examples: Sequence[Example]) -> Tensor:
        return torch.from_numpy(patched([each.picture for each in examples], PATCH)).to(self.device)

    def validate(self, limit: int | None = None) -> Validation:
        """Judge on the held-out pictures, up to ``limit`` words of their captions.

        Metrics: ``exact_match``, the share of the pictures whose whole caption is written as it should be,
        each word being the likeliest after those written before it; ``token_accuracy``, the share of the
        words that are the likeliest after the right ones.
        """
        examples = _within(self._held_out, limit)
        training = self.network.training
        self.network.eval()
        total, right, exact = 0.0, 0, 0
        try:
            with torch.no_grad():
                for start in range(0, len(examples), _SIDE_BY_SIDE):
                    part = examples[start : start + _SIDE_BY_SIDE]
                    logits, words = self._read(part)
                    loss = F.cross_entropy(
                        logits.flatten(0, 1), words.flatten(), ignore_index=_NO_TARGET, reduction="sum"
                    )
                    total += float(loss)
                    right += int((logits.argmax(-1) == words).sum())
                    exact += self._exact(part)
        finally:
            self.network.train(training)
        count = sum(len(each.words) for each in examples)
        metrics = {"exact_match": exact / len(examples), "token_accuracy": right / count}
        return Validation(total / count, total / count, count, metrics)

    def _exact(self, examples: Sequence[Example]) -> int:
        longest = max(len(each.words) for each in examples)
        written = self.network.greedy(self._pictures(examples), longest, _END_ID).cpu().numpy()
        return sum(
            np.array_equal(written[: len(each.words), column], each.words)
            for column, each in enumerate(examples)
        )

    def state(self) -> tuple[Arrays, dict[str, int]]:
        """Nothing is carried; the place among the batches."""
        return {}, self._stream.state()

    def restore(self, arrays: Arrays, place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        del arrays
        self._stream.restore(place)


def _lexicon(captions: Iterator[str]) -> Lexicon:
    return Lexicon.of((split(caption) for caption in captions), first=(END,))


def _example(item: CaptionedPicture, lexicon: Lexicon) -> Example:
    return Example(item.picture, lexicon.ids([*split(item.caption), END]))


def _within(examples: Sequence[Example], limit: int | None) -> Sequence[Example]:
    """The first examples that have ``limit`` words together, at least one."""
    if limit is None:
        return examples
    ends = np.cumsum([len(each.words) for each in examples])
    return examples[: max(1, int(np.searchsorted(ends, limit, side="right")))]


def prepare(request: TaskRequest) -> Prepared:
    """Read the pictures, or get ready to make scenes, and decide the rest.

    Raises:
        InputError: for data that cannot be read, or is too little.
    """
    return _own(request) if request.sources else _scenes(request)


def _scenes(request: TaskRequest) -> Prepared:
    some = [scene.captioned for scene in scenes.random_scenes(0, _SAMPLE)]
    lexicon = _lexicon(item.caption for item in some)
    unseen = scenes.random_scenes(0, UNSEEN, unseen=True)
    held_out = [_example(scene.captioned, lexicon) for scene in unseen]
    tokens = sum(len(_example(item, lexicon).words) for item in some) * EPOCH // _SAMPLE
    digest = hashlib.sha256("\n".join(item.to_json() for item in some).encode())
    return _prepared(
        request, SCENES, digest.hexdigest(), lexicon, some, EPOCH, held_out, tokens,
        lambda train: SceneStream(lexicon, train.batch, train.seed),
    )  # fmt: skip


def _own(request: TaskRequest) -> Prepared:
    data = read_captioned(request.sources, encoding=request.encoding)
    share = float(request.train.get("validation_share", TRAIN["validation_share"]))
    captions = list(dict.fromkeys(item.caption for item in data.items))
    if len(captions) < 2:
        raise InputError(f"{data.name} has one caption for all pictures; give pictures of different things.")
    random.Random(int(request.train.get("seed", 0))).shuffle(captions)
    kept = set(captions[: max(1, round(share * len(captions)))])
    part = [item for item in data.items if item.caption not in kept]
    if not part:
        raise InputError(
            f"{data.name} has too few pictures to hold some of them out; give at least a few dozen."
        )
    lexicon = _lexicon(item.caption for item in part)
    examples = [_example(item, lexicon) for item in part]
    held_out = [_example(item, lexicon) for item in data.items if item.caption in kept]
    tokens = sum(len(each.words) for each in examples)
    return _prepared(
        request, data.name, data.sha256, lexicon, part, len(part), held_out, tokens,
        lambda train: ExampleStream(examples, train.batch, train.seed), data.notices,
    )  # fmt: skip


def _prepared(
    request: TaskRequest,
    corpus: str,
    sha256: str,
    lexicon: Lexicon,
    pictures: Sequence[CaptionedPicture],
    count: int,
    held_out: Sequence[Example],
    tokens: int,
    stream: Callable[[TrainConfig], Stream],
    notices: tuple[str, ...] = (),
) -> Prepared:
    picture = pictures[0].picture
    fixed = {
        "outputs": lexicon.size,
        "inputs": patched([picture], PATCH).shape[1],
        "patch": PATCH * PATCH * 3,
    }
    model, train = plan(request, model=MODEL, train=TRAIN, fixed=fixed)
    longest = max(len(split(item.caption)) for item in pictures)
    return Prepared(
        corpus=corpus,
        sha256=sha256,
        model=model,
        train=train,
        vocabulary=lexicon.to_dict(),
        document={
            "height": picture.height,
            "width": picture.width,
            "patch": PATCH,
            "longest": _LONGEST * longest,
        },
        examples=count,
        held_out=len(held_out),
        tokens=tokens,
        build=lambda device: CaptionTask(model, train, stream(train), held_out, tokens / count, device),
        notices=notices,
    )
