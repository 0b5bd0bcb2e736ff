"""Which earlier tokens a prediction leaned on, by its gradient: back-propagation through time, by hand.

For the log-probability ``log p(y | x_1 … x_T)`` of a token y, the gradient with respect to each input vector
``x_t`` (the embedding of token t) says how much a small change there would change the prediction now; its
norm is the connectivity of Madsen (2019, "Visualizing memorization in RNNs"). It is walked back as training
does it, but for one text, and down to the inputs rather than the weights.
Below, ``δ`` marks the gradient with respect to a quantity, ``*`` goes element by element, ``~`` is a gate's
sum before its nonlinearity::

    RNN    h_t = tanh(a)                    δa = δh * (1 - h_t²), or with relu δh * [a > 0]

    LSTM   c_t = f * c_{t-1} + i * g        δc += δh * o * (1 - tanh²(c_t))
           h_t = o * tanh(c_t)              δõ = δh * tanh(c_t) * o(1-o)
                                            δf̃ = δc * c_{t-1} * f(1-f)
                                            δĩ = δc * g * i(1-i)
                                            δg̃ = δc * i * (1-g²);    δc_{t-1} = δc * f

    GRU    m = U_n h_{t-1} + b_Un           δñ = δh * (1-z) * (1-n²);    δm = δñ * r
           n = tanh(W_n x + b_Wn + r * m)   δz̃ = δh * (h_{t-1} - n) * z(1-z)
           h_t = (1 - z) * n + z * h_{t-1}  δr̃ = δñ * m * r(1-r);    δh * z goes straight to h_{t-1}

Then ``δh_{t-1} = Uᵀ δa`` and ``δx_t = Wᵀ δa``, where x of an upper layer is h of the one below.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.inference.network import NORM_EPS, Ids, Network, State
from playground.inference.sampling import log_softmax
from playground.inference.trace import before_each, look_inside

Floats = NDArray[np.float32]


def input_gradients(network: Network, state: State, ids: Ids, target: int) -> Floats:
    """Gradient of ``log p(target)`` after ids (T,) were read from ``state``, T at least 1.

    Returns:
        With respect to the embedding of each token, (T, E), in nats for one unit of its numbers.
    """
    inside, after = look_inside(network, state, ids)
    values = {name: array.transpose(1, 0, 2) for name, array in inside.items()}  # (layers, T, H)
    dh_last = _through_output(network, after.h[-1], target)
    T = len(ids)
    above = np.zeros((T, network.config.units), np.float32)
    above[-1] = dh_last
    for layer in reversed(range(network.config.layers)):
        before = {"h": before_each(state.h[layer], values["h"][layer])}
        if state.c is not None:
            before["c"] = before_each(state.c[layer], values["c"][layer])
        gates = {name: array[layer] for name, array in values.items()}
        above = _through_layer(network, layer, gates, before, above)
    return above


def connectivity(network: Network, state: State, ids: Ids, target: int) -> Floats:
    """Norm of :func:`input_gradients` of each token, (T,), as a share of the largest (1 for that one)."""
    norms = np.linalg.norm(input_gradients(network, state, ids, target), axis=1)
    largest = norms.max(initial=0.0)
    shares: Floats = norms / largest if largest > 0 else norms
    return shares


def _through_output(network: Network, h: Floats, target: int) -> Floats:
    """``δh`` (H,) of ``log p(target)``: back through softmax, linear layer and layer norm."""
    weights, config = network.weights, network.config
    probabilities = np.exp(log_softmax(network.logits(State(h[None]))))
    dlogits = -probabilities
    dlogits[target] += 1
    head = weights["embedding.weight"] if config.tied else weights["head.weight"]
    dy: Floats = dlogits @ head
    if not config.layer_norm:
        return dy
    centred = h - h.mean()
    scale = 1 / np.sqrt((centred**2).mean() + NORM_EPS)
    unit = centred * scale
    dunit = dy * weights["norm.weight"]
    out: Floats = scale * (dunit - dunit.mean() - unit * (dunit * unit).mean())
    return out


def _through_layer(
    network: Network, layer: int, values: dict[str, Floats], before: dict[str, Floats], above: Floats
) -> Floats:
    """``δx`` (T, E) of a layer from ``above``, what the layers above it add to ``δh`` at each step (T, H)."""
    W, U, _, b_U = network.layer_weights(layer)
    dh = np.zeros(network.config.units, np.float32)
    dc = np.zeros_like(dh)
    sums = np.empty((len(above), len(W)), np.float32)
    m = None
    if network.config.cell == "gru":
        H = network.config.units
        m = before["h"] @ U[2 * H :].T + b_U[2 * H :]
    for t in reversed(range(len(above))):
        now = {name: array[t] for name, array in values.items()}
        earlier = {name: array[t] for name, array in before.items()}
        dh = dh + above[t]
        if network.config.cell == "lstm":
            sums[t], dc = _lstm(dh, dc, now, earlier["c"])
            dh = sums[t] @ U
        elif m is not None:
            into_h, sums[t], straight = _gru(dh, now, earlier["h"], m[t])
            dh = into_h @ U + straight
        else:
            slope = 1 - now["h"] ** 2 if network.config.nonlinearity == "tanh" else now["a"] > 0
            sums[t] = dh * slope
            dh = sums[t] @ U
    dx: Floats = sums @ W
    return dx


def _lstm(dh: Floats, dc: Floats, now: dict[str, Floats], c_before: Floats) -> tuple[Floats, Floats]:
    """``δ`` of the gates' sums i, f, g, o (4H,), and ``δc_{t-1}``."""
    i, f, g, o = now["i"], now["f"], now["g"], now["o"]
    tanh_c = np.tanh(now["c"])
    dc = dc + dh * o * (1 - tanh_c**2)
    sums = np.concatenate(
        [
            dc * g * i * (1 - i),
            dc * c_before * f * (1 - f),
            dc * i * (1 - g**2),
            dh * tanh_c * o * (1 - o),
        ]
    )
    return sums, dc * f


def _gru(dh: Floats, now: dict[str, Floats], h_before: Floats, m: Floats) -> tuple[Floats, Floats, Floats]:
    """``δ`` of ``U h + b_U`` and of ``W x + b_W``, (3H,) each, and what goes straight to ``h_{t-1}``."""
    r, z, n = now["r"], now["z"], now["n"]
    dn = dh * (1 - z) * (1 - n**2)
    dz = dh * (h_before - n) * z * (1 - z)
    dr = dn * m * r * (1 - r)
    return np.concatenate([dr, dz, dn * r]), np.concatenate([dr, dz, dn]), dh * z
