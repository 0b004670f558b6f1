"""PyTorch, where it is installed, gives the same values and gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from graphviz_nn.ops import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    Clip,
    Concat,
    Elu,
    Erf,
    FloatArray,
    Gelu,
    GeluTanh,
    Hinge,
    Huber,
    KLDivergence,
    LeakyRelu,
    LogSoftmax,
    MatMul,
    Maximum,
    MeanAbsoluteError,
    MeanSquaredError,
    Minimum,
    Op,
    Power,
    Relu,
    Selu,
    Sigmoid,
    Silu,
    Slice,
    Softmax,
    Softplus,
    Tanh,
)

torch: Any = pytest.importorskip("torch")
F: Any = torch.nn.functional

X = np.array([[-40.0, -1.5, 0.0], [0.0, 0.7, 40.0]])
P = np.array([[0.2, 0.3, 0.5], [0.05, 0.9, 0.05]])
T = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 0.0]])
S = np.array([[0.1, 0.6, 0.3], [0.3, 0.3, 0.4]])


def keras_categorical(p: Any, t: Any) -> Any:
    """Keras's formula: each row divided by its sum."""
    return -(t * (p / p.sum(-1, keepdim=True)).log()).sum(-1).mean()


@pytest.mark.parametrize(
    ("op", "theirs", "xs"),
    [
        (Sigmoid(), torch.sigmoid, [X]),
        (Tanh(), torch.tanh, [X]),
        (Relu(), F.relu, [X]),
        (LeakyRelu(), lambda x: F.leaky_relu(x, 0.2), [X]),
        (Elu(), F.elu, [X]),
        (Selu(), F.selu, [X]),
        (Gelu(), F.gelu, [X]),
        (GeluTanh(), lambda x: F.gelu(x, approximate="tanh"), [X]),
        (Silu(), F.silu, [X]),
        (Erf(), torch.erf, [X]),
        (Softplus(), lambda x: F.softplus(x, threshold=100.0), [X]),
        (Softmax(), lambda x: F.softmax(x, dim=-1), [X]),
        (LogSoftmax(), lambda x: F.log_softmax(x, dim=-1), [X]),
        (Maximum(), torch.maximum, [X, np.array([0.0, 0.7, -1.0])]),
        (Minimum(), torch.minimum, [X, np.array([0.0, 0.7, -1.0])]),
        (Clip(-1.5, 0.7), lambda x: torch.clamp(x, -1.5, 0.7), [X]),
        (Concat(1), lambda a, b: torch.cat([a, b], 1), [X, P]),
        (Slice((1, (None, None, 2))), lambda x: x[1, ::2], [X]),
        (Power(), torch.pow, [np.abs(X), np.array([2.0, 0.0, 1.5])]),
        (MatMul(), torch.matmul, [X, P.T]),
        (MeanSquaredError(), F.mse_loss, [X, T]),
        (MeanAbsoluteError(), F.l1_loss, [X, T]),
        (Huber(), F.huber_loss, [X, T]),
        (Huber(0.3), lambda p, t: F.huber_loss(p, t, delta=0.3), [X, T]),
        (Hinge(), lambda p, t: torch.clamp(1 - p * t, min=0).mean(), [X, 2 * T - 1]),
        (KLDivergence(), lambda p, t: F.kl_div(p.log(), t, reduction="batchmean"), [P, S]),
        (BinaryCrossentropy(), F.binary_cross_entropy, [P, T]),
        (BinaryCrossentropy(from_logits=True), F.binary_cross_entropy_with_logits, [X, T]),
        (CategoricalCrossentropy(), keras_categorical, [P, T]),
        (CategoricalCrossentropy(), keras_categorical, [3 * P, T]),
        (CategoricalCrossentropy(from_logits=True), F.cross_entropy, [X, T]),
    ],
    ids=lambda part: (
        repr(part) if isinstance(part, Op) else ""
    ),  # a function's repr differs between two processes
)
def test_values_and_gradients_are_pytorch_s(op: Op, theirs: Callable[..., Any], xs: list[FloatArray]) -> None:
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in xs]
    expected = theirs(*tensors)
    expected.sum().backward()
    with np.errstate(all="ignore"):
        y = op.forward(*xs)
        gradients = op.backward(np.ones(y.shape), y, *xs)
    np.testing.assert_allclose(y, expected.detach().numpy(), rtol=1e-12, atol=1e-15)
    for dx, tensor in zip(gradients, tensors, strict=True):
        np.testing.assert_allclose(dx, tensor.grad.numpy(), rtol=1e-12, atol=1e-15)
