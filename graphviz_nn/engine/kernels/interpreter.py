"""The interpreter: reads a program's instructions one after the other and hands each to its kernel."""

from __future__ import annotations

from graphviz_nn.engine.codes import Opcode
from graphviz_nn.engine.kernels.cells import binary, binary_back, fill, move
from graphviz_nn.engine.kernels.dense import dense, dense_back
from graphviz_nn.engine.kernels.elementwise import unary, unary_back
from graphviz_nn.engine.kernels.flags import merged
from graphviz_nn.engine.kernels.log_sum_exp import log_sum_exp, log_sum_exp_back
from graphviz_nn.engine.kernels.losses import cross, cross_back, loss, loss_back, penalty, penalty_back
from graphviz_nn.engine.kernels.matmul import product
from graphviz_nn.engine.kernels.noise import noise
from graphviz_nn.engine.kernels.reductions import largest, largest_back, softmax, softmax_back
from graphviz_nn.engine.kernels.views import words
from graphviz_nn.engine.types import Arena, Words


# Numba calls a kernel by its name alone, so the table from code to kernel is this chain; LLVM makes a jump table of it.
@merged
def execute(arena: Arena, code: Words, at: int, end: int) -> None:
    """Run the instructions from `at` up to `end`, none of them a CALL, which is Python's."""
    while at < end:
        line = words(code, at, len(code))  # from here on: its own words have constant offsets
        op = line[0]
        if op == Opcode.DENSE:
            dense(arena, line)
        elif op == Opcode.DENSE_BACK:
            dense_back(arena, line)
        elif op == Opcode.FILL:
            fill(arena, line)
        elif op == Opcode.MOVE:
            move(arena, line)
        elif op == Opcode.UNARY:
            unary(arena, line)
        elif op == Opcode.UNARY_BACK:
            unary_back(arena, line)
        elif op == Opcode.BINARY:
            binary(arena, line)
        elif op == Opcode.BINARY_BACK:
            binary_back(arena, line)
        elif op == Opcode.PRODUCT:
            product(arena, line)
        elif op == Opcode.LARGEST:
            largest(arena, line)
        elif op == Opcode.LARGEST_BACK:
            largest_back(arena, line)
        elif op == Opcode.SOFTMAX:
            softmax(arena, line)
        elif op == Opcode.SOFTMAX_BACK:
            softmax_back(arena, line)
        elif op == Opcode.LOSS:
            loss(arena, line)
        elif op == Opcode.LOSS_BACK:
            loss_back(arena, line)
        elif op == Opcode.CROSS:
            cross(arena, line)
        elif op == Opcode.CROSS_BACK:
            cross_back(arena, line)
        elif op == Opcode.PENALTY:
            penalty(arena, line)
        elif op == Opcode.PENALTY_BACK:
            penalty_back(arena, line)
        elif op == Opcode.LOG_SUM_EXP:
            log_sum_exp(arena, line)
        elif op == Opcode.LOG_SUM_EXP_BACK:
            log_sum_exp_back(arena, line)
        elif op == Opcode.NOISE:
            noise(arena, line)
        at += line[1]
