"""A vector on a wire, read as if it were the answer: what the output layer makes of it.

The output layer learned to read one vector only, the last layer's h. What it makes of any other is a stretch: it shows which
words that vector points to if its units mean what they mean in h, and they need not. The same is done with the layers of
transformers (nostalgebraist 2020, "interpreting GPT: the logit lens").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.errors import ShapeError
from model.graph import Array
from model.network import Network
from model.trace import Trace, check_finite


@dataclass(frozen=True)
class Decoded:
    """What the output layer says of a vector.

    Attributes:
        output: (V,) logits, or values.
        stretch: whether it never learned to read this vector.
    """

    output: Array
    stretch: bool


def decode(network: Network, trace: Trace, t: int, layer: int, id: str) -> Decoded:
    """Read a node of a layer after step t.

    Raises: UnknownNode; ShapeError for an input that is not as long as h; NotFinite.
    """
    vector = trace.node(id, layer)[t]
    if len(vector) != network.H:
        raise ShapeError(id, vector.shape, (network.H,))
    with np.errstate(over="ignore", invalid="ignore"):
        output = network.read_out(vector)
    check_finite(output, "the answer")
    return Decoded(output, (layer, id) != (network.L - 1, "h"))
