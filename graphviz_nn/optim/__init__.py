"""Update rules, one a file."""

from graphviz_nn.optim.base import Memory, Optimiser, empty_memory
from graphviz_nn.optim.sgd import Sgd

AnyOptimiser = Sgd  # the union of all rules that a document can hold

__all__ = ["AnyOptimiser", "Memory", "Optimiser", "Sgd", "empty_memory"]
