"""Weights in a file: safetensors under the names that PyTorch gives them.

    embedding.weight (V, D) · lstm.weight_ih_l{k} (4H, D or H) · lstm.weight_hh_l{k} (4H, H)
    lstm.bias_ih_l{k} (4H,) · lstm.bias_hh_l{k} (4H,) · linear.weight (V, H) · linear.bias (V,)

Rows in PyTorch's order i, f, g, o. PyTorch has two biases "for cuDNN compatibility" and adds them; here
there is one, written as bias_ih beside zeros. Reference: torch.nn.LSTM, "Variables".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from model.cells import cell_named
from model.errors import ShapeError, WeightsError
from model.graph import Array, Params
from model.network import Network

ROWS = {"lstm": ("i", "f", "g", "o")}


def dump(network: Network) -> bytes:
    """The network as a safetensors file in float32."""
    kind, order = network.cell.name, ROWS[network.cell.name]
    tensors: dict[str, Array] = {"linear.weight": network.W_out, "linear.bias": network.b_out}
    if network.embedding is not None:
        tensors["embedding.weight"] = network.embedding
    for n, p in enumerate(network.layers):
        tensors[f"{kind}.weight_ih_l{n}"] = np.concatenate([p[f"W_{k}"] for k in order])
        tensors[f"{kind}.weight_hh_l{n}"] = np.concatenate([p[f"U_{k}"] for k in order])
        tensors[f"{kind}.bias_ih_l{n}"] = np.concatenate([p[f"b_{k}"] for k in order])
        tensors[f"{kind}.bias_hh_l{n}"] = np.zeros_like(tensors[f"{kind}.bias_ih_l{n}"])
    return save({k: np.ascontiguousarray(v, dtype=np.float32) for k, v in tensors.items()})


def parse(data: bytes, cell: str) -> Network:
    """A safetensors file → a network whose every shape and value was looked at.

    Raises: UnknownCell; WeightsError: not a safetensors file, a tensor is missing, too many, of the wrong
        shape or type, or holds NaN or infinity.
    """
    kind = cell_named(cell)
    try:
        tensors = load(data)
    except (SafetensorError, ValueError, KeyError) as error:
        raise WeightsError(f"not a safetensors file of numbers: {error}") from error
    for name, tensor in tensors.items():
        if tensor.dtype not in (np.float16, np.float32, np.float64):
            raise WeightsError(f"{name} holds {tensor.dtype}; expected floating-point numbers", name=name)
        if not np.isfinite(tensor).all():
            raise WeightsError(f"{name} holds NaN or infinity", name=name)
    layers = 1 + max((int(m[1]) for name in tensors if (m := re.fullmatch(rf"{cell}\.weight_ih_l(\d{{1,3}})", name))), default=0)
    network = Network(
        kind,
        tensors.pop("embedding.weight") if "embedding.weight" in tensors else None,
        tuple(_layer(tensors, cell, n) for n in range(layers)),
        _take(tensors, "linear.weight", 2),
        _take(tensors, "linear.bias", 1),
    ) if tensors else None  # fmt: skip
    if network is None or tensors:
        raise WeightsError(f"tensors that do not belong there: {sorted(tensors)}" if tensors else "no tensors")
    return network


def _take(tensors: dict[str, Array], name: str, ndim: int) -> Array:
    if name not in tensors:
        raise WeightsError(f"{name} is missing", name=name)
    if tensors[name].ndim != ndim:
        raise WeightsError(f"{name} has {tensors[name].ndim} dimensions; expected {ndim}", name=name)
    return tensors.pop(name)


def _layer(tensors: dict[str, Array], cell: str, n: int) -> Params:
    order = ROWS[cell]
    W = _take(tensors, f"{cell}.weight_ih_l{n}", 2)
    U = _take(tensors, f"{cell}.weight_hh_l{n}", 2)
    b = _take(tensors, f"{cell}.bias_ih_l{n}", 1)
    b_hh = _take(tensors, f"{cell}.bias_hh_l{n}", 1)
    H = U.shape[1]
    for name, array in (("weight_ih", W), ("weight_hh", U), ("bias_ih", b), ("bias_hh", b_hh)):
        if len(array) != len(order) * H:
            raise ShapeError(f"{cell}.{name}_l{n}", array.shape, (len(order) * H, *array.shape[1:]))
    parts: Mapping[str, list[Array]] = {
        "W": np.split(W, len(order)), "U": np.split(U, len(order)), "b": np.split(b + b_hh, len(order))
    }  # fmt: skip
    return Params({f"{kind}_{k}": rows[m] for kind, rows in parts.items() for m, k in enumerate(order)})
