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

tanh_backward = torch.ops.aten.tanh_backward
relu_backward = torch.ops.aten.threshold_backward


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
        exact = states.dtype == recurrent.dtype
        U = recurrent.to(states.dtype)
        gates, back = states.new_empty(T, B, H), states.new_empty(B, H)
        d = recurrent.new_zeros(B, H)
        steps = zip(outside.unbind(0), states[1:].unbind(0), gates.unbind(0), strict=True)
        for outside_t, after, gates_t in reversed(list(steps)):
            d.add_(outside_t)
            if exact:
                _through_f(d, after, ctx.relu, out=gates_t)
                torch.mm(gates_t, U, out=d)
            else:  # the gradient itself is carried from step to step unrounded
                _through_f(d, after.to(d.dtype), ctx.relu, out=d)
                gates_t.copy_(d)
                d.copy_(torch.mm(gates_t, U, out=back))
        d_U = torch.mm(gates.view(T * B, H).t(), states[:-1].view(T * B, H))
        return gates, d, d_U.to(d.dtype), None, None


def _through_f(gradient: Tensor, output: Tensor, relu: bool, out: Tensor) -> None:
    """The gradient of f's input from that of its ``output``."""
    if relu:
        relu_backward.grad_input(gradient, output, 0, grad_input=out)
    else:
        tanh_backward.grad_input(gradient, output, grad_input=out)
