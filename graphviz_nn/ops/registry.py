"""The registry: every op by its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from graphviz_nn.ops import (
    activations,
    arithmetic,
    arrangement,
    choices,
    comparisons,
    convolution,
    crossentropies,
    functions,
    gates,
    linear,
    losses,
    parts,
    penalties,
    reductions,
    softmax,
)
from graphviz_nn.ops.base import Op

__all__ = ["FUNCTIONS", "OPS"]

MODULES = (
    *(arithmetic, linear, arrangement, convolution, parts, reductions, functions, choices, comparisons),
    *(activations, gates, softmax, losses, crossentropies, penalties),
)

# Each module lists its ops in `__all__`, and nothing else lists them.
_ALL: tuple[type[Op], ...] = tuple(getattr(module, name) for module in MODULES for name in module.__all__)

OPS: Mapping[str, type[Op]] = MappingProxyType({op.name: op for op in _ALL})

# What an expression may call: `ln(x)`, `sum(x, axis=0)`, `maximum(a, b)`; the others are signs behind an input.
FUNCTIONS: Mapping[str, type[Op]] = MappingProxyType(
    {name: op for name, op in OPS.items() if not op.written.startswith("{")}
)
