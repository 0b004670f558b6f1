"""Layer normalisation: the textbook's numbers, PyTorch's, and each example by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.errors import SettingError
from graphviz_nn.model.layers.layer_normalization import LayerNormalization
from graphviz_nn.ops import Shape
from tests.model.layers.everywhere import numbers, outcome

AXES: list[tuple[tuple[int, ...], Shape]] = [
    ((-1,), (4,)),
    ((-1,), (3, 2, 5)),
    ((1, 2, 3), (3, 2, 5)),
    ((2, -1), (3, 2, 5)),
    ((1,), (3, 2, 5)),
    ((3, 1), (3, 2, 5)),
]


@pytest.mark.parametrize(("axis", "inputs"), AXES)
def test_value_and_gradients_are_those_of_the_formula_by_hand(axis: tuple[int, ...], inputs: Shape) -> None:
    layer = LayerNormalization(axis=axis, epsilon=0.01)
    (gamma_parameter, _), x, g = layer.parameters(inputs), numbers(6, *inputs), numbers(6, *inputs, seed=1)
    gamma, beta = numbers(*gamma_parameter.shape, seed=2), numbers(*gamma_parameter.shape, seed=3)
    y, gradients = outcome(layer, x, g, gamma=gamma, beta=beta)

    axes = tuple(sorted(a % x.ndim for a in axis))
    others = tuple(a for a in range(x.ndim) if a not in axes)
    wide = gamma.reshape([x.shape[a] if a in axes else 1 for a in range(x.ndim)])
    deviation = np.sqrt(x.var(axis=axes, keepdims=True) + 0.01)
    standard = (x - x.mean(axis=axes, keepdims=True)) / deviation
    np.testing.assert_allclose(y, standard * wide + beta.reshape(wide.shape), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(gradients["beta"], g.sum(axis=others), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(gradients["gamma"], (g * standard).sum(axis=others), rtol=1e-12, atol=1e-12)
    pull = g * wide
    along = pull.mean(axis=axes, keepdims=True) + standard * (pull * standard).mean(axis=axes, keepdims=True)
    np.testing.assert_allclose(gradients["x"], (pull - along) / deviation, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("inputs", [(4,), (2, 3, 4)])
def test_value_and_gradients_are_pytorch_s(inputs: Shape) -> None:
    torch: Any = pytest.importorskip("torch")
    x, g, gamma, beta = (numbers(*shape, seed=i) for i, shape in enumerate([(5, *inputs)] * 2 + [inputs] * 2))
    axis = tuple(range(1, 1 + len(inputs)))
    y, gradients = outcome(LayerNormalization(axis=axis), x, g, gamma=gamma, beta=beta)
    leaves = [torch.tensor(array, requires_grad=True) for array in (x, gamma, beta)]
    theirs = torch.nn.functional.layer_norm(leaves[0], inputs, *leaves[1:], eps=1e-3)
    theirs.backward(torch.tensor(g))
    np.testing.assert_allclose(y, theirs.detach().numpy(), rtol=1e-12, atol=1e-12)
    for name, leaf in zip(("x", "gamma", "beta"), leaves, strict=True):
        np.testing.assert_allclose(gradients[name], leaf.grad.numpy(), rtol=1e-12, atol=1e-12, err_msg=name)


def test_an_example_is_normalised_by_itself_whoever_comes_with_it() -> None:
    x, g = numbers(6, 4), np.ones((6, 4))
    held = {"gamma": np.ones(4), "beta": np.zeros(4)}
    together = outcome(LayerNormalization(), x, g, **held).y
    alone = [outcome(LayerNormalization(), row[np.newaxis], g[:1], **held).y[0] for row in x]
    np.testing.assert_allclose(together, alone, rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(together.mean(axis=1), np.zeros(6), atol=1e-12)


def test_without_center_and_scale_it_has_nothing_to_learn() -> None:
    assert LayerNormalization(center=False, scale=False).parameters((4,)) == ()
    assert [p.name for p in LayerNormalization(center=False).parameters((4,))] == ["gamma"]
    assert [p.initialiser for p in LayerNormalization().parameters((4,))] == ["ones", "zeros"]


def test_keras_s_axis_is_one_or_several() -> None:
    assert gnn.LayerNormalization(axis=1).spec == LayerNormalization(axis=(1,))
    assert gnn.LayerNormalization([1, 2], 0.1, False, False).spec == LayerNormalization(
        axis=(1, 2), epsilon=0.1, center=False, scale=False
    )


@pytest.mark.parametrize("axis", [(0,), (4,), (-4,), (1, 1), (3, -1), (-5,)])
def test_axes_that_are_not_there_or_twice_are_refused_by_name(axis: tuple[int, ...]) -> None:
    with pytest.raises(SettingError, match=r"axis=.*2 × 3 × 4.*from 1 to 3, or from -3 to -1"):
        LayerNormalization(axis=axis).shape((2, 3, 4))


@pytest.mark.parametrize("axis", [(0,), (2,), (-2,), (1, -1)])
def test_an_example_of_one_axis_leaves_no_choice(axis: tuple[int, ...]) -> None:
    with pytest.raises(SettingError, match=r"shape 4\. Name the only axis once, as 1 or as -1\.$"):
        LayerNormalization(axis=axis).shape((4,))


def test_no_axis_and_no_epsilon_are_refused() -> None:
    with pytest.raises(SettingError, match="no axis"):
        LayerNormalization(axis=())
    with pytest.raises(SettingError, match="epsilon is 0"):
        LayerNormalization(epsilon=0.0)
