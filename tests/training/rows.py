"""Rows to train on."""

from __future__ import annotations

import numpy as np

from graphviz_nn.ops import FloatArray


def some_rows(count: int = 37, inputs: int = 2, seed: int = 0) -> tuple[FloatArray, FloatArray]:
    """Return examples and 0-or-1 targets that a network can learn; 37 leaves an incomplete last mini-batch."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, inputs))
    return x, (x.prod(axis=1, keepdims=True) > 0).astype(np.float64)
