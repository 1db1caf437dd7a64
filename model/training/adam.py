"""The optimiser."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from model.graph import Array


@dataclass
class Adam:
    """Adam with bias correction. Reference: Kingma & Ba 2015, algorithm 1.

    Attributes:
        m, v: running means of the gradient and of its square, as long as the weights.
        steps: how many updates were made.
    """

    m: Array
    v: Array
    steps: int = 0
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def update(self, weights: Array, gradient: Array, rate: float) -> None:
        """Change the weights in place."""
        self.steps += 1
        self.m += (1 - self.beta1) * (gradient - self.m)
        self.v += (1 - self.beta2) * (gradient * gradient - self.v)
        rate *= math.sqrt(1 - self.beta2**self.steps) / (1 - self.beta1**self.steps)
        weights -= rate * self.m / (np.sqrt(self.v) + self.epsilon)


def clip(gradient: Array, bound: float) -> float:
    """Scale a gradient in place so that its Euclidean norm is at most ``bound``; returns the norm it had."""
    norm = float(np.sqrt(gradient.dot(gradient)))
    if norm > bound:
        gradient *= bound / norm
    return norm


def schedule(progress: float, warm_up: float, floor: float = 0.05) -> float:
    """The share of the full learning rate at ``progress`` 0…1: a linear warm-up, then half a cosine to ``floor``.

    A floor of 1 makes it constant.
    """
    if progress < warm_up:
        return progress / warm_up
    x = (progress - warm_up) / (1 - warm_up)
    return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * x))
