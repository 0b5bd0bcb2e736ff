"""Reading a batch of texts through all recurrent layers, in the fastest way this device has.

A GPU reads with torch's own layers (cuDNN). On a CPU each cell has its kernel, and the first layer does not
multiply what it can look up: a text of V kinds of tokens has only V different input vectors, so W E^T, a
table of V rows, says what every token adds to a step::

    a_t = W E[token_t] + b = (E W^T + b)[token_t]

That is exact, and for characters it saves most of the first layer's input products: (time * batch) rows times
W become V rows times W. torch's fused LSTM wants vectors, not a table: it is given each token as a one-hot
vector of V numbers, with W E^T as its input weights.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from playground.nets.kernels.gru import gru
from playground.nets.kernels.rnn import rnn as plain_rnn
from playground.nets.layers import State


def read_tokens(
    rnn: nn.RNNBase, embedding: Tensor, tokens: Tensor, state: State, dropout: float, matrices: torch.dtype
) -> tuple[Tensor, State]:
    """Hidden states of the top layer, (time, batch, units), and the state after the last token.

    Args:
        embedding: E, (vocabulary, width).
        tokens: ids, (time, batch).
        state: before the first token; each part (layers, batch, units), float32, as is that returned.
        dropout: share of the embedding's values to drop; 0 when not training.
        matrices: precision in which matrices are multiplied, and of the hidden states returned.
    """
    if tokens.device.type != "cpu":
        return _by_torch(rnn, F.dropout(F.embedding(tokens, embedding), dropout), state, matrices)
    ends = []
    h: Tensor | None = None
    for layer in range(rnn.num_layers):
        W, U, b_W, b_U = (
            getattr(rnn, f"{part}_l{layer}") for part in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        start = tuple(part[layer] for part in state)
        look_up = h is None and not dropout and _few(embedding, tokens, isinstance(rnn, nn.LSTM))
        if look_up:
            x, W = tokens, F.linear(W, embedding)
        elif h is None:
            x = F.dropout(F.embedding(tokens, embedding), dropout)
        else:
            x = F.dropout(h, rnn.dropout, rnn.training)
        if isinstance(rnn, nn.LSTM):
            x = F.one_hot(x, len(embedding)) if look_up else x
            h, end = _lstm(x, start, W, U, b_W, b_U, matrices)
        else:
            h = _gru_or_rnn(rnn, x, start[0], W, U, b_W, b_U, matrices)
            end = (h[-1],)
        ends.append(end)
    assert h is not None
    after = tuple(torch.stack(parts).to(state[0].dtype) for parts in zip(*ends, strict=True))
    return h, after


def _few(embedding: Tensor, tokens: Tensor, fused: bool) -> bool:
    """Whether looking up costs less than multiplying."""
    kinds, width = embedding.shape
    return kinds < width if fused else 2 * kinds < tokens.numel()


def _lstm(
    x: Tensor, start: State, W: Tensor, U: Tensor, b_W: Tensor, b_U: Tensor, matrices: torch.dtype
) -> tuple[Tensor, State]:
    """One layer by torch's fused operation; ``b_W`` and ``b_U`` are added by it."""
    h_0, c_0 = (part[None].to(matrices) for part in start)
    weights = [weight.to(matrices) for weight in (W, U, b_W, b_U)]
    h, h_n, c_n = torch.lstm(x.to(matrices), (h_0, c_0), weights, True, 1, 0.0, True, False, False)
    return h, (h_n[0], c_n[0])


def _gru_or_rnn(
    rnn: nn.RNNBase, x: Tensor, start: Tensor, W: Tensor, U: Tensor, b_W: Tensor, b_U: Tensor,
    matrices: torch.dtype,
) -> Tensor:  # fmt: skip
    """One layer by our own kernels; ``x`` is vectors, or token ids with a table for ``W``."""
    H = rnn.hidden_size
    bias = b_W + b_U
    if isinstance(rnn, nn.GRU):  # its b_n stands inside the product with r
        bias = torch.cat([bias[: 2 * H], b_W[2 * H :]])
    if x.is_floating_point():
        inputs = F.linear(x.to(matrices), W.to(matrices), bias.to(matrices))
    else:
        inputs = F.embedding(x, W.t() + bias)
    if isinstance(rnn, nn.GRU):
        return gru(inputs, start, U, b_U[2 * H :], matrices)
    return plain_rnn(inputs.to(matrices), start, U, rnn.mode == "RNN_RELU", matrices)


def _by_torch(rnn: nn.RNNBase, x: Tensor, state: State, matrices: torch.dtype) -> tuple[Tensor, State]:
    with torch.autocast(x.device.type, matrices, enabled=matrices == torch.bfloat16):
        if isinstance(rnn, nn.LSTM):
            h, (h_n, c_n) = rnn(x, (state[0], state[1]))
            return h, (h_n.to(state[0].dtype), c_n.to(state[0].dtype))
        h, h_n = rnn(x, state[0])
        return h, (h_n.to(state[0].dtype),)
