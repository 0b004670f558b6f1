"""Running a program once: natively where the kernels are loaded, else by the reference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from graphviz_nn.engine import native
from graphviz_nn.engine.program import Program
from graphviz_nn.graph import reference
from graphviz_nn.ops import DType, FloatArray


class Result(NamedTuple):
    """The value of a program's output, and the gradient of its sum for each parameter, by name."""

    value: FloatArray
    gradients: dict[str, FloatArray]


def run_program(program: Program, leaves: Mapping[str, FloatArray], dtype: DType = "float64") -> Result:
    """Run forward and backward on these leaves; by the reference always in float64."""
    if not native.ready(dtype):
        return _by_reference(program, leaves)
    arena = program.arena(leaves, dtype)
    native.kernels(dtype).run(arena, program.code)
    value = program.values[program.graph.output].view(arena).copy()
    return Result(value, {name: place.view(arena).copy() for name, place in program.gradients.items()})


def _by_reference(program: Program, leaves: Mapping[str, FloatArray]) -> Result:
    graph = program.graph
    values = reference.forward(graph.nodes, leaves)
    adjoints = reference.backward(graph.nodes, graph.index[graph.output], values)
    gradients = {
        node.name: np.asarray(adjoint)
        for node, adjoint in zip(graph.nodes, adjoints, strict=True)
        if node.is_leaf and adjoint is not None
    }
    return Result(values[graph.index[graph.output]], gradients)
