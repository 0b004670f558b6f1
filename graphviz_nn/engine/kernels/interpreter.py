"""The interpreter: reads a program's instructions one after the other and hands each to its kernel."""

from __future__ import annotations

from graphviz_nn.engine import codes
from graphviz_nn.engine.kernels.cells import binary, binary_back, fill, move
from graphviz_nn.engine.kernels.dense import dense, dense_back
from graphviz_nn.engine.kernels.elementwise import unary, unary_back
from graphviz_nn.engine.kernels.flags import merged
from graphviz_nn.engine.kernels.losses import cross, cross_back, loss, loss_back, penalty, penalty_back
from graphviz_nn.engine.kernels.matmul import product
from graphviz_nn.engine.kernels.noise import noise
from graphviz_nn.engine.kernels.reductions import maximum, maximum_back, softmax, softmax_back
from graphviz_nn.engine.kernels.views import words
from graphviz_nn.engine.types import Arena, Code


@merged
def execute(arena: Arena, code: Code, at: int, end: int) -> None:
    """Run the instructions from `at` up to `end`.

    Numba calls a kernel by its name alone, so the table from code to kernel is this chain; LLVM makes a jump
    table of it.
    """
    while at < end:
        line = words(code, at, len(code))  # from here on: its own words have constant places
        op = line[0]
        if op == codes.DENSE:
            dense(arena, line)
        elif op == codes.DENSE_BACK:
            dense_back(arena, line)
        elif op == codes.FILL:
            fill(arena, line)
        elif op == codes.MOVE:
            move(arena, line)
        elif op == codes.UNARY:
            unary(arena, line)
        elif op == codes.UNARY_BACK:
            unary_back(arena, line)
        elif op == codes.BINARY:
            binary(arena, line)
        elif op == codes.BINARY_BACK:
            binary_back(arena, line)
        elif op == codes.PRODUCT:
            product(arena, line)
        elif op == codes.MAXIMUM:
            maximum(arena, line)
        elif op == codes.MAXIMUM_BACK:
            maximum_back(arena, line)
        elif op == codes.SOFTMAX:
            softmax(arena, line)
        elif op == codes.SOFTMAX_BACK:
            softmax_back(arena, line)
        elif op == codes.LOSS:
            loss(arena, line)
        elif op == codes.LOSS_BACK:
            loss_back(arena, line)
        elif op == codes.CROSS:
            cross(arena, line)
        elif op == codes.CROSS_BACK:
            cross_back(arena, line)
        elif op == codes.PENALTY:
            penalty(arena, line)
        elif op == codes.PENALTY_BACK:
            penalty_back(arena, line)
        elif op == codes.NOISE:
            noise(arena, line)
        at += line[1]
