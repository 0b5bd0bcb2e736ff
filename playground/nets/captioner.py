"""One to many: a picture in, a caption out.

    u_k = relu(W_p p_k + b_p)                         each patch of the picture by the same layer
    v = tanh(W_e [u_1; u_2; ...] + b_e)               the whole picture as one vector, (batch, units)
    h_0 = v  (and c_0 = v)
    h_t = cell(E[word_{t-1}], h_{t-1})                word_0 is <end>
    logits_t = W_head LayerNorm(h_t) + b_head         (time, batch, words)

The picture is seen once: all that the network knows of it while it writes is ``v`` (Vinyals et al. 2015, Show
and Tell, with a layer over patches in place of a deep convolutional network).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.nets.layers import State, WeightArrays, recurrent_layers
from playground.task_config import TaskConfig


class Captioner(WeightArrays, nn.Module):
    """Writes a caption for each of a batch of pictures."""

    config: TaskConfig

    def __init__(self, config: TaskConfig) -> None:
        super().__init__()
        self.config = config
        width = config.inputs
        self.patches: nn.Linear | None = None
        if config.patch:
            self.patches = nn.Linear(config.patch, config.features)
            width = config.inputs // config.patch * config.features
        self.encoder = nn.Linear(width, config.units)
        self.embedding = nn.Embedding(config.outputs, config.embedding)
        self.rnn = recurrent_layers(config, config.embedding)
        self.norm = nn.LayerNorm(config.units) if config.layer_norm else nn.Identity()
        self.head = nn.Linear(config.units, config.outputs)
        self.dropout = nn.Dropout(config.dropout)

    def seen(self, pictures: Tensor) -> Tensor:
        """Pictures (batch, inputs) as one vector each, (batch, units)."""
        x = pictures
        if self.patches is not None:
            pieces = x.reshape(len(x), -1, self.config.patch)
            x = F.relu(self.patches(pieces)).flatten(1)
        return torch.tanh(self.encoder(self.dropout(x)))

    def begin(self, pictures: Tensor) -> State:
        """The state before the first word: what was seen, in every layer."""
        state = self.seen(pictures).expand(self.config.layers, -1, -1).contiguous()
        return (state, state) if self.config.cell == "lstm" else (state,)

    def write(self, words: Tensor, state: State) -> tuple[Tensor, State]:
        """Logits (time, batch, outputs) after each of ``words`` (time, batch), and the state at the end."""
        x = self.dropout(self.embedding(words))
        h, after = self.rnn(x, state if self.config.cell == "lstm" else state[0])
        logits: Tensor = self.head(self.dropout(self.norm(h)))
        return logits, after if self.config.cell == "lstm" else (after,)

    def forward(self, pictures: Tensor, words: Tensor) -> Tensor:
        """Logits (time, batch, outputs) of what follows each of ``words`` (time, batch), the first <end>."""
        return self.write(words, self.begin(pictures))[0]

    @torch.no_grad()
    def greedy(self, pictures: Tensor, longest: int, end: int) -> Tensor:
        """The likeliest word at each step, (time, batch), at most ``longest`` of them.

        What stands after the first ``end`` of a column means nothing.
        """
        state = self.begin(pictures)
        word = torch.full((len(pictures),), end, device=pictures.device)
        done = torch.zeros_like(word, dtype=torch.bool)
        written: list[Tensor] = []
        while len(written) < longest and not bool(done.all()):
            logits, state = self.write(word[None], state)
            word = logits[0].argmax(-1)
            done |= word == end
            written.append(word)
        return torch.stack(written)
