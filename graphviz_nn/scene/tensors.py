"""What a node has to show: its tensors, and each of them in one line."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from graphviz_nn.debug.explain import Cell
from graphviz_nn.debug.tape import Tape
from graphviz_nn.ops import FloatArray, Op
from graphviz_nn.scene.block import local_derivatives
from graphviz_nn.text import short


class Tensor(NamedTuple):
    """A tensor to show: its key and name on the switch, its numbers or None, and whether it is made of gradients."""

    key: str
    text: str
    tip: str
    array: FloatArray | None
    is_gradient: bool = False


def tensors_of(tape: Tape, position: int, cell: Cell) -> dict[str, Tensor]:
    """Return what a cell's node has to show: value, gradient, an elementwise op's local derivatives."""
    record = tape.record
    place = record.graph.index[cell.node]
    node = record.graph.nodes[place]
    value = tape.value(place, position)
    gradient = tape.gradient(place, position)
    out = [
        Tensor("value", "value", "What forward left here", value),
        Tensor("gradient", "gradient", "d(loss)/d(this): what backward left here", gradient, True),
    ]
    if node.op is not None and value is not None:
        for letter, array in zip(node.op.inputs, local_derivatives(record, place), strict=False):
            tip = "The op's own slope in each cell, before the chain rule multiplies it in"
            out.append(Tensor(f"local {letter}", f"∂y/∂{letter}", tip, array))
    return {tensor.key: tensor for tensor in out}


def statistics(array: FloatArray, op: Op | None) -> str:
    """Return a tensor in one line: what is not finite; of the rest its range, its mean, zeros, its op's flat ends.

    Only of an op's value there are flat ends to speak of: leave the op out (None) for any other tensor.
    """
    if not array.size:
        return "no numbers"
    nans, infinities = int(np.isnan(array).sum()), int(np.isinf(array).sum())
    parts = [f"{name}: {count}" for name, count in (("NaN", nans), ("infinite", infinities)) if count]
    finite = array[np.isfinite(array)]
    if finite.size:
        with np.errstate(over="ignore"):
            low, mean, high = float(finite.min()), float(finite.mean()), float(finite.max())
        parts += [f"min {short(low)}", f"mean {short(mean)}", f"max {short(high)}"]
        parts.append(f"zeros {_percent(float((finite == 0).mean()))}")
        saturated = op.saturated(finite) if op else None
        if saturated is not None:
            parts.append(f"saturated {_percent(float(saturated.mean()))}")
    return " · ".join(parts)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
