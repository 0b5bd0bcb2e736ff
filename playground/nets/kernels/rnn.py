"""The plain recurrent layer, forwards and back through time (Elman 1990; gradient: Werbos 1990).

With a_t = W x_t + b, made beforehand, and U the recurrent weights::

    h_t = f(a_t + U h_{t-1})               (batch, units); f is tanh or a rectifier

Backwards, let d_t be the gradient of the loss with respect to a_t. It is that of h_t times f', which the
output tells: 1 - h^2 for tanh, 1 where h > 0 for the rectifier::

    d_t = (outside_t + d_{t+1} U) f'(h_t)

Nothing but the states has to be kept, and the gradient of U is one product for all steps,
sum over t of d_t^T h_{t-1}.

tanh(x) = 2 sigmoid(2x) - 1 is used: torch's sigmoid is several times faster than its tanh.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

CHUNK = 8
"""Steps whose f' is made at once: many enough for every core, few enough to stay in the cache."""


def rnn(inputs: Tensor, start: Tensor, recurrent: Tensor, relu: bool, matrices: torch.dtype) -> Tensor:
    """Hidden states after each step, (time, batch, units), in the dtype of ``matrices``.

    Args:
        inputs: a_t, (time, batch, units), in the dtype of ``matrices``.
        start: h_0, (batch, units).
        recurrent: U, (units, units).
        relu: whether f is a rectifier.
        matrices: precision in which matrices are multiplied.
    """
    states: Tensor = _Rnn.apply(inputs, start, recurrent, relu, matrices)  # type: ignore[no-untyped-call]
    return states


class _Rnn(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, inputs: Tensor, start: Tensor, recurrent: Tensor, relu: bool, matrices: torch.dtype
    ) -> Tensor:
        T, B, H = inputs.shape
        U = recurrent.to(matrices).t()
        states = start.new_empty(T + 1, B, H, dtype=matrices)
        states[0] = start
        scale = 1 if relu else 2
        minus_one = states.new_tensor(-1.0)
        for a, before, after in zip(
            inputs.unbind(0), states[:-1].unbind(0), states[1:].unbind(0), strict=True
        ):
            torch.addmm(a, before, U, beta=scale, alpha=scale, out=after)
            if relu:
                after.relu_()
            else:
                torch.add(minus_one, after.sigmoid_(), alpha=2, out=after)
        ctx.save_for_backward(recurrent, states)
        ctx.relu = relu
        return states[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, outside: Tensor) -> tuple[Tensor, Tensor, Tensor, None, None]:
        recurrent, states = ctx.saved_tensors
        T, B, H = outside.shape
        U = recurrent.to(states.dtype)
        gates = states.new_empty(T, B, H)
        d = torch.zeros_like(outside[0], dtype=recurrent.dtype)
        back = states.new_empty(B, H)
        for end in range(T, 0, -CHUNK):
            begin = max(0, end - CHUNK)
            after = states[begin + 1 : end + 1].to(d.dtype)
            slope = (after > 0).to(d.dtype) if ctx.relu else 1 - after * after
            for k in range(end - begin - 1, -1, -1):
                t = begin + k
                gates[t] = d.add_(outside[t]).mul_(slope[k])
                d.copy_(torch.mm(gates[t], U, out=back))
        d_U = torch.mm(gates.view(T * B, H).t(), states[:-1].view(T * B, H))
        return gates, d, d_U.to(d.dtype), None, None
