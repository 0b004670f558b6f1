"""PyTorch, where it is installed, finds the same curvature of the same network, from its whole Hessian."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.landscape import curvature
from tests.training.rows import some_rows

torch: Any = pytest.importorskip("torch")

UNITS = 6


def theirs(weights: list[Any], x: Any, y: Any) -> Any:
    """Return the eigenvalues, rising, of the Hessian that PyTorch differentiates twice, with respect to all weights."""
    shapes = [w.shape for w in weights]
    sizes = [w.size for w in weights]

    def loss(flat: Any) -> Any:
        parts = [part.reshape(shape) for part, shape in zip(flat.split(sizes), shapes, strict=True)]
        w1, b1, w2, b2 = parts
        said = torch.sigmoid(torch.tanh(torch.tensor(x) @ w1 + b1) @ w2 + b2)
        return torch.nn.functional.mse_loss(said, torch.tensor(y))

    flat = torch.tensor(np.concatenate([w.ravel() for w in weights]))
    return torch.linalg.eigvalsh(torch.autograd.functional.hessian(loss, flat)).numpy()


@pytest.mark.parametrize("exact", [True, False], ids=["whole", "Lanczos"])
@pytest.mark.parametrize("epochs", [1, 300])
def test_the_largest_and_smallest_eigenvalue_are_pytorch_s(
    exact: bool, epochs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not exact:
        monkeypatch.setattr(curvature, "MOST_EXACT", 1)
    x, y = some_rows(64)
    model = gnn.Sequential(
        [gnn.Dense(UNITS, activation="tanh", input_dim=2), gnn.Dense(1, "sigmoid")], seed=5
    )
    model.compile(gnn.SGD(0.5, 0.9))
    model.fit(x, y, batch_size=16, epochs=epochs)
    expected = theirs(model.get_weights(), x, y)
    found = gnn.curvature(model, x, y)
    assert found.largest == pytest.approx(expected[-1], rel=1e-8)
    assert found.smallest == pytest.approx(expected[0], abs=1e-8 * expected[-1])
