"""The engine: programs, native kernels, and the order of the examples."""

from graphviz_nn.engine.program import Program, compile_program
from graphviz_nn.engine.shuffle import epoch_order

__all__ = ["Program", "compile_program", "epoch_order"]
