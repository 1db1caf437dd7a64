"""The loss of a batch of sequences and its gradient, by back-propagation through time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.graph import Array, Cell
from model.sequence import Layer, Run, layer_of
from model.trace import softmax
from model.training.parameters import Parameters

Numbers = NDArray[Any]


@dataclass(frozen=True)
class Batch:
    """B sequences of up to T steps, shorter ones filled up behind.

    Attributes:
        read: (T, B) token ids, or (T, D, B) numbers.
        targets: what is to be said at each step: (T, B) ids of a token or a class, or (T, V, B) values.
        weights: (T, B) how much each counts; 0 where there is nothing to say.
        lengths: (B,) how many steps belong to a sequence, where that does not follow from the weights.
    """

    read: Numbers
    targets: Numbers
    weights: Array
    lengths: NDArray[np.intp] | None = None

    @property
    def inside(self) -> NDArray[np.bool_]:
        """(T, B) whether a step belongs to its sequence."""
        if self.lengths is None:
            return np.asarray(self.weights > 0)
        return np.arange(len(self.weights))[:, None] < self.lengths


def loss_and_gradients(p: Parameters, cell: Cell, L: int, batch: Batch, penalty: float) -> tuple[float, Parameters]:
    """Weighted mean of what is said of the targets, plus ``penalty`` · mean c² over the steps read.

    That is the cross-entropy in nats where the targets are ids, the squared error where they are values.

    Args:
        L: number of layers.
        penalty: keeps the cell states small enough to be looked at; 0 for none, and none in a cell without c.

    Returns: the loss and ∂loss/∂p.
    """
    grads = p.like()
    sizes = [p.D, *[p.H] * (L - 1)]
    layers = [layer_of(cell, p.layer(n), sizes[n], p.flat.dtype) for n in range(L)]
    runs = _forward(p, cell, layers, batch.read)

    said = batch.weights > 0
    h = runs[-1].nodes["h"]
    hidden = np.ascontiguousarray(np.moveaxis(h, 1, 2)[said])  # (N, H), only where there is something to say
    weights = (batch.weights[said] / batch.weights[said].sum()).astype(p.flat.dtype)
    targets = batch.targets[said] if batch.targets.ndim == 2 else np.moveaxis(batch.targets, 1, 2)[said]
    loss, d_out = _said(hidden @ p["W_out"].T + p["b_out"], targets, weights)
    grads["W_out"][:] = d_out.T @ hidden
    grads["b_out"][:] = d_out.sum(axis=0)
    dh = np.zeros_like(h)
    np.moveaxis(dh, 1, 2)[said] = d_out @ p["W_out"]

    inside = batch.inside
    count = float(inside.sum()) * h.shape[1] * L
    for n in reversed(range(L)):
        d = {"h": dh}
        if penalty and "c" in cell.by_id:
            c = np.where(inside[:, None], runs[n].nodes["c"], 0)
            loss += penalty * float((c * c).sum()) / count
            d["c"] = (2 * penalty / count) * c
        dz, named = layers[n].backward(runs[n], d)
        if n == 0 and "embedding" in p.shapes:
            dW = _pull_table(p, grads, layers[0], dz, batch.read)
        else:
            below = runs[n - 1].nodes["h"] if n else batch.read
            dW = np.tensordot(dz, below, axes=((0, 2), (0, 2)))
            dh = layers[n].W.T @ dz
        for name, g in (named | layers[n].input_gradients(dW, dz.sum(axis=(0, 2)))).items():
            grads[f"{name}.{n}"][:] = g
    return loss, grads


def _said(out: Array, targets: Numbers, weights: Array) -> tuple[float, Array]:
    """The loss of what the output layer says (N, V), and its gradient."""
    if targets.ndim == 2:
        error = out - targets
        return float((weights[:, None] * error * error).sum()), 2 * weights[:, None] * error
    rows = np.arange(len(targets))
    d = softmax(out)
    loss = float(-(weights * np.log(d[rows, targets] + 1e-30)).sum())
    d *= weights[:, None]
    d[rows, targets] -= weights
    return loss, d


def _forward(p: Parameters, cell: Cell, layers: list[Layer], read: Numbers) -> list[Run]:
    """One run a layer. An embedding is projected as a whole and its rows are gathered, (T, R, B)."""
    if "embedding" in p.shapes:
        table = layers[0].project(p["embedding"])
        z = np.ascontiguousarray(np.moveaxis(table[read], 2, 1))
    else:
        z = layers[0].project(read.astype(p.flat.dtype))
    start = {node: np.zeros((p.H, read.shape[-1]), p.flat.dtype) for node in cell.carry.values()}
    runs: list[Run] = [layers[0].run(z, start)]
    for layer in layers[1:]:
        runs.append(layer.run(layer.project(runs[-1].nodes["h"]), start))
    return runs


def _pull_table(p: Parameters, grads: Parameters, layer: Layer, dz: Array, ids: Numbers) -> Array:
    """∂L/∂W of the first layer; fills the embedding's gradient. By one product with the one-hot matrix of the ids."""
    V = len(p["embedding"])
    one_hot = np.zeros((V, ids.size), p.flat.dtype)
    one_hot[ids.reshape(-1), np.arange(ids.size)] = 1
    d_table = one_hot @ np.moveaxis(dz, 1, 2).reshape(ids.size, -1)  # (V, R)
    grads["embedding"][:] = d_table @ layer.W
    return np.asarray(d_table.T @ p["embedding"])
