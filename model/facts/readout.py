"""How well a linear read-out of the state tells the nationality: what is still there, whether the network uses it or not."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from model.facts.sentences import Ids, Reading
from model.graph import Array
from model.tasks.memory.evaluate import wilson

SHRINKAGE = 1e-3  # of the mean variance, added to every direction


class Accuracy(NamedTuple):
    """A share of right answers with its 95 % interval."""

    accuracy: float
    low: float
    high: float


def fit(values: Array, group: Ids) -> tuple[Array, Array]:
    """Fisher's linear discriminant: the linear read-out that is best for groups with one covariance.

        score_k(v) = w_k · v + b_k        w_k = S⁻¹ m_k        b_k = −½ m_k · w_k

    with m_k the mean of group k and S the covariance within the groups, a little of the mean variance added to its diagonal.
    In closed form, so that there is no training whose end one would have to choose.

    Args:
        values: (N, U).
        group: (N,) from 0.

    Returns: W (U, K) and b (K,); a group without members is never read.
    References: Fisher 1936; Alain & Bengio 2016, linear probes.
    """
    K, U = int(group.max()) + 1, values.shape[1]
    member = np.eye(K)[group]
    counts = member.sum(axis=0)
    means = member.T @ values / np.maximum(counts, 1)[:, None]
    off = values - means[group]
    S = off.T @ off / len(values)
    S += np.eye(U) * max(SHRINKAGE * float(np.trace(S)) / U, 1e-12)
    W = np.linalg.solve(S, means.T)
    return W, np.where(counts > 0, -0.5 * (means.T * W).sum(axis=0), -np.inf)


def measure(values: Array, group: Ids) -> Accuracy:
    """Fit on the first half, and how often the highest score is the right one on the second."""
    half = len(values) // 2
    v = values.astype(np.float64)
    W, b = fit(v[:half], group[:half])
    right = int(((v[half:] @ W + b).argmax(axis=1) == group[half:]).sum())
    return Accuracy(right / (len(v) - half), *wilson(right, len(v) - half))


def read_out(reading: Reading) -> dict[str, list[Accuracy]]:
    """For c and h, or h alone, the accuracy at each of LAGS."""
    return {state: [measure(values, reading.nation) for values in lagged] for state, lagged in reading.lagged.items()}
