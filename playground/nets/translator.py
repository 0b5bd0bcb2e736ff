"""Many to many by way of one state: an encoder reads a text, a decoder writes another one.

    s_1 ... s_S, state = encoder(E_src[x_1] ... E_src[x_S])      reading; s_i is (directions * units)
    h_t = decoder(E_tgt[y_{t-1}], h_{t-1}),  h_0 = state         writing; y_0 is the end mark

Without attention (Sutskever et al. 2014; Cho et al. 2014) all that is known of the text is ``state``, whose
size is fixed however long the text is, and

    logits_t = W_head LayerNorm(h_t) + b_head

With attention (Luong et al. 2015, score "general") the decoder looks back at every state of the encoder:

    a_t(i) = softmax_i(s_i . W_a h_t)                            where it looks; a_t adds up to 1
    c_t = sum_i a_t(i) s_i                                       what it finds there
    h~_t = tanh(W_c [c_t; h_t])
    logits_t = W_head LayerNorm(h~_t) + b_head

An encoder that reads in both directions hands on the sum of its two last states, layer by layer.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from playground.nets.layers import State, WeightArrays, real_steps, recurrent_layers
from playground.task_config import TaskConfig


class _Half(nn.Module):
    """An embedding and the recurrent layers over it."""

    def __init__(self, config: TaskConfig, words: int, *, bidirectional: bool = False) -> None:
        super().__init__()
        self.embedding = nn.Embedding(words, config.embedding)
        self.rnn = recurrent_layers(config, config.embedding, bidirectional=bidirectional)


class _Attention(nn.Module):
    """Where to look, and what to make of it."""

    def __init__(self, memory: int, units: int) -> None:
        super().__init__()
        self.score = nn.Linear(units, memory, bias=False)
        self.combine = nn.Linear(memory + units, units, bias=False)

    def forward(self, h: Tensor, memory: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
        """h~ (T, batch, units) and the weights (batch, T, S).

        Args:
            h: the decoder's states, (T, batch, units).
            memory: the encoder's, (S, batch, directions * units).
            real: which steps of ``memory`` are no padding, (S, batch).
        """
        keys = memory.transpose(0, 1)
        scores = self.score(h).transpose(0, 1) @ keys.transpose(1, 2)
        weights = scores.masked_fill(~real.T[:, None, :], -torch.inf).softmax(-1)
        context = (weights @ keys).transpose(0, 1)
        return torch.tanh(self.combine(torch.cat([context, h], dim=-1))), weights


class Translator(WeightArrays, nn.Module):
    """Reads a batch of texts and writes one for each."""

    config: TaskConfig

    def __init__(self, config: TaskConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = _Half(config, config.vocabulary, bidirectional=config.bidirectional)
        self.decoder = _Half(config, config.outputs)
        self.attention = (
            _Attention(config.directions * config.units, config.units) if config.attention else None
        )
        self.norm = nn.LayerNorm(config.units) if config.layer_norm else nn.Identity()
        self.head = nn.Linear(config.units, config.outputs)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, words: Tensor, lengths: Tensor, before: Tensor) -> Tensor:
        """Logits of every next word, (T, batch, outputs), the words so far being given (teacher forcing).

        Args:
            words: ids of what is read, (S, batch), padded at the end with any id.
            lengths: words of each text, (batch,), at least 1, on the CPU.
            before: ids of what is written before each step, (T, batch), padded at the end with any id.
        """
        memory, state = self.encode(words, lengths)
        logits, _ = self.decode(before, state, memory, real_steps(lengths.to(words.device), len(words)))
        return logits

    def encode(self, words: Tensor, lengths: Tensor) -> tuple[Tensor, State]:
        """States of the encoder, (S, batch, directions * units), and the state the decoder begins with.

        The batch is packed, so that the last state of each text is that after its last word, whatever
        padding follows.
        """
        packed = pack_padded_sequence(
            self.dropout(self.encoder.embedding(words)), lengths, enforce_sorted=False
        )
        out, end = self.encoder.rnn(packed)
        memory, _ = pad_packed_sequence(out, total_length=len(words))
        state = tuple(self._both(each) for each in (end if isinstance(end, tuple) else (end,)))
        return memory, state

    def _both(self, end: Tensor) -> Tensor:
        """(layers * directions, batch, units) -> (layers, batch, units)."""
        config = self.config
        return end.reshape(config.layers, config.directions, *end.shape[1:]).sum(1)

    def decode(self, before: Tensor, state: State, memory: Tensor, real: Tensor) -> tuple[Tensor, State]:
        """Logits (T, batch, outputs) after each word of ``before`` (T, batch), and the state at the end."""
        x = self.dropout(self.decoder.embedding(before))
        h, end = self.decoder.rnn(x, state if len(state) > 1 else state[0])
        if self.attention is not None:
            h, _ = self.attention(h, memory, real)
        logits: Tensor = self.head(self.dropout(self.norm(h)))
        return logits, end if isinstance(end, tuple) else (end,)

    @torch.no_grad()
    def write(self, words: Tensor, lengths: Tensor, longest: int, end: int, never: int) -> Tensor:
        """The likeliest word at every step (greedy decoding): ids (T, batch), T at most ``longest``.

        What follows a text's first ``end`` has no meaning; ``never`` is not written.
        """
        memory, state = self.encode(words, lengths)
        real = real_steps(lengths.to(words.device), len(words))
        word = torch.full((words.shape[1],), end, device=words.device)
        done = torch.zeros_like(word, dtype=torch.bool)
        written: list[Tensor] = []
        while len(written) < longest and not bool(done.all()):
            logits, state = self.decode(word[None], state, memory, real)
            logits[..., never] = -torch.inf
            word = logits[0].argmax(-1)
            written.append(word)
            done |= word == end
        return torch.stack(written)
