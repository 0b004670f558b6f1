"""The convolution layer: by hand, beside PyTorch over a whole training, by Keras's arguments, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import graphviz_nn as gnn
from graphviz_nn.errors import SettingError
from graphviz_nn.model import Dense, Stack
from graphviz_nn.model.initialisers import INITIALISERS
from graphviz_nn.model.layers.conv2d import Conv2D
from graphviz_nn.model.layers.flatten import Flatten
from graphviz_nn.model.layers.max_pooling2d import MaxPooling2D
from graphviz_nn.ops import FloatArray, Shape
from tests.model.layers.everywhere import numbers, outcome, problem_of


def padded(x: FloatArray, layer: Conv2D) -> FloatArray:
    """Return pictures with the zeros that the padding `same` lays round them, by Keras's rule."""
    if layer.padding == "valid":
        return x
    widths = [(0, 0)]
    for cells, size, stride in zip(x.shape[1:3], layer.kernel_size, layer.strides, strict=True):
        missing = max((-(-cells // stride) - 1) * stride + size - cells, 0)
        widths.append((missing // 2, missing - missing // 2))
    return np.pad(x, [*widths, (0, 0)])


@pytest.mark.parametrize(
    "layer",
    [
        Conv2D(filters=3, kernel_size=(3, 3)),
        Conv2D(filters=2, kernel_size=(2, 3), strides=(2, 1), padding="same"),
        Conv2D(filters=1, kernel_size=(1, 1), strides=(3, 2), use_bias=False),
    ],
    ids=lambda layer: layer.about,
)
def test_value_and_gradients_are_those_of_a_loop_over_places(layer: Conv2D) -> None:
    x = numbers(4, 6, 5, 2)
    held = {p.name: numbers(*p.shape, seed=i) for i, p in enumerate(layer.parameters((6, 5, 2)))}
    g = numbers(4, *layer.shape((6, 5, 2)), seed=9)
    y, gradients = outcome(layer, x, g, **held)

    whole, kernel, (high, wide) = padded(x, layer), held["kernel"], layer.kernel_size
    expected, dx, dk = np.zeros(g.shape), np.zeros(whole.shape), np.zeros(kernel.shape)
    for i, j in np.ndindex(*g.shape[1:3]):
        top, left = i * layer.strides[0], j * layer.strides[1]
        patch = (slice(None), slice(top, top + high), slice(left, left + wide))
        expected[:, i, j] = np.einsum("nabc,abcf->nf", whole[patch], kernel) + held.get("bias", 0.0)
        dx[patch] += np.einsum("nf,abcf->nabc", g[:, i, j], kernel)
        dk += np.einsum("nabc,nf->abcf", whole[patch], g[:, i, j])
    top, left = ((p - q) // 2 for p, q in zip(whole.shape[1:3], x.shape[1:3], strict=True))
    np.testing.assert_allclose(y, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(gradients["kernel"], dk, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(gradients["x"], dx[:, top : top + 6, left : left + 5], rtol=1e-12, atol=1e-12)
    if layer.use_bias:
        np.testing.assert_allclose(gradients["bias"], g.sum(axis=(0, 1, 2)), rtol=1e-12, atol=1e-12)


def test_a_whole_training_of_pictures_is_pytorch_s() -> None:
    torch: Any = pytest.importorskip("torch")
    F: Any = torch.nn.functional
    layers = (
        Conv2D(filters=3, kernel_size=(3, 3), padding="same", activation="tanh"),
        MaxPooling2D(),
        Conv2D(filters=4, kernel_size=(2, 2), activation="sigmoid"),
        Flatten(),
        Dense(units=2, activation="softmax"),
    )
    stack = Stack(inputs=(6, 6, 1), layers=layers, loss="categorical_crossentropy")
    problem = problem_of(stack, rows=24, batch=8, epochs=10)
    parameters = stack.network.unpack(problem.start.weights)
    weights = {name: torch.tensor(value.copy(), requires_grad=True) for name, value in parameters.items()}
    step = torch.optim.SGD(weights.values(), lr=0.1, momentum=0.9)
    x, y = torch.tensor(problem.x).reshape(-1, 6, 6, 1), torch.tensor(problem.y)

    def convolved(name: str, h: Any, padding: str) -> Any:
        kernel, bias = weights[f"{name}/kernel"], weights[f"{name}/bias"]
        return F.conv2d(h, kernel.permute(3, 2, 0, 1), bias, padding=padding)

    for update in range(problem.updates):
        rows = problem.batch_rows(update)
        h = F.max_pool2d(torch.tanh(convolved("conv2d", x[rows].permute(0, 3, 1, 2), "same")), 2)
        h = torch.sigmoid(convolved("conv2d_1", h, "valid")).permute(0, 2, 3, 1).flatten(1)
        scores = h @ weights["dense/kernel"] + weights["dense/bias"]
        step.zero_grad()
        F.cross_entropy(scores, y[rows]).backward()
        step.step()
    model = _scripted(stack, problem.x, problem.y)
    for ours, theirs in zip(model.get_weights(), weights.values(), strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-9, atol=1e-11)


def _scripted(stack: Stack, x: FloatArray, y: FloatArray) -> gnn.Sequential:
    """Return the same model as a script, trained as `problem_of` says."""
    model = gnn.Sequential(seed=3)
    model.add(gnn.Conv2D(3, 3, padding="same", activation="tanh", input_shape=(6, 6, 1)))
    model.add(gnn.MaxPooling2D())
    model.add(gnn.Conv2D(4, 2, activation="sigmoid"))
    model.add(gnn.Flatten())
    model.add(gnn.Dense(2, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer=gnn.SGD(lr=0.1, momentum=0.9))
    assert model.spec == stack
    model.fit(x.reshape(-1, 6, 6, 1), y, batch_size=8, epochs=10, verbose=0)
    return model


@pytest.mark.parametrize(
    ("settings", "inputs", "expected"),
    [
        ({"kernel_size": (3, 3)}, (8, 8, 1), (6, 6, 5)),
        ({"kernel_size": (3, 3), "padding": "same"}, (8, 8, 3), (8, 8, 5)),
        ({"kernel_size": (2, 4), "strides": (2, 3)}, (8, 8, 1), (4, 2, 5)),
        ({"kernel_size": (2, 4), "strides": (2, 3), "padding": "same"}, (8, 8, 1), (4, 3, 5)),
    ],
)
def test_shapes_are_keras_s(settings: dict[str, Any], inputs: Shape, expected: Shape) -> None:
    assert Conv2D(filters=5, **settings).shape(inputs) == expected


def test_it_says_how_many_numbers_it_has() -> None:
    layer = Conv2D(filters=8, kernel_size=(3, 2))
    assert [(p.name, p.shape, p.letter) for p in layer.parameters((8, 8, 4))] == [
        ("kernel", (3, 2, 4, 8), "K"),
        ("bias", (8,), "b"),
    ]
    assert layer.count((8, 8, 4)) == 3 * 2 * 4 * 8 + 8


def test_the_memory_that_a_model_takes_counts_the_patches_that_it_lays_out() -> None:
    plain = Stack(inputs=(8, 8, 1), layers=(Flatten(), Dense(units=1)))
    one = Stack(inputs=(8, 8, 1), layers=(Conv2D(filters=1, kernel_size=(3, 3)), Flatten(), Dense(units=1)))
    more = one.network.numbers_of_example - plain.network.numbers_of_example
    assert more == 2 * 6 * 6 + 6 * 6 * 9 - (64 - 36)  # product and sum, their patches, and a shorter row


def test_glorot_counts_the_places_of_a_kernel_among_its_inputs_and_its_units() -> None:
    limit = INITIALISERS["glorot_uniform"].spread((3, 3, 4, 8))
    assert limit == pytest.approx(np.sqrt(6 / (3 * 3 * 4 + 3 * 3 * 8)))


def test_keras_s_sizes_are_one_number_or_two() -> None:
    assert gnn.Conv2D(8, 3, 2).spec == Conv2D(filters=8, kernel_size=(3, 3), strides=(2, 2))
    given = gnn.Conv2D(
        8,
        [3, 2],
        strides=(1, 2),
        padding="same",
        activation="relu",
        use_bias=False,
        kernel_initializer="he_normal",
        bias_initializer="ones",
        kernel_regularizer=gnn.L2(0.1),
        name="edges",
    )
    assert given.spec == Conv2D(
        filters=8,
        kernel_size=(3, 2),
        strides=(1, 2),
        padding="same",
        activation="relu",
        use_bias=False,
        kernel_initializer="he_normal",
        bias_initializer="ones",
        l2=0.1,
        name="edges",
    )


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"filters": 0}, "number of filters is 0"),
        ({"kernel_size": (0, 3)}, r"kernel size is \(0, 3\); it must be two whole numbers at least 1"),
        ({"strides": (1, 0)}, r"The strides are \(1, 0\)"),
        ({"padding": "full"}, "padding 'full' is unknown. Choose one of valid, same"),
        ({"activation": "sigmoind"}, "activation 'sigmoind' is unknown"),
        ({"l2": -1.0}, "L2 penalty is -1.0"),
    ],
)
def test_a_setting_out_of_its_range_is_refused_by_name(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        Conv2D(**{"filters": 1, "kernel_size": (3, 3), **settings})


@pytest.mark.parametrize("inputs", [(64,), (8, 8), (2, 8, 8, 1), ()])
def test_what_is_no_picture_is_refused_with_the_cure(inputs: Shape) -> None:
    with pytest.raises(SettingError, match=r"Conv2D takes pictures, height × width × channels.*\(8, 8, 1\)"):
        Conv2D(filters=1, kernel_size=(3, 3)).shape(inputs)


def test_a_kernel_that_is_larger_than_the_picture_is_refused_when_the_model_is_made() -> None:
    with pytest.raises(SettingError, match=r"Conv2D: .*3 × 3 does not fit into pictures of 2 × 8"):
        Stack(inputs=(2, 8, 1), layers=(Conv2D(filters=1, kernel_size=(3, 3)), Flatten(), Dense(units=1)))


def test_pictures_at_the_end_are_refused_with_the_cure() -> None:
    with pytest.raises(SettingError, match=r"3 dimensions.*Put a Flatten layer"):
        Stack(inputs=(8, 8, 1), layers=(Conv2D(filters=1, kernel_size=(3, 3)),))
