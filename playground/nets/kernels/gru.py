"""The gated recurrent unit, forwards and back through time (Cho et al. 2014, as in ``torch.nn.GRU``).

With a_t = W x_t + b, made beforehand, and U the recurrent weights of the three gates r, z, n::

    r = sigmoid(a_r + U_r h')              h' = h_{t-1}, all of them (batch, units)
    z = sigmoid(a_z + U_z h')
    q = U_n h' + b_n                       what the past offers the candidate
    n = tanh(a_n + r q)
    h = n + z (h' - n)

Backwards, let d be the gradient of the loss with respect to h_t, from the output and from step t+1. Each gate
sees d through a factor that is known since the forward pass::

    d a_n = d K_n         K_n = (1 - z)(1 - n^2)
    d q   = d K_n r
    d a_r = d K_r         K_r = K_n q r (1 - r)
    d a_z = d K_z         K_z = (h' - n) z (1 - z)
    d h'  = d z + (d q, d a_r, d a_z) (U_n, U_r, U_z)

So a step back is one elementwise product of d with (K_n r, K_r, K_z, K_n), laid side by side, and one product
of matrices. In that order the first three are the gradient of what the recurrent weights made, the last three
that of the inputs: one array holds both.

tanh(x) = 2 sigmoid(2x) - 1 is used for the candidate: torch's sigmoid is several times faster than its tanh.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

tanh_backward = torch.ops.aten.tanh_backward.grad_input
sigmoid_backward = torch.ops.aten.sigmoid_backward.grad_input

CHUNK = 8
"""Steps whose factors are made at once: many enough for every core, few enough to stay in the cache."""


def gru(inputs: Tensor, start: Tensor, recurrent: Tensor, bias: Tensor, matrices: torch.dtype) -> Tensor:
    """Hidden states after each step, (time, batch, units), in the dtype of ``matrices``.

    Args:
        inputs: a_t of the gates r, z, n, (time, batch, 3 units).
        start: h_0, (batch, units).
        recurrent: U, (3 units, units).
        bias: b_n, (units,); the other recurrent biases are part of ``inputs``.
        matrices: precision in which matrices are multiplied.
    """
    states: Tensor = _Gru.apply(inputs, start, recurrent, bias, matrices)  # type: ignore[no-untyped-call]
    return states


class _Gru(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, inputs: Tensor, start: Tensor, recurrent: Tensor, bias: Tensor, matrices: torch.dtype
    ) -> Tensor:
        T, B, H = len(inputs), len(start), start.shape[1]
        exact = matrices == start.dtype
        # The candidate counts double, for tanh(x) = 2 sigmoid(2x) - 1.
        U = torch.cat([recurrent[: 2 * H], 2 * recurrent[2 * H :]]).to(matrices).t()
        b_n, minus_one, two = 2 * bias, start.new_tensor(-1.0), start.new_tensor(2.0)
        rz, n, q = (start.new_empty(T, B, width) for width in (2 * H, H, H))
        states = start.new_empty(T + 1, B, H, dtype=matrices)
        states[0] = start
        past = start.new_empty(B, 3 * H, dtype=matrices)
        past_rz, past_n = past[:, : 2 * H], past[:, 2 * H :]
        h = start.clone()
        for a_rz, a_n, rz_t, r_t, z_t, n_t, q_t, before, after in zip(
            inputs[:, :, : 2 * H].unbind(0), inputs[:, :, 2 * H :].unbind(0), rz.unbind(0),
            rz[:, :, :H].unbind(0), rz[:, :, H:].unbind(0), n.unbind(0), q.unbind(0),
            states[:-1].unbind(0), states[1:].unbind(0), strict=True,
        ):  # fmt: skip
            torch.mm(before, U, out=past)
            torch.add(a_rz, past_rz, out=rz_t).sigmoid_()
            torch.add(past_n, b_n, out=q_t)
            torch.addcmul(torch.mul(a_n, two, out=n_t), r_t, q_t, out=n_t).sigmoid_()
            torch.add(minus_one, n_t, alpha=2, out=n_t)
            if exact:
                torch.lerp(n_t, before, z_t, out=after)
            else:  # the state itself is carried from step to step unrounded
                torch.lerp(n_t, h, z_t, out=h)
                after.copy_(h)
        ctx.save_for_backward(recurrent, rz, n, q, states)
        return states[1:]

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, outside: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, None]:
        recurrent, rz, n, q, states = ctx.saved_tensors
        T, B, H = n.shape
        exact = states.dtype == n.dtype
        U = torch.cat([recurrent[2 * H :], recurrent[: 2 * H]]).to(states.dtype)  # in the order n, r, z
        gates = states.new_empty(T, B, 4 * H)
        d, back = n.new_zeros(B, H), states.new_empty(B, H)
        d_each = d[:, None]  # the same numbers, for each of the four factors
        for end in range(T, 0, -CHUNK):
            chunk = slice(max(0, end - CHUNK), end)
            by_gate = gates[chunk].view(-1, B, 4, H)
            # Factors become gradients where they stand, while they are still in the cache.
            K = by_gate if exact else n.new_empty(by_gate.shape)
            _factors(rz[chunk], n[chunk], q[chunk], states[chunk].to(n.dtype), out=K)
            steps = zip(
                outside[chunk].unbind(0), K.unbind(0), rz[chunk, :, H:].unbind(0), by_gate.unbind(0),
                gates[chunk, :, : 3 * H].unbind(0), strict=True,
            )  # fmt: skip
            for outside_t, K_t, z_t, gates_t, by_past_t in reversed(list(steps)):
                d.add_(outside_t)
                torch.mul(K_t, d_each, out=K_t)
                d.mul_(z_t)
                if exact:
                    d.addmm_(by_past_t, U)
                else:
                    gates_t.copy_(K_t)
                    d.add_(torch.mm(by_past_t, U, out=back))
        by_past = gates.view(T * B, 4 * H)[:, : 3 * H]
        d_U = torch.mm(by_past.t(), states[:-1].view(T * B, H))
        d_bias = gates[:, :, :H].sum((0, 1), dtype=n.dtype)
        return gates[:, :, H:], d, torch.cat([d_U[H:], d_U[:H]]).to(n.dtype), d_bias, None


def _factors(rz: Tensor, n: Tensor, q: Tensor, before: Tensor, out: Tensor) -> None:
    """(K_n r, K_r, K_z, K_n) of some steps, into ``out`` (steps, batch, 4, units).

    ``q`` is twice what the equations call so, as the forward pass left it.
    """
    r, z = rz.chunk(2, dim=2)
    K_nr, K_r, K_z, K_n = out.unbind(2)
    tanh_backward(1 - z, n, grad_input=K_n)  # (1 - z)(1 - n^2)
    torch.mul(K_n, r, out=K_nr)
    sigmoid_backward(K_n * q * 0.5, r, grad_input=K_r)  # K_n q r (1 - r)
    sigmoid_backward(before - n, z, grad_input=K_z)  # (h' - n) z (1 - z)
