"""The engine: programs, native kernels, and the order of the examples."""

from graphviz_nn.engine.shuffle import epoch_order

__all__ = ["epoch_order"]
