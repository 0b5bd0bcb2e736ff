"""Orders of the units for a heatmap: a network numbers its units by chance, an eye wants kin side by side."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

Order = Literal["index", "similarity", "strength"]
ORDERS: tuple[Order, ...] = ("index", "similarity", "strength")


def unit_order(values: Floats, order: Order) -> NDArray[np.intp]:
    """The units, first to last, as (H,) indices, by what they did: values (T, H).

    ``strength``: by their root mean square, the strongest first. ``similarity``: by the Fiedler vector of the
    graph that joins units by the size of their correlation, which puts like beside like (Atkins, Boman and
    Hendrickson 1998, "A spectral algorithm for seriation"); a unit and its mirror image count as alike.
    """
    T, H = values.shape
    if order == "index" or T == 0 or H < 3:
        return np.arange(H)
    clean = np.nan_to_num(values.astype(np.float64))
    if order == "strength":
        return np.argsort(-np.sqrt((clean**2).mean(axis=0)), kind="stable")
    centred = clean - clean.mean(axis=0)
    spread = np.sqrt((centred**2).sum(axis=0))
    centred /= np.where(spread > 1e-9, spread, 1.0)
    alike = np.abs(centred.T @ centred)
    np.fill_diagonal(alike, 0.0)
    laplacian = np.diag(alike.sum(axis=1)) - alike
    _, vectors = np.linalg.eigh(laplacian)
    fiedler = vectors[:, 1]
    # An eigenvector has no sign of its own: the first unit that is not in the middle comes early.
    if fiedler[int(np.argmax(np.abs(fiedler)))] > 0:
        fiedler = -fiedler
    return np.argsort(fiedler, kind="stable")
