"""Windows over pictures: cell by cell as the textbook has them, at their edges, at ties, and beside PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.errors import ShapeError
from graphviz_nn.ops import Convolve, FloatArray, MaxPool, Op, Shape
from graphviz_nn.ops.samples import sample
from graphviz_nn.ops.windows import PADDINGS, Along, Pair, Windows

sizes = st.tuples(st.integers(1, 4), st.integers(1, 4))
steps = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def windows_on_pictures(draw: st.DrawFn) -> tuple[Windows, Shape]:
    """Draw windows, and the shape of pictures that they fit into."""
    windows = Windows(draw(sizes), draw(steps), draw(st.sampled_from(PADDINGS)))
    least = windows.size if windows.padding == "valid" else (1, 1)
    height, width = (draw(st.integers(n, n + 4)) for n in least)
    return windows, (draw(st.integers(0, 2)), height, width, draw(st.integers(1, 3)))


def cells_seen(windows: Windows, x: FloatArray, down: int, across: int) -> list[Pair]:
    """Return row and column of each cell that a window covers, also of those beyond the edge, by hand."""
    (_, top, _), (_, left, _) = windows.along(x.shape)
    return [
        (down * windows.strides[0] - top + i, across * windows.strides[1] - left + j)
        for i in range(windows.size[0])
        for j in range(windows.size[1])
    ]


def inside(x: FloatArray, row: int, column: int) -> bool:
    return row in range(x.shape[1]) and column in range(x.shape[2])


@given(windows_on_pictures())
@settings(max_examples=60)
def test_a_convolution_is_at_each_place_the_patch_times_the_kernel(drawn: tuple[Windows, Shape]) -> None:
    windows, shape = drawn
    op = Convolve(windows.strides, windows.padding)
    x, K = sample(shape), sample((*windows.size, shape[3], 2), start=500)
    y = op.forward(x, K)
    assert y.shape == op.shape(x.shape, K.shape)
    for n, down, across, f in np.ndindex(y.shape):
        cells = enumerate(cells_seen(windows, x, down, across))
        flat = K[..., f].reshape(-1, shape[3])
        total = sum(float(x[n, i, j] @ flat[k]) for k, (i, j) in cells if inside(x, i, j))
        assert y[n, down, across, f] == pytest.approx(total, rel=1e-12, abs=1e-12)


@given(windows_on_pictures())
@settings(max_examples=60)
def test_a_pool_is_the_largest_number_of_each_window(drawn: tuple[Windows, Shape]) -> None:
    windows, shape = drawn
    op, x = MaxPool(windows.size, windows.strides, windows.padding), sample(shape)
    y = op.forward(x)
    assert y.shape == op.shape(x.shape)
    for n, down, across, c in np.ndindex(y.shape):
        cells = cells_seen(windows, x, down, across)
        assert y[n, down, across, c] == max(x[n, i, j, c] for i, j in cells if inside(x, i, j))


@given(windows_on_pictures())
@settings(max_examples=60)
def test_putting_back_is_the_adjoint_of_seeing(drawn: tuple[Windows, Shape]) -> None:
    windows, shape = drawn
    x = sample(shape)
    seen = windows.seen(x)
    pieces = sample(seen.shape, start=900)
    there, back = np.sum(seen * pieces), np.sum(x * windows.put_back(pieces, shape))
    assert there == pytest.approx(back, rel=1e-12, abs=1e-12)


@given(windows_on_pictures())
@settings(max_examples=60)
def test_the_padding_same_has_a_window_for_every_nth_cell(drawn: tuple[Windows, Shape]) -> None:
    windows, (batch, height, width, channels) = drawn
    same = Windows(windows.size, windows.strides, "same")
    down, across = windows.strides
    assert same.places((batch, height, width, channels)) == (-(-height // down), -(-width // across))


@pytest.mark.parametrize(
    ("cells", "size", "stride", "expected"),
    [
        (8, 3, 1, Along(8, 1, 1)),
        (8, 2, 1, Along(8, 0, 1)),  # an odd number of cells: more of them after
        (5, 2, 2, Along(3, 0, 1)),
        (8, 3, 2, Along(4, 0, 1)),
        (8, 1, 3, Along(3, 0, 0)),  # windows with cells between them need none
        (1, 4, 1, Along(1, 1, 2)),
    ],
)
def test_padding_is_laid_as_keras_lays_it(cells: int, size: int, stride: int, expected: Along) -> None:
    windows = Windows((size, size), (stride, stride), "same")
    assert windows.along((1, cells, cells, 1)) == (expected, expected)


def test_what_ties_for_the_maximum_shares_its_gradient_also_from_window_to_window() -> None:
    x = np.array([1.0, 3.0, 3.0, 0.0]).reshape(1, 1, 4, 1)
    op = MaxPool((1, 2), (1, 1))
    y = op.forward(x)
    (dx,) = op.backward(np.array([1.0, 10.0, 100.0]).reshape(y.shape), y, x)
    np.testing.assert_array_equal(y.ravel(), [3, 3, 3])
    np.testing.assert_array_equal(dx.ravel(), [0, 1 + 5, 5 + 100, 0])


def test_where_patches_tie_the_kernel_receives_the_same_whoever_is_taken_for_the_winner() -> None:
    x = np.zeros((1, 3, 3, 1))
    x[0, 0, 0] = 1.0
    K = sample((2, 2, 1, 1))
    convolve, pool = Convolve(), MaxPool()
    h = convolve.forward(x, K)
    y = pool.forward(h)
    (shared,) = pool.backward(np.ones(y.shape), y, h)
    first = np.zeros(h.size)
    first[h.argmax()] = 1.0
    equal, alone = (convolve.backward(g, h, x, K)[1] for g in (shared, first.reshape(h.shape)))
    np.testing.assert_array_equal(equal, alone)


def test_a_nan_in_a_window_is_its_maximum() -> None:
    x = np.array([[np.nan, 1.0, 2.0, 0.0]]).reshape(1, 1, 4, 1)
    np.testing.assert_array_equal(MaxPool((1, 2), (1, 2)).forward(x).ravel(), [np.nan, 2.0])


def test_what_lies_beyond_the_edge_is_never_the_largest() -> None:
    x = np.full((1, 3, 3, 1), -5.0)
    op = MaxPool((2, 2), (2, 2), "same")
    y = op.forward(x)
    (dx,) = op.backward(np.ones(y.shape), y, x)
    np.testing.assert_array_equal(y, np.full((1, 2, 2, 1), -5.0))
    assert dx.sum() == y.size


@pytest.mark.parametrize(
    ("op", "shapes", "shown"),
    [
        (Convolve(), [(8, 8), (3, 3, 1, 4)], ["conv2d", "8 × 8", "3 × 3 × 1 × 4", "4 dimensions", "grey"]),
        (
            Convolve(),
            [(2, 8, 8, 1), (3, 3)],
            ["2 × 8 × 8 × 1", "3 × 3", "height × width × channels × filters"],
        ),
        (Convolve(), [(2, 8, 8, 3), (3, 3, 1, 4)], ["2 × 8 × 8 × 3", "3 channels", "the kernel 1", "equal"]),
        (Convolve(), [(2, 2, 8, 1), (3, 3, 1, 4)], ["conv2d", "3 × 3", "2 × 8", "2 × 2 × 8 × 1", "'same'"]),
        (Convolve((0, 1)), [(2, 8, 8, 1), (3, 3, 1, 4)], ["conv2d", "(0, 1)", "at least 1"]),
        (Convolve(padding="full"), [(2, 8, 8, 1), (3, 3, 1, 4)], ["'full'", "valid or same"]),
        (MaxPool(), [(8, 8)], ["max_pool", "8 × 8", "4 dimensions"]),
        (MaxPool((3, 3)), [(1, 2, 8, 1)], ["max_pool", "3 × 3", "2 × 8", "1 × 2 × 8 × 1", "smaller window"]),
        (MaxPool((0, 2)), [(1, 2, 8, 1)], ["max_pool", "0 × 2", "at least 1"]),
        (MaxPool((1 << 31, 2), (1, 2), "same"), [(1, 4, 5, 2)], ["max_pool", "4 × 5 × 2", "smaller window"]),
    ],
    ids=repr,
)
def test_shapes_that_do_not_fit_are_shown_with_the_cure(
    op: Op, shapes: list[Shape], shown: list[str]
) -> None:
    with pytest.raises(ShapeError) as refusal:
        op.shape(*shapes)
    for words in shown:
        assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("strides", "padding", "x_shape", "size"),
    [
        ((1, 1), "valid", (3, 8, 8, 1), (3, 3)),
        ((2, 1), "valid", (2, 7, 6, 3), (2, 3)),
        ((1, 1), "same", (2, 5, 6, 2), (3, 3)),
        ((1, 1), "same", (2, 5, 6, 2), (5, 1)),
    ],
)
def test_a_convolution_and_its_gradients_are_pytorch_s(
    strides: Pair, padding: str, x_shape: Shape, size: Pair
) -> None:
    torch: Any = pytest.importorskip("torch")
    op, x, K = Convolve(strides, padding), sample(x_shape), sample((*size, x_shape[3], 4), start=500)
    ours_x, ours_K = (torch.tensor(array, requires_grad=True) for array in (x, K))
    theirs = torch.nn.functional.conv2d(
        ours_x.permute(0, 3, 1, 2), ours_K.permute(3, 2, 0, 1), stride=strides, padding=padding
    ).permute(0, 2, 3, 1)
    y = op.forward(x, K)
    g = sample(y.shape, start=900)
    theirs.backward(torch.tensor(g))
    np.testing.assert_allclose(y, theirs.detach().numpy(), rtol=1e-12, atol=1e-12)
    for dx, tensor in zip(op.backward(g, y, x, K), (ours_x, ours_K), strict=True):
        np.testing.assert_allclose(dx, tensor.grad.numpy(), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(("size", "strides"), [((2, 2), (2, 2)), ((3, 2), (1, 1)), ((1, 2), (2, 3))])
def test_a_pool_without_ties_and_its_gradient_are_pytorch_s(size: Pair, strides: Pair) -> None:
    torch: Any = pytest.importorskip("torch")
    op, x = MaxPool(size, strides), sample((2, 7, 6, 3))
    tensor = torch.tensor(x, requires_grad=True)
    theirs = torch.nn.functional.max_pool2d(tensor.permute(0, 3, 1, 2), size, strides).permute(0, 2, 3, 1)
    y = op.forward(x)
    g = sample(y.shape, start=900)
    theirs.backward(torch.tensor(g))
    np.testing.assert_array_equal(y, theirs.detach().numpy())
    np.testing.assert_allclose(op.backward(g, y, x)[0], tensor.grad.numpy(), rtol=1e-12, atol=1e-12)
