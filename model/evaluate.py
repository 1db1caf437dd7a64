"""From a cell's declaration alone: the forward pass, holding nodes at values, and the backward pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from model.graph import OPS, Array, Cell, Node, Params, Values

Replace = Callable[[Array], Array]


def along(v: Array, like: Array) -> Array:
    """A per-unit vector (H,) shaped so that it broadcasts over a batch (H, B)."""
    return v.reshape(v.shape + (1,) * (like.ndim - v.ndim))


def net(node: Node, p: Params, values: Mapping[str, Array]) -> Array:
    """The pre-activation of a learned node: Σ W v + b, (H,) or (H, B)."""
    total: Array | None = None
    for k in node.inputs:
        v, weight = values[k], node.weights.get(k)
        if weight is not None:
            w = p[weight]
            v = w @ v if w.ndim == 2 else along(w, v) * v
        total = v if total is None else total + v
    assert total is not None  # a learned node has weights, so it has inputs
    return total + along(p[node.bias], total) if node.bias else total


def _arguments(node: Node, p: Params, values: Mapping[str, Array]) -> list[Array]:
    return [net(node, p, values)] if node.learned else [values[k] for k in node.inputs]


def evaluate(cell: Cell, p: Params, inputs: Mapping[str, Array], hold: Mapping[str, Replace] | None = None) -> Values:
    """Compute every node of one step from the declaration alone.

    Args:
        p: the layer's weights by name.
        inputs: one array for every input node, (D,) or (H,), or with a batch axis behind.
        hold: node id → a function of the computed value; what it returns is used in its place, so
            ``{"f": np.zeros_like}`` shuts the forget gate and ``{"f": lambda f: f + 0.1}`` opens it a little.

    Returns: one array for each node.
    """
    hold = hold or {}
    for id in hold:
        cell.node(id)
    values = dict(inputs)
    for n in cell.nodes:
        if n.computed:
            values[n.id] = OPS[n.op].value(*_arguments(n, p, values))
        if n.id in hold:
            values[n.id] = hold[n.id](values[n.id])
    return values


def pull(cell: Cell, p: Params, values: Mapping[str, Array], d: Values, grads: Params | None = None) -> None:
    """One step backward through the graph (reverse-mode differentiation).

    Args:
        values: what ``evaluate`` returned, nothing held.
        d: ∂L/∂node of the nodes that the loss reaches directly; filled in place for all that lie upstream.
        grads: ∂L/∂parameter; this step's share is added in place. None where only the vectors' are asked for.
    """
    for n in reversed(cell.computed):
        if n.id not in d:
            continue
        arguments = () if n.learned else (values[k] for k in n.inputs)
        back = OPS[n.op].gradient(d[n.id], values[n.id], *arguments)
        if not n.learned:
            for k, g in zip(n.inputs, back, strict=True):
                d[k] = d[k] + g if k in d else g
            continue
        a = back[0]
        if grads is not None:
            _pull_weights(n, p, values, a, grads)
        for k in n.inputs:
            weight = n.weights.get(k)
            g = a
            if weight is not None:
                g = p[weight].T @ a if p[weight].ndim == 2 else along(p[weight], a) * a
            d[k] = d[k] + g if k in d else g


def _pull_weights(node: Node, p: Params, values: Mapping[str, Array], a: Array, grads: Params) -> None:
    """Add what ∂L/∂(the pre-activation) says of a learned node's weights."""
    columns = a.reshape(len(a), -1)
    if node.bias:
        grads[node.bias] += columns.sum(axis=1)
    for k, weight in node.weights.items():
        v = values[k].reshape(len(values[k]), -1)
        grads[weight] += columns @ v.T if p[weight].ndim == 2 else (columns * v).sum(axis=1)
