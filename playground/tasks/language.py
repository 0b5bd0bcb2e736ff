"""The main task: predict the next token of a text (many to many, each input shifted by one is its target)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from playground.config import ModelConfig, TrainConfig
from playground.nets.layers import State
from playground.nets.recurrent import RecurrentNetwork
from playground.tasks.streams import Streams
from playground.tasks.task import Validation

COLD_BLOCK = 256
"""Tokens of a block that is read from a zero state."""
_WARM_UP = 512
"""Tokens read, not scored, before a stream of the carried validation."""
_STREAMS = 32
_LOGITS = 1 << 23
"""Most logits held at once while validating: 32 MB."""


class LanguageTask:
    """A network, the text it reads, and the state it carries from window to window.

    Where several processes train one network, each reads only the streams ``part``, and its generator
    ``resets`` draws the same for all streams as the others' do.
    """

    def __init__(
        self,
        model: ModelConfig,
        train: TrainConfig,
        text: NDArray[Any],
        held_out: NDArray[Any],
        device: torch.device,
        part: slice = slice(None),
        resets: torch.Generator | None = None,
    ) -> None:
        self.network = RecurrentNetwork(model).to(device)
        if train.precision == "bfloat16":
            self.network.matrices = torch.bfloat16
        self.device = device
        self._streams = Streams(text, train.batch, train.window, train.seed, part)
        self._held_out = held_out
        self._batch = train.batch
        self._part = part
        self._carried: State = self.network.zero_state(len(range(train.batch)[part]))
        self._reset = train.reset
        self._resets = resets
        self.tokens_per_step = train.batch * train.window
        self.steps_per_epoch = max(1, self._streams.windows_per_pass)

    @property
    def epoch(self) -> int:
        """Passes over the text completed."""
        return self._streams.epoch

    @property
    def held_out_tokens(self) -> int:
        """Tokens of the held-out text."""
        return len(self._held_out)

    def loss(self) -> Tensor:
        """Loss of the next window, ready for ``backward``; the carried state moves on, detached."""
        window = self._streams.next()
        state = self.network.zero_state(window.tokens.shape[1]) if window.fresh else self._some_reset()
        loss, after = self.network.loss(self._tensor(window.tokens), self._tensor(window.targets), state)
        self._carried = tuple(part.detach() for part in after)
        return loss

    def _some_reset(self) -> State:
        """The carried state, with that of a few streams set to zero.

        Whoever gives a prompt starts from zero, which a stream otherwise does once a pass. On tiny
        Shakespeare, resetting a tenth lowered the loss from a cold start by 0.013 nats a token after 1,000
        steps and left the carried one as it was.
        """
        if not self._reset:
            return self._carried
        drawn = torch.rand(self._batch, generator=self._resets)[self._part]
        keep = (drawn >= self._reset).to(self.device, torch.float32)
        return tuple(part * keep[None, :, None] for part in self._carried)

    def _tensor(self, ids: NDArray[np.int64]) -> Tensor:
        return torch.from_numpy(ids).to(self.device, non_blocking=True)

    def validate(self, limit: int | None = None) -> Validation:
        """Loss on the first ``limit`` tokens of the held-out text (all of it when not given).

        ``carried`` reads it in one go. To use the machine well it is cut into streams side by side, each
        warmed up on the 512 tokens before it, which leaves a state as good as one carried from the start.
        ``cold`` reads blocks of 256 tokens, each from a zero state.
        """
        text = self._held_out[: limit + 1] if limit else self._held_out
        training = self.network.training
        self.network.eval()
        try:
            with torch.no_grad():
                carried, scored = self._carried_loss(text)
                cold = self._cold_loss(text)
        finally:
            self.network.train(training)
        return Validation(carried, cold, scored)

    def _carried_loss(self, text: NDArray[Any]) -> tuple[float, int]:
        targets = len(text) - 1
        streams = max(1, min(_STREAMS, targets // _WARM_UP))
        length = math.ceil(targets / streams)
        warm_up = _WARM_UP if streams > 1 else 0
        # Positions before the text (of the first stream) and past its end are read but never scored.
        positions = length * np.arange(streams)[None, :] + np.arange(-warm_up, length)[:, None]
        scored = (positions >= 0) & (positions < targets)
        scored[:warm_up] = False
        inside = np.clip(positions, 0, targets - 1)
        state = self.network.zero_state(streams)
        total = 0.0
        step = self._rows(streams)
        for begin in range(0, len(positions), step):
            rows = slice(begin, begin + step)
            tokens = self._tensor(np.asarray(text[inside[rows]], np.int64))
            goal = self._tensor(np.asarray(text[inside[rows] + 1], np.int64))
            logits, state = self.network(tokens, state)
            if begin < warm_up <= begin + step:
                # The first stream has no text before it: it starts cold, as a reader does.
                for part in state:
                    part[:, 0] = 0.0
            losses = torch.nn.functional.cross_entropy(
                logits.flatten(0, 1), goal.flatten(), reduction="none"
            ).cpu()
            total += float(losses[torch.from_numpy(scored[rows].reshape(-1))].double().sum())
        return total / targets, targets

    def _rows(self, streams: int) -> int:
        """Tokens a stream to score at once: a power of two (it divides the warm-up) that bounds memory."""
        affordable = _LOGITS // (streams * self.network.config.vocabulary)
        return int(2 ** min(7, max(0, affordable.bit_length() - 1)))

    def _cold_loss(self, text: NDArray[Any]) -> float:
        targets = len(text) - 1
        length = min(COLD_BLOCK, targets)
        starts = np.arange(0, targets - length + 1, length)
        total, seen = 0.0, 0
        side_by_side = max(1, min(64, _LOGITS // (length * self.network.config.vocabulary)))
        for begin in range(0, len(starts), side_by_side):
            places = starts[None, begin : begin + side_by_side] + np.arange(length + 1)[:, None]
            block = np.asarray(text[places], np.int64)
            loss, _ = self.network.loss(
                self._tensor(block[:-1]), self._tensor(block[1:]), self.network.zero_state(block.shape[1])
            )
            total += float(loss) * block[:-1].size
            seen += block[:-1].size
        return total / seen

    def state(self) -> tuple[dict[str, NDArray[np.float32]], dict[str, int]]:
        """Where the task stands: the carried state as arrays, and the place in the text."""
        arrays = {name: part.cpu().numpy().copy() for name, part in zip("hc", self._carried, strict=False)}
        return arrays, self._streams.state()

    def restore(self, arrays: dict[str, NDArray[Any]], place: dict[str, int]) -> None:
        """Go on from what :meth:`state` returned."""
        parts = (arrays[name] for name in "hc" if name in arrays)
        self._carried = tuple(torch.from_numpy(part.copy()).to(self.device) for part in parts)
        self._streams.restore(place)
