"""Convolutions and pools, native against reference: any window, any layout, alone and in a row."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphviz_nn.engine import compile_program
from graphviz_nn.engine.codes import Opcode
from graphviz_nn.graph import Builder, Graph, Term
from graphviz_nn.ops import (
    Convolve,
    FloatArray,
    MaxPool,
    Mean,
    Negate,
    Op,
    Relu,
    Reshape,
    Shape,
    Sigmoid,
    Softplus,
    Square,
    Transpose,
)
from graphviz_nn.ops.windows import PADDINGS, Windows
from tests.engine.compare import assert_native_is_reference, graph_of

ODD = np.array([0.3, -0.0, np.inf, np.nan, -2.0, -np.inf, 0.0])

sizes = st.tuples(st.integers(1, 4), st.integers(1, 4))
steps = st.tuples(st.integers(1, 3), st.integers(1, 3))


@st.composite
def windows_on_pictures(draw: st.DrawFn) -> tuple[Windows, Shape]:
    """Draw windows, and the shape of pictures that they fit into; there may be none of these."""
    windows = Windows(draw(sizes), draw(steps), draw(st.sampled_from(PADDINGS)))
    least = windows.size if windows.padding == "valid" else (1, 1)
    height, width = (draw(st.integers(n, n + 4)) for n in least)
    return windows, (draw(st.sampled_from((0, 1, 2, 3, 17))), height, width, draw(st.integers(1, 3)))


def numbers(shape: Shape, seed: int = 0) -> FloatArray:
    return np.random.default_rng([seed, *shape]).normal(size=shape)


def squared(builder: Builder, y: Term) -> Graph:
    """Return a graph whose gradient is another for each cell."""
    return builder.graph(builder.apply(Mean(), builder.apply(Square(), y)))


# How pictures may come to lie in the arena: as they are given, the batch innermost, or turned.
LAYOUTS: dict[str, Callable[[Builder, FloatArray], Term]] = {
    "row by row": lambda b, x: b.parameter("x", x),
    "turned": lambda b, x: b.apply(Transpose(), b.parameter("x", x.T)),
    "computed": lambda b, x: b.apply(Negate(), b.parameter("x", x)),
    "filter by filter": lambda b, x: b.apply(
        Convolve(), b.parameter("x", x), b.parameter("one", np.ones((1, 1, x.shape[3], x.shape[3])))
    ),
}
at_every_layout = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())


@given(windows_on_pictures(), st.integers(1, 9))
@settings(max_examples=60)
def test_a_convolution_by_any_window(drawn: tuple[Windows, Shape], filters: int) -> None:
    windows, shape = drawn
    op = Convolve(windows.strides, windows.padding)
    kernel = numbers((*windows.size, shape[3], filters))
    assert_native_is_reference(graph_of(op, [numbers(shape), kernel]))


@given(windows_on_pictures())
@settings(max_examples=60)
def test_a_pool_by_any_window_with_ties(drawn: tuple[Windows, Shape]) -> None:
    windows, shape = drawn
    x = np.round(numbers(shape))
    assert_native_is_reference(graph_of(MaxPool(windows.size, windows.strides, windows.padding), [x]))


@at_every_layout
@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("strides", [(1, 1), (2, 1)])
def test_pictures_may_lie_in_any_way(
    layout: Callable[[Builder, FloatArray], Term], padding: str, strides: tuple[int, int]
) -> None:
    ops: tuple[Op, ...] = (Convolve(strides, padding), MaxPool((2, 3), strides, padding))
    for op in ops:
        builder = Builder()
        kernels = [builder.parameter("K", numbers((2, 3, 2, 4)))] if len(op.inputs) == 2 else []
        y = builder.apply(op, layout(builder, numbers((5, 4, 5, 2))), *kernels)
        assert_native_is_reference(squared(builder, y))


@pytest.mark.parametrize("activation", [None, Relu(), Sigmoid(), Softplus()], ids=repr)
@pytest.mark.parametrize("padding", PADDINGS)
def test_a_layer_is_one_instruction_with_its_bias_and_its_activation(
    activation: Op | None, padding: str
) -> None:
    builder = Builder()
    h = builder.apply(
        Convolve(padding=padding),
        builder.parameter("x", numbers((6, 5, 4, 2))),
        builder.parameter("K", numbers((3, 2, 2, 3))),
    )
    h = h + builder.parameter("b", numbers((3,)))
    graph = squared(builder, h if activation is None else builder.apply(activation, h))
    assert_native_is_reference(graph)
    found = {Opcode(words[0]) for _, words in compile_program(graph).code}
    assert Opcode.DENSE in found
    assert not found & {Opcode.PRODUCT, Opcode.BINARY}


def test_a_kernel_may_be_computed_and_even_be_the_picture() -> None:
    builder = Builder()
    x, kernel = builder.parameter("x", numbers((3, 4, 4, 2))), builder.parameter("K", numbers((2, 3, 2, 3)))
    assert_native_is_reference(
        squared(builder, builder.apply(Convolve(), x, builder.apply(Negate(), kernel)))
    )
    builder = Builder()
    own = builder.parameter("x", numbers((2, 2, 2, 2)))
    assert_native_is_reference(squared(builder, builder.apply(Convolve(padding="same"), own, own)))


@pytest.mark.parametrize("padding", PADDINGS)
def test_what_windows_send_back_is_added_to_what_others_sent(padding: str) -> None:
    builder = Builder()
    x = builder.parameter("x", numbers((4, 6, 6, 2)))
    first = builder.apply(Convolve(padding=padding), x, builder.parameter("K", numbers((3, 3, 2, 2))))
    second = builder.apply(Convolve(padding=padding), x, builder.parameter("L", numbers((3, 3, 2, 2), 1)))
    pool = builder.apply(MaxPool((3, 3), (1, 1), padding), x)
    assert_native_is_reference(squared(builder, first * second + pool * pool))


def test_layers_in_a_row_down_to_a_few_numbers() -> None:
    builder = Builder()
    h = builder.parameter("x", numbers((7, 8, 8, 1)))
    for name, channels, filters in (("K", 1, 4), ("L", 4, 9)):
        h = builder.apply(
            Convolve(padding="same"), h, builder.parameter(name, numbers((3, 3, channels, filters)))
        )
        h = builder.apply(
            MaxPool(), builder.apply(Relu(), h + builder.parameter(f"b{name}", numbers((filters,))))
        )
    flat = builder.apply(Reshape((7, 36)), h)
    assert_native_is_reference(squared(builder, flat @ builder.parameter("W", numbers((36, 3)))))


@pytest.mark.parametrize("to", [(5, 12), (5, 2, 6), (5, 1, 12, 1), (60,), (12, 5), (1, 60), (5, 3, 4)])
@at_every_layout
def test_a_reshape_keeps_reading_order_however_its_input_lies(
    layout: Callable[[Builder, FloatArray], Term], to: Shape
) -> None:
    builder = Builder()
    y = builder.apply(Reshape(to), layout(builder, numbers((5, 2, 3, 2))))
    assert_native_is_reference(squared(builder, y * builder.parameter("c", numbers(to))))


@pytest.mark.parametrize("padding", PADDINGS)
def test_numbers_that_are_not_finite(padding: str) -> None:
    pairs = np.stack([np.ravel(x) for x in np.meshgrid(ODD, ODD)])
    x = pairs.T.reshape(-1, 1, 2, 1)
    assert_native_is_reference(graph_of(MaxPool((1, 2), (1, 2), padding), [x]))
    for other in ODD:
        kernel = np.full((1, 1, 1, 1), other)
        assert_native_is_reference(graph_of(Convolve(padding=padding), [ODD.reshape(7, 1, 1, 1), kernel]))
