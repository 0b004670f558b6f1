"""Native against reference, for one op or for a whole graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from graphviz_nn.engine import compile_program
from graphviz_nn.engine.assembler import Assembler
from graphviz_nn.engine.code import Code
from graphviz_nn.engine.execution import run_program
from graphviz_nn.engine.lowering.table import LOWERINGS, Lowering
from graphviz_nn.graph import Builder, Graph
from graphviz_nn.ops import FloatArray, Op


def take_out(patch: pytest.MonkeyPatch, *ops: type[Op]) -> None:
    """Leave some ops without a kernel for a while."""
    table = cast(dict[type[Op], Lowering], LOWERINGS)
    for op in ops:
        patch.delitem(table, op)


def code_of(instruction: tuple[int, ...], *behind: int) -> Code:
    """Return one instruction, with what comes behind its fields."""
    asm = Assembler(Graph((), "", {}))
    asm.emit(instruction, *behind)
    return Code(np.array(asm.words), {})


def graph_of(op: Op, inputs: Sequence[FloatArray]) -> Graph:
    """Return the graph of one op over parameters."""
    builder = Builder()
    return builder.graph(builder.apply(op, *(builder.parameter(f"x{i}", x) for i, x in enumerate(inputs))))


def assert_native_is_reference(graph: Graph) -> None:
    """Hold value and gradients of a graph equal to 1e-12, NaN to NaN and infinity to infinity."""
    program = compile_program(graph)
    assert not program.called, program.called
    value, gradients = run_program(program, graph.leaves)
    np.testing.assert_allclose(value, graph.value, rtol=1e-12, atol=1e-12)
    expected = graph.gradients()
    assert gradients.keys() == expected.keys()
    for name, gradient in gradients.items():
        np.testing.assert_allclose(gradient, expected[name], rtol=1e-12, atol=1e-12, err_msg=name)


def assert_float32_is_near(graph: Graph, digits: float = 1e-5) -> None:
    """Hold value and gradients in float32 near those in float64 of the same numbers: to a share of the largest."""
    graph = replace(
        graph, leaves={name: leaf.astype(np.float32).astype(float) for name, leaf in graph.leaves.items()}
    )
    program = compile_program(graph)
    value, gradients = run_program(program, graph.leaves, "float32")
    for name, found, expected in (
        ("value", value, graph.value),
        *((name, gradients[name], gradient) for name, gradient in graph.gradients().items()),
    ):
        assert found.dtype == np.float32, name
        most = np.abs(expected).max(initial=0.01)  # what cancels out is of the size of its terms
        np.testing.assert_allclose(found, expected, rtol=digits, atol=digits * most, err_msg=name)
