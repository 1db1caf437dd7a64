"""Weights in a file: safetensors under the names that PyTorch gives them.

    embedding.weight (V, D) · linear.weight (V, H) · linear.bias (V,), and for layer k, with n H rows:
    lstm.weight_ih_l{k} (nH, D or H) · lstm.weight_hh_l{k} (nH, H) · lstm.bias_ih_l{k} (nH,) · lstm.bias_hh_l{k} (nH,)

The prefix is the kind of cell; the rows are in PyTorch's order, see ROWS. PyTorch has two biases "for cuDNN
compatibility" and adds them; here there is one, written as bias_ih beside zeros. Only the GRU's b_hn, which stands
inside the reset, is a bias_hh in earnest. What PyTorch does not have: lstm-peephole.weight_peephole_l{k} (3H,), in the
order i, f, o. Reference: torch.nn.LSTM, torch.nn.GRU, torch.nn.RNN, "Variables".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load, save

from model.cells import cell_named
from model.errors import ShapeError, WeightsError
from model.graph import Array, Cell, Params
from model.network import Network

ROWS: dict[str, tuple[str, ...]] = {
    "rnn": ("h",),
    "lstm": ("i", "f", "g", "o"),
    "lstm-peephole": ("i", "f", "g", "o"),
    "lstm-coupled": ("f", "g", "o"),
    "lstm-1997": ("i", "g", "o"),
    "gru": ("r", "z", "n"),
    "gru-before": ("r", "z", "n"),
    "mean": (),
}


def dump(network: Network) -> bytes:
    """The network as a safetensors file in float32."""
    kind, order = network.cell.name, ROWS[network.cell.name]
    tensors: dict[str, Array] = {"linear.weight": network.W_out, "linear.bias": network.b_out}
    if network.embedding is not None:
        tensors["embedding.weight"] = network.embedding
    for n, p in enumerate(network.layers):
        if order:
            b = np.concatenate([p[f"b_{k}"] for k in order])
            tensors[f"{kind}.weight_ih_l{n}"] = np.concatenate([p[f"W_{k}"] for k in order])
            tensors[f"{kind}.weight_hh_l{n}"] = np.concatenate([p[f"U_{k}"] for k in order])
            tensors[f"{kind}.bias_ih_l{n}"] = b
            tensors[f"{kind}.bias_hh_l{n}"] = np.concatenate([p.get(f"b_h{k}", np.zeros_like(p[f"b_{k}"])) for k in order])
        if peepholes := _peepholes(network.cell):
            tensors[f"{kind}.weight_peephole_l{n}"] = np.concatenate([p[name] for name in peepholes])
    return save({k: np.ascontiguousarray(v, dtype=np.float32) for k, v in tensors.items()})


def _peepholes(cell: Cell) -> list[str]:
    names = cell.shapes(1, 1)
    return [f"p_{k}" for k in ROWS[cell.name] if f"p_{k}" in names]


def parse(data: bytes, cell: str, layers: int = 1) -> Network:
    """A safetensors file → a network whose every shape and value was looked at.

    Args:
        layers: how many, for a cell without weights; all others are counted.

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
    numbered = (re.fullmatch(rf"{cell}\.weight_ih_l(\d{{1,3}})", name) for name in tensors)
    count = 1 + max((int(m[1]) for m in numbered if m), default=layers - 1)
    network = Network(
        kind,
        tensors.pop("embedding.weight") if "embedding.weight" in tensors else None,
        tuple(_layer(tensors, kind, n) for n in range(count)),
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


def _layer(tensors: dict[str, Array], cell: Cell, n: int) -> Params:
    order, kind, names = ROWS[cell.name], cell.name, cell.shapes(1, 1)
    if not order:
        return Params()
    W = _take(tensors, f"{kind}.weight_ih_l{n}", 2)
    U = _take(tensors, f"{kind}.weight_hh_l{n}", 2)
    b = _take(tensors, f"{kind}.bias_ih_l{n}", 1)
    b_hh = _take(tensors, f"{kind}.bias_hh_l{n}", 1)
    H = U.shape[1]
    for name, array in (("weight_ih", W), ("weight_hh", U), ("bias_ih", b), ("bias_hh", b_hh)):
        _rows(f"{kind}.{name}_l{n}", array, order, H)
    out = Params()
    for m, k in enumerate(order):
        at = slice(m * H, (m + 1) * H)
        out[f"W_{k}"], out[f"U_{k}"] = W[at], U[at]
        if f"b_h{k}" in names:
            out[f"b_{k}"], out[f"b_h{k}"] = b[at], b_hh[at]
        else:
            out[f"b_{k}"] = b[at] + b_hh[at]
    if peepholes := _peepholes(cell):
        name = f"{kind}.weight_peephole_l{n}"
        p = _take(tensors, name, 1)
        _rows(name, p, peepholes, H)
        out.update(zip(peepholes, np.split(p, len(peepholes)), strict=True))
    return out


def _rows(name: str, array: Array, blocks: Sequence[str], H: int) -> None:
    """Raises: ShapeError: not H rows for each block."""
    if len(array) != len(blocks) * H:
        raise ShapeError(name, array.shape, (len(blocks) * H, *array.shape[1:]))
