"""PyTorch, where it is installed, trains the same network to the same weights, where its arithmetic is the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.engine import native
from graphviz_nn.ops import DType
from tests.training.rows import some_rows

torch: Any = pytest.importorskip("torch")

BATCH, UPDATES = 16, 200
# Inside the root or after it, before the correction or after it: so small an epsilon is nothing to the root.
TINY = 1e-30


def train_theirs(
    start: list[Any],
    make: Callable[[list[Any]], Any],
    schedule: Callable[[Any], Any] | None = None,
    clip: Callable[[list[Any]], object] | None = None,
    dtype: DType = "float64",
) -> list[Any]:
    """Return the weights of 2-4-1 after so many updates, by PyTorch's own optimiser, scheduler and clipping."""
    kind = getattr(torch, dtype)
    x, y = (torch.tensor(rows, dtype=kind) for rows in some_rows(64))
    w1, b1, w2, b2 = weights = [torch.tensor(w, dtype=kind, requires_grad=True) for w in start]
    optimizer = make(weights)
    scheduler = schedule(optimizer) if schedule else None
    for update in range(UPDATES):
        first = update % (len(x) // BATCH) * BATCH
        rows = slice(first, first + BATCH)
        optimizer.zero_grad()
        said = torch.sigmoid(torch.tanh(x[rows] @ w1 + b1) @ w2 + b2)
        torch.nn.functional.mse_loss(said, y[rows]).backward()
        if clip:
            clip(weights)
        optimizer.step()
        if scheduler:
            scheduler.step()
    return [w.detach().numpy() for w in weights]


def compare(
    optimizer: Any,
    make: Callable[[list[Any]], Any],
    dtype: DType = "float64",
    apart: float = 1e-12,
    **theirs: Any,
) -> None:
    layers = [gnn.Dense(4, activation="tanh", input_dim=2), gnn.Dense(1, activation="sigmoid")]
    model = gnn.Sequential(layers, seed=5, dtype=dtype)
    model.compile(optimizer)
    start = model.get_weights()
    model.fit(*some_rows(64), batch_size=BATCH, epochs=UPDATES // 4, shuffle=False)
    others = train_theirs(start, make, dtype=dtype, **theirs)
    for ours, expected in zip(model.get_weights(), others, strict=True):
        np.testing.assert_allclose(ours, expected, rtol=0, atol=apart)


@pytest.mark.parametrize(
    ("ours", "theirs", "settings"),
    [
        (gnn.SGD(0.1), "SGD", {"lr": 0.1}),
        (gnn.SGD(0.1, 0.9, formula="lecture"), "SGD", {"lr": 0.1, "momentum": 0.9}),
        (
            gnn.SGD(0.1, 0.9, nesterov=True, formula="lecture"),
            "SGD",
            {"lr": 0.1, "momentum": 0.9, "nesterov": True},
        ),
        (
            gnn.Adagrad(0.05, initial_accumulator_value=0.1, epsilon=TINY),
            "Adagrad",
            {"lr": 0.05, "initial_accumulator_value": 0.1, "eps": TINY},
        ),
        (gnn.RMSprop(0.01, rho=0.8, epsilon=TINY), "RMSprop", {"lr": 0.01, "alpha": 0.8, "eps": TINY}),
        (
            gnn.RMSprop(0.01, momentum=0.5, epsilon=TINY, centered=True),
            "RMSprop",
            {"lr": 0.01, "alpha": 0.9, "eps": TINY, "momentum": 0.5, "centered": True},
        ),
        (gnn.Adam(0.01, epsilon=TINY), "Adam", {"lr": 0.01, "eps": TINY}),
        (gnn.Adam(0.01, 0.8, 0.95, TINY), "Adam", {"lr": 0.01, "betas": (0.8, 0.95), "eps": TINY}),
        (
            gnn.Adam(0.01, epsilon=TINY, weight_decay=0.1),
            "AdamW",
            {"lr": 0.01, "eps": TINY, "weight_decay": 0.1},
        ),
    ],
    ids=repr,
)
def test_200_updates_are_pytorch_s(ours: Any, theirs: str, settings: dict[str, Any]) -> None:
    compare(ours, lambda weights: getattr(torch.optim, theirs)(weights, **settings))


@pytest.mark.parametrize(
    ("schedule", "theirs"),
    [
        (gnn.ExponentialDecay(0.5, 60, 0.4, staircase=True), ("StepLR", {"step_size": 60, "gamma": 0.4})),
        (gnn.ExponentialDecay(0.5, 60, 0.4), ("ExponentialLR", {"gamma": 0.4 ** (1 / 60)})),
        (gnn.CosineDecay(0.5, 200, alpha=0.1), ("CosineAnnealingLR", {"T_max": 200, "eta_min": 0.05})),
    ],
    ids=repr,
)
@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_a_rate_that_changes_is_pytorch_s(
    schedule: Any, theirs: tuple[str, dict[str, Any]], momentum: float
) -> None:
    name, settings = theirs
    compare(
        gnn.SGD(schedule, momentum, formula="lecture"),
        lambda weights: torch.optim.SGD(weights, lr=0.5, momentum=momentum),
        schedule=lambda optimizer: getattr(torch.optim.lr_scheduler, name)(optimizer, **settings),
    )


def test_clipped_numbers_are_pytorch_s() -> None:
    compare(
        gnn.Adam(0.01, epsilon=TINY, clipvalue=0.002),
        lambda weights: torch.optim.Adam(weights, lr=0.01, eps=TINY),
        clip=lambda weights: torch.nn.utils.clip_grad_value_(weights, 0.002),
    )


@pytest.mark.timeout(400)  # the kernels may have to be compiled
@pytest.mark.parametrize("is_native", [False, True], ids=["reference", "native"])
def test_200_updates_in_float32_are_near_pytorch_s(is_native: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    native.load("float32")
    monkeypatch.setattr("graphviz_nn.training.machines.is_ready", lambda *_: is_native)
    optimizer = gnn.SGD(0.1, 0.9, formula="lecture")
    compare(optimizer, lambda w: torch.optim.SGD(w, lr=0.1, momentum=0.9), "float32", 1e-5)
