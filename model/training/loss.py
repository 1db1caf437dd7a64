"""The loss of a batch of sentences and its gradient, by back-propagation through time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.graph import Array
from model.trace import softmax
from model.training.parameters import Parameters
from model.unroll import Run, Stack, backward, stack, unroll, unstack_gradient


@dataclass(frozen=True)
class Batch:
    """B sentences of up to T tokens, shorter ones filled up behind.

    Attributes:
        ids: (T, B) what is read.
        targets: (T, B) what is to be said next.
        weights: (T, B) how much each counts; 0 where there is nothing to say.
    """

    ids: NDArray[np.intp]
    targets: NDArray[np.intp]
    weights: Array


def loss_and_gradients(p: Parameters, L: int, batch: Batch, penalty: float) -> tuple[float, Parameters]:
    """Weighted mean cross-entropy of the next token, plus ``penalty`` · mean c² over the tokens read.

    Args:
        L: number of layers.
        penalty: keeps the cell states small enough to be looked at; 0 for none.

    Returns: the loss in nats and ∂loss/∂p.
    """
    grads = p.like()
    stacks = [stack(p.layer(n), p.flat.dtype) for n in range(L)]
    runs = _forward(p, stacks, batch.ids)

    read = batch.weights > 0
    hidden = np.ascontiguousarray(np.moveaxis(runs[-1].h[1:], 1, 2)[read])  # (N, H), only where there is something to say
    probabilities = softmax(hidden @ p["W_out"].T + p["b_out"])
    targets, weights = batch.targets[read], batch.weights[read]
    weights = (weights / weights.sum()).astype(p.flat.dtype)
    rows = np.arange(len(targets))
    loss = float(-(weights * np.log(probabilities[rows, targets] + 1e-30)).sum())

    d_logits = probabilities * weights[:, None]
    d_logits[rows, targets] -= weights
    grads["W_out"][:] = d_logits.T @ hidden
    grads["b_out"][:] = d_logits.sum(axis=0)
    dh = np.zeros_like(runs[-1].tanh_c)
    np.moveaxis(dh, 1, 2)[read] = d_logits @ p["W_out"]

    count = float(read.sum()) * runs[0].tanh_c.shape[1] * L
    for n in reversed(range(L)):
        dc = None
        if penalty:
            c = np.where(read[:, None], runs[n].nodes["c"], 0)
            loss += penalty * float((c * c).sum()) / count
            dc = (2 * penalty / count) * c
        dz, dU = backward(stacks[n], runs[n], dh, dc)
        if n:
            below = runs[n - 1].h[1:]
            dW = np.tensordot(dz, below, axes=((0, 2), (0, 2)))
            dh = stacks[n].W.T @ dz
        else:
            dW = _pull_table(p, grads, stacks[0], dz, batch.ids)
        for name, g in unstack_gradient(Stack(dW, dU, dz.sum(axis=(0, 2)))).items():
            grads[f"{name}.{n}"][:] = g
    return loss, grads


def _forward(p: Parameters, stacks: list[Stack], ids: NDArray[np.intp]) -> list[Run]:
    """One run a layer. The embedding is projected as a whole and its rows are gathered, (T, 4H, B)."""
    table = stacks[0].project(p["embedding"])
    z = np.ascontiguousarray(np.moveaxis(table[ids], 2, 1))
    zeros = np.zeros((stacks[0].H, ids.shape[1]), p.flat.dtype)
    runs = [unroll(stacks[0], z, zeros, zeros)]
    for layer in stacks[1:]:
        runs.append(unroll(layer, layer.project(runs[-1].h[1:]), zeros, zeros))
    return runs


def _pull_table(p: Parameters, grads: Parameters, layer: Stack, dz: Array, ids: NDArray[np.intp]) -> Array:
    """∂L/∂W of the first layer; fills the embedding's gradient. By one product with the one-hot matrix of the ids."""
    V = len(p["embedding"])
    one_hot = np.zeros((V, ids.size), p.flat.dtype)
    one_hot[ids.reshape(-1), np.arange(ids.size)] = 1
    d_table = one_hot @ np.moveaxis(dz, 1, 2).reshape(ids.size, -1)  # (V, 4H)
    grads["embedding"][:] = d_table @ layer.W
    return np.asarray(d_table.T @ p["embedding"])
